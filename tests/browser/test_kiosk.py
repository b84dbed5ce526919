"""A tablet in a library: handed over by a worker, used by one voter after another, forgetting each, taken back."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from playwright.sync_api import Error

from tests.browser.test_voting import A_POSTCODE, SLUG, boxes
from tests.browser.walker import Walker
from tests.browser.worlds import World

PIN = "4711"
CODES = {"en": "TRYMEHERE2", "ur": "TRYMEHERE3"}  # of the demo's library, each used by one walk


def hand_over(worker: Walker) -> Walker:
    """The worker's tablet is a shared one, and begins in the language of the walk."""
    worker.as_role("desk-staff").open(f"/office/rounds/{SLUG}/kiosks")
    worker.fill("Where is this device?", f"Keighley library {worker.lang}")
    worker.choose("Language it begins with for each voter", {"en": "English", "ur": "اردو"}[worker.lang])
    worker.fill("PIN to end sharing", PIN).fill("The same PIN again", PIN)
    return worker.press("Share this device").check_h1("Vote here")


def type_code(voter: Walker, code: str) -> Walker:
    """The code on the buttons of the page, over what was there, and on to the next page."""
    voter.page.locator("#keypad button[value=empty]").click()
    for letter in code:
        voter.page.locator(f"#keypad button[value='{letter}']").click()
    return voter.press("Continue")


def test_a_shared_device_serves_one_voter_after_another(world: World, walker: Callable[..., Walker]) -> None:
    """`domain.md` iv.3 (library), B4, E21."""
    device, postcode = walker(world), world.ask(A_POSTCODE)
    hand_over(device)
    assert "session" not in {cookie["name"] for cookie in device.context.cookies() if cookie["value"]} or not any(
        "_user_id" in cookie["value"] for cookie in device.context.cookies()
    )
    device.open("/office").check_h1("Vote here")

    type_code(device.follow("I have a code"), "AAAAAAAAAA")
    device.check_errors("This code is not right for this vote. Check it and try again")
    type_code(device, CODES[device.lang])
    device.check_sees("Your code is right. Tell us who you are to use it: it works for one person.")
    device.fill("Your full name", f"Kate Kiosk {device.lang}").fill("Your postcode", postcode)
    device.pick("Yes").pick("I live here").press("Continue").check_h1("Your voting code")
    code = device.page.locator("#voting-code").inner_text().replace(" ", "")
    device.follow("Choose projects")
    device.pick(boxes(device)[0]).press("Check your choices").press("Cast my vote").check_h1("Your vote is in the box")

    with suppress(Error):  # Chromium's own page: nothing was kept that it could show
        device.page.go_back()
    device.page.wait_for_timeout(1000)
    assert not device.page.locator("#projects input").count(), "nobody gets back into the vote of the one before"
    device.open(f"/vote/{SLUG}/choose").check_h1("Vote here").open(f"/vote/{SLUG}/choose")
    assert f"Kate Kiosk {device.lang}" not in device.page.content()
    assert device.page.locator("input[name=name]").input_value() == ""

    device.open(f"/vote/{SLUG}/kiosk").follow("I have a code")
    type_code(device, code).check_h1("Your vote is in the box")
    device.press("Finish and clear this device").check_h1("Vote here")

    device.follow("I have a code")
    type_code(device, CODES[device.lang])
    assert len(device.errors) == 1, "a code works for one person"


def test_a_device_that_is_left_warns_and_clears_itself(world: World, walker: Callable[..., Walker]) -> None:
    """60 seconds without input, then 20 to stay (`domain.md` B4)."""
    device, postcode = walker(world), world.ask(A_POSTCODE)
    device.page.clock.install()
    hand_over(device).follow("I have no code")
    device.fill("Your full name", f"Lee Left {device.lang}").fill("Your postcode", postcode)
    warning = device.page.locator("#shared-device")
    device.page.clock.fast_forward(59_000)
    assert not warning.is_visible()
    device.page.clock.fast_forward(61_000)  # from the last input: a late scroll event is one too
    assert warning.is_visible()
    box = warning.bounding_box()
    assert box
    assert box["width"] == device.page.viewport_size["width"], "over the whole screen"  # type: ignore[index]
    warning.locator("[data-stay]").click()
    assert not warning.is_visible()
    assert device.page.locator("input[name=name]").input_value() == f"Lee Left {device.lang}", "nothing is lost"
    device.pick("Yes").pick("I live here").press("Continue").check_h1("Your voting code")
    device.page.clock.fast_forward(61_000)
    assert warning.is_visible()
    device.page.clock.fast_forward(21_000)
    device.page.wait_for_url(f"**/vote/{SLUG}/kiosk")
    device.open(f"/vote/{SLUG}/choose")
    assert device.page.locator("input[name=name]").count(), "the voter is out"

    device.open(f"/vote/{SLUG}/kiosk").follow("For desk workers: end sharing this device")
    device.fill("PIN of the desk worker", PIN).press("End sharing")
    assert f"/rounds/{SLUG}" in device.page.url
    assert not device.page.locator("#shared-device").count()
