"""What voters and trustees send: choices, a cast, passphrases."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from wtforms import Field, HiddenField, PasswordField, SelectField, StringField
from wtforms.validators import EqualTo, InputRequired, Length, Optional, ValidationError

from app.core.forms import Form
from app.core.i18n import lazy

from .policies import LEAST_PASSPHRASE


class ChoicesForm(Form):
    """The ballot itself is drawn by its template; this holds what is wrong with it."""

    choices = Field()


class CastForm(Form):
    """A cast of exactly what was reviewed."""

    choices = Field()
    mark = HiddenField()


class EnrolForm(Form):
    """A trustee's passphrase for one round, typed twice."""

    passphrase = PasswordField(
        lazy("Passphrase"),
        description=lazy("At least 12 characters. Four unusual words are good. Do not write it on the recovery sheet"),
        validators=[
            InputRequired(lazy("Enter a passphrase")),
            Length(min=LEAST_PASSPHRASE, max=200, message=lazy("Use 12 to 200 characters")),
        ],
        render_kw={"autocomplete": "new-password"},
    )
    again = PasswordField(
        lazy("The same passphrase again"),
        validators=[EqualTo("passphrase", message=lazy("Both passphrases must be the same"))],
        render_kw={"autocomplete": "new-password"},
    )


class TwoTrusteesForm(Form):
    """Two trustees at one screen, one after the other: nothing of the first is kept while the second types."""

    first_person = SelectField(lazy("First trustee"), coerce=uuid.UUID)
    first = PasswordField(
        lazy("First trustee: passphrase or recovery code"),
        validators=[InputRequired(lazy("The first trustee must enter a passphrase"))],
        render_kw={"autocomplete": "off"},
    )
    second_person = SelectField(lazy("Second trustee"), coerce=uuid.UUID)
    second = PasswordField(
        lazy("Second trustee: passphrase or recovery code"),
        validators=[InputRequired(lazy("The second trustee must enter a passphrase"))],
        render_kw={"autocomplete": "off"},
    )
    server = StringField(
        lazy("Server key"),
        description=lazy("Only needed when the server's keys were lost. It is on every recovery sheet"),
        validators=[Optional(), Length(max=100)],
        render_kw={"autocomplete": "off"},
    )

    def __init__(self, *, trustees: Sequence[tuple[uuid.UUID, str]], wants_server: bool, **kw: Any) -> None:
        super().__init__(**kw)
        if not wants_server:
            del self.server
        for chosen in (self.first_person, self.second_person):
            chosen.choices = [(str(person_id), name) for person_id, name in trustees]
        if not self.is_submitted() and len(trustees) > 1:
            self.second_person.data = trustees[1][0]

    def validate_second_person(self, chosen: SelectField) -> None:
        if chosen.data == self.first_person.data:
            raise ValidationError(lazy("Choose two different trustees"))

    def secrets(self) -> dict[uuid.UUID, str]:
        """Person -> what they typed, in the order of the form."""
        return {self.first_person.data: self.first.data or "", self.second_person.data: self.second.data or ""}
