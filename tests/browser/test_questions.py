"""A resident asks, a moderator refuses, the resident appeals, a second moderator shows it, the group answers."""

from __future__ import annotations

from collections.abc import Callable

from app.core.access import SYSTEM, Role
from app.core.clock import today
from tests.browser.walker import Walker
from tests.browser.worlds import World

OWN = (
    "SELECT p.reference FROM proposal p JOIN community_group g ON g.id = p.group_id"
    " WHERE p.is_public AND p.state IN ('eligible', 'on-ballot') AND g.slug = 'manningham-kitchen-table' LIMIT 1"
)


def second_moderator(world: World) -> None:
    """The demo's administrator moderates too."""
    from app.core.db import unit_of_work
    from app.people import commands, queries

    with world.planting(), unit_of_work():
        person = queries.person_by_email("administrator@demo.example")
        assert person
        commands.give(person.id, commands.Part(Role.MODERATOR), actor=SYSTEM, from_on=today())


def test_ask_moderate_appeal_and_answer(own_world: World, walker: Callable[..., Walker]) -> None:
    own_world.stop()
    second_moderator(own_world)
    own_world.start()
    reference = own_world.ask(OWN)
    assert reference
    resident = walker(own_world).open(f"/proposals/{reference}/questions").follow("Ask a question")
    resident.press("Send the question")
    assert resident.errors
    resident.fill("Your question", "Which days will the kitchen be open?").press("Send the question")
    resident.check_sees("Waiting for a moderator")
    mine = resident.page.url

    first = walker(own_world).as_role("moderator").open("/office/questions")
    first.follow("Which days will the kitchen be open?").pick("Do not show it").pick("It is not about this proposal")
    first.fill("Your reason", "It asks about another kitchen").press("Decide")

    resident.open(mine).check_sees("It asks about another kitchen")
    resident.fill("Why should it be shown?", "It is this kitchen").press("Ask a second moderator")
    resident.check_sees("With a second moderator")

    second = walker(own_world).as_role("administrator").open("/office/questions")
    second.follow("Which days will the kitchen be open?").pick("Show it")
    second.fill("Your reason", "It is about this proposal").press("Decide")

    lead = walker(own_world).as_role("group-lead").open(f"/my/proposals/{reference}")
    lead.follow("Answer")
    lead.fill("Your answer", "Every Friday from ten").press("Publish the answer")
    resident.open(f"/proposals/{reference}").check_sees("Every Friday from ten")
