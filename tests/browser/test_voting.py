"""A resident votes on a phone in minutes, without an account; reads what is counted and what is not; votes anew."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from app.rounds.models import BallotType
from tests.browser.walker import Walker
from tests.browser.worlds import World

SLUG = "you-decide-2026"
A_POSTCODE = "SELECT postcode FROM postcode WHERE terminated IS NULL ORDER BY postcode LIMIT 1"


def register(voter: Walker, name: str, postcode: str, start: str = f"/vote/{SLUG}/") -> Walker:
    """The voter has a code on the screen."""
    voter.open(start).fill("Your full name", name).fill("Your postcode", postcode).pick("Yes").pick("I live here")
    return voter.press("Continue").check_h1("Your voting code")


def count_requests(voter: Walker) -> list[str]:
    """Every page and redirect asked for from now on: not what a page brings along, nor a choice that is kept."""
    made: list[str] = []
    voter.page.on("request", lambda request: made.append(request.url) if request.is_navigation_request() else None)
    return made


def enter(voter: Walker, slug: str, code: str) -> Walker:
    """The voter stands before the ballot, with a code."""
    voter.open(f"/vote/{slug}/code").fill("Your voting code", code).press("Continue")
    return voter.check_h1("Choose projects")


def mark(voter: Walker, number: int, value: int) -> None:
    """The project with this number has this score or place."""
    voter.set(voter.page.locator(f"input[name=mark-{number}][value='{value}']"))


def boxes(voter: Walker) -> list[str]:
    """The labels of the projects on the ballot, as this voter sees them."""
    return [
        str(each)
        for each in voter.page.locator("#projects input[type=checkbox]").evaluate_all(
            "all => all.map(e => e.labels[0].innerText.replace(/\\s+/g, ' ').trim())"
        )
    ]


def test_a_resident_votes_and_votes_anew(world: World, walker: Callable[..., Walker]) -> None:
    postcode, voter = world.ask(A_POSTCODE), walker(world)
    voter.open("/").follow("Vote now")
    if "/vote/" not in voter.page.url:
        voter.follow("Vote now")
    voter.press("Continue")
    assert len(voter.errors) == 4
    requests = count_requests(voter)
    voter.taps = 0
    register(voter, f"Hannah Phone {voter.lang}", postcode)
    code = voter.page.locator("#voting-code").inner_text().replace(" ", "")
    assert re.fullmatch(r"[2-9A-Z]{10}", code)
    voter.follow("Choose projects").check_h1("Choose projects").check_sees(
        "Your choices are kept, but they are not yet counted."
    )
    chosen = boxes(voter)[:3]
    for label in chosen:
        voter.pick(label)
    voter.press("Check your choices").check_h1("Check your choices")
    voter.check_sees("Your vote is not yet counted. Press the button below to cast it.")
    voter.press("Cast my vote").check_h1("Your vote is in the box")
    assert voter.taps <= 12, f"{voter.taps} taps to vote"
    assert len(requests) <= 6, f"{requests} to vote"
    receipt = voter.page.locator("#receipt").inner_text()
    assert not any(label in voter.text for label in chosen), "what was cast is never shown again"

    voter.follow("Change my vote").check_sees("%(number)s of %(most)s chosen", number=0, most=5)
    for label in boxes(voter)[:6]:
        voter.pick(label)
    voter.press("Check your choices").check_h1("Choose projects")
    assert len(voter.errors) == 1
    ticked = voter.page.locator("#projects input:checked")
    assert ticked.count() == 6, "one too many is told, and nothing is lost"
    voter.pick(boxes(voter)[0], False).press("Check your choices").press("Cast my vote")
    assert voter.page.locator("#receipt").inner_text() == receipt
    voter.press("Finish and clear this device").check_h1("This device is ready for the next person")

    again = walker(world)
    again.open(f"/vote/{SLUG}/").follow("I already have a code").fill("Your voting code", "AAAAA AAAAA").press(
        "Continue"
    )
    again.check_errors("This code is not right for this vote. Check it and try again")
    again.fill("Your voting code", code.lower()).press("Continue").check_h1("Your vote is in the box")


def test_a_namesake_is_held_and_decided(world: World, walker: Callable[..., Walker]) -> None:
    postcode, second = world.ask(A_POSTCODE), walker(world)
    name = f"Maria Twice {second.lang}"
    register(walker(world), name.lower(), postcode)
    register(second, name, postcode)
    second.check_sees("You can vote now. Your vote waits until this is settled.")
    second.follow("Choose projects").pick(boxes(second)[0]).press("Check your choices").press("Cast my vote")
    second.check_sees(
        "Your vote waits until a person has checked your place on the list of voters. "
        "If it is accepted, it is counted with all the others."
    )

    officer = walker(world).as_role("returning-officer")
    officer.open(f"/office/rounds/{SLUG}/register").check_sees("held for a decision")
    officer.follow("Decide about %(name)s", name=name).press("Save the decision")
    assert officer.errors
    officer.pick("Accept this voter").fill("Why you decided this", "Shown two birth dates").press("Save the decision")
    assert name not in officer.text


@pytest.mark.parametrize("lang", ["en"])
def test_voting_works_without_scripts(world: World, walker: Callable[..., Walker]) -> None:
    voter = register(walker(world, java_script_enabled=False), "Noor Noscript", world.ask(A_POSTCODE))
    voter.follow("Choose projects")
    voter.pick(boxes(voter)[0]).press("Check your choices").press("Cast my vote")
    voter.check_h1("Your vote is in the box")


@pytest.fixture
def many_kinds(empty_world: World) -> dict[str, tuple[str, str]]:
    """A round of each kind with five projects, and a voter's code for it: kind -> (slug, code)."""
    from tests.ballots.factories import make_round, make_voter, make_ward
    from tests.ballots.test_choosing import ruled

    found: dict[str, tuple[str, str]] = {}
    with empty_world.planting():
        area = make_ward("Manningham", "BD8 8AA")
        for kind, most, rules in (
            (BallotType.SCORE, None, {"min_choices": 0}),
            (BallotType.RANK, 3, {}),
            (BallotType.POINTS, None, {"points_total": 10, "per_item_max": 5}),
            (BallotType.BUDGET, None, {}),
        ):
            round_ = make_round(name=f"A round of {kind}", ballot_type=kind, most=most)
            ruled(round_, **rules)
            found[kind.value] = (round_.slug, make_voter(round_, area).code)
    return found


def test_scores_are_given_to_every_project(
    empty_world: World, many_kinds: dict[str, tuple[str, str]], walker: Callable[..., Walker]
) -> None:
    """E06: a ballot with a gap is not cast, and the page says where the gap is."""
    voter = enter(walker(empty_world), *many_kinds["score"])
    for number in (1, 2, 3, 4):
        mark(voter, number, number)
    voter.page.locator("[data-pot] .bar-80").wait_for(state="attached")
    voter.press("Check your choices").check_h1("Choose projects").check_sees("This project has no score yet")
    assert len(voter.errors) == 1
    mark(voter, 5, 5)
    voter.press("Check your choices").check_h1("Check your choices").check_sees("Score %(number)s", number=4)
    voter.press("Cast my vote").check_h1("Your vote is in the box")


def test_a_place_given_twice_is_told_at_once(
    empty_world: World, many_kinds: dict[str, tuple[str, str]], walker: Callable[..., Walker]
) -> None:
    voter = enter(walker(empty_world), *many_kinds["rank"])
    mark(voter, 1, 1)
    mark(voter, 2, 2)
    mark(voter, 3, 1)
    voter.page.locator("[data-pot] .cp-bar--over").wait_for(state="attached")
    voter.set(voter.page.locator("#item-1-none"))
    voter.page.locator("[data-pot] .cp-bar:not(.cp-bar--over)").wait_for(state="attached")
    voter.press("Check your choices").check_sees("1st", "2nd").press("Cast my vote")
    voter.check_h1("Your vote is in the box")


def test_money_and_points_left_are_said_as_they_are_given(
    empty_world: World, many_kinds: dict[str, tuple[str, str]], walker: Callable[..., Walker]
) -> None:
    voter = enter(walker(empty_world), *many_kinds["points"])
    voter.page.locator("#item-2").select_option("4")
    voter.page.locator("[data-pot] .bar-40").wait_for(state="attached")
    voter.press("Check your choices").press("Cast my vote").check_h1("Your vote is in the box")

    spender = enter(walker(empty_world), *many_kinds["budget"])
    spender.set(spender.page.locator("#item-2"))
    spender.page.locator("[data-pot-words]", has_text="2,500").wait_for()
    spender.unfold("Compare two projects").fill("First number", 1).fill("Second number", 3).press("Compare")
    spender.check_h1("Compare two projects").follow("Back to all projects").check_h1("Choose projects")
    assert spender.page.locator("#item-2").is_checked()


def test_a_vote_is_finished_on_another_device(
    empty_world: World, many_kinds: dict[str, tuple[str, str]], walker: Callable[..., Walker]
) -> None:
    first = enter(walker(empty_world), *many_kinds["budget"])
    first.set(first.page.locator("#item-1"))
    first.page.locator("[data-pot-words]", has_text="4,000").wait_for()
    first.follow("Finish on another device").press("Show me a new code")
    code = first.page.locator("#voting-code").inner_text()
    second = enter(walker(empty_world), many_kinds["budget"][0], code)
    assert second.page.locator("#item-1").is_checked()
    second.press("Check your choices").press("Cast my vote").unfold("Send me the receipt")
    second.fill("Email address or mobile number", "ann@example.org").press("Send").check_sees(
        "Your receipt is on its way."
    )


@pytest.mark.parametrize("lang", ["en"])
def test_scores_and_places_need_no_scripts(
    empty_world: World, many_kinds: dict[str, tuple[str, str]], walker: Callable[..., Walker]
) -> None:
    scorer = enter(walker(empty_world, java_script_enabled=False), *many_kinds["score"])
    for number in range(1, 6):
        scorer.page.locator(f"input[name=mark-{number}][value='3']").check(force=True)
    scorer.press("Check your choices").press("Cast my vote").check_h1("Your vote is in the box")
    ranker = enter(walker(empty_world, java_script_enabled=False), *many_kinds["rank"])
    ranker.page.locator("input[name=mark-4][value='1']").check(force=True)
    ranker.press("Check your choices").check_sees("1st").press("Cast my vote").check_h1("Your vote is in the box")
