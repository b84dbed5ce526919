"""Forms for the words of the plan, from vision to milestones, its import and adoption, and the public filter."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from flask_wtf.file import FileField, FileRequired
from wtforms import HiddenField, SelectField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length, Optional

from app.core.forms import DateField, Form, MoneyField, NumberField, WordsField
from app.core.i18n import lazy

from ..filters import Filters
from ..models import ActionState, Clause, Pillar
from ..terms import ACTION_STATES, CLAUSES, STAGES


class PlanFilterForm(Form):
    """The filter of the public plan; its state is the address."""

    class Meta(Form.Meta):
        csrf = False

    pillar = SelectField(lazy("Pillar"), validate_choice=False)
    area = SelectField(lazy("Area"), validate_choice=False)
    state = SelectField(lazy("Status"), validate_choice=False)

    @classmethod
    def of(cls, address: Mapping[str, str], tree: Sequence[Pillar], areas: Sequence[tuple[str, str]]) -> PlanFilterForm:
        """The form with its choices, filled from the address."""
        form = cls(address)
        form.pillar.choices = [("", lazy("All pillars")), *((pillar.code, pillar.name) for pillar in tree)]
        form.area.choices = [("", lazy("All areas")), *areas]
        form.state.choices = [("", lazy("Any")), *((s.value, text) for s, (text, _colour) in ACTION_STATES.items())]
        return form

    def filters(self) -> Filters:
        """What is asked for; what makes no sense is as if not asked."""
        codes, area_ids = ({value for value, _text in f.choices if value} for f in (self.pillar, self.area))
        return Filters(
            pillar=self.pillar.data if self.pillar.data in codes else None,
            area_id=uuid.UUID(self.area.data) if self.area.data in area_ids else None,
            state=ActionState(self.state.data) if self.state.data in set(ActionState) else None,
        )


class _VisionForm(Form):
    seen_version = HiddenField()
    title = StringField(lazy("Title"), [InputRequired(lazy("Enter the title")), Length(max=140)])
    from_year = NumberField(lazy("First year"), [InputRequired(lazy("Enter the first year"))], least=2000, most=2100)
    to_year = NumberField(lazy("Last year"), [InputRequired(lazy("Enter the last year"))], least=2000, most=2100)
    vision = WordsField(lazy("Vision"), [InputRequired(lazy("Enter the vision"))], most=2000)
    acknowledgement = WordsField(lazy("Thanks to"), [Optional()], most=2000, rows=3)


# four pairs of fields, one a clause: its text and the indicator that measures it
_CLAUSE_FIELDS: dict[str, Any] = {
    key: value
    for clause in Clause
    for key, value in {
        f"text_{clause.value}": WordsField(
            CLAUSES[clause], [InputRequired(lazy("Enter the words for each part of the vision"))], most=500, rows=2
        ),
        f"indicator_{clause.value}": SelectField(lazy("Measured by"), validate_choice=False),
    }.items()
}
StrategyForm: Any = type("StrategyForm", (_VisionForm,), _CLAUSE_FIELDS)


class PillarForm(Form):
    code = StringField(lazy("Number"), [InputRequired(lazy("Enter the number")), Length(max=10)])
    name = StringField(lazy("Name"), [InputRequired(lazy("Enter the name")), Length(max=80)])
    about = WordsField(lazy("What it is about"), [Optional()], most=1000, rows=4)


class ObjectiveForm(Form):
    text = WordsField(lazy("Objective"), [InputRequired(lazy("Enter the objective"))], most=500, rows=3)


class ActionForm(Form):
    seen_version = HiddenField()
    code = StringField(lazy("Number"), [InputRequired(lazy("Enter the number, such as 1.2")), Length(max=10)])
    title = StringField(lazy("Title"), [InputRequired(lazy("Enter the title")), Length(max=140)])
    activity = WordsField(lazy("What will be done"), [InputRequired(lazy("Enter what will be done"))], most=4000)
    area_ids = SelectMultipleField(
        lazy("Target areas"), description=lazy("None ticked means the whole district"), validate_choice=False
    )
    target_groups = WordsField(lazy("For whom"), [Optional()], most=1000, rows=2)
    owner = StringField(lazy("Who leads it"), [Optional(), Length(max=140)])
    partners = WordsField(lazy("Partners"), [Optional()], description=lazy("One a line"), most=2000, rows=4)
    starts_on = DateField(lazy("Start"), [Optional()])
    due_on = DateField(lazy("End"), [Optional()])
    budget_pence = MoneyField(lazy("Budget"), [Optional()])
    evidence = WordsField(lazy("Evidence base"), [Optional()], most=4000)
    hypothesis = WordsField(lazy("What we think will happen"), [Optional()], most=2000, rows=3)
    outcome_1 = WordsField(lazy("Outcome measures, year 1"), [Optional()], most=2000, rows=3)
    outcome_2 = WordsField(lazy("Outcome measures, year 2"), [Optional()], most=2000, rows=3)
    outcome_3 = WordsField(lazy("Outcome measures, year 3"), [Optional()], most=2000, rows=3)


class MilestoneForm(Form):
    text = WordsField(lazy("What will be done"), [InputRequired(lazy("Enter what will be done"))], most=500, rows=3)
    due_on = DateField(lazy("By when"), [InputRequired(lazy("Enter the day"))])
    stage = SelectField(
        lazy("Kind of step"), choices=[("", lazy("Not said")), *((s.value, t) for s, t in STAGES.items())]
    )


class ReasonForm(Form):
    reason = WordsField(
        lazy("Why a new version is needed"),
        [InputRequired(lazy("Enter why a new version is needed"))],
        most=1000,
        rows=3,
    )


class AdoptForm(Form):
    adopted_by = StringField(
        lazy("Who adopted it"),
        [InputRequired(lazy("Enter who adopted it")), Length(max=140)],
        description=lazy("For example Executive, or the partnership board"),
    )
    adopted_on = DateField(lazy("On which day"), [InputRequired(lazy("Enter the day"))])
    minute_reference = StringField(lazy("Minute reference"), [Optional(), Length(max=80)])


class ImportForm(Form):
    file = FileField(
        lazy("The action plan"), [FileRequired(lazy("Choose a file"))], description=lazy("CSV in UTF-8, or XLSX")
    )
    pillar_id = SelectField(lazy("Pillar for rows that name none"), [InputRequired(lazy("Choose a pillar"))])
