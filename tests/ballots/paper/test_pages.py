"""The pages about paper, walked by everybody who works with them; no page before the count adds anything up."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.ballots.commands import paper_sheets
from app.ballots.models.paper import BatchState
from app.ballots.queries import paper as queries
from app.core import clock
from app.core.access import Actor, Role
from app.core.db import db
from app.people.models import Person
from app.rounds.models import Round
from tests.ballots.factories import make_voter, make_ward
from tests.ballots.paper import factories as made
from tests.support.browser import Page, Visitor


class Walker:
    """A visitor who fills a page from top to bottom and then presses a button, as people do."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor = visitor
        self.page: Page
        self.typed: list[tuple[str, str]] = []

    @property
    def text(self) -> str:
        return self.page.text

    def open(self, path: str) -> Walker:
        self.page, self.typed = self.visitor.open(path), []
        assert self.page.status == 200, f"{path}: {self.page.status}"
        return self

    def follow(self, text: str) -> Walker:
        self.page, self.typed = self.page.follow(text), []
        return self

    def fill(self, label: str, text: str) -> Walker:
        self.typed.append((label, text))
        return self

    def choose(self, option: str) -> Walker:
        return self.fill(option, "yes")

    def press(self, button: str) -> Walker:
        form = self.page.form(button)
        for label, text in self.typed:
            form.fill(label, text)
        self.page, self.typed = form.submit(), []
        return self


SignIn = Callable[[FlaskClient, Any], FlaskClient]


@pytest.fixture
def at_desk(client: FlaskClient, sign_in: SignIn) -> Callable[[Actor], Walker]:
    """`at_desk(actor)`: the visitor is this person from now on."""

    def do(actor: Actor) -> Walker:
        sign_in(client, db.session.get_one(Person, actor.id))
        return Walker(Visitor(client))

    return do


@pytest.mark.slow
def test_from_the_desk_to_the_count(at_desk: Callable[[Actor], Walker], monkeypatch: pytest.MonkeyPatch) -> None:
    """iv.3, decision day on paper, every step at its page."""
    monkeypatch.setattr(paper_sheets, "rewrite", lambda *names: None)  # no VACUUM inside a test's transaction
    round_, crew, area = made.paper_round(channels=["online", "paper"]), made.make_crew(), make_ward()
    home, round_id, closes = f"/office/paper/{round_.slug}", round_.id, round_.closes_at
    make_voter(round_, area, "Hannah Phone")
    rosa = at_desk(crew.rosa)
    rosa.open("/office/paper").follow(round_.name)
    rosa.open(f"{home}/plan").fill("Number of orders", "3").press("Save")
    rosa.fill("Name of the desk", "City Library").press("Add this desk")
    rosa.fill("Papers in the pack", "100").press("Make this pack")
    assert "Print pack 1" in rosa.text
    desk = queries.desks(round_id)[0]
    rosa.open(f"{home}/desks/{desk.id}")

    lucy = at_desk(crew.desk1).open(f"{home}/desks/{desk.id}?q=Hannah")
    lucy.press("Hand out a paper to Hannah Phone")
    assert "Hand out the paper on top of the pack" in lucy.text
    lucy.open(f"{home}/desks/{desk.id}?q=Hannah")
    assert "Has had their vote already" in lucy.text
    lucy.press("Exchange a spoilt paper").open(f"{home}/boxes").press("Add a box at City Library")
    lucy.follow("Close box 1").fill("Number of the seal", "R 17").press("Save")
    other = at_desk(crew.desk2).open(f"{home}/boxes").follow("Confirm the seal of box 1")
    other.fill("Number of the seal", "r 17").press("Confirm")
    with clock.at(made.after_close(db.session.get_one(Round, round_id))):
        _after_the_close(at_desk, crew, home, round_id, desk.id)
    assert closes < made.after_close(db.session.get_one(Round, round_id))


def _after_the_close(
    at_desk: Callable[[Actor], Walker], crew: made.Crew, home: str, round_id: uuid.UUID, desk_id: uuid.UUID
) -> None:
    for actor, link, button in ((crew.rosa, "Empty box 1", "Save"), (crew.dev, "Count box 1 too", "Confirm")):
        page = at_desk(actor).open(f"{home}/boxes").follow(link)
        page.choose("Whole, with the number written down at the close")
        page.fill("Papers counted out of the box", "2").press(button)
    page = at_desk(crew.rosa).open(f"{home}/boxes").follow("Make a batch of box 1")
    page.fill("Papers in the batch", "2").fill("Number of the seal", "B 1").press("Seal this batch")
    at_desk(crew.dev).open(f"{home}/boxes").press("Confirm batch 1")
    for actor, typed in ((crew.keyer1, ("12", "3")), (crew.keyer2, ("12", "4"))):
        page = at_desk(actor).open(f"{home}/key").press("Take the next batch")
        for place, text in enumerate(typed, start=1):
            page.fill(f"What is on paper {place}", text).press("Next paper")
        page.press("The pile is typed: 2 papers")
    assert "No batch waits for you" in page.text
    page = at_desk(crew.judge).open(f"{home}/settle").follow("Settle paper 2 of batch 1")
    assert "3" in page.text
    page.choose("The second reading is right").press("This counts")
    page.follow("Read the sample of batch 1")
    place = queries.samples(queries.batch(round_id, 1).id, 1)[0].place
    page.fill(f"What is on paper {place}", {1: "12", 2: "4"}[place]).press("Compare")
    batch = queries.batch(round_id, 1)
    db.session.refresh(batch)
    assert batch.state is BatchState.CHECKED
    for name, fields in (
        ("Batch 1", {}),
        ("Box 1", {}),
        ("City Library", {"Papers left at the desk": "98", "Why the papers do not add up": "One came by hand"}),
    ):
        page = at_desk(crew.rosa).open(f"{home}/sheets").follow(name)
        for label, text in fields.items():
            page.fill(label, text)
        page.press("Sign as the first person")
        page = at_desk(crew.dev).open(f"{home}/sheets").follow(name).press("Sign as the second person")
    made.opened(db.session.get_one(Round, round_id))
    page = at_desk(crew.rosa).open(f"{home}/sheets").press("Put the papers into the count")
    assert "2 count, 0 are rejected" in page.text
    for path in ("", "/boxes", "/settle", "/sheets", "/packs", f"/desks/{desk_id}"):
        at_desk(crew.rosa).open(home + path)


@pytest.mark.slow
def test_who_may_see_what(client: FlaskClient, sign_in: SignIn) -> None:
    """Observers read; trustees and fund managers do not; a round without paper has no such pages."""
    round_, without = made.paper_round(), made.paper_round(channels=["online"])
    crew = made.make_crew()
    desk = made.prepare(round_, crew)
    home = f"/office/paper/{round_.slug}"
    people = {role: made.officer(role) for role in (Role.OBSERVER, Role.FUND_MANAGER, Role.TRUSTEE)}

    def status(actor: Actor, path: str, method: str = "get") -> int:
        sign_in(client, db.session.get_one(Person, actor.id))
        return int(getattr(client, method)(path).status_code)

    for path in ("", "/boxes", "/settle", "/sheets", "/packs", f"/desks/{desk.id}"):
        assert status(people[Role.OBSERVER], home + path) == 200
        assert status(people[Role.FUND_MANAGER], home + path) == 403
        assert status(people[Role.TRUSTEE], home + path) == 403
    assert status(people[Role.OBSERVER], f"{home}/key") == 403
    assert status(crew.rosa, f"/office/paper/{without.slug}") == 403
    assert client.get(f"/rounds/{round_.slug}/booklet.pdf").status_code == 200


@pytest.mark.slow
def test_a_keyed_paper_is_shown_to_its_keyer_alone(at_desk: Callable[[Actor], Walker]) -> None:
    """E18: nobody sees the other's reading before both are done; no page has a sum."""
    round_, crew = made.paper_round(), made.make_crew()
    desk = made.prepare(round_, crew)
    box = made.make_box(round_, desk, crew)
    at = made.after_close(round_)
    with clock.at(at):
        made.empty(box, 3, crew, at)
        made.make_batch(box, 3, crew)
        made.key(round_, crew.keyer1, ["124", "135", "245"], at)
        home = f"/office/paper/{round_.slug}"
        page = at_desk(crew.keyer2).open(f"{home}/key").press("Take the next batch")
        assert "1, 2, 4" not in page.text
        page.fill("What is on paper 1", "99").press("Next paper")
        assert "There is no number" in page.text
        page.fill("What is on paper 1", "124").press("Next paper")
        assert "1, 2, 4" in page.text
        page.open(f"{home}/key?place=1").fill("What is on paper 1", "125").press("Correct this paper")
        assert "1, 2, 5" in page.text
        for actor in (crew.rosa, crew.judge, crew.keyer1):
            for path in ("", "/boxes", "/settle", "/sheets"):
                assert "1, 2, 4" not in at_desk(actor).open(home + path).text
