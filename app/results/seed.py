"""The demo's result: the finished round counted, certified by two officers, published, objected to in vain."""

from __future__ import annotations

from typing import Any

from app.core.access import Actor, actor_for
from app.rounds import commands as rounds
from app.rounds.models import Round

from . import commands
from .models import Grounds

OBJECTION = (
    "At the library on the last Saturday the screen froze and a helper started it again. "
    "Were the votes of that morning counted twice?"
)
ANSWER = (
    "No vote was counted twice. A vote that is cast again takes the place of the first: the box held one envelope for "
    "each voter, and there were as many ballots as envelopes. An independent program counted the ballots again and "
    "came to the same result."
)
DRAWN = "4 2 6 1 3 5 winter light"


def plant(world: Any) -> None:
    """The round of 2025 has a public result. Somebody objected in time, and a board member did not uphold it."""
    first = _actor(world, "returning-officer")
    second = _actor(world, "deputy-returning-officer")
    round_: Round = world.rounds["2025"]
    with world.step(-371, 11):
        rounds.enter_lot(round_.id, words=DRAWN, actor=first, now=world.moment(-371, 11))
        count_id = commands.count_round(round_.id, actor=first).id
    found = commands.enough_for(count_id)  # jobs elsewhere; the demo starts with them done
    notes = commands.check_of(count_id)
    with world.step(-371, 12):
        commands.keep_enough(count_id, found)
        commands.keep_check(count_id, notes)
        commands.certify(count_id, actor=first)
    with world.step(-370, 11):
        commands.certify(count_id, actor=second)
    with world.step(-369, 11):
        commands.publish(count_id, actor=first)
    with world.step(-367, 19):
        objection_id = commands.object_to(round_.id, commands.Given(Grounds.COUNTING, OBJECTION, "Derek Sugden")).id
    with world.step(-363, 14):
        commands.decide_objection(objection_id, None, answer=ANSWER, actor=_actor(world, "board-member"))


def _actor(world: Any, key: str) -> Actor:
    person = world.people[key]
    return actor_for(person.id, person.name)
