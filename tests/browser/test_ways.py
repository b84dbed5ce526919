"""The other ways into a vote: twelve taps, no address, an unknown postcode, with help, for an organisation; and what
can come between (`domain.md` iv.2 steps 2, 5, 8; iv.3)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from app.core.clock import now
from app.core.db import db, unit_of_work
from app.register import commands as register
from app.register.models import Voter
from app.rounds.commands import withdraw_item
from app.rounds.models import OwnProject, Round
from app.rounds.queries import items
from tests.ballots import factories as made
from tests.ballots.test_choosing import ruled
from tests.browser.test_voting import A_POSTCODE, SLUG, boxes, count_requests
from tests.browser.walker import Walker
from tests.browser.worlds import World
from tests.register.test_lists import round_of

UNKNOWN = (
    "We do not know your postcode. It may be new, or it may lie outside the area. "
    "An officer will look at it before the votes are counted."
)
WAITS = (
    "Your vote waits until a person has checked your place on the list of voters. "
    "If it is accepted, it is counted with all the others."
)


@pytest.fixture
def slug(empty_world: World) -> str:
    """A round in which everybody declares who they are and approves up to three of five projects."""
    with empty_world.planting():
        made.make_ward("Manningham", "BD8 8AA")
        return made.make_round().slug


def choose_area(voter: Walker, slug: str, name: str) -> Walker:
    """On the register by one text field, and before the ballot."""
    voter.open(f"/vote/{slug}/").fill("Your full name", name).pick("I would rather choose my area from a list")
    voter.choose("Your area", "Manningham").pick("Yes").pick("I live here").press("Continue")
    return voter.follow("Choose projects")


def change(world: World, slug: str, to: Callable[[Round], None]) -> None:
    """Something happens to the round while people vote in it."""
    with world.planting(), unit_of_work():
        to(db.session.query(Round).filter_by(slug=slug).one())


def withdraw_first(round_: Round) -> None:
    item = items(round_.id)[0]
    withdraw_item(item.id, reason="The group has moved away", actor=made.returning_officer(), now=now())


def close(round_: Round) -> None:
    round_.closes_at = now() - dt.timedelta(seconds=1)


def test_twelve_taps_and_one_text_field(empty_world: World, slug: str, walker: Callable[..., Walker]) -> None:
    """And then: a project is withdrawn while it is read (E02), voting closes midway (iv.2 step 8)."""
    voter = walker(empty_world)
    requests = count_requests(voter)
    choose_area(voter, slug, "Tara Taps")
    for label in boxes(voter)[:3]:
        voter.pick(label)
    voter.press("Check your choices").press("Cast my vote").check_h1("Your vote is in the box")
    assert (voter.taps, voter.texts) <= (12, 1)
    assert len(requests) <= 6, requests

    reader = choose_area(walker(empty_world), slug, "Rita Reader")
    gone = next(label for label in boxes(reader) if "Project 1" in label)
    reader.pick(gone).press("Check your choices")
    change(empty_world, slug, withdraw_first)
    reader.press("Cast my vote")
    assert reader.errors, reader.text
    assert not reader.sees("Your vote is in the box")
    reader.open(f"/vote/{slug}/choose").check_sees(
        "Number %(number)s, %(title)s, has been withdrawn. Choose another project.", number=1, title="Project 1"
    )
    for label in boxes(reader)[:3]:
        reader.pick(label)
    reader.press("Check your choices").press("Cast my vote")
    reader.check_h1("Your vote is in the box").follow("Change my vote").pick(boxes(reader)[1])
    reader.press("Check your choices")

    change(empty_world, slug, close)
    reader.press("Cast my vote").check_sees("Voting has closed")
    assert empty_world.ask("SELECT count(*) FROM envelope") == 2
    reader.open(f"/vote/{slug}/").check_sees("Voting has closed")


def test_people_without_the_usual_papers(world: World, walker: Callable[..., Walker]) -> None:
    """No fixed address and an organisation; a postcode nobody knows; a place of work; help by telephone (E41)."""
    home, postcode = f"/vote/{SLUG}/", world.ask(A_POSTCODE)
    area = world.ask("SELECT a.name FROM area a JOIN postcode p ON p.ward_id = a.id WHERE p.postcode = :p", p=postcode)
    person = walker(world)
    name = f"Noa Naddress {person.lang}"
    person.open(home).fill("Your full name", name).pick("I have no fixed address, or I do not know my postcode")
    person.choose("Your area", area).pick("Yes").pick("I live here").press("Continue").follow("See what you can do")
    partner = person.page.locator("select[name=partner] option").nth(1).inner_text()
    person.choose("An organisation that knows you", partner).press("Ask this organisation")
    person.check_sees("We have asked %(name)s to confirm you.", name=partner).follow("Choose projects")
    person.pick(boxes(person)[0]).press("Check your choices").press("Cast my vote")
    person.check_sees(WAITS)

    stranger = walker(world).open(home).fill("Your full name", f"Una Known {person.lang}")
    stranger.fill("Your postcode", "ZZ99 9ZY").pick("Yes").pick("I live here").press("Continue")
    stranger.check_sees(UNKNOWN).follow("See what you can do")
    stranger.fill("The name of your street", "Lamp Street").press("Save the street")
    stranger.check_sees("Thank you. An officer will see it.")

    worker = walker(world).open(home).fill("Your full name", f"Will Works {person.lang}")
    worker.fill("Your postcode", postcode).pick("Yes").pick("I work here").press("Continue").check_h1(
        "Your voting code"
    )
    assert not worker.sees("Your vote waits")

    desk = walker(world).as_role("desk-staff").open(f"/office/rounds/{SLUG}/desk")
    desk.fill("Name or postcode", name).press("Find").follow(name).pick("Checked at a desk").press("Confirm")
    desk.check_sees("Accepted")
    caller = f"Cal Caller {person.lang}"
    desk.open(f"/office/rounds/{SLUG}/desk").fill("Name or postcode", caller).press("Find")
    desk.follow("Register for a vote by telephone or at home").fill("Postcode", postcode).pick("Yes").pick("I live")
    desk.fill("Name of the second listener", "Lee Listener").press("Register")
    desk.check_h1("Read out the ballot to %(name)s", name=caller).follow("Go to the ballot")
    desk.press(str(desk.page.locator("main form button").first.inner_text())).check_h1("Choose projects")
    desk.pick(boxes(desk)[0]).press("Check your choices").press("Cast my vote").check_h1("Your vote is in the box")
    person.open(f"/vote/{SLUG}/done")
    assert not person.sees(WAITS)


def test_a_delegate_votes_for_others_only(empty_world: World, walker: Callable[..., Walker]) -> None:
    """One ballot per organisation; its own project is barred (E09, E42). The link in the mail leads to it."""
    from app.rounds.models import Electorate
    from tests.groups.factories import make_group

    with empty_world.planting():
        round_ = ruled(round_of(Electorate.DELEGATES), own_project=OwnProject.BARRED)
        slug, prefix, group = round_.slug, "http://localhost/vote/l/", make_group()
        with unit_of_work():
            voter = register.add_delegate(
                round_.id,
                group.id,
                name="Della Gate",
                email="della@example.org",
                lang="en",
                actor=made.returning_officer(),
                now=now(),
            )
            db.session.get_one(Voter, voter.id).own_items = [2]
        with unit_of_work():
            register.invite_some(round_.id, prefix, now=now())
    empty_world.start()
    empty_world.jobs()
    link = next(word for word in empty_world.mails()[-1].split() if word.startswith(prefix))
    stranger = walker(empty_world).open(f"/vote/{slug}/")
    stranger.check_sees("This vote is for people who were invited. Use the code or the link that you were given")
    delegate = walker(empty_world).open("/vote/l/" + link.removeprefix(prefix))
    delegate.press(str(delegate.page.locator("main form button").first.inner_text())).check_h1("Choose projects")
    delegate.check_sees("A project of your group: you cannot vote for it")
    assert len(boxes(delegate)) == 4
    delegate.pick(boxes(delegate)[0]).press("Check your choices").press("Cast my vote")
    delegate.check_h1("Your vote is in the box")
