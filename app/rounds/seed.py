"""The demo's rounds: "You Decide 2025", finished, "You Decide 2026", open for voting, and a decision day in draft."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass, replace
from typing import Any

from app.core.access import Actor, actor_for
from app.core.clock import london_instant
from app.core.errors import DomainError
from app.funds import queries as funds
from app.proposals import queries as proposals

from . import commands, queries
from .models import Channel, Electorate, Round


@dataclass(frozen=True, slots=True)
class Plan:
    """One round of the demo. Days are offsets from the day of seeding; voting closes at 17:00."""

    key: str
    name: str
    call: str
    drafted: int
    opens: int
    closes: int
    about: dict[str, str]
    rules: commands.RuleChoices
    channels: tuple[Channel, ...] = (Channel.ONLINE,)


ABOUT_2025 = {
    "en": (
        "People who live, work, study or volunteer in the district choose projects that bring neighbours together. "
        "Choose up to three. The projects with enough support start this autumn."
    ),
    "ur": (
        "ضلع میں رہنے، کام کرنے، پڑھنے یا رضاکارانہ خدمت کرنے والے لوگ ایسے منصوبے چنتے ہیں "
        "جو پڑوسیوں کو قریب لائیں۔ تین تک منصوبے چنیں۔"
    ),
}
ABOUT_2026 = {
    "en": (
        "Small sparks are small sums for things neighbours do together: a shared meal, a choir, a garden. "
        "Choose the ones you would like to see. You can change your vote until voting closes."
    ),
    "ur": (
        "چھوٹی چنگاریاں ان کاموں کے لیے چھوٹی رقمیں ہیں جو پڑوسی مل کر کرتے ہیں: ساتھ کھانا، گانا، باغ۔ "
        "جو آپ کو پسند ہوں انہیں چنیں۔ ووٹنگ بند ہونے تک آپ اپنا ووٹ بدل سکتے ہیں۔"
    ),
}
OTHER_WAYS = {
    "en": "You can vote with help at any library in the district. Ask at the desk.",
    "ur": "آپ ضلع کی کسی بھی لائبریری میں مدد کے ساتھ ووٹ ڈال سکتے ہیں۔ کاؤنٹر پر پوچھیں۔",
}
ABOUT_DAY = {
    "en": (
        "A day in the hall. Every group has three minutes to tell us about its project, and everybody there gives each "
        "project a score from 1 to 5. There is lunch, and a crèche."
    ),
    "ur": (
        "ہال میں ایک دن۔ ہر گروپ تین منٹ میں اپنے منصوبے کے بارے میں بتائے گا، اور وہاں موجود ہر شخص ہر منصوبے کو "
        "1 سے 5 تک نمبر دے گا۔ دوپہر کا کھانا اور بچوں کی دیکھ بھال کا انتظام ہے۔"
    ),
}
PLANS = (
    Plan(
        "2025",
        "You Decide 2025",
        "Stronger together 2025",
        -425,
        -405,
        -375,
        ABOUT_2025,
        commands.RuleChoices(min_choices=1, max_choices=3, publish_comparison=True),
    ),
    Plan(
        "2026",
        "You Decide 2026",
        "Small sparks 2026",
        -18,
        -3,
        60,
        ABOUT_2026,
        commands.RuleChoices(min_choices=1, max_choices=5, publish_comparison=True),
        (Channel.ONLINE, Channel.KIOSK, Channel.ASSISTED),
    ),
)


def plant(world: Any) -> None:
    """`world.rounds` holds both rounds by year, locked by two officers, with their trustees named."""
    first = _actor(world, "returning-officer")
    second = _actor(world, "deputy-returning-officer")
    chance = random.Random(7)  # noqa: S311 - the demo is the same each time
    for plan in PLANS:
        with world.step(plan.drafted):
            round_id = _draft(world, plan, first, chance).id
            commands.propose_lock(round_id, actor=first)
        with world.step(plan.drafted + 1):
            world.rounds[plan.key] = commands.confirm_lock(round_id, actor=second)
    with world.step(-1):
        _draft_decision_day(world, first)


def _draft_decision_day(world: Any, actor: Actor) -> None:
    """A round still being planned, for money whose call is open: everyone in the hall scores everything, and delegates
    and a panel of residents have their weight."""
    call = world.calls["now"]
    basics = commands.Basics(
        name="Common ground decision day",
        opens_at=london_instant(world.day(110), dt.time(9)),
        closes_at=london_instant(world.day(110), dt.time(17)),
        about=ABOUT_DAY,
        min_age=8,
        languages=("en", "ur"),
        fund_id=call.fund_id,
    )
    round_id = commands.create_round(basics, actor=actor).id
    pots = {pot.id: funds.pot_balance(pot.id) for pot in funds.pots_of_call(call.id)}
    commands.set_pots(round_id, pots, actor=actor)
    commands.use_preset(round_id, "decision-day", actor=actor)
    mix = {Electorate.ATTENDEES: 60, Electorate.DELEGATES: 20, Electorate.PANEL: 20}
    usual = commands.PRESETS["decision-day"].voters
    commands.set_voters(round_id, replace(usual, electorates=mix), actor=actor)
    commands.set_trustees(round_id, [world.people[f"trustee{n}"].id for n in (1, 2, 3)], actor=actor)
    world.rounds["draft"] = queries.round_by_id(round_id)


def _draft(world: Any, plan: Plan, actor: Actor, chance: random.Random) -> Round:
    call = next(call for call in world.calls.values() if call.title == plan.call)
    pots = funds.pots_of_call(call.id)
    basics = commands.Basics(
        name=plan.name,
        opens_at=london_instant(world.day(plan.opens), dt.time(9)),
        closes_at=london_instant(world.day(plan.closes), dt.time(17)),
        about=plan.about,
        other_ways=OTHER_WAYS,
        min_age=11,
        languages=("en", "ur"),
        fund_id=call.fund_id,
    )
    round_ = commands.create_round(basics, actor=actor)
    eligible = proposals.eligible_for_round(pot.id for pot in pots)
    stand_for = {proposal.pot_id for proposal in eligible}
    if not stand_for:
        raise DomainError(f"no eligible proposals of {plan.call}")
    commands.set_pots(
        round_.id, {pot.id: funds.pot_balance(pot.id) for pot in pots if pot.id in stand_for}, actor=actor
    )
    commands.set_rules(round_.id, plan.rules, actor=actor)
    commands.set_voters(round_.id, commands.VoterChoices(channels=plan.channels), actor=actor)
    commands.set_items(round_.id, [proposal.id for proposal in eligible], actor=actor, chance=chance)
    commands.set_trustees(round_.id, [world.people[f"trustee{n}"].id for n in (1, 2, 3)], actor=actor)
    return round_


def _actor(world: Any, key: str) -> Actor:
    person = world.people[key]
    return actor_for(person.id, person.name)
