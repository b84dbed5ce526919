"""Forms for indicators, targets and observations."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from wtforms import BooleanField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional

from app.core.forms import DateField, Form, NumberField, WordsField
from app.core.forms.fields import _DecimalField
from app.core.i18n import lazy

from ..terms import DIRECTIONS, LEVELS, UNITS


class ValueField(_DecimalField):
    """`data`: a Decimal with up to three places, below zero too."""

    kind = "decimal"
    least, most, places = Decimal(-10_000_000_000), Decimal(10_000_000_000), 3

    def show(self, value: Any) -> str:
        return "" if value is None else f"{Decimal(value).normalize():f}"


class IndicatorForm(Form):
    code = StringField(lazy("Short code"), [InputRequired(lazy("Enter the code")), Length(max=10)])
    name = StringField(lazy("Name"), [InputRequired(lazy("Enter the name")), Length(max=140)])
    definition = WordsField(lazy("What exactly is counted or asked"), [Optional()], most=2000, rows=4)
    unit = SelectField(lazy("Measured as"), choices=[(unit.value, text) for unit, text in UNITS.items()])
    direction = SelectField(lazy("Direction"), choices=[(d.value, text) for d, text in DIRECTIONS.items()])
    level = SelectField(lazy("Kind"), choices=[(level.value, text) for level, text in LEVELS.items()])
    baseline = ValueField(
        lazy("Baseline"), [Optional()], description=lazy("Leave it empty if there is none. Do not write 0 for unknown")
    )
    baseline_on = DateField(lazy("Day of the baseline"), [Optional()])
    baseline_source = StringField(lazy("Source of the baseline"), [Optional(), Length(max=200)])
    is_retired = BooleanField(lazy("No longer used"))


class TargetForm(Form):
    due_on = DateField(lazy("By when"), [InputRequired(lazy("Enter the day"))])
    value = ValueField(lazy("Target"), [InputRequired(lazy("Enter the target"))])
    reason = WordsField(
        lazy("Why it changes"),
        [Optional()],
        description=lazy("Needed if there is a target for this day"),
        most=500,
        rows=2,
    )


class ObservationForm(Form):
    from_on = DateField(lazy("First day of the period"), [InputRequired(lazy("Enter the first day"))])
    to_on = DateField(lazy("Last day of the period"), [InputRequired(lazy("Enter the last day"))])
    area_id = SelectField(lazy("Where"), [Optional()], validate_choice=False)
    value = ValueField(lazy("Value"), [Optional()])
    numerator = NumberField(lazy("How many"), [Optional()])
    denominator = NumberField(lazy("Of how many"), [Optional()], least=1)
    source = StringField(lazy("Source"), [InputRequired(lazy("Enter the source")), Length(max=200)])
    note = WordsField(lazy("Note"), [Optional()], most=1000, rows=3)
    is_suppressed = BooleanField(lazy("Hide the value from the public: too few people"))


class LinkIndicatorForm(Form):
    indicator_id = SelectField(lazy("Indicator"), [InputRequired(lazy("Choose an indicator"))])
