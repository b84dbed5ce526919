"""What somebody types about a reading."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from decimal import Decimal

from wtforms import SelectField
from wtforms.validators import InputRequired, Optional

from app.core.forms import DateField, Form, NumberField, WordsField
from app.core.forms.fields import _DecimalField
from app.core.i18n import lazy

from .commands import Measured


class ValueField(_DecimalField):
    """`data`: a Decimal from 0, with up to three places; a percentage may end in %."""

    kind = "decimal"
    least, most, places = Decimal(0), Decimal(9_999_999_999), 3


class ReadingForm(Form):
    indicator_id = SelectField(
        lazy("What did you measure?"), validators=[InputRequired(lazy("Choose what you measured"))]
    )
    value = ValueField(
        lazy("What did you find?"),
        description=lazy("A number in the unit of the measure, such as 62.5 for 62.5%"),
        validators=[InputRequired(lazy("Enter what you found"))],
    )
    base = NumberField(
        lazy("How many people did you ask?"),
        description=lazy("Leave it empty if you counted and asked nobody"),
        least=1,
        validators=[Optional()],
    )
    read_on = DateField(lazy("Day"), validators=[InputRequired(lazy("Enter the day"))])
    area_id = SelectField(lazy("Ward"), validators=[Optional()])
    how = WordsField(
        lazy("How did you measure it?"),
        description=lazy("For example: a show of hands at the last session"),
        most=1000,
        rows=3,
        validators=[Optional()],
    )

    def measured(self, lang: str) -> Measured:
        """What was typed, as the command takes it."""
        return Measured(
            indicator_id=uuid.UUID(self.indicator_id.data),
            read_on=self.read_on.data,
            value=Decimal(str(self.value.data)),
            base=self.base.data,
            area_id=uuid.UUID(self.area_id.data) if self.area_id.data else None,
            how=self.how.data or "",
            lang=lang,
        )

    def offer(self, areas: Sequence[tuple[str, str]], indicators: Sequence[tuple[str, str]]) -> None:
        """The choices; on a fresh page the first of each is taken."""
        self.area_id.choices = list(areas)
        self.indicator_id.choices = list(indicators)
        if not self.is_submitted():
            self.area_id.data = areas[0][0] if areas else ""
