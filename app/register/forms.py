"""What a voter says about themselves, the code they come back with, and an officer's decision."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Any, NamedTuple

from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, HiddenField, RadioField, SelectField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from app.core.forms import EmailField, Form, PostcodeField, WordsField
from app.core.forms.base import strip
from app.core.forms.fields import normal_postcode
from app.core.i18n import _, lazy
from app.rounds.models import Connection

from .models import RefusalReason

CONNECTIONS = {
    Connection.LIVE: lazy("I live here"),
    Connection.WORK: lazy("I work here"),
    Connection.STUDY: lazy("I study here"),
    Connection.VOLUNTEER: lazy("I volunteer here"),
}
REFUSALS = {
    RefusalReason.VOTED_TWICE: lazy("The same person is on the register twice"),
    RefusalReason.NOT_ELIGIBLE: lazy("The person may not vote in this round"),
    RefusalReason.NOT_CONFIRMED: lazy("The address or the person could not be confirmed"),
}


LONGEST_NAME = 200
BIRTH_BANDS = [(f"{year}-{year + 4}", f"{year}-{year + 4}") for year in range(2015, 1919, -5)]


def whole_number(text: str) -> int:
    """The number of a checkbox."""
    return int(text)


class RegisterForm(Form):
    """The way into voting: one name, one postcode, three taps."""

    name = StringField(
        lazy("Your full name"),
        validators=[
            InputRequired(lazy("Enter your full name")),
            Length(max=LONGEST_NAME, message=lazy("Your name must be 200 characters or fewer")),
        ],
        render_kw={"autocomplete": "name", "spellcheck": "false"},
    )
    postcode = PostcodeField(lazy("Your postcode"))
    no_postcode = BooleanField(lazy("I have no fixed address, or I do not know my postcode"))
    area = SelectField(lazy("Your area"), validate_choice=False)
    age_ok = RadioField(
        choices=[("yes", lazy("Yes")), ("no", lazy("No"))],
        validators=[InputRequired(lazy("Say if you are old enough to vote"))],
    )
    connection = RadioField(
        lazy("How are you connected to the area?"),
        validators=[InputRequired(lazy("Choose how you are connected to the area"))],
    )
    email = EmailField(
        lazy("Email address for your code"),
        validators=[Optional(), Length(max=254)],
        render_kw={"autocomplete": "email"},
    )
    own_items = SelectMultipleField(lazy("Projects of your own group"), coerce=whole_number, validators=[Optional()])
    form_key = HiddenField(default=lambda: secrets.token_urlsafe(16))

    def __init__(
        self,
        *,
        min_age: int,
        connections: Sequence[str],
        own_items: Sequence[tuple[int, str]] = (),
        **kw: Any,
    ) -> None:
        super().__init__(**kw)
        self.own_items.choices = list(own_items)
        self.age_ok.label.text = _("Are you %(age)s or over?", age=min_age)
        self.connection.choices = [(c.value, text) for c, text in CONNECTIONS.items() if c.value in connections]
        self.area.choices = []

    def show(self, areas: Sequence[tuple[str, str]], *, asks_for_address: bool) -> None:
        """The form has what only its page needs.

        asks_for_address: who gives no postcode must be confirmed; otherwise everybody may choose from the list.
        """
        self.area.choices = [("", _("Choose your area")), *areas]
        if not asks_for_address:
            self.no_postcode.label.text = _("I would rather choose my area from a list")

    def validate_postcode(self, field: PostcodeField) -> None:
        if not field.errors and not field.data and not self.no_postcode.data:
            raise ValidationError(_("Enter your postcode, or tick the box below it"))

    def validate_area(self, field: SelectField) -> None:
        if self.no_postcode.data and not field.data:
            raise ValidationError(_("Choose your area"))


class PlainRegistration(NamedTuple):
    """What most people send: a name, a postcode, two taps, and nothing wrong."""

    name: str
    postcode: str
    connection: str
    age_ok: bool
    form_key: str

    @classmethod
    def of(cls, sent: MultiDict[str, str], connections: Sequence[str]) -> PlainRegistration | None:
        """What `RegisterForm` would read, at a fraction of its work; None where the form has to look at it."""
        name, form_key = (str(strip(sent.get(each, ""))) for each in ("name", "form_key"))
        postcode, connection = normal_postcode(sent.get("postcode", "")), sent.get("connection", "")
        is_more = any(any(sent.getlist(each)) for each in ("no_postcode", "email", "own_items"))
        is_right = 2 <= len(name) <= LONGEST_NAME and connection in connections and sent.get("age_ok") == "yes"
        if is_more or not is_right or postcode is None or connection not in {each.value for each in CONNECTIONS}:
            return None
        return cls(name, postcode, connection, True, form_key)


class CodeForm(Form):
    """A code that was given out before."""

    code = StringField(
        lazy("Your voting code"),
        description=lazy("10 letters and numbers. Capital or small letters are both fine"),
        validators=[InputRequired(lazy("Enter your voting code")), Length(max=40)],
        render_kw={"spellcheck": "false"},
    )


class DecisionForm(Form):
    """What an officer decides about a held voter, and why."""

    decision = RadioField(
        lazy("Your decision"),
        choices=[("accept", lazy("Accept this voter")), ("refuse", lazy("Refuse this voter"))],
        validators=[InputRequired(lazy("Choose accept or refuse"))],
    )
    area = SelectField(lazy("Area in which the vote counts"), validate_choice=False)
    refusal = RadioField(lazy("Reason that will be published"), choices=list(REFUSALS.items()), validators=[Optional()])
    reason = WordsField(
        lazy("Why you decided this"),
        description=lazy("Kept in the audit log. Do not write what you think the person voted for"),
        validators=[InputRequired(lazy("Say why you decided this"))],
        most=500,
        rows=3,
    )

    def __init__(self, *, areas: Sequence[tuple[str, str]], **kw: Any) -> None:
        super().__init__(**kw)
        self.area.choices = [("", _("Choose an area")), *areas]
