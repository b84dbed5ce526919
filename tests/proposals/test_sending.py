"""Sending, the deadline to the second, the receipt, withdrawing, and the public pages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.core import clock, events
from app.core.access import SYSTEM
from app.core.audit import AuditEntry
from app.core.clock import london_instant, now
from app.core.db import unit_of_work
from app.core.errors import Refusals, WrongState
from app.core.outbox import OutboxRow
from app.funds.models import Theme
from app.proposals import commands, queries
from app.proposals.events import ProposalStateChanged
from app.proposals.models import Proposal, ProposalState
from app.proposals.queries import ListFilter, SortBy
from tests.funds.factories import make_call, make_pot
from tests.groups.factories import acting, join, make_group
from tests.people.factories import make_person
from tests.proposals.factories import any_ward, make_action, make_proposal
from tests.support.browser import Visitor

SignIn = Callable[[FlaskClient, Any], FlaskClient]
S = ProposalState


def ready(lead: Any, **given: Any) -> Proposal:
    return make_proposal(group=make_group(lead), action_ids=(make_action().id,), **given)


@pytest.mark.parametrize("day", [dt.date(2027, 3, 28), dt.date(2027, 10, 31), dt.date(2027, 6, 30)])
@pytest.mark.slow
def test_one_second_late_is_refused_and_the_draft_kept(
    session: Session, visitor: Visitor, sign_in: SignIn, day: dt.date
) -> None:
    close = london_instant(day, dt.time(12, 0))
    lead = make_person()
    with clock.at(close - dt.timedelta(days=5)):
        call = make_call(closes_at=close, opens_at=close - dt.timedelta(days=20))
        proposal = ready(lead, call=call)
        sign_in(visitor.client, lead)
        form = visitor.open(f"/my/proposals/{proposal.reference}/check").form("Send the proposal")
    with clock.at(close):
        page = form.submit()
    assert page.h1 == "Check your answers"
    assert page.errors == [
        f"This call closed on {day.day} {day:%B %Y}, 12:00. Your draft is kept. "
        "If something on our side stopped you, write to funds@council.example"
    ]
    found = queries.proposal(proposal.id)
    assert (found.state, found.title, found.submitted_at) == (S.DRAFT, proposal.title, None)
    with clock.at(close):
        assert "Your draft is kept" in visitor.open(f"/my/proposals/{proposal.reference}").text
        assert proposal.description.split(".")[0] in visitor.open(f"/my/proposals/{proposal.reference}").text
    with clock.at(close - dt.timedelta(seconds=1)):
        assert form.submit().h1 == "Your proposal is sent"
    assert queries.proposal(proposal.id).submitted_at == close - dt.timedelta(seconds=1)


def test_sending_mails_every_lead_and_is_audited(
    app: Flask, session: Session, visitor: Visitor, sign_in: SignIn
) -> None:
    lead, second = make_person(), make_person(lang="ur")
    proposal = ready(lead)
    from app.core.access import Function
    from app.groups import queries as groups

    join(groups.group(proposal.group_id), second, Function.LEAD)
    join(groups.group(proposal.group_id), make_person())
    sign_in(visitor.client, lead)
    page = visitor.open(f"/my/proposals/{proposal.reference}/check").submit("Send the proposal")
    assert proposal.reference in page.text
    assert session.scalars(sa.select(OutboxRow.template)).all() == ["proposals/mail/submitted"] * 2
    entry = session.scalars(sa.select(AuditEntry).where(AuditEntry.verb == "submit_proposal")).one()
    assert entry.actor_id == lead.id and entry.after == {"state": "submitted", "amount_pence": 150_000}
    assert "already been sent" in visitor.open(f"/my/proposals/{proposal.reference}/check").text


def test_a_pdf_of_the_proposal(session: Session, client: FlaskClient, sign_in: SignIn) -> None:
    lead = make_person()
    proposal = ready(lead)
    sign_in(client, lead)
    answer = client.get(f"/my/proposals/{proposal.reference}/proposal.pdf")
    assert answer.mimetype == "application/pdf" and answer.data.startswith(b"%PDF")
    assert len(answer.data) > 5_000


def test_only_a_lead_sends(session: Session) -> None:
    lead, member = make_person(), make_person()
    proposal = ready(lead)
    from app.groups import queries as groups

    join(groups.group(proposal.group_id), member)
    with pytest.raises(WrongState, match="Only a lead"), unit_of_work():
        commands.submit_proposal(acting(member), proposal.id, now=now())


def test_everything_that_is_missing_is_said_at_once(session: Session, visitor: Visitor, sign_in: SignIn) -> None:
    lead = make_person()
    proposal = make_proposal(group=make_group(lead), title="", strengths="", with_area=False)
    with pytest.raises(Refusals) as refused, unit_of_work():
        commands.submit_proposal(acting(lead), proposal.id, now=now())
    assert [each.message for each in refused.value.refusals] == [
        "Enter a title",
        "Say what is good about this place already",
        "Choose at least one ward",
        "Choose at least one action of the plan",
    ]
    sign_in(visitor.client, lead)
    page = visitor.open(f"/my/proposals/{proposal.reference}/check").submit("Send the proposal")
    assert len(page.errors) == 4
    assert queries.proposal(proposal.id).state is S.DRAFT


def test_withdrawing(session: Session, visitor: Visitor, sign_in: SignIn) -> None:
    lead = make_person()
    proposal = ready(lead, state=S.ELIGIBLE)
    sign_in(visitor.client, lead)
    assert visitor.open(f"/proposals/{proposal.reference}").status == 200
    page = visitor.open(f"/my/proposals/{proposal.reference}").follow("Withdraw")
    page.form("Withdraw").fill("Why do you withdraw it?", "The hall is gone").submit()
    found = queries.proposal(proposal.id)
    assert (found.state, found.state_reason, found.is_public) == (S.WITHDRAWN, "The hall is gone", False)
    assert visitor.open(f"/proposals/{proposal.reference}").status == 404
    with pytest.raises(WrongState), unit_of_work():
        commands.set_state(proposal.id, S.ELIGIBLE, actor=SYSTEM)


def test_set_state_moves_publishes_and_refuses(app: Flask, session: Session) -> None:
    heard: list[ProposalStateChanged] = []
    events.subscribe(app, ProposalStateChanged, heard.append)
    try:
        proposal = make_proposal(state=S.SUBMITTED)
        with unit_of_work():
            commands.set_state(proposal.id, S.ELIGIBLE, actor=SYSTEM)
            commands.set_state(proposal.id, S.ON_BALLOT, actor=SYSTEM)
        with unit_of_work():
            commands.set_state(proposal.id, S.NOT_FUNDED, actor=SYSTEM, reason="The pot was spent")
        assert [(each.before, each.after) for each in heard] == [
            (S.SUBMITTED, S.ELIGIBLE),
            (S.ELIGIBLE, S.ON_BALLOT),
            (S.ON_BALLOT, S.NOT_FUNDED),
        ]
        found = queries.proposal(proposal.id)
        assert found.is_public and found.state_reason == "The pot was spent"
        with pytest.raises(WrongState), unit_of_work():
            commands.set_state(proposal.id, S.QUERY, actor=SYSTEM)
    finally:
        app.extensions["events"][ProposalStateChanged].remove(heard.append)


@pytest.mark.slow
def test_the_public_list_filters_sorts_and_pages(session: Session, visitor: Visitor) -> None:
    ward, call = any_ward(), make_call(max_per_group=20)
    make_proposal(state=S.ELIGIBLE, call=call, title="Aloo and apple pie", amount_pence=200_000)
    make_proposal(state=S.FUNDED, title="Boats of paper", amount_pence=50_000, themes=["arts", "heritage"])
    make_proposal(state=S.ON_BALLOT, title="ساتھ چائے", lang="ur", amount_pence=100_000, with_area=False)
    make_proposal(state=S.SUBMITTED, title="Hidden so far")
    page = visitor.open("/proposals")
    assert "3 proposals" in page.text and "Hidden so far" not in page.text
    assert 'lang="ur"' in page.response.text
    assert "2 proposals" in visitor.open(f"/proposals?area={ward.id}").text
    assert "1 proposal" in visitor.open(f"/proposals?call={call.id}").text
    assert "Boats of paper" in visitor.open("/proposals?theme=heritage").text
    assert "No proposal fits" in visitor.open("/proposals?q=zebra&theme=food").text
    by_least = [row.title for row in queries.public_proposals(ListFilter(), sort=SortBy.LEAST)[0]]
    assert by_least == ["Boats of paper", "ساتھ چائے", "Aloo and apple pie"]
    titles = [row.title for row in queries.public_proposals(ListFilter(), sort=SortBy.TITLE, size=1, page=2)[0]]
    assert titles == ["Boats of paper"]
    for nonsense in ("page=x", "call=y", "area=z", "sort=q", "theme=%27", "size=7"):
        assert visitor.open(f"/proposals?{nonsense}").status == 200


def test_a_public_page_says_what_where_and_for_how_much(session: Session, visitor: Visitor) -> None:
    lead = make_person(name="Lena Lead")
    action = make_action("3.2")
    proposal = make_proposal(state=S.ELIGIBLE, group=make_group(lead, name="The Loom"), action_ids=(action.id,))
    page = visitor.open(f"/proposals/{proposal.reference}")
    assert page.h1 == proposal.title
    for words in ("The Loom", "£1,500", any_ward().name, "3.2 Shared tables 3.2", "Different ages", "Rooms and places"):
        assert words in page.text, words
    assert "Lena Lead" not in page.text, "names of people are not public (E55)"
    assert proposal.safeguarding not in page.text
    art = visitor.client.get(f"/proposals/{proposal.reference}/picture.svg")
    assert art.mimetype == "image/svg+xml" and art.data.startswith(b"<svg")
    assert visitor.open("/groups/the-loom").follow(proposal.title).h1 == proposal.title
    assert visitor.open(f"/proposals/{proposal.reference.lower()}").status == 200


@pytest.mark.slow
def test_the_list_of_100_takes_at_most_15_statements(session: Session, visitor: Visitor) -> None:
    group, call = make_group(), make_call(max_per_group=200)
    themes = list(Theme)
    for number in range(100):
        make_proposal(state=S.ELIGIBLE, group=group, call=call, themes=[themes[number % len(themes)].value])
    page = visitor.open("/proposals?size=100")
    assert "100 proposals" in page.text and page.response.text.count("cp-card__title") == 100


def test_what_a_round_takes(session: Session) -> None:
    pot, other = make_pot(), make_pot()
    taken = make_proposal(state=S.ELIGIBLE, pot=pot)
    make_proposal(state=S.SUBMITTED, pot=pot)
    make_proposal(state=S.ELIGIBLE, pot=other)
    assert [p.id for p in queries.eligible_for_round([pot.id])] == [taken.id]
    assert queries.proposals_of_call(taken.call_id, [S.ELIGIBLE]) == [taken]
