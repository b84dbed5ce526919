"""The demo's money: two funds, their pots, a finished call, one that is on the ballot now, and one that is open."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.core.access import Actor, actor_for
from app.core.translated import Translated

from . import commands
from .models import CallQuestion, Fund, Pot

EMAIL = "funds@council.example"
DATA = Path(__file__).parent / "data" / "calls.json"


@dataclass(frozen=True, slots=True)
class CallPlan:
    """One call of the demo. Days are offsets from the day of seeding; calls open at 9:00 and close at 12:00."""

    key: str
    title: str
    fund: str
    pots: tuple[str, ...]
    drafted: int
    opens: int
    closes: int
    least: int
    most: int
    starts: int
    ends: int
    questions: tuple[CallQuestion, ...] = ()
    themes: tuple[str, ...] = field(default=())


CALLS = (
    CallPlan(
        "2025",
        "Stronger together 2025",
        "stronger",
        ("2025",),
        -580,
        -565,
        -495,
        80_000,
        600_000,
        -370,
        140,
        (CallQuestion.DIVERSITY, CallQuestion.PRINCIPLES),
    ),
    CallPlan(
        "2026",
        "Small sparks 2026",
        "stronger",
        ("2026",),
        -115,
        -100,
        -45,
        30_000,
        450_000,
        75,
        440,
        (CallQuestion.DIVERSITY,),
    ),
    CallPlan(
        "now",
        "Common ground",
        "ground",
        ("ground", "ground-young"),
        -30,
        -21,
        35,
        50_000,
        800_000,
        120,
        600,
        (CallQuestion.DIVERSITY, CallQuestion.PRINCIPLES, CallQuestion.MINIMUM),
    ),
)


def manager(world: Any) -> Actor:
    """The demo's fund manager with the rights they hold."""
    person = world.people["fund-manager"]
    return actor_for(person.id, person.name)


def plant(world: Any) -> None:
    """`world.funds`: stronger, ground. `world.pots`: 2025, 2026, ground, ground-young. `world.calls`: 2025, 2026, now.

    Days of a call are offsets from the day of seeding.
    """
    actor, texts = manager(world), json.loads(DATA.read_text(encoding="utf-8"))
    with world.step(-600):
        stronger = _fund(world, actor, "stronger", "Stronger Communities fund", 12_000_000, -600, 700)
        ground = _fund(world, actor, "ground", "Common ground fund", 6_000_000, -200, 900)
        _pot(world, actor, stronger, "2025", "Stronger together 2025", 3_000_000)
        _pot(world, actor, stronger, "2026", "Small sparks 2026", 2_500_000)
        _pot(world, actor, ground, "ground", "Places for everyone", 3_000_000)
        _pot(world, actor, ground, "ground-young", "Places planned by young people", 1_500_000, theme="young-people")
    for plan in CALLS:
        with world.step(plan.drafted):
            call_id = _draft(world, actor, plan, texts)
        with world.step(plan.drafted + 1):
            world.calls[plan.key] = commands.publish_call(actor, call_id, now=world.moment(plan.drafted + 1))


def _fund(world: Any, actor: Actor, key: str, name: str, pence: int, from_day: int, to_day: int) -> Fund:
    facts = {
        "name": name,
        "funder": "Sample national programme and the council",
        "total_pence": pence,
        "starts_on": world.day(from_day),
        "ends_on": world.day(to_day),
        "rules": "Money is for things that people of different backgrounds do together. Groups report what changed.",
        "acknowledgement": "Paid for by the Stronger Communities fund (sample)",
        "publishing_prefix": "360G-sample",
    }
    fund = commands.create_fund(actor, facts, fund_id=uuid.uuid5(uuid.NAMESPACE_URL, f"fund:{key}"))
    world.funds[key] = fund
    return fund


def _pot(world: Any, actor: Actor, fund: Fund, key: str, name: str, pence: int, theme: str = "") -> Pot:
    facts = {"name": name, "amount_pence": pence, "theme": theme}
    world.pots[key] = commands.add_pot(actor, fund.id, facts, pot_id=uuid.uuid5(uuid.NAMESPACE_URL, f"pot:{key}"))
    pot: Pot = world.pots[key]
    return pot


def _draft(world: Any, actor: Actor, plan: CallPlan, texts: dict[str, Any]) -> uuid.UUID:
    facts: dict[str, Any] = {
        "title": plan.title,
        "summary": Translated.of(texts["summary"][plan.key]),
        "who_can_apply": Translated.of(texts["who_can_apply"]),
        "offline_route": Translated.of(texts["offline_route"]),
        "contact_email": EMAIL,
        "opens_at": world.moment(plan.opens, 9),
        "closes_at": world.moment(plan.closes, 12),
        "min_pence": plan.least,
        "max_pence": plan.most,
        "max_per_group": 2,
        "starts_from_on": world.day(plan.starts),
        "ends_by_on": world.day(plan.ends),
        "themes": list(plan.themes),
        "questions": [question.value for question in plan.questions],
    }
    call_id = uuid.uuid5(uuid.NAMESPACE_URL, f"call:{plan.key}")
    pots = [world.pots[key].id for key in plan.pots]
    return commands.create_call(actor, world.funds[plan.fund].id, facts, pots, call_id=call_id).id
