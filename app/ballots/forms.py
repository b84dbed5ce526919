"""What voters and trustees send: choices, a cast, where a receipt goes, passphrases."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import Field, PasswordField, SelectField, StringField
from wtforms.validators import EqualTo, InputRequired, Length, Optional, ValidationError

from app.core.forms import Form
from app.core.i18n import lazy
from app.rounds.models import BOOST

from .policies import LEAST_PASSPHRASE


class ChoicesForm(Form):
    """The ballot itself is drawn by its template; this holds what is wrong with it."""

    choices = Field()


@dataclass(frozen=True, slots=True)
class Sent:
    """What came with a ballot page: the items it showed, their marks and boost votes, and those not understood."""

    shown: set[int]
    marks: dict[int, int]
    unread: list[int]

    @classmethod
    def of(cls, sent: MultiDict[str, str]) -> Sent:
        """`choices-<pot>` and `boost` hold numbers, `mark-<number>` a value; one left empty is no mark (E07)."""
        marks = {number: 1 for name in sent if name.startswith("choices-") for number in numbers(sent.getlist(name))}
        marks |= {number | BOOST: 1 for number in numbers(sent.getlist("boost"))}
        unread = []
        for name in sent:
            for number in numbers([name.removeprefix("mark-")]) if name.startswith("mark-") else ():
                text = sent[name].strip()
                if numbers([text]):
                    marks[number] = int(text)
                elif text:
                    unread.append(number)
        return cls(numbers(sent.getlist("shown")), marks, unread)


def numbers(texts: Iterable[str]) -> set[int]:
    """Those of the texts that are whole numbers of at most four digits."""
    return {int(text) for text in texts if text.isascii() and text.isdecimal() and len(text) < 5}


class ReceiptForm(Form):
    """Where a receipt is sent; kept nowhere."""

    to = StringField(
        lazy("Email address or mobile number"),
        validators=[InputRequired(lazy("Enter an email address or a mobile number")), Length(max=254)],
        render_kw={"autocomplete": "email"},
    )

    def __init__(self, *, with_texts: bool, **kw: Any) -> None:
        super().__init__(**kw)
        self.with_texts = with_texts
        if not with_texts:
            self.to.label.text = lazy("Email address")

    def validate_to(self, typed: StringField) -> None:
        text = (typed.data or "").strip()
        if not is_mail(text) and not (self.with_texts and is_number(text)):
            raise ValidationError(lazy("This does not look right. Check it and try again"))


def is_mail(text: str) -> bool:
    """Does it look like an e-mail address?"""
    return re.fullmatch(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>.]+", text) is not None


def is_number(text: str) -> bool:
    """Does it look like a telephone number?"""
    return re.fullmatch(r"\+?[0-9][0-9 ()-]{8,18}", text) is not None


class CastForm(Form):
    """A cast of exactly what was reviewed."""

    choices = Field()


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
