"""A group writes a proposal on its task list: each section on its own, two members at once, pictures, budgets."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy.orm import Session

from app.core import clock, files
from app.core.clock import now, today
from app.core.db import unit_of_work
from app.core.errors import DomainError, NotAllowed
from app.core.files import StoredFile
from app.council.models import PreElection
from app.council.queries import council
from app.funds.models import CallQuestion
from app.proposals import commands, queries
from app.proposals.commands import LineFacts, SectionChanged
from app.proposals.models import BudgetHeading, Proposal, ProposalState
from app.proposals.sections import SectionKey, faults
from tests.funds.factories import make_call, make_pot
from tests.groups.factories import acting, join, make_group
from tests.people.factories import make_person
from tests.proposals.factories import any_ward, make_action, make_proposal
from tests.support.browser import Page, Visitor

SignIn = Callable[[FlaskClient, Any], FlaskClient]


def only_proposal(session: Session) -> Proposal:
    return session.scalars(sa.select(Proposal)).one()


def section(page: Page, title: str) -> Page:
    return page.follow(title)


@pytest.mark.slow
def test_a_group_writes_and_sends_a_proposal(session: Session, visitor: Visitor, sign_in: SignIn) -> None:
    ward, lead = any_ward(), make_person(name="Lena Lead")
    make_action("3.2")
    group = make_group(lead, name="The Loom")
    call = make_call(questions=[each.value for each in CallQuestion])
    sign_in(visitor.client, lead)
    page = visitor.open(f"/calls/{call.slug}").follow("Start a proposal").submit("Start")
    assert page.h1 == "Your proposal" and "8 parts are not finished yet" in page.text
    assert "There is a problem" not in page.text

    form = section(page, "Your idea").form("Save and go on")
    form.fill("Title", "Soup on Fridays").fill("Short summary", "We cook together").pick("Food and growing")
    page = form.fill("What will you do?", "We cook every Friday.\nEveryone eats.").submit()
    assert page.h1 == "Soup on Fridays" and "7 parts are not finished yet" in page.text

    form = section(page, "What is good here").form("Save and go on")
    form.fill("What is good about this place already?", "Good cooks").fill("What is missing?", "A shared table")
    page = form.fill("What will people do together?", "Cook in mixed teams").submit()

    form = section(page, "Who it is for").form("Save and go on")
    form.fill("Who will benefit?", "Neighbours").fill("About how many people will take part?", "1,200")
    form.pick("Different ages").pick(ward.name)
    page = form.fill("How will different people feel welcome?", "Food for all").submit()

    page = section(page, "Which part of the action plan").form("Save and go on").pick("3.2 Shared tables 3.2").submit()

    form = section(page, "Budget").form("Save and go on")
    form.values["lines-0-heading"] = ["venue"]
    form.values["lines-0-cost_pence"] = ["£600"]
    form.values["lines-1-heading"] = ["materials"]
    form.values["lines-1-note"] = ["Rice, lentils, pans"]
    form.values["lines-1-cost_pence"] = ["900.50"]
    form.values["lines-1-asked_pence"] = ["800"]
    form.fill("If you ask for less than it costs", "Raffle").fill("What is the least money", "1000")
    page = form.submit()
    assert not page.errors
    saved = only_proposal(session)
    assert (saved.total_pence, saved.amount_pence, saved.min_viable_pence) == (150_050, 140_000, 100_000)

    form = section(page, "Dates").form("Save and go on").date("starts_on", today() + dt.timedelta(days=60))
    page = form.date("ends_on", today() + dt.timedelta(days=200)).submit()
    form = section(page, "Safety and access").form("Save and go on").fill("How do you keep children", "Checked leaders")
    page = form.fill("How can everyone take part?", "Step-free").fill("What could go wrong", "Too few come").submit()
    form = section(page, "Five principles").form("Save and go on")
    for key in ("together", "strengths", "decide", "open", "lasting"):
        form.values[key] = ["partly"]
    page = form.submit()
    assert "Everything is there" in page.text

    page = page.follow("Check your answers")
    assert "Rice, lentils, pans" in page.text and "£1,400" in page.text and "1,200" in page.text
    page = page.submit("Send the proposal")
    assert page.h1 == "Your proposal is sent" and saved.reference in page.text
    session.refresh(saved)
    assert saved.state is ProposalState.SUBMITTED and saved.group_id == group.id
    assert "cannot be changed" in visitor.open(f"/my/proposals/{saved.reference}/sections/about").text
    assert visitor.client.get(f"/proposals/{saved.reference}").status_code == 404, "not public before the check"


def test_strengths_are_asked_before_gaps(session: Session, visitor: Visitor, sign_in: SignIn) -> None:
    lead = make_person()
    proposal = make_proposal(group=make_group(lead))
    sign_in(visitor.client, lead)
    text = visitor.open(f"/my/proposals/{proposal.reference}/sections/strengths").text
    assert text.index("What is good about this place already?") < text.index("What is missing?")


def test_the_second_of_two_members_is_told_and_keeps_every_word(session: Session, app: Flask, sign_in: SignIn) -> None:
    lead, member = make_person(name="Lena Lead"), make_person(name="Bob Brown")
    group = make_group(lead)
    join(group, member)
    proposal = make_proposal(group=group)
    first, second = Visitor(app.test_client()), Visitor(app.test_client())
    path = f"/my/proposals/{proposal.reference}/sections/about"
    sign_in(first.client, lead)
    sign_in(second.client, member)
    mine, theirs = first.open(path).form("Save and go on"), second.open(path).form("Save and go on")
    assert not mine.fill("Title", "Lena's title").submit().errors
    page = theirs.fill("Title", "Bob's title").submit()
    assert "Lena Lead saved this section while you had it open" in page.errors[0]
    assert "Lena's title" in page.text, "what the first saved is shown"
    assert 'value="Bob&#39;s title"' in page.response.text, "what the second typed is kept"
    session.expire_all()
    assert only_proposal(session).title == "Lena's title"
    assert not page.form("Save and go on").fill("Title", "Both titles").submit().errors
    session.expire_all()
    assert only_proposal(session).title == "Both titles"


def test_two_members_on_two_sections_do_not_disturb_each_other(session: Session) -> None:
    lead = make_person()
    proposal, actor = make_proposal(group=make_group(lead)), acting(lead)
    with unit_of_work():
        commands.save_section(actor, proposal.id, SectionKey.ABOUT, {"title": "New"}, seen=1, now=now())
        commands.save_section(actor, proposal.id, SectionKey.STRENGTHS, {"need": "New"}, seen=1, now=now())
    with pytest.raises(SectionChanged), unit_of_work():
        commands.save_section(actor, proposal.id, SectionKey.ABOUT, {"title": "Old"}, seen=1, now=now())


@pytest.mark.parametrize("path", ["", "/sections/about", "/check", "/withdraw", "/receipt", "/proposal.pdf"])
@pytest.mark.parametrize("state", [ProposalState.DRAFT, ProposalState.SUBMITTED])
@pytest.mark.slow
def test_another_groups_proposal_is_not_there(
    session: Session, client: FlaskClient, sign_in: SignIn, path: str, state: ProposalState
) -> None:
    outsider = make_person()
    make_group(outsider)
    other = make_proposal(state=state)
    sign_in(client, outsider)
    assert client.get(f"/my/proposals/{other.reference}{path}").status_code == 404
    if path in {"/sections/about", "/check", "/withdraw"}:
        token = Visitor(client).open("/my/groups/new").form("Register the group").values["csrf_token"]
        data = {"title": "Mine now", "seen": "1", "csrf_token": token}
        answer = client.post(f"/my/proposals/{other.reference}{path}", data=data)
        assert answer.status_code == 404
    assert queries.proposal(other.id).title == other.title


def test_a_tampered_form_changes_nothing_else(session: Session, visitor: Visitor, sign_in: SignIn) -> None:
    lead = make_person()
    proposal, foreign = make_proposal(group=make_group(lead)), make_pot()
    sign_in(visitor.client, lead)
    form = visitor.open(f"/my/proposals/{proposal.reference}/sections/about").form("Save and go on")
    form.values |= {"pot_id": [str(foreign.id)], "state": ["funded"], "amount_pence": ["1"], "group_id": ["x"]}
    form.values["lang"] = ["xx"]
    assert form.submit().errors, "a language that is not offered is refused"
    form.values["lang"] = ["pl"]
    assert not form.submit().errors
    found = queries.proposal(proposal.id)
    assert (found.state, found.amount_pence, found.lang) == (ProposalState.DRAFT, 150_000, "pl")
    assert found.pot_id == proposal.pot_id
    with pytest.raises(DomainError, match="pot of this call"), unit_of_work():
        commands.save_section(acting(lead), proposal.id, SectionKey.ABOUT, {"pot_id": foreign.id}, seen=2, now=now())


def test_the_budget_says_by_how_much_it_is_over(session: Session, visitor: Visitor, sign_in: SignIn) -> None:
    lead = make_person()
    call = make_call(min_pence=30_000, max_pence=500_000)
    proposal = make_proposal(group=make_group(lead), call=call)
    sign_in(visitor.client, lead)
    form = visitor.open(f"/my/proposals/{proposal.reference}/sections/budget").form("Save and go on")
    form.values["lines-2-heading"] = ["staff"]
    form.values["lines-2-cost_pence"] = ["4,000"]
    page = form.submit()
    assert page.errors == ["You ask for £5,500. That is £500 more than the most, £5,000"]
    assert 'value="4,000"' in page.response.text
    form.values["lines-2-cost_pence"] = [""]
    assert form.submit().errors == ["Enter what it costs"]
    form.values["lines-2-cost_pence"] = ["100"]
    form.values["lines-2-asked_pence"] = ["101"]
    assert form.submit().errors == ["You cannot ask for more than it costs"]
    form.values["lines-2-asked_pence"] = ["0"]
    assert not form.submit().errors
    found = queries.whole(queries.proposal(proposal.id))
    assert (found.proposal.amount_pence, found.proposal.total_pence) == (150_000, 160_000)
    assert "Say where the other £100 comes from" in [fault.message for fault in faults(found)]


def test_more_lines_keep_what_was_typed(session: Session, visitor: Visitor, sign_in: SignIn) -> None:
    lead = make_person()
    proposal = make_proposal(group=make_group(lead))
    sign_in(visitor.client, lead)
    page = visitor.open(f"/my/proposals/{proposal.reference}/sections/budget")
    form = page.form("More lines")
    form.values["lines-4-note"] = ["Chairs"]
    page = form.submit()
    assert "Line 8" in page.text and 'value="Chairs"' in page.response.text
    assert len(queries.whole(queries.proposal(proposal.id)).lines) == 2


def test_under_the_least_is_said_before_sending(session: Session) -> None:
    lead = make_person()
    proposal = make_proposal(group=make_group(lead))
    lines = [LineFacts(BudgetHeading.VENUE, "Hall", 29_900, 29_900)]
    with unit_of_work():
        commands.save_section(acting(lead), proposal.id, SectionKey.BUDGET, {"lines": lines}, seen=1, now=now())
    found = [fault.message for fault in faults(queries.whole(queries.proposal(proposal.id)))]
    assert "You ask for £299. That is £1 less than the least, £300" in found


@pytest.mark.slow
def test_a_photograph_is_drawn_anew_and_shown(session: Session, app: Flask, visitor: Visitor, sign_in: SignIn) -> None:
    lead = make_person()
    proposal = make_proposal(group=make_group(lead))
    sign_in(visitor.client, lead)
    content = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "secret place"
    Image.new("RGB", (2000, 900), "purple").save(content, "JPEG", exif=exif)
    path = f"/my/proposals/{proposal.reference}/sections/picture"
    form = visitor.open(path).form("Save and go on").fill("Choose a photo", (content.getvalue(), "me.jpg"))
    page = form.fill("What does the photo show?", "Our hall").submit()
    assert not page.errors
    stored = session.scalars(sa.select(StoredFile)).one()
    answer = visitor.client.get(f"/files/{stored.id}/x.webp")
    assert answer.mimetype == "image/webp" and b"secret" not in answer.data
    form = visitor.open(path).form("Save and go on").fill("Choose a photo", (b"<svg onload=alert(1)>", "a.svg"))
    assert form.submit().errors == ["Choose a picture that is a JPEG, PNG, WebP or GIF"]
    form = visitor.open(path).form("Take the photo away")
    form.button = "Take the photo away"
    form.submit()
    assert queries.proposal(proposal.id).picture_file_id is None


def test_a_photograph_of_a_councillor_is_held_before_an_election(
    session: Session, app: Flask, visitor: Visitor, sign_in: SignIn
) -> None:
    """E39: in the pre-election period lists and pages show the drawn picture; before and after it the photograph."""
    lead = make_person()
    proposal = make_proposal(group=make_group(lead), state=ProposalState.ELIGIBLE, is_public=True)
    content = io.BytesIO()
    Image.new("RGB", (600, 400), "purple").save(content, "PNG")
    proposal.picture_file_id = files.save(content.getvalue(), "hall.png", "image/png", is_public=True).id
    proposal.picture_alt, proposal.picture_shows_councillor = "Our hall", True
    session.add(
        PreElection(council_id=council().id, election="May", from_on=dt.date(2027, 3, 24), to_on=dt.date(2027, 5, 6))
    )
    session.commit()
    photo, drawn = f"/files/{proposal.picture_file_id}", f"/proposals/{proposal.reference}/picture.svg"
    for day, shown, hidden in ((23, photo, drawn), (24, drawn, photo)):
        with clock.at(dt.datetime(2027, 3, day, 12, tzinfo=dt.UTC)):
            for page in ("/proposals", f"/proposals/{proposal.reference}"):
                text = visitor.client.get(page).text
                assert shown in text and hidden not in text, (day, page)


def test_limits_of_a_group_in_a_call(session: Session) -> None:
    lead = make_person()
    group, call = make_group(lead), make_call(max_per_group=1)
    with unit_of_work():
        first = commands.start_proposal(acting(lead), call.id, group.id, now=now())
    with pytest.raises(NotAllowed, match="as many proposals"), unit_of_work():
        commands.start_proposal(acting(lead), call.id, group.id, now=now())
    with unit_of_work():
        commands.withdraw_proposal(acting(lead), first.id, "")
    with unit_of_work():
        commands.start_proposal(acting(lead), call.id, group.id, now=now())


def test_without_a_group_the_way_in_is_shown(session: Session, visitor: Visitor, sign_in: SignIn) -> None:
    call = make_call()
    sign_in(visitor.client, make_person())
    assert visitor.open(f"/my/proposals/new/{call.slug}").h1 == "You need a group first"
    assert visitor.open("/my/proposals").h1 == "My proposals"
