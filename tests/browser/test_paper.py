"""Paper in a browser: a desk hands out, a box is closed, and the demo's half-done count is brought to its end."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from app.ballots.models.paper import PaperDesk
from app.core import clock
from app.core.db import db
from app.people.models import Person
from app.rounds.models import Round
from tests.ballots.factories import make_voter, make_ward
from tests.ballots.paper import factories as made
from tests.browser.walker import Walker
from tests.browser.worlds import World
from tests.people.factories import PASSWORD, app_code, totp_secret

HOME = "/office/paper/park-day-2026"
READINGS = "SELECT number FROM paper_batch WHERE round_id = (SELECT id FROM round WHERE slug = 'park-day-2026')"
SAMPLED = """SELECT s.place FROM paper_sample s JOIN paper_batch b ON b.id = s.batch_id
WHERE b.number = :number AND s.agrees IS NULL AND s.run = b.run ORDER BY s.place"""


def settle(own_world: World, judge: Walker) -> None:
    """Two readings side by side; the adjudicator takes the right one, and reads the unclear paper."""
    judge.open(f"{HOME}/settle").follow("Settle paper 3 of batch 1").check_sees("First reading", "Second reading")
    judge.press("This counts")
    assert judge.errors
    judge.pick("The first reading is right").press("This counts")
    judge.follow("Settle paper 9 of batch 1").pick("The first reading is right").press("This counts")


@pytest.mark.parametrize("lang", ["en"])
def test_two_people_type_a_batch_and_a_third_settles_the_other(own_world: World, walker: Callable[..., Walker]) -> None:
    """iv.3: typing, adjudication, sample, sheets; E17, E18."""
    papers = ("12", "3", "b", "45", "6", "1", "12", "35", "2", "4")
    for role in ("data-entry", "deputy-returning-officer"):
        keyer = walker(own_world).as_role(role).open(f"{HOME}/key").press("Take the next batch")
        keyer.check_h1("Batch 2, paper 1").fill("What is on paper 1", "77").press("Next paper")
        assert keyer.errors, "there are six projects"
        for place, typed in enumerate(papers, start=1):
            keyer.fill(f"What is on paper {place}", typed).press("Next paper")
        keyer.check_sees("Counts").press("The pile is typed: 10 papers")
    judge = walker(own_world).as_role("adjudicator")
    settle(own_world, judge)
    judge.open(f"{HOME}/sample/2")
    place = own_world.ask(SAMPLED, number=2)
    judge.fill(f"What is on paper {place}", papers[place - 1]).press("Compare").check_sees("as it was typed")
    first = walker(own_world).as_role("returning-officer").open(f"{HOME}/sheets").follow("Batch 2")
    first.check_sees("10", "9").press("Sign as the first person").check_sees("Signed by")
    second = walker(own_world).as_role("deputy-returning-officer").open(f"{HOME}/sheets").follow("Batch 2")
    second.press("Sign as the second person").check_sees("signed by two people")
    watcher = walker(own_world).as_role("observer").open(f"{HOME}/sheets").check_sees("Batch 1", "Box 1")
    assert not watcher.page.get_by_role("button", name="Put the papers into the count").count()


def plant() -> tuple[Round, PaperDesk, dict[str, str]]:
    """A round open for voting with a desk and a pack, one voter, and the addresses of those who work with papers."""
    round_, crew = made.paper_round(channels=["online", "paper"]), made.make_crew()
    desk = made.prepare(round_, crew)
    make_voter(round_, make_ward("Manningham", "BD8 8AA"), "Hannah Phone")
    people = {name: db.session.get_one(Person, actor.id).email for name, actor in vars(crew).items()}
    return round_, desk, people


@pytest.mark.parametrize("lang", ["en"])
def test_a_paper_is_handed_out_boxed_and_sealed_in_a_batch(empty_world: World, walker: Callable[..., Walker]) -> None:
    """iv.3, decision day on paper: desk, spoilt paper, box, count and batch, each before two people (E20)."""
    with empty_world.planting() as app:
        round_, desk, people = plant()
        home, desk_id, closes = f"/office/paper/{round_.slug}", desk.id, round_.closes_at
    empty_world.start(at=clock.now())

    def officer(name: str) -> Walker:
        """Signed in with the second step."""
        person = walker(empty_world).sign_in(people[name], PASSWORD)
        with app.app_context():
            code = app_code(totp_secret())
        return person.check_h1("Enter the 6 numbers").fill("The 6 numbers", code).press("Sign in")

    first = officer("desk1").open(f"{home}/desks/{desk_id}").fill("Name or postcode", "Hannah").press("Find")
    first.press("Hand out a paper to %(name)s", name="Hannah Phone").check_sees(
        "This person's right to vote is used now"
    )
    first.press("Exchange a spoilt paper").check_sees("Issue log")
    first.open(f"{home}/boxes").press("Add a box at %(desk)s", desk="Desk paper")
    first.follow("Close box %(number)s", number=1).fill("Number of the seal", "R 17").press("Save")
    second = officer("desk2").open(f"{home}/boxes").follow("Confirm the seal of box %(number)s", number=1)
    second.fill("Number of the seal", "R 71").press("Confirm")
    assert second.errors, "both must have read the same number"
    second.fill("Number of the seal", "r 17").press("Confirm")

    empty_world.start(at=closes + dt.timedelta(hours=1))
    there: dict[str, Walker] = {}  # a code of the second step works once, so nobody signs in twice
    for name, link, button in (
        ("rosa", "Empty box %(number)s", "Save"),
        ("dev", "Count box %(number)s too", "Confirm"),
    ):
        person = there[name] = officer(name).open(f"{home}/boxes").follow(link, number=1)
        person.pick("Whole, with the number written down at the close")
        person.fill("Papers counted out of the box", "1").press(button)
    person.follow("Make a batch of box %(number)s", number=1).fill("Papers in the batch", "1")
    person.fill("Number of the seal", "B 1").press("Seal this batch").check_sees(
        "A second person must confirm the seal"
    )
    other = there["rosa"].open(f"{home}/boxes").press("Confirm batch %(number)s", number=1)
    other.check_sees("To be typed by two people")
