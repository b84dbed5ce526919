"""What officers type while they check a proposal, and what a group answers."""

from __future__ import annotations

from typing import Any

from wtforms import RadioField, SearchField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional

from app.core.forms import Form, WordsField
from app.core.i18n import lazy
from app.proposals.models import ProposalState

from .models import CheckResult, EligibilityCheck, InterestEffect
from .rules import RULES
from .terms import EFFECTS, RESULTS


class ChecklistBase(Form):
    """A result and a note for each rule; `checklist_form` adds the fields."""

    def found(self) -> dict[str, tuple[CheckResult, str]]:
        """The rules that have a result."""
        return {
            rule.key: (CheckResult(self[f"result_{rule.key}"].data), self[f"note_{rule.key}"].data or "")
            for rule in RULES
            if self[f"result_{rule.key}"].data
        }


def checklist_form(known: dict[str, EligibilityCheck]) -> ChecklistBase:
    """The checklist, filled with what was found so far."""
    fields: dict[str, Any] = {}
    data: dict[str, str] = {}
    for rule in RULES:
        fields[f"result_{rule.key}"] = RadioField(rule.text, choices=list(RESULTS.items()), validators=[Optional()])
        fields[f"note_{rule.key}"] = StringField(lazy("Note"), validators=[Optional(), Length(max=500)])
        if check := known.get(rule.key):
            data |= {f"result_{rule.key}": check.result.value, f"note_{rule.key}": check.note}
    made: ChecklistBase = type("ChecklistForm", (ChecklistBase,), fields)(data=data)
    return made


class AskForm(Form):
    text = WordsField(
        lazy("Your question to the group"), most=2000, validators=[InputRequired(lazy("Write the question"))]
    )


class AnswerForm(Form):
    answer = WordsField(lazy("Your answer"), most=4000, rows=8, validators=[InputRequired(lazy("Write your answer"))])


class PassForm(Form):
    note = WordsField(lazy("Note for colleagues"), most=1000, rows=3, validators=[Optional()])


class RefuseForm(Form):
    reason = WordsField(
        lazy("Why does it not meet the rules?"),
        description=lazy("The group reads these words"),
        most=2000,
        validators=[InputRequired(lazy("Give the reason, in words the group will understand"))],
    )


class InterestForm(Form):
    nature = WordsField(
        lazy("What ties you to this proposal or its group?"),
        most=500,
        rows=3,
        validators=[InputRequired(lazy("Say what ties you to this proposal"))],
    )
    effect = RadioField(
        lazy("What follows from it?"),
        choices=list(EFFECTS.items()),
        default=InterestEffect.NO_DECISION.value,
        validators=[InputRequired(lazy("Choose what follows from it"))],
    )


SHOWN = {
    "waiting": lazy("Waiting for a check"),
    "query": lazy("Waiting for the group"),
    "eligible": lazy("Passed"),
    "ineligible": lazy("Refused"),
    "all": lazy("All that were sent"),
}
STATES_SHOWN: dict[str, tuple[ProposalState, ...]] = {
    "waiting": (ProposalState.SUBMITTED,),
    "query": (ProposalState.QUERY,),
    "eligible": (ProposalState.ELIGIBLE,),
    "ineligible": (ProposalState.INELIGIBLE,),
    "all": tuple(state for state in ProposalState if state is not ProposalState.DRAFT),
}


class ListForm(Form):
    """Filters of the officers' list, read from the address."""

    class Meta(Form.Meta):
        csrf = False

    q = SearchField(lazy("Words, group or reference"))
    call = SelectField(lazy("Call"), validate_choice=False)
    state = SelectField(lazy("Show"), choices=list(SHOWN.items()), validate_choice=False)
