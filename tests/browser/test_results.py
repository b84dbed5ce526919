"""After the result: an objection that leads to a new count, a winner that leaves, the next on the list, an observer."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable

import pytest

from app.core.access import Grant, Role, Scope
from tests.browser.walker import Walker
from tests.browser.worlds import World
from tests.people.factories import PASSWORD, make_person
from tests.results.factories import AFTER, count_it, publish_it
from tests.results.test_after import item, published

LATER = AFTER + dt.timedelta(hours=1)
PEOPLE = {
    "rosa": Role.RETURNING_OFFICER,
    "dev": Role.DEPUTY_RETURNING_OFFICER,
    "bo": Role.BOARD_MEMBER,
}


def plant(world: World) -> str:
    """A published result and officers who did not certify it, without a second step as in a demo. Its slug."""
    with world.planting():
        round_, *_rest = published()
        for name, role in PEOPLE.items():
            make_person(name.title(), f"{name}@example.org", (role,), has_second_step=False)
        observes = Grant(Role.OBSERVER, Scope.ROUND, round_.id)
        make_person("Olu", "olu@example.org", (observes,), has_second_step=False)
        slug = round_.slug
    world.start(at=LATER)
    return slug


def count_again(world: World, slug: str) -> None:
    """What two officers do after the objection was upheld; they are walked to a certified result elsewhere."""
    from app.rounds.queries import round_by_slug
    from tests.rounds.factories import make_officers

    world.stop()
    with world.planting() as app:
        first, second = make_officers()
        round_ = round_by_slug(slug)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("tests.results.factories.uphold", lambda *_: None)  # it was, by an officer at the page
            publish_it(count_it(round_, first, "A batch was found"), first, second)
        assert app
    world.start(at=LATER)


def test_an_objection_leads_to_a_new_count(empty_world: World, walker: Callable[..., Walker]) -> None:
    """E35: anybody objects, somebody who did not certify decides, the old result stays to be read as superseded."""
    slug = plant(empty_world)
    resident = walker(empty_world).open(f"/rounds/{slug}/results").follow("Objections").follow("Object to the result")
    resident.press("Send my objection")
    assert resident.errors
    resident.pick("The votes were added up or entered wrongly")
    resident.fill("Tell us what happened", "A batch was left in the hall").press("Send my objection")
    resident.check_sees("Being looked at")

    board = walker(empty_world).sign_in("bo@example.org", PASSWORD).open(f"/office/rounds/{slug}/objections/1")
    board.check_sees("A batch was left in the hall")
    board.pick("The votes are counted again").fill("What you decided and why", "A sealed batch was found")
    board.press("Publish the decision")
    resident.open(f"/rounds/{slug}/results/objections").check_sees("A sealed batch was found")
    resident.check_sees("Upheld")

    count_again(empty_world, slug)
    server = empty_world.server
    assert server
    resident = walker(empty_world).open(f"/rounds/{slug}/results")
    resident.check_sees("Counted again: %(why)s", why="A batch was found")
    resident.follow("Count %(number)s", number=1)
    resident.check_sees("Superseded: the votes were counted again on %(day)s. This is the earlier result.")
    resident.follow("Read the result that stands").check_sees("A batch was found")


@pytest.mark.parametrize("lang", ["en"])
def test_a_winner_leaves_and_the_next_is_promoted(empty_world: World, walker: Callable[..., Walker]) -> None:
    """E30, E31: the money goes to the next on the certified list. The observer reads it all and changes nothing."""
    slug = plant(empty_world)
    with empty_world.planting():
        from app.rounds.queries import round_by_slug

        one, two = (item(round_by_slug(slug), number).title for number in (1, 2))
    officer = walker(empty_world).sign_in("rosa@example.org", PASSWORD).open(f"/office/rounds/{slug}/result")
    officer.choose("Project", f"1 {one}").fill("Why?", "The hall has closed").press("Take it out of the result")
    officer.check_sees("The project has left the result. Its money is back in the pot.")
    officer.press(f"Offer £3,000 to 2 {two}").check_sees("The project is promoted and an offer is made to its group.")

    resident = walker(empty_world).open(f"/rounds/{slug}/results")
    resident.check_sees("does not go ahead: The hall has closed").check_sees("next on the reserve list, gets £3,000")

    observer = walker(empty_world).sign_in("olu@example.org", PASSWORD).open(f"/office/rounds/{slug}/observe")
    observer.check_sees("You can read everything here and change nothing").check_sees("Agrees")
    assert not observer.page.locator("main form").count()
    whole = json.loads(observer.read("Whole certificate"))
    assert whole["winners"] == ["1", "3"]
    assert observer.page.request.get(f"{observer.url}/office/rounds/{slug}/result").status == 403
