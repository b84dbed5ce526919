"""What somebody types about volunteer hours."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from wtforms import SelectField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length, Optional

from app.core.forms import DateField, Form, HoursField, NumberField, WordsField
from app.core.i18n import lazy

from .commands import Given


class HoursForm(Form):
    volunteers = NumberField(
        lazy("How many volunteers helped?"),
        least=1,
        most=1000,
        validators=[InputRequired(lazy("Enter how many volunteers helped"))],
    )
    each = HoursField(
        lazy("How many hours did each of them help?"),
        description=lazy("In quarters, such as 1.25 or 2.5. Do not count people who were paid"),
        validators=[InputRequired(lazy("Enter how many hours"))],
    )
    given_on = DateField(lazy("Day"), validators=[InputRequired(lazy("Enter the day"))])
    activity = StringField(
        lazy("What did they do?"),
        validators=[Optional(), Length(max=200)],
    )
    area_id = SelectField(lazy("Ward"), validators=[Optional()])
    action_ids = SelectMultipleField(lazy("Actions of the plan it counts towards"), validators=[Optional()])

    def given(self, lang: str) -> Given:
        """What was typed, as the command takes it."""
        return Given(
            given_on=self.given_on.data,
            volunteers=int(self.volunteers.data or 0),
            each=self.each.data,  # type: ignore[arg-type] # InputRequired
            area_id=uuid.UUID(self.area_id.data) if self.area_id.data else None,
            action_ids=tuple(uuid.UUID(each) for each in self.action_ids.data or []),
            activity=self.activity.data or "",
            lang=lang,
        )

    def offer(self, areas: Sequence[tuple[str, str]], actions: Sequence[tuple[str, str]]) -> None:
        """The choices; on a fresh page the first area and all actions are taken."""
        self.area_id.choices = list(areas)
        self.action_ids.choices = list(actions)
        if not self.is_submitted():
            self.area_id.data = areas[0][0] if areas else ""
            self.action_ids.data = [key for key, _words in actions]


class RejectForm(Form):
    reason = WordsField(
        lazy("What is not right?"), most=500, rows=3, validators=[InputRequired(lazy("Enter what is not right"))]
    )


class CheckForm(Form):
    """A button alone."""
