"""How the work on the plan in force goes: state and RAG of an action, and steps that are done."""

from __future__ import annotations

import datetime as dt
import uuid

from app.core import audit
from app.core.access import Actor
from app.core.db import db, locked
from app.core.errors import DomainError, NotAllowed, WrongState
from app.core.i18n import _

from ..models import Action, ActionState, Milestone, Rag, Strategy
from ..policies import can_confirm_rag, can_edit_strategy, can_move_action, can_report_progress, can_say


def report_progress(
    action_id: uuid.UUID, *, state: ActionState, rag: Rag, reason: str, on: dt.date, actor: Actor
) -> Action:
    """The action is in this state and goes like this since `on`; somebody else has to confirm it.

    Raises:
        WrongState: no such step from the state it is in, or its version is not in force.
        DomainError: the RAG does not fit (overdue and green, trouble without a reason, blue but not complete).
    """
    action = locked(Action, action_id)
    strategy = locked(Strategy, action.strategy_id)
    if not (verdict := can_edit_strategy(actor)):
        raise NotAllowed(verdict.reason)
    if not (verdict := can_move_action(actor, strategy, action, state)):
        raise WrongState(verdict.reason)
    if not (verdict := can_say(action, state, rag, reason=reason, today=on)):
        raise DomainError(verdict.reason, field="reason" if rag in (Rag.AMBER, Rag.RED) else "rag")
    before = {"state": action.state, "rag": action.rag, "reason": action.rag_reason}
    action.state, action.rag, action.rag_reason, action.rag_on = state, rag, reason.strip(), on
    action.rag_set_by_id, action.rag_confirmed_by_id = actor.id, None
    after = {"state": state, "rag": rag, "reason": action.rag_reason}
    audit.record(actor, "report_progress", action, name=f"{action.code} {action.title}", before=before, after=after)
    db.session.flush()
    return action


def confirm_rag(action_id: uuid.UUID, *, actor: Actor) -> Action:
    """A second person agrees with how the action is said to go."""
    action = locked(Action, action_id)
    if not (verdict := can_confirm_rag(actor, action)):
        raise WrongState(verdict.reason)
    action.rag_confirmed_by_id = actor.id
    audit.record(actor, "confirm_rag", action, name=f"{action.code} {action.title}", after={"rag": action.rag})
    db.session.flush()
    return action


def finish_milestone(
    milestone_id: uuid.UUID, *, done_on: dt.date | None, evidence: str, today: dt.date, actor: Actor
) -> Milestone:
    """The step was done on that day; None: it is open again."""
    milestone = locked(Milestone, milestone_id)
    strategy = locked(Strategy, milestone.action.strategy_id)
    if not (verdict := can_report_progress(actor, strategy)):
        raise WrongState(verdict.reason)
    if done_on is not None and done_on > today:
        raise DomainError(_("The day must be today or earlier"), field="done_on")
    before = {"done_on": milestone.done_on}
    milestone.done_on, milestone.evidence = done_on, evidence
    after = {"done_on": done_on}
    audit.record(actor, "finish_milestone", milestone, name=milestone.text, before=before, after=after)
    db.session.flush()
    return milestone
