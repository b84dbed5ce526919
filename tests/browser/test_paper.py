"""Paper in a browser: a desk hands out, a box is closed, and the demo's half-done count is brought to its end."""

from __future__ import annotations

from collections.abc import Callable

from tests.browser.walker import Walker
from tests.browser.worlds import World

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


def test_two_people_type_a_batch_and_a_third_settles_the_other(own_world: World, walker: Callable[..., Walker]) -> None:
    """iv.3: typing, adjudication, sample, sheets; E17, E18."""
    papers = ("12", "3", "b", "45", "6", "1", "12", "35", "2", "4")
    for role in ("data-entry", "deputy-returning-officer"):
        keyer = walker(own_world).as_role(role).open(f"{HOME}/key").press("Take the next batch")
        keyer.check_h1("Batch 2, paper 1").fill("What is on paper 1", "77").press("Next paper")
        assert keyer.errors, "there are six projects"
        for place, typed in enumerate(papers, start=1):
            keyer.fill(f"What is on paper {place}", typed).press("Next paper")
        keyer.check_sees("Counts", "Rejected").press("The pile is typed: 10 papers")
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
