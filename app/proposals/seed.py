"""The demo's proposals: eighteen of a finished round, twenty-four of the one that is open, some in the call now."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.core.access import Actor, actor_for
from app.core.clock import now
from app.funds.terms import PRINCIPLES
from app.groups import queries as groups

from . import commands
from .commands import LineFacts
from .models import BudgetHeading
from .sections import SectionKey

DATA = Path(__file__).parent / "data"
K = SectionKey


@dataclass(frozen=True, slots=True)
class Days:
    """When the proposals of one call were started, sent, and would begin; offsets from the day of seeding."""

    started: int
    sent: int
    begins: int
    lasts: int


DAYS = {"2025": Days(-555, -515, -360, 455), "2026": Days(-97, -74, 80, 300), "now": Days(-19, -11, 125, 330)}


def plant(world: Any) -> None:
    """`world.proposals`: by call and group, like "2026-toller-cricket". All drafted and sent in their calls."""
    answers = json.loads((DATA / "answers.json").read_text(encoding="utf-8"))
    places = dict.fromkeys(DAYS, 0)
    for facts in json.loads((DATA / "proposals.json").read_text(encoding="utf-8")):
        number = places[facts["call"]]
        places[facts["call"]] += 1
        _plant_one(world, facts, number, answers[facts["lang"]])


def lead_of(world: Any, key: str) -> Actor:
    """Whoever leads the group, with the rights they hold."""
    person = groups.leads(world.groups[key].id)[0]
    return actor_for(person.id, person.name)


def _plant_one(world: Any, facts: dict[str, Any], number: int, answers: dict[str, Any]) -> None:
    days, key = DAYS[facts["call"]], f"{facts['call']}-{facts['group']}"
    with world.step(days.started + number, 19):
        actor = lead_of(world, facts["group"])
        proposal = commands.start_proposal(
            actor,
            world.calls[facts["call"]].id,
            world.groups[facts["group"]].id,
            now=now(),
            lang=facts["lang"],
            proposal_id=uuid.uuid5(uuid.NAMESPACE_URL, f"proposal:{key}"),
        )
        for section, values in _sections(world, facts, number, answers).items():
            commands.save_section(actor, proposal.id, section, values, seen=0, now=now())
        world.proposals[key] = proposal
    if facts["state"] != "draft":
        with world.step(days.sent + number, 20):
            commands.submit_proposal(lead_of(world, facts["group"]), proposal.id, now=now())
    if facts["state"] == "withdrawn":
        with world.step(days.sent + number + 5, 20):
            commands.withdraw_proposal(lead_of(world, facts["group"]), proposal.id, "Our arranger is ill this winter.")


def _sections(world: Any, facts: dict[str, Any], number: int, answers: dict[str, Any]) -> dict[K, dict[str, Any]]:
    """What each section says; those that a draft has not come to are left out."""
    pots = {"2025": "2025", "2026": "2026", "now": facts.get("pot", "")}
    days = DAYS[facts["call"]]
    begins = world.day(days.begins + 2 * number)

    def some(name: str) -> str:
        choices: list[str] = answers[name]
        return choices[number % len(choices)]

    sections: dict[K, dict[str, Any]] = {
        K.ABOUT: {
            "title": facts["title"],
            "summary": facts["summary"],
            "description": facts["doing"],
            "themes": facts["themes"],
            "lang": facts["lang"],
            "pot_id": world.pots[pots[facts["call"]]].id,
        },
        K.STRENGTHS: {name: facts[name] for name in ("strengths", "need", "together")},
        K.PEOPLE: {
            "who_benefits": some("who"),
            "diversity": some("diversity"),
            "beneficiaries": facts["people"],
            "forms_of_integration": facts["forms"],
            "area_ids": [world.areas[ward].id for ward in facts["wards"]],
        },
        K.PLAN: {"action_ids": [world.actions[code].id for code in facts["actions"]]},
        K.BUDGET: _budget(facts, answers["match"]),
    }
    if facts["state"] != "draft":
        sections[K.DATES] = {"starts_on": begins, "ends_on": world.day(days.begins + 2 * number + days.lasts)}
        safety = {"safeguarding": some("safety"), "access_plan": some("access"), "risks": answers["risks"]}
        sections[K.SAFETY] = safety
    if facts["state"] != "draft" and facts["call"] != "2026":
        given = ("yes", "yes", "partly", "yes", "not-yet")
        turned = [given[(place + number) % len(given)] for place in range(len(PRINCIPLES))]
        sections[K.PRINCIPLES] = {"principles": dict(zip(PRINCIPLES, turned, strict=True))}
    if not facts["need"]:
        del sections[K.STRENGTHS], sections[K.PEOPLE]
    return sections


def _budget(facts: dict[str, Any], match: str) -> dict[str, Any]:
    lines = [
        LineFacts(BudgetHeading(heading), note, cost * 100, asked * 100)
        for heading, note, cost, asked in facts["lines"]
    ]
    is_shared = any(line.asked_pence < line.cost_pence for line in lines)
    return {
        "lines": lines,
        "match_source": match if is_shared else "",
        "min_viable_pence": facts["least"] * 100 if facts.get("least") else None,
    }
