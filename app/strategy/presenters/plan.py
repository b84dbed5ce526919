"""The tree of a version for pages: filtered, with tags and facts; and what changed from one version to the next."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for

from app.core.i18n import _
from app.core.web.context import show_date

from ..filters import Filters
from ..models import Action, ActionState, Objective, Pillar
from ..policies import is_overdue, shown_rag
from ..terms import ACTION_STATES, RAGS

Labels = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class PlanView:
    """Pillars with the objectives and actions that the filters leave, and how many actions that are."""

    pillars: list[tuple[Pillar, list[tuple[Objective, list[Action]]]]]
    count: int


def plan_view(tree: Sequence[Pillar], filters: Filters) -> PlanView:
    """Only what has an action left, unless nothing is filtered."""
    is_whole = filters == Filters()
    shown, count = [], 0
    for pillar in tree:
        objectives = []
        for objective in pillar.objectives:
            actions = [action for action in objective.actions if filters.takes(pillar, action)]
            count += len(actions)
            if actions or is_whole:
                objectives.append((objective, actions))
        if objectives or is_whole:
            shown.append((pillar, objectives))
    return PlanView(shown, count)


def action_labels(action: Action, today: dt.date) -> Labels:
    """Tags: what is being done, and, apart, how it goes."""
    state, state_colour = ACTION_STATES[action.state]
    labels = [(str(state), state_colour)]
    if action.state in (ActionState.IN_PROGRESS, ActionState.NOT_STARTED):
        rag, rag_colour = RAGS[shown_rag(action, today)]
        labels.append((str(rag), rag_colour))
        if is_overdue(action, action.state, today):
            labels.append((str(_("Overdue")), "red"))
    return labels


def action_facts(action: Action) -> list[dict[str, object]]:
    """Rows of the action's summary list."""
    where = ", ".join(area.name for area in action.areas) or _("The whole district")
    dates = _period(action.starts_on, action.due_on)
    rows: list[tuple[str, object]] = [
        (_("Who leads it"), action.owner),
        (_("Partners"), ", ".join(action.partners)),
        (_("Where"), where),
        (_("For whom"), action.target_groups),
        (_("When"), dates),
    ]
    return [{"key": key, "value": value} for key, value in rows if value]


def _period(starts_on: dt.date | None, due_on: dt.date | None) -> str:
    if starts_on and due_on:
        return str(_("%(start)s to %(end)s", start=show_date(starts_on), end=show_date(due_on)))
    if due_on:
        return str(_("by %(day)s", day=show_date(due_on)))
    return str(_("from %(day)s", day=show_date(starts_on))) if starts_on else ""


COMPARED = (
    *("code", "title", "activity", "target_groups", "evidence", "hypothesis", "outcome_1", "outcome_2", "outcome_3"),
    *("owner", "partners", "starts_on", "due_on"),
)


def changes(before: Sequence[Pillar], after: Sequence[Pillar]) -> list[dict[str, str]]:
    """Actions that are new, gone or worded otherwise in the later version, in its order."""
    old, new = _by_origin(before), _by_origin(after)
    found = [_change(_("Changed"), action) for key, action in new.items() if key in old and _differ(old[key], action)]
    found += [_change(_("New"), action) for key, action in new.items() if key not in old]
    found += [_change(_("Taken out"), action) for key, action in old.items() if key not in new]
    return found


def _by_origin(tree: Sequence[Pillar]) -> dict[uuid.UUID, Action]:
    return {
        action.copy_of_id or action.id: action
        for pillar in tree
        for objective in pillar.objectives
        for action in objective.actions
    }


def _differ(one: Action, other: Action) -> bool:
    if {area.id for area in one.areas} != {area.id for area in other.areas}:
        return True
    return any(getattr(one, name) != getattr(other, name) for name in COMPARED)


def _change(kind: str, action: Action) -> dict[str, str]:
    return {
        "kind": str(kind),
        "text": f"{action.code} {action.title}",
        "url": url_for("strategy.action", slug=action.slug),
    }
