"""What became of a result, in words: objections, projects that left, projects that were promoted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.core.clock import london
from app.core.i18n import _, lazy
from app.core.web.context import show_date
from app.rounds.models import BallotItem, Round

from ..models import ChangeKind, Grounds, Objection, ObjectionState, Remedy, ResultChange

GROUNDS: dict[Grounds, object] = {
    Grounds.COUNTING: lazy("The votes were added up or entered wrongly"),
    Grounds.RULES: lazy("The rules of the vote were not kept"),
    Grounds.ELIGIBILITY: lazy("Somebody voted who may not, or could not vote who may"),
    Grounds.PROJECT: lazy("A project may not be funded"),
    Grounds.BALLOT: lazy("Something on the ballot was wrong or missing"),
    Grounds.CONDUCT: lazy("Somebody was pressed, paid or misled"),
    Grounds.OTHER: lazy("Something else"),
}
STATES: dict[ObjectionState, tuple[object, str]] = {
    ObjectionState.RECEIVED: (lazy("Being looked at"), "blue"),
    ObjectionState.UPHELD: (lazy("Upheld"), "green"),
    ObjectionState.DISMISSED: (lazy("Not upheld"), "grey"),
}
REMEDIES: dict[Remedy, object] = {
    Remedy.RECOUNT: lazy("The votes are counted again"),
    Remedy.DISQUALIFY: lazy("A project may not be funded"),
    Remedy.NONE: lazy("The result stands; something else is put right"),
}


@dataclass(frozen=True, slots=True)
class ObjectionRow:
    """One objection as everyone may read it: never who made it, nor their words."""

    number: int
    grounds: str
    label: tuple[str, str]
    made_on: dt.date
    decided_on: dt.date | None
    answer: str
    remedy: str


def objection_rows(found: Sequence[Objection]) -> list[ObjectionRow]:
    """The objections of a round, the first first."""
    return [
        ObjectionRow(
            each.number,
            str(GROUNDS[each.grounds]),
            (str(STATES[each.state][0]), STATES[each.state][1]),
            london(each.made_at).date(),
            london(each.decided_at).date() if each.decided_at else None,
            each.answer,
            str(REMEDIES[each.remedy]) if each.remedy else "",
        )
        for each in found
    ]


def changes_in_words(
    found: Sequence[ResultChange], items: Mapping[Any, BallotItem], round_: Round, lang: str
) -> list[str]:
    """What changed since the result, a sentence each with its day; a disqualification counts when two have agreed."""
    said = []
    for change in found:
        if not change.is_done:
            continue
        item = items[change.item_id]
        name = f"{item.number} {item.title_in(lang)[0]}"
        line = _change(change, name, round_.money(change.amount_pence))
        said.append(f"{show_date(change.made_at)}: {line}")
    return said


def _change(change: ResultChange, name: str, amount: str) -> str:
    reason = change.reason.rstrip(".")
    match change.kind:
        case ChangeKind.DECLINED:
            return str(_("%(name)s declined the money. %(amount)s is back in the pot.", name=name, amount=amount))
        case ChangeKind.LAPSED:
            return str(
                _("%(name)s did not answer the offer in time. %(amount)s is back in the pot.", name=name, amount=amount)
            )
        case ChangeKind.WITHDRAWN:
            return str(
                _(
                    "%(name)s does not go ahead: %(why)s. %(amount)s is back in the pot.",
                    name=name,
                    why=reason,
                    amount=amount,
                )
            )
        case ChangeKind.DISQUALIFIED if change.amount_pence:
            return str(
                _(
                    "%(name)s may not be funded: %(why)s. %(amount)s is back in the pot. Its votes are not moved to "
                    "anything else.",
                    name=name,
                    why=reason,
                    amount=amount,
                )
            )
        case ChangeKind.DISQUALIFIED:
            return str(_("%(name)s may not be funded and leaves the reserve list: %(why)s.", name=name, why=reason))
        case _:
            return str(_("%(name)s, next on the reserve list, gets %(amount)s.", name=name, amount=amount))
