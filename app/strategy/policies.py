"""Who may change the plan, when a version may be edited or adopted, and how an action may be said to go."""

from __future__ import annotations

import datetime as dt

from app.core.access import YES, Actor, Decision, Role, no
from app.core.i18n import _

from .models import ACTIVE, EDITABLE, OPEN_ACTION, Action, ActionState, Observation, Rag, Strategy, StrategyState
from .states import ACTION_STEPS, STRATEGY_STEPS


def can_edit_strategy(actor: Actor) -> Decision:
    """Only a strategy officer changes the plan and its indicators."""
    return YES if actor.has(Role.STRATEGY_OFFICER) else no(_("Only a strategy officer can change the plan"))


def can_edit_words(actor: Actor, strategy: Strategy) -> Decision:
    """The words of a version change only until it is adopted (`domain.md` S1-02, E91)."""
    if strategy.state not in EDITABLE:
        return no(_("This version was adopted and cannot be changed. Start a new version instead"))
    return can_edit_strategy(actor)


def can_move_strategy(actor: Actor, strategy: Strategy, to: StrategyState) -> Decision:
    """May the version take this state, apart from being adopted?"""
    if to not in STRATEGY_STEPS[strategy.state]:
        return no(_("This version cannot take that step now"))
    return can_edit_strategy(actor)


def can_adopt(actor: Actor, strategy: Strategy, *, action_count: int, clause_count: int) -> Decision:
    """May this version become the plan in force? It needs its four vision clauses and at least one action."""
    if strategy.state not in EDITABLE:
        return no(_("This version was adopted before"))
    if clause_count < 4:
        return no(_("Write all four parts of the vision first"))
    if not action_count:
        return no(_("Add at least one action first"))
    return can_edit_strategy(actor)


def can_report_progress(actor: Actor, strategy: Strategy) -> Decision:
    """State, RAG and milestones are reported on the plan in force only."""
    if strategy.state not in ACTIVE:
        return no(_("Progress is reported on the plan in force only"))
    return can_edit_strategy(actor)


def can_move_action(actor: Actor, strategy: Strategy, action: Action, to: ActionState) -> Decision:
    """May the action take this state? Staying as it is, is fine."""
    if to is not action.state and to not in ACTION_STEPS[action.state]:
        return no(_("The action cannot take that step now"))
    return can_report_progress(actor, strategy)


def can_say(action: Action, state: ActionState, rag: Rag, *, reason: str, today: dt.date) -> Decision:
    """Does this RAG fit the action on `today`? (E92; `domain.md` iii.17)"""
    if (state is ActionState.COMPLETE) != (rag is Rag.BLUE):
        return no(_("Blue is for complete actions, and for those only"))
    if rag is Rag.GREEN and is_overdue(action, state, today):
        return no(_("This action is overdue, so it cannot be green"))
    if rag in (Rag.AMBER, Rag.RED) and not reason.strip():
        return no(_("Enter the reason why it is amber or red"))
    return YES


def can_confirm_rag(actor: Actor, action: Action) -> Decision:
    """RAG is set by one person and confirmed by another."""
    if action.rag_set_by_id is None or action.rag_confirmed_by_id is not None:
        return no(_("There is nothing to confirm"))
    if action.rag_set_by_id == actor.id:
        return no(_("Somebody else must confirm what you set"))
    return can_edit_strategy(actor)


def can_approve(actor: Actor, observation: Observation) -> Decision:
    """An observation is approved by another person than entered it."""
    if observation.approved_by_id is not None:
        return no(_("This observation is approved already"))
    if observation.entered_by_id == actor.id:
        return no(_("Somebody else must approve what you entered"))
    return can_edit_strategy(actor)


def is_overdue(action: Action, state: ActionState, today: dt.date) -> bool:
    """Past its due day and still open."""
    return action.due_on is not None and action.due_on < today and state in OPEN_ACTION


def shown_rag(action: Action, today: dt.date) -> Rag:
    """The RAG as pages show it: a green that was set before the action became overdue shows as amber (E92)."""
    return Rag.AMBER if action.rag is Rag.GREEN and is_overdue(action, action.state, today) else action.rag
