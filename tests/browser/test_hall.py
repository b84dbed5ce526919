"""A decision day: planned, drawn, voters at the desk, pitches scored, the connection gone and back, the list closed."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable

import pytest
from playwright.sync_api import Error, Page

from app.ballots import seal
from app.core import clock
from app.core.access import Role
from app.core.clock import london
from app.core.db import db, unit_of_work
from app.hall import commands
from app.hall.models import DecisionDay
from app.rounds.models import Round
from tests.ballots import factories as ballots
from tests.browser.walker import Walker
from tests.browser.worlds import World
from tests.hall import factories as hall
from tests.people.factories import PASSWORD, app_code, make_person, totp_secret

KEPT = "Sealed on this device. It is handed over when the connection is back. Keep this page open."
NOON = dt.datetime(2027, 3, 2, 12, 0, tzinfo=dt.UTC)


def plant(world: World, *, named: bool = False) -> tuple[str, str, list[str]]:
    """An open round scored in the hall, its day's doors open, and a pack of cards. Slug, id of the day, codes."""
    with world.planting(), clock.at(NOON), pytest.MonkeyPatch.context() as patch:
        patch.setattr(seal, "SCRYPT_LOG_N", 5)
        ballots.make_ward("Heaton", "BD9 4AA")
        make_person("Dee Desk", "dee@example.org", (Role.RETURNING_OFFICER,))
        round_ = hall.make_score_round()
        slug = round_.slug
        day_id = hall.make_day(round_)
        codes = hall.make_cards(day_id)
        if named:
            codes += hall.make_cards(day_id, is_named=True)
    world.start(at=NOON)
    return slug, str(day_id), codes


def officer(walker: Callable[..., Walker], world: World) -> Walker:
    """Signed in with the second step."""
    person = walker(world).sign_in("dee@example.org", PASSWORD).check_h1("Enter the 6 numbers")
    with world.planting():
        code = app_code(totp_secret())
    return person.fill("The 6 numbers", code).press("Sign in")


def come_in(voter: Walker, slug: str, code: str) -> Walker:
    voter.open(f"/vote/{slug}/hall").fill("The code on your card", code).press("Continue").check_h1("Vote in the hall")
    voter.page.wait_for_selector("#hall[data-ready]")
    return voter


def tap(page: Page, value: int, words: str) -> None:
    """A score of the pitch that is held; the page says that it is kept."""
    page.locator(f"#hall .cp-scores button[value='{value}']:visible").first.click()
    page.wait_for_function("w => document.getElementById('hall-status').textContent.includes(w)", arg=words)


def inside(world: World, slug: str) -> list[dict[int, int]]:
    """What the envelopes hold, opened by the server's own `Opener` with the trustees' words."""
    with world.planting(), clock.at(NOON):
        return sorted(hall.inside(db.session.query(Round).filter_by(slug=slug).one()), key=len)


@pytest.mark.parametrize("lang", ["en"])
def test_a_day_from_the_plan_to_the_closed_list(empty_world: World, walker: Callable[..., Walker]) -> None:
    slug, _day, _codes = plant(empty_world)
    with empty_world.planting(), clock.at(NOON):
        ballots.make_voter(db.session.query(Round).filter_by(slug=slug).one(), ballots.make_ward(), "Amina Khan")
    empty_world.start(at=NOON)
    desk = officer(walker, empty_world)
    desk.open(f"/office/rounds/{slug}/hall").follow("Plan a decision day").press("Save")
    assert len(desk.errors) == 4
    today = london(NOON).date()
    desk.fill("Name of the day", "Second day").fill("Place", "Small Hall").date("Doors open", today, "11am")
    desk.date("The day ends", today, "4pm").fill("Quiet room", "Upstairs").pick("Show this day to everybody").press(
        "Save"
    )
    home = desk.page.url
    desk.fill("Words or dice called out in the room", "six two").press("Draw the order by lot").check_sees("six two")
    desk.fill("Name of the stall", "Food").press("Add the stall")
    with empty_world.planting(), clock.at(NOON):
        codes = hall.make_cards(db.session.query(DecisionDay).filter_by(name="Second day").one().id)
    desk.press("Open the doors").open(f"{home}/desk").fill("Name or postcode", "amina").press("Search the register")
    desk.press("Check in with a card").check_sees("Give them any card of the pack")
    desk.fill("Name or postcode", "Bo Li").press("Search the register").fill("Postcode", "BD9 4AA").pick("Lives here")
    desk.pick("They are 11 or over").press("Put on the register").press("Check in with a card")

    first = come_in(walker(empty_world), slug, codes[0])
    desk.open(f"{home}/timer").press("Start the next pitch")
    first.page.wait_for_selector("#hall[data-state=now][data-ready] .cp-scores button")
    tap(first.page, 4, "kept")
    desk.open(f"{home}/timer").check_sees("have scored this pitch")
    screen = walker(empty_world)
    screen.context.add_cookies(desk.context.cookies())  # type: ignore[arg-type]
    screen.open(f"{home}/screen").page.get_by_role("button", name="Turn the bell on").click()
    assert screen.page.locator("#screen-digits").inner_text().startswith(("2:", "3:"))
    late = come_in(walker(empty_world), slug, codes[1])
    for _pitch in range(2):
        desk.open(f"{home}/timer").press("Start the next pitch")
    for voter in (first, late):
        voter.page.wait_for_selector("#hall[data-state=now][data-ready] .cp-scores button")
        voter.open(f"/vote/{slug}/hall").page.wait_for_selector("#hall[data-ready]")
        tap(voter.page, 5, "kept")
    desk.open(f"{home}/timer").press("End this pitch")
    first.open(f"/vote/{slug}/hall").check_sees("You gave no score to 1 project.").press("Cast my scores")
    first.check_h1("Your vote is in the box")
    desk.open(home).follow("Close the list of the hall").press("Close the list").check_sees("List closed")
    assert [sorted(vote.values()) for vote in inside(empty_world, slug)] == [[5], [4, 5]], (
        "late: scored what they heard"
    )


KEPT_BY_THE_WORKER = """async () => {
  const found = {};
  for (const name of await caches.keys())
    found[name] = (await (await caches.open(name)).keys()).map(r => new URL(r.url).pathname);
  const away = await caches.match(location.pathname + '/away', {ignoreVary: true});
  return {found, text: away ? await away.text() : '', in_clear: JSON.stringify({...localStorage})};
}"""


def test_a_page_loaded_anew_without_a_connection(empty_world: World, walker: Callable[..., Walker]) -> None:
    """The page that was kept when the device was prepared; scores go on where they were, and are one vote, once."""
    slug, day, codes = plant(empty_world)
    with empty_world.planting(), clock.at(NOON):
        ward, round_ = ballots.make_ward(), db.session.query(Round).filter_by(slug=slug).one()
        hall.give_card(uuid.UUID(day), ballots.make_voter(round_, ward, "Amina Khan").voter.id)
        hall.start(uuid.UUID(day), hall.slots(uuid.UUID(day))[0], NOON)
    empty_world.start(at=NOON)
    voter = come_in(walker(empty_world), slug, codes[0])
    page = voter.page
    tap(page, 5, voter.t("Your score is kept. You can change it until the time is over.")[:12])
    page.wait_for_selector("html[data-prepared]")
    kept = page.evaluate(KEPT_BY_THE_WORKER)
    [(name, paths)] = kept["found"].items()
    assert name == f"cp-hall /vote/{slug}/hall"
    assert [path for path in paths if not path.startswith("/static/")] == [f"/vote/{slug}/hall/away"]
    for secret in ("csrf", codes[0], "data-about", "data-own", "Amina", 'aria-pressed="true"'):
        assert secret not in kept["text"], secret
    assert kept["in_clear"] == "{}"

    voter.context.set_offline(True)
    page.reload()
    page.wait_for_selector("#hall[data-is-away][data-ready]")
    pressed = page.locator("#hall button[aria-pressed=true]")
    assert [(one.get_attribute("value"), one.is_visible()) for one in pressed.all()] == [("5", True)]
    page.locator("#hall .cp-scores").nth(1).locator("button[value='2']").click()
    page.wait_for_function("w => document.getElementById('hall-status').textContent === w", arg=voter.t(KEPT))
    page.reload()
    page.wait_for_selector("#hall[data-is-away][data-ready]")
    assert page.locator("#hall button[aria-pressed=true]").count() == 2
    other = voter.context.new_page()
    with pytest.raises(Error):
        other.goto(f"{voter.url}/vote/{slug}/")
    other.close()

    voter.context.set_offline(False)
    page.wait_for_selector("#hall:not([data-is-away])[data-ready]")
    taken = voter.t("Your sealed scores were handed over. They are in the box.")
    page.wait_for_function("w => document.getElementById('hall-status').textContent === w", arg=taken)
    assert [sorted(vote.values()) for vote in inside(empty_world, slug)] == [[2, 5]]
    assert empty_world.ask("SELECT count(*) FROM hall_handover") == 1

    voter.press("Finish and clear this device")
    assert page.evaluate("async () => [(await caches.keys()).length, sessionStorage.length]") == [0, 0]
    assert page.evaluate("async () => (await navigator.serviceWorker.getRegistrations()).length") == 0


def test_the_connection_drops_and_comes_back(empty_world: World, walker: Callable[..., Walker]) -> None:
    """Sealed in the browser with WebCrypto: the server's Opener reads it; handed over once; late is not counted."""
    slug, day, codes = plant(empty_world, named=True)
    with empty_world.planting(), clock.at(NOON):
        ward, round_ = ballots.make_ward(), db.session.query(Round).filter_by(slug=slug).one()
        for number in range(2):
            hall.give_card(uuid.UUID(day), ballots.make_voter(round_, ward, f"Voter {number}").voter.id)
        with unit_of_work():
            commands.start_slot(uuid.UUID(day), hall.slots(uuid.UUID(day))[0], actor=hall.OFFICER(), now=NOON)
    empty_world.start(at=NOON)
    voter, late = (come_in(walker(empty_world), slug, code) for code in codes[:2])
    desk = officer(walker, empty_world).open(f"/office/rounds/{slug}/hall/{day}/desk")
    desk.page.wait_for_selector("#offline[data-ready]")
    sent: list[str] = []
    voter.page.on("request", lambda r: sent.append(r.post_data or "") if "hand-over" in r.url else None)
    for each in (voter, late, desk):
        each.context.set_offline(True)
    for each in (voter, late):
        tap(
            each.page,
            4,
            each.t("Sealed on this device. It is handed over when the connection is back. Keep this page open.")[:12],
        )
    voter.page.wait_for_selector(".cp-pitches [data-offline]:not([hidden])")
    voter.page.locator(".cp-pitches [data-offline]:not([hidden])").nth(0).locator("button[value='3']").click()
    voter.page.wait_for_timeout(800)
    desk.page.fill("#offline-name", "Voter 1")
    desk.page.fill("#offline-postcode", "BD9 4AA")
    desk.page.fill("#offline-card", codes[5])
    desk.page.check("#offline-age")
    desk.page.locator("#offline-form button").click()
    desk.page.wait_for_selector("#offline-list li")

    for each in (voter, desk):
        each.context.set_offline(False)
    taken = voter.t("Your sealed scores were handed over. They are in the box.")
    voter.page.wait_for_function("w => document.getElementById('hall-status').textContent === w", arg=taken)
    desk.page.wait_for_function("() => !document.querySelector('#offline-list li')")
    votes = inside(empty_world, slug)
    assert len(votes) == 1 and sorted(votes[0].values()) == [3, 4]
    assert sent and not any("score" in body for body in sent)
    assert empty_world.ask("SELECT count(*) FROM hall_handover WHERE kind = 'vote'") >= 1
    assert empty_world.ask("SELECT count(*) FROM voter WHERE name = 'Voter 1'") == 2

    with empty_world.planting():
        hall.close(uuid.UUID(day), NOON + dt.timedelta(hours=1))
    late.context.set_offline(False)
    words = late.t("The hall had closed its list. These scores came too late and are not counted.")
    late.page.wait_for_function("w => document.getElementById('hall-status').textContent === w", arg=words)
    assert len(inside(empty_world, slug)) == 1
    assert empty_world.ask("SELECT count(*) FROM hall_handover WHERE state = 'late'") == 1


def test_the_desk_goes_on_after_a_reload_without_a_connection(
    empty_world: World, walker: Callable[..., Walker]
) -> None:
    """The desk's kept page is made for nobody; what is noted on it outlives a reload and is handed over once."""
    slug, day, codes = plant(empty_world, named=True)
    desk = officer(walker, empty_world).open(f"/office/rounds/{slug}/hall/{day}/desk")
    page, home = desk.page, f"/office/rounds/{slug}/hall/{day}/desk"
    page.wait_for_selector("html[data-prepared]")
    kept = page.evaluate(KEPT_BY_THE_WORKER)
    assert [path for path in next(iter(kept["found"].values())) if not path.startswith("/static/")] == [f"{home}/away"]
    for secret in ("csrf", "dee@example.org", "Dee Desk", *codes):
        assert secret not in kept["text"], secret

    desk.context.set_offline(True)
    page.reload()
    page.wait_for_selector("#offline-form[data-is-away]")
    desk.check_sees("There is no connection. The register cannot be searched: note everybody here.")
    for name, code in (("Noor Shah", codes[-1]), ("Tom Clegg", codes[-2])):
        page.wait_for_selector("#offline[data-ready]")
        page.fill("#offline-name", name)
        page.fill("#offline-postcode", "BD9 4AA")
        page.fill("#offline-card", code)
        page.check("#offline-age")
        page.locator("#offline-form button").click()
        page.wait_for_selector(f"#offline-list li:has-text('{name}')")
        page.reload()
    page.wait_for_selector("#offline[data-ready]")
    assert page.locator("#offline-list li").count() == 2
    assert empty_world.ask("SELECT count(*) FROM voter WHERE name = 'Noor Shah'") == 0

    desk.context.set_offline(False)
    page.wait_for_selector("#offline-form:not([data-is-away])", state="attached")
    page.wait_for_selector("#offline[data-ready]")  # before, the list is empty because it has not been read
    page.wait_for_function("() => !document.querySelector('#offline-list li')")
    assert empty_world.ask("SELECT count(*) FROM voter WHERE name IN ('Noor Shah', 'Tom Clegg')") == 2
    assert empty_world.ask("SELECT count(*) FROM hall_handover WHERE kind = 'check-in'") == 2
    desk.open(home)
    page.wait_for_selector("html[data-prepared]")
    page.locator("#offline-clear").click()
    page.wait_for_selector("#offline-status:has-text('Nothing of the desk is kept in this browser any more.')")
    assert page.evaluate("async () => (await caches.keys()).length") == 0
    assert page.evaluate("async () => (await navigator.serviceWorker.getRegistrations()).length") == 0
