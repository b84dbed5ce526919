"""Proposals for tests: whole and ready to send, in whatever state is asked for."""

from __future__ import annotations

import datetime as dt
import itertools
import uuid
from typing import Any

from app.areas import queries as areas
from app.areas.models import Area
from app.core.clock import now, today
from app.core.db import db, unit_of_work
from app.core.references import new_reference
from app.funds.models import Call, CallPot, Pot
from app.groups.models import Group
from app.proposals.models import BudgetHeading, BudgetLine, Proposal, ProposalAction, ProposalArea, ProposalState
from app.proposals.sections import SectionKey
from app.proposals.states import PASSED
from app.strategy.models import Action, Objective, Pillar, Strategy, StrategyState
from tests.areas.factories import make_set
from tests.funds.factories import make_call
from tests.groups.factories import make_group

_numbers = itertools.count(1)


def any_ward() -> Area:
    """A ward in force today; three are made when there is none."""
    return (areas.wards(today()) or make_set("Northfield", "Millgate", "Southfield").areas)[0]


def make_action(code: str = "1.1") -> Action:
    """An action of the plan in force."""
    with unit_of_work():
        strategy = db.session.scalars(db.select(Strategy)).first()
        if strategy is None:
            strategy = Strategy(
                title="Plan",
                version_number=1,
                from_year=2026,
                to_year=2030,
                vision="Together",
                state=StrategyState.ADOPTED,
                adopted_by="Board",
                adopted_on=today(),
                minute_reference="Minute 1",
            )
            db.session.add(strategy)
            db.session.flush()
        pillar = Pillar(strategy_id=strategy.id, code=code, name=f"Pillar {code}", position=next(_numbers))
        db.session.add(pillar)
        db.session.flush()
        objective = Objective(pillar_id=pillar.id, text="More people meet", position=1)
        db.session.add(objective)
        db.session.flush()
        action = Action(
            strategy_id=strategy.id,
            objective_id=objective.id,
            code=code,
            slug=f"action-{code.replace('.', '-')}",
            position=1,
            title=f"Shared tables {code}",
        )
        db.session.add(action)
    return action


def _call_of(pot: Pot) -> uuid.UUID:
    found = db.session.scalar(db.select(CallPot.call_id).where(CallPot.pot_id == pot.id).limit(1))
    return found or make_call([pot]).id


def make_proposal(
    *,
    state: ProposalState = ProposalState.DRAFT,
    group: Group | None = None,
    call: Call | None = None,
    pot: Pot | None = None,
    amount_pence: int = 150_000,
    with_area: bool = True,
    action_ids: tuple[uuid.UUID, ...] = (),
    **given: Any,
) -> Proposal:
    """A proposal with all its answers, a budget of two lines, one ward, and `action_ids` of the plan."""
    group = group or make_group()
    call_id = call.id if call else (_call_of(pot) if pot else make_call().id)
    pot_id = pot.id if pot else db.session.scalar(db.select(CallPot.pot_id).where(CallPot.call_id == call_id).limit(1))
    area_id = any_ward().id if with_area else None
    number = next(_numbers)
    saved = {"number": 1, "by": "", "at": now().isoformat()}
    fields: dict[str, Any] = {
        "reference": new_reference("PR"),
        "call_id": call_id,
        "pot_id": pot_id,
        "group_id": group.id,
        "state": state,
        "is_public": state in PASSED,
        "title": f"Friday soup and stories {number}",
        "summary": "Neighbours cook soup together and tell each other where they come from.",
        "description": "Every Friday for half a year we cook, eat and talk in the hall.",
        "themes": ["food"],
        "strengths": "Good cooks and a hall with a kitchen.",
        "need": "People who live side by side do not know each other.",
        "together": "Cook in mixed teams of four.",
        "who_benefits": "People of the two estates.",
        "diversity": "Food for every diet, and tables of mixed ages.",
        "forms_of_integration": ["cultural", "intergenerational"],
        "beneficiaries": 80,
        "starts_on": today() + dt.timedelta(days=90),
        "ends_on": today() + dt.timedelta(days=270),
        "amount_pence": amount_pence,
        "total_pence": amount_pence,
        "safeguarding": "Two checked leaders at each session.",
        "access_plan": "Step-free hall, interpreters, a corner for children.",
        "sections": {key.value: dict(saved) for key in SectionKey if key is not SectionKey.PICTURE},
        "started_at": now(),
        "submitted_at": None if state is ProposalState.DRAFT else now(),
    }
    with unit_of_work():
        proposal = Proposal(id=uuid.uuid4(), **(fields | given))
        db.session.add(proposal)
        db.session.flush()
        if area_id:
            db.session.add(ProposalArea(proposal_id=proposal.id, area_id=area_id))
        db.session.add_all(ProposalAction(proposal_id=proposal.id, action_id=each) for each in action_ids)
        half = proposal.amount_pence // 2
        for position, pence in enumerate((half, proposal.amount_pence - half)):
            heading = (BudgetHeading.VENUE, BudgetHeading.MATERIALS)[position]
            db.session.add(
                BudgetLine(
                    proposal_id=proposal.id, position=position, heading=heading, cost_pence=pence, asked_pence=pence
                )
            )
    return proposal
