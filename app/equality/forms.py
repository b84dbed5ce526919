"""What somebody may answer after an act is done. Nothing is filled in beforehand, and nothing is needed (P3)."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, RadioField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional

from app.core.forms import Form
from app.core.i18n import lazy

from .terms import FIELDS, STAGES


class StageForm(Form):
    stage = RadioField(
        lazy("How old are you?"),
        description=lazy("We ask less of younger people."),
        choices=list(STAGES.items()),
        validators=[InputRequired(lazy("Choose your age, or leave this page"))],
    )
    has_parent = BooleanField(lazy("My parent or carer is here and agrees"))


class AnswersBase(Form):
    """A field for each question; `answers_form` adds them."""

    ward = SelectField(lazy("Which ward do you live in?"), validators=[Optional()], validate_choice=False)

    def answers(self) -> dict[str, str]:
        return {field: self[field].data or "" for field in FIELDS if field in self._fields}


def answers_form(fields: tuple[str, ...], wards: list[tuple[str, str]]) -> AnswersBase:
    """The form with these questions."""
    made: dict[str, Any] = {}
    for field in fields:
        title, options = FIELDS[field]
        made[field] = RadioField(title, choices=list(options.items()), validators=[Optional()])
    if "gender" in fields:
        made["gender_words"] = StringField(
            lazy("If no, write your gender identity"), validators=[Optional(), Length(max=100)]
        )
        made["gender_consent"] = BooleanField(lazy("I agree that my answer about gender is used for these tables"))
    kind: type[AnswersBase] = type("AnswersForm", (AnswersBase,), made)
    form = kind()
    form.ward.choices = [("", lazy("Choose a ward")), *wards]
    return form


class StopForm(Form):
    token = StringField(
        lazy("The number you were given"), validators=[InputRequired(lazy("Type the number you were given"))]
    )
