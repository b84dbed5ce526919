"""A winner accepts the offer; the project logs in few taps; an officer accepts less; the action says so."""

from __future__ import annotations

import re
from collections.abc import Callable
from hashlib import sha256

from tests.browser.walker import Walker
from tests.browser.worlds import World

MOST_TAPS = 12
OURS = """SELECT {} FROM project p JOIN community_group g ON g.id = p.group_id
JOIN project_action l ON l.project_id = p.id JOIN action a ON a.id = l.action_id
WHERE g.slug = 'manningham-kitchen-table' ORDER BY p.reference, a.code"""


def test_a_winner_accepts_the_offer(own_world: World, walker: Callable[..., Walker]) -> None:
    from sqlalchemy import select

    from app.core.db import db
    from app.groups.models import Group
    from tests.awards.factories import make_award

    with own_world.planting():
        group = db.session.scalars(select(Group).where(Group.slug == "manningham-kitchen-table")).one()
        offer = make_award(group).reference
    lead = walker(own_world).as_role("group-lead").open(f"/my/awards/{offer}").follow("Accept the offer")
    lead.check_h1("Accept the offer").press("Accept the offer")
    lead.check_errors("Enter your full name", "Confirm that you accept the terms")
    lead.fill("Your full name", "Shazia Parveen").pick("I accept the terms for my group").press("Accept the offer")
    own_world.jobs()
    lead.open(f"/my/awards/{offer}").check_sees("Your agreement")
    agreement = lead.read("Read the agreement (PDF, %(size)s KB)")
    assert agreement.startswith(b"%PDF")
    lead.unfold("How to prove that a copy is the same")
    assert sha256(agreement).hexdigest() in lead.text
    assert own_world.ask(
        "SELECT count(*) FROM project p JOIN award a ON a.id = p.award_id WHERE a.reference = :r", r=offer
    )


def test_a_project_logs_and_claims_and_the_action_says_so(own_world: World, walker: Callable[..., Walker]) -> None:
    project, action = own_world.ask(OURS.format("p.reference")), own_world.ask(OURS.format("a.slug"))
    lead = walker(own_world).as_role("group-lead").open("/my/projects").follow("Open")
    home = f"/my/projects/{project}"

    lead.open(home).taps = 0
    lead.follow("Log a session").fill("How many people came?", "23").fill(
        "How many of them came to this project for the first time?", "12"
    )
    lead.pick("We shared the ground rules at the start").press("Log the session")
    assert lead.taps <= MOST_TAPS
    lead.open(home).taps = 0
    lead.follow("Log volunteer hours").fill("How many volunteers helped?", "5")
    lead.fill("How many hours did each of them help?", "2.5").fill("What did they do?", "Cooked").press("Log the hours")
    assert lead.taps <= MOST_TAPS
    lead.open(home).taps = 0
    lead.follow("Log a reading").fill("What did you find?", "62").fill("How many people did you ask?", "40").press(
        "Log the reading"
    )
    assert lead.taps <= MOST_TAPS

    lead.open(home).follow("Say what changed").press("Send to the council")
    lead.check_errors("Enter a number", "Say what is different now")
    lead.fill("What is different now, and how do you know?", f"The hall now opens each Friday for all ({lead.lang})")
    lead.fill("How many changes, or how much?", "3").press("Send to the council")

    officer = walker(own_world).as_role("strategy-officer").open("/office/contributions")
    waiting = officer.page.locator("tr", has_text="Thursday plates").locator("a").first
    officer.open(str(waiting.evaluate("e => e.href"))).check_sees("The hall now opens each Friday for all")
    officer.press("Decide").check_errors("Choose how much you accept")
    officer.pick("Less of it").fill("How much do you accept?", "1").press("Decide")
    assert officer.errors, "less needs a reason"
    officer.pick("Less of it").fill("How much do you accept?", "1").fill("Why not all of it?", "Two were there before")
    officer.press("Decide")
    lead.open(home).check_sees("Two were there before")

    reader = walker(own_world).open(f"/plan/{action}").check_sees("What the fund changed")
    numbers = reader.page.locator("p.govuk-body-l a")
    shown = [re.sub(r"\s+", " ", words) for words in numbers.all_inner_texts()]
    assert len(shown) >= 3, shown
    for place in range(numbers.count()):
        reader.open(f"/plan/{action}").open(str(numbers.nth(place).evaluate("e => e.href")))
        assert reader.page.locator("h1").count() == 1
