"""An offer from the vote to the agreement: money committed and freed, who may answer, what is said when too late."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
from collections.abc import Callable
from typing import Any

import pikepdf
import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.awards import commands, jobs, queries
from app.awards.models import Award, AwardState
from app.core import audit, clock
from app.core.access import SYSTEM, Function, Role
from app.core.clock import now, today
from app.core.db import db, unit_of_work
from app.core.errors import DomainError, WrongState
from app.core.jobs import JobRow
from app.core.outbox import OutboxRow
from app.delivery.models import Project
from app.funds.queries import pot_balance
from app.proposals.models import ProposalState
from app.results.events import ResultPublished, Winner
from app.rounds.queries import items
from tests.awards.factories import make_award
from tests.funds.factories import make_pot
from tests.groups.factories import acting, join, make_group
from tests.people.factories import make_person
from tests.proposals.factories import make_proposal
from tests.rounds.factories import make_draft, make_officers
from tests.support.browser import Visitor

SignIn = Callable[[FlaskClient, Any], FlaskClient]


def test_an_offer_takes_the_money_and_tells_the_leads(session: Session) -> None:
    award = make_award(amount_pence=150_000)
    assert pot_balance(award.pot_id) == 2_500_000 - 150_000
    assert award.offer_ends_on == today() + dt.timedelta(days=10)
    assert session.scalar(sa.select(sa.func.count()).select_from(OutboxRow)) == 1


def test_no_offer_beyond_what_the_pot_has_left(session: Session) -> None:
    pot = make_pot(amount_pence=100_000)
    proposal = make_proposal(state=ProposalState.FUNDED, pot=pot, amount_pence=150_000)
    with pytest.raises(DomainError), unit_of_work():
        commands.offer_award(SYSTEM, proposal, pot.id, 150_000, on=today())
    assert session.scalars(sa.select(Award)).all() == []


@pytest.mark.slow
def test_accepting_makes_the_project_and_the_agreement(session: Session) -> None:
    lead = make_person(name="Ann Lee")
    award = make_award(make_group(lead))
    with unit_of_work():
        commands.accept_offer(acting(lead), award.id, signed_name="Ann Lee", now=now(), today=today())
    assert session.scalars(sa.select(Project.award_id)).one() == award.id
    assert session.scalars(sa.select(JobRow.name).where(JobRow.name == "make-agreement")).all() == ["make-agreement"]
    jobs.make_agreement(str(award.id))
    jobs.make_agreement(str(award.id))
    found = queries.agreement_of(award.id)
    assert found is not None
    from app.core.files import read

    content = read(found[1])
    assert found[0].sha256 == hashlib.sha256(content).hexdigest()
    assert str(pikepdf.open(io.BytesIO(content)).Root.Lang) == "en"
    entry = session.scalars(sa.select(audit.AuditEntry).where(audit.AuditEntry.verb == "accept_offer")).one()
    assert entry.after == {"state": "accepted", "signed_name": "Ann Lee"}


def test_declining_frees_the_money(session: Session) -> None:
    """E31."""
    lead = make_person()
    award = make_award(make_group(lead))
    with unit_of_work():
        commands.decline_offer(acting(lead), award.id, reason="We found other money", today=today())
    assert pot_balance(award.pot_id) == 2_500_000
    with pytest.raises(WrongState, match="already been declined"), unit_of_work():
        commands.accept_offer(acting(lead), award.id, signed_name="Ann", now=now(), today=today())


def test_an_offer_lapses_the_day_after_its_last(session: Session) -> None:
    award = make_award()
    jobs.lapse_offers()
    assert db.session.get_one(Award, award.id).state is AwardState.OFFERED
    with clock.at(clock.london_instant(award.offer_ends_on + dt.timedelta(days=1), dt.time(0, 0, 1))):
        jobs.lapse_offers()
    db.session.expire_all()
    assert db.session.get_one(Award, award.id).state is AwardState.LAPSED
    assert pot_balance(award.pot_id) == 2_500_000


def test_a_result_published_twice_makes_one_offer(session: Session) -> None:
    first, _second = make_officers()
    round_ = make_draft(first)
    item = items(round_.id)[0]
    assert item.proposal_id is not None
    event = ResultPublished(round_.id, (Winner(item.proposal_id, item.cost_pence, item.round_pot_id),))
    for _turn in range(2):
        with unit_of_work():
            commands.offer_to_winners(event)
    assert session.scalars(sa.select(Award.proposal_id)).all() == [item.proposal_id]


def test_a_new_count_takes_back_an_unanswered_offer(session: Session) -> None:
    first, _second = make_officers()
    round_ = make_draft(first)
    before, after = items(round_.id)[:2]
    for item in (before, after):
        assert item.proposal_id is not None
        with unit_of_work():
            winner = Winner(item.proposal_id, item.cost_pence, item.round_pot_id)
            commands.offer_to_winners(ResultPublished(round_.id, (winner,)))
    states = dict(session.execute(sa.select(Award.proposal_id, Award.state)).all())
    assert states == {before.proposal_id: AwardState.LAPSED, after.proposal_id: AwardState.OFFERED}


def test_a_lead_accepts_on_the_page(client: FlaskClient, sign_in: SignIn) -> None:
    lead = make_person(name="Ann Lee")
    award = make_award(make_group(lead))
    visitor = Visitor(sign_in(client, lead))
    page = visitor.open(f"/my/awards/{award.reference}").follow("Accept the offer")
    refused = page.form("Accept the offer").fill("Your full name", "Ann Lee").submit()
    assert refused.errors == ["Confirm that you accept the terms"]
    assert 'value="Ann Lee"' in refused.response.text
    done = refused.form("Accept the offer").pick("I accept the terms for my group").submit()
    assert "You have accepted the offer" in done.text
    pdf = visitor.client.get(f"/my/awards/{award.reference}/agreement.pdf")
    assert pdf.data.startswith(b"%PDF")


def test_too_late_is_said_and_what_was_typed_is_kept(client: FlaskClient, sign_in: SignIn) -> None:
    lead = make_person(name="Ann Lee")
    award = make_award(make_group(lead))
    visitor = Visitor(sign_in(client, lead))
    form = (
        visitor.open(f"/my/awards/{award.reference}/accept").form("Accept the offer").fill("Your full name", "Ann Lee")
    )
    with unit_of_work():
        commands.decline_offer(acting(lead), award.id, reason="No", today=today())
    late = form.pick("I accept the terms for my group").submit()
    assert late.errors == ["This offer has already been declined"]
    assert "Ann Lee" in late.response.text


@pytest.mark.parametrize(("function", "status"), [(Function.MEMBER, 404), (Function.FINANCE, 200)])
def test_who_may_sign(client: FlaskClient, sign_in: SignIn, function: Function, status: int) -> None:
    group = make_group()
    person = make_person(name="Bo")
    join(group, person, function)
    award = make_award(group)
    sign_in(client, person)
    assert client.get(f"/my/awards/{award.reference}").status_code == 200
    assert client.get(f"/my/awards/{award.reference}/accept").status_code == status


def test_another_groups_award_is_not_found(client: FlaskClient, sign_in: SignIn) -> None:
    award = make_award()
    stranger = make_person()
    make_group(stranger)
    sign_in(client, stranger)
    for path in ("", "/accept", "/decline", "/agreement.pdf"):
        assert client.get(f"/my/awards/{award.reference}{path}").status_code == 404


def test_officers_follow_and_export(client: FlaskClient, sign_in: SignIn) -> None:
    award = make_award()
    visitor = Visitor(sign_in(client, make_person(roles=(Role.FUND_MANAGER,))))
    assert award.reference in visitor.open("/office/awards/").text
    assert visitor.open(f"/office/awards/{award.reference}").status == 200
    assert "1500.00,offered" in visitor.client.get("/office/awards/awards.csv?state=offered").text
    assert award.reference not in visitor.open("/office/awards/?state=declined").text
