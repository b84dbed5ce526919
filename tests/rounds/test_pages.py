"""The pages of rounds over HTTP: an officer drafts and locks one, residents read it, the menus and panels of others."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from flask import current_app
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.core import clock
from app.core.access import VISITOR, Grant, Role, Scope, actor_for
from app.core.db import unit_of_work
from app.core.ports import ports
from app.proposals import queries as proposal_queries
from app.rounds import commands, panels, queries
from app.rounds.models import RoundState
from tests.people.factories import make_person
from tests.rounds.factories import CLOSES, NOW, OPENS, make_draft, make_locked, make_officers, make_pot, make_proposals
from tests.support.browser import Visitor

pytestmark = pytest.mark.usefixtures("session")
DURING = OPENS + dt.timedelta(days=2)
SignIn = Callable[[FlaskClient, Any], FlaskClient]


@pytest.mark.slow
def test_an_officer_drafts_a_round_and_two_lock_it(client: FlaskClient, visitor: Visitor, sign_in: SignIn) -> None:
    first = make_person(name="Rosa Ro", roles=(Role.RETURNING_OFFICER,))
    second = make_person(name="Dev Deputy", roles=(Role.DEPUTY_RETURNING_OFFICER,))
    trustees = [make_person(name=f"Trustee {n}") for n in (1, 2, 3)]
    pot = make_pot(500_000, name="Neighbours")
    proposals = make_proposals(pot, [100_000, 200_000])
    opens, closes = clock.today() + dt.timedelta(days=20), clock.today() + dt.timedelta(days=40)
    sign_in(client, first)

    form = visitor.open("/office/rounds/new").form("Save")
    form.fill("Name of the round", "You Decide Together").date("opens_at", opens, "9am").date(
        "closes_at", closes, "5pm"
    )
    page = form.fill("What it is about (English)", "Choose what helps neighbours meet").submit()
    assert page.h1.startswith("You Decide Together")
    page = page.follow("Money").form("Save").fill("Neighbours", "5,000").submit()
    page = page.follow("Proposals on the ballot").form()
    for proposal in proposals:
        page.fill(f"{proposal.title} (", True)
    page = page.submit()
    assert "Ballot numbers" in page.text
    page = visitor.open("/office/rounds/you-decide-together/trustees").form("Save")
    page = page.fill("Email addresses of the trustees", "\n".join(t.email for t in trustees)).submit()
    page = page.follow("Lock the rules").submit("Ask a second officer to lock")
    assert "A second officer can now lock the round" in page.text
    alone = visitor.open("/office/rounds/you-decide-together/lock")
    assert "You asked for it yourself" in alone.text

    sign_in(client, second)
    with current_app.test_request_context():
        waiting = [
            item.url
            for source in ports().queue
            for item in source(actor_for(second.id, second.name))
            if item.kind == "lock"
        ]
    assert waiting == ["/office/rounds/you-decide-together/lock"]
    page = visitor.open("/office/rounds/you-decide-together/lock").submit("Lock the rules")
    assert "The rules are locked" in page.text
    assert queries.round_by_slug("you-decide-together").state is RoundState.LOCKED


def test_a_date_that_cannot_be_keeps_what_was_typed(client: FlaskClient, visitor: Visitor, sign_in: SignIn) -> None:
    sign_in(client, make_person(roles=(Role.RETURNING_OFFICER,)))
    day = clock.today() + dt.timedelta(days=20)

    form = visitor.open("/office/rounds/new").form("Save")
    form.fill("Name of the round", "Backwards").date("opens_at", day, "5pm").date("closes_at", day, "9am")
    page = form.fill("What it is about (English)", "Words").submit()

    assert page.errors == ["Voting must close after it opens"]
    assert page.form("Save").values["name"] == ["Backwards"]


def test_the_rules_are_told_in_plain_words(client: FlaskClient, visitor: Visitor, sign_in: SignIn) -> None:
    person = make_person(roles=(Role.RETURNING_OFFICER,))
    round_ = make_draft(actor_for(person.id, person.name))
    sign_in(client, person)

    form = visitor.open(f"/office/rounds/{round_.slug}/rules").form("Save and read it in plain words")
    page = form.pick("Most votes first, skipping what does not fit").fill("Most choices", "2").submit()

    assert "Choose up to 2 projects." in page.text
    assert "The projects with the most votes are funded until the money runs out." in page.text
    assert "If two projects are level: the cheaper one goes first" in page.text


@pytest.mark.parametrize(
    ("at", "said", "may_vote"),
    [
        (NOW, "Voting opens on", False),
        (DURING, "not yet counted", True),
        (CLOSES, "Voting has closed", False),
    ],
)
def test_the_public_page_follows_the_clock(visitor: Visitor, at: dt.datetime, said: str, may_vote: bool) -> None:
    round_, *_ = make_locked()

    with clock.at(at):
        page = visitor.open(f"/rounds/{round_.slug}")

    assert said in page.text
    assert ("Vote now" in page.links()) == may_vote
    assert "You can vote if you are 16 or over" in page.text
    assert "£1,000" in page.text


def test_drafts_are_not_public(visitor: Visitor) -> None:
    first, _second = make_officers()
    round_ = make_draft(first)

    assert visitor.open(f"/rounds/{round_.slug}").status == 404
    assert round_.name not in visitor.open("/rounds").text


def test_the_list_is_in_an_order_of_chance_that_can_be_replayed(visitor: Visitor) -> None:
    """E37."""
    round_, *_ = make_locked()

    def order(seed: int) -> list[str]:
        page = visitor.open(f"/rounds/{round_.slug}?order={seed}")
        return [words for words in page.links() if words.startswith("Project ")]

    assert order(1234) == order(1234)
    assert len({tuple(order(seed)) for seed in range(1000, 1008)}) > 1


def test_the_list_is_searched_and_filtered_by_the_address(visitor: Visitor) -> None:
    round_, *_ = make_locked()

    found = visitor.open(f"/rounds/{round_.slug}?q=project 3&order=1234")
    assert [words for words in found.links() if words.startswith("Project ")] == ["Project 3"]
    sport = visitor.open(f"/rounds/{round_.slug}?theme=sport")
    assert sorted(words for words in sport.links() if words.startswith("Project ")) == ["Project 2", "Project 4"]
    assert "No project fits" in visitor.open(f"/rounds/{round_.slug}?q=zebra").text


def test_a_correction_and_a_withdrawal_are_told_to_everyone(visitor: Visitor) -> None:
    round_, first, _second = make_locked()
    item = queries.item_by_number(round_.id, 1)
    with clock.at(DURING), unit_of_work():
        commands.add_erratum(round_.id, text="The hall is in Shipley", actor=first, now=DURING)
        commands.withdraw_item(item.id, reason="Closed", actor=first, now=DURING)

    with clock.at(DURING):
        page = visitor.open(f"/rounds/{round_.slug}")
        booklet = visitor.open(f"/rounds/{round_.slug}/booklet?from=3")

    assert "The hall is in Shipley" in page.text
    assert "Withdrawn" in page.text
    assert booklet.text.index("Project 3") < booklet.text.index("Project 1")
    assert "(withdrawn)" in booklet.text


def test_a_proposals_page_tells_its_number_on_the_ballot(session: Session) -> None:
    round_, *_ = make_locked()
    item = queries.item_by_number(round_.id, 2)
    assert item.proposal_id
    proposal = proposal_queries.proposal(item.proposal_id)
    with current_app.test_request_context(), clock.at(DURING):
        (panel,) = panels.on_proposal(proposal, VISITOR)
        story = list(panels.proposal_story(proposal))
        (opening, closing) = panels.dates(OPENS.date(), CLOSES.date())

    assert "It is number 2 on the ballot of" in str(panel.context["lines"])
    assert len(story) == 1
    assert (opening.on, closing.on) == (OPENS.date(), CLOSES.date())


PAGES = (
    "",
    "/basics",
    "/pots",
    "/rules",
    "/voters",
    "/items",
    "/items/marks",
    "/texts",
    "/trustees",
    "/lock",
    "/pause",
    "/cancel",
    "/corrections",
    "/lot",
)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(
    ("role", "expected"),
    [
        (None, 404),
        (Role.ADMINISTRATOR, 403),
        (Role.TRUSTEE, 403),
        (Role.OBSERVER, 403),
        (Role.RETURNING_OFFICER, 200),
    ],
)
@pytest.mark.slow
def test_who_opens_which_office_page(
    client: FlaskClient, sign_in: SignIn, page: str, role: Role | None, expected: int
) -> None:
    first, _second = make_officers()
    draft = make_draft(first)
    sign_in(client, make_person(roles=(role,) if role else ()))

    status = client.get(f"/office/rounds/{draft.slug}{page}").status_code

    if role is Role.TRUSTEE and page == "":
        assert status == 200
    else:
        assert status == expected


def test_an_officer_of_another_round_is_kept_out(client: FlaskClient, sign_in: SignIn) -> None:
    first, _second = make_officers()
    draft = make_draft(first)
    elsewhere = Grant(Role.RETURNING_OFFICER, Scope.ROUND, uuid.uuid4())
    sign_in(client, make_person(roles=(elsewhere,)))

    assert client.get(f"/office/rounds/{draft.slug}/rules").status_code == 403
    assert client.get("/office/rounds/new").status_code == 403
