"""A resident votes on a phone in minutes, without an account; reads what is counted and what is not; votes anew."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from tests.browser.walker import Walker
from tests.browser.worlds import World

SLUG = "you-decide-2026"
A_POSTCODE = "SELECT postcode FROM postcode WHERE terminated IS NULL ORDER BY postcode LIMIT 1"


def register(voter: Walker, name: str, postcode: str, start: str = f"/vote/{SLUG}/") -> Walker:
    """The voter has a code on the screen."""
    voter.open(start).fill("Your full name", name).fill("Your postcode", postcode).pick("Yes").pick("I live here")
    return voter.press("Continue").check_h1("Your voting code")


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
    voter.taps = 0
    register(voter, f"Hannah Phone {voter.lang}", postcode)
    code = voter.page.locator("#voting-code").inner_text().replace(" ", "")
    assert re.fullmatch(r"[2-9A-Z]{10}", code)
    voter.follow("Choose projects").check_h1("Choose projects").check_sees(
        "Your choices are kept, but they are not yet counted."
    )
    chosen = boxes(voter)[:2]
    for label in chosen:
        voter.pick(label)
    voter.press("Check your choices").check_h1("Check your choices")
    voter.check_sees("Your vote is not yet counted. Press the button below to cast it.")
    voter.press("Cast my vote").check_h1("Your vote is in the box")
    assert voter.taps <= 12, f"{voter.taps} taps to vote"
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
    second.check_sees("You can vote now. Your vote waits until a person has checked it.")
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
