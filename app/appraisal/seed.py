"""The demo's checks: what two calls sent has been decided, and one group is being asked something now."""

from __future__ import annotations

import json
from typing import Any

from app.core.access import Actor, actor_for
from app.core.clock import now
from app.proposals.models import ProposalState
from app.proposals.seed import DATA, lead_of

from . import commands
from .models import CheckResult
from .rules import RULES

CHECKED = {"2025": -470, "2026": -38, "now": -3}
DECIDED = {"2025": -450, "2026": -30, "now": -1}
ASKED = {
    "2025-new-roots": (
        "Your coordinator works two days a week. Who answers the phone on the other days?",
        "Three trained volunteers share a rota. We have added their training to the budget.",
    ),
    "2025-beck-wardens": (
        "Do you have the landowner's consent for the three places where you level the bank?",
        "Yes, in writing, from both owners. Copies are with your office.",
    ),
    "2026-kitchen-table": (
        "Who keeps the rights in the recipes and stories?",
        "Each household keeps its own and gives us leave to print it. Nobody sells the book.",
    ),
}
ASKED_NOW = (
    "Thank you for this fine idea. Who will look after the stepping stones after the project ends, and has the "
    "water company been asked?"
)
REFUSAL = (
    "The money would pay for a shop that sells for the benefit of its members. The call is for things that people of "
    "different backgrounds do together, and not for profit. A sewing course open to all would fit."
)


def plant(world: Any) -> None:
    """Proposals of the finished and the present round have passed; one was refused, one is being asked about."""
    person = world.people["eligibility-checker"]
    actor = actor_for(person.id, person.name)
    for facts in json.loads((DATA / "proposals.json").read_text(encoding="utf-8")):
        key = f"{facts['call']}-{facts['group']}"
        if facts["state"] in {"draft", "submitted", "withdrawn"}:
            continue
        _check(world, actor, facts, key)


def _check(world: Any, actor: Actor, facts: dict[str, Any], key: str) -> None:
    proposal_id, call = world.proposals[key].id, facts["call"]
    is_refused = facts["state"] == ProposalState.INELIGIBLE
    found = {rule.key: (CheckResult.PASS, "") for rule in RULES}
    if is_refused:
        found["not-excluded"] = (CheckResult.FAIL, "A shop that sells for its members")
    if facts["state"] == ProposalState.QUERY:
        found["safeguarding"] = (CheckResult.QUERY, "Water: who looks after it later?")
    with world.step(CHECKED[call], 11):
        commands.save_checks(actor, proposal_id, found, now=now())
        if facts["state"] == ProposalState.QUERY:
            commands.ask_query(actor, proposal_id, ASKED_NOW, now=now())
    if facts["state"] == ProposalState.QUERY:
        return
    if key in ASKED:
        _ask_and_answer(world, actor, facts, key)
    with world.step(DECIDED[call], 14):
        if is_refused:
            commands.refuse_proposal(actor, proposal_id, REFUSAL, now=now())
        else:
            commands.pass_proposal(actor, proposal_id, now=now())


def _ask_and_answer(world: Any, actor: Actor, facts: dict[str, Any], key: str) -> None:
    question, answer = ASKED[key]
    day = CHECKED[facts["call"]] + 1
    with world.step(day, 12):
        query_id = commands.ask_query(actor, world.proposals[key].id, question, now=now()).id
    with world.step(day + 3, 19):
        commands.answer_query(lead_of(world, facts["group"]), query_id, answer, now=now())
