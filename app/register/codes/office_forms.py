"""What an officer says about a batch, how its file is sealed, and why codes are stopped."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from wtforms import BooleanField, HiddenField, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from app.core.forms import DateField, Form, NumberField, WordsField, filled
from app.core.i18n import NATIVE_NAMES, _, lazy
from app.register.office_forms import ELECTORATES
from app.rounds.models import Electorate, Round

from .commands import Spoilt, Wish
from .exports import LEAST_WORDS
from .models import MOST_CODES, MOST_PRINTED, Desk, Shape

DESKS = {
    Desk.LIBRARY: lazy("A library or other council desk"),
    Desk.LETTER: lazy("Letters by post"),
    Desk.ORGANISATION: lazy("A community organisation"),
    Desk.HALL: lazy("The desk of a decision day"),
}
SHAPES = {
    Shape.SHEETS: lazy("Sheets of slips to cut (PDF)"),
    Shape.LETTERS: lazy("Letters, one a page (PDF)"),
    Shape.FILE: lazy("An encrypted file for a print house"),
}
MOST_LANGUAGES = 3


class BatchForm(Form):
    """A new batch of codes."""

    desk = RadioField(
        lazy("Where are the codes given out?"),
        choices=list(DESKS.items()),
        validators=[InputRequired(lazy("Choose where the codes are given out"))],
    )
    place = StringField(
        lazy("Name of the desk, letter run or organisation"),
        description=lazy("Such as Keighley library, or Letters to Manningham, first run"),
        validators=[InputRequired(lazy("Say where the codes are given out")), Length(max=120)],
    )
    purpose = StringField(
        lazy("What they are for"),
        description=lazy("Such as Saturday walk-ins"),
        validators=[Optional(), Length(max=200)],
    )
    number = NumberField(
        lazy("How many codes?"),
        least=1,
        most=MOST_CODES,
        validators=[InputRequired(lazy("Enter how many codes"))],
    )
    shape = RadioField(
        lazy("How do you want them?"),
        choices=list(SHAPES.items()),
        validators=[InputRequired(lazy("Choose how you want the codes"))],
    )
    electorate = RadioField(lazy("For which body of voters?"))
    languages = SelectMultipleField(lazy("Languages on the paper"))
    ends_on = DateField(
        lazy("Last day on which they work"),
        description=lazy("Leave this empty for the close of voting"),
        validators=[Optional()],
    )
    proves_address = BooleanField(lazy("Each letter goes to an address the council knows, and stands for it"))
    area = SelectField(lazy("Ward that the letters go to"), validate_choice=False)

    def __init__(self, *, round_: Round, areas: Sequence[tuple[str, str]], **kw: Any) -> None:
        super().__init__(**kw)
        known = dict.fromkeys(["en", *round_.languages])
        self.languages.choices = [(code, NATIVE_NAMES.get(code, code)) for code in known]
        if not self.is_submitted():
            self.languages.data = list(known)[:MOST_LANGUAGES]
        self.area.choices = [("", _("No one ward")), *areas]
        bodies = [each.electorate for each in round_.electorates if each.electorate is not Electorate.DELEGATES]
        if len(round_.electorates) < 2:
            del self.electorate
        else:
            self.electorate.choices = [(body.value, ELECTORATES[body]) for body in bodies]

    def validate_electorate(self, field: RadioField) -> None:
        if not field.data:
            raise ValidationError(_("Choose for which body of voters the codes are"))

    def validate_languages(self, field: SelectMultipleField) -> None:
        if not 1 <= len(field.data or ()) <= MOST_LANGUAGES:
            raise ValidationError(_("Choose one, two or three languages. Make another batch for more"))

    def validate_number(self, field: NumberField) -> None:
        if field.data and field.data > MOST_PRINTED and self.shape.data != Shape.FILE:
            most = f"{MOST_PRINTED:,}"
            raise ValidationError(_("For more than %(most)s codes choose the file for a print house", most=most))

    def wish(self) -> Wish:
        """What the officer asked for."""
        return Wish(
            desk=Desk(self.desk.data),
            shape=Shape(self.shape.data),
            place=filled(self.place),
            number=self.number.data or 0,
            purpose=self.purpose.data or "",
            ends_on=self.ends_on.data,
            area_id=uuid.UUID(self.area.data) if self.area.data else None,
            proves_address=bool(self.proves_address.data),
            electorate=Electorate(self.electorate.data) if "electorate" in self else None,
            languages=tuple(self.languages.data or ()),
        )

    def validate_area(self, field: SelectField) -> None:
        if field.data not in dict(self.area.choices):
            raise ValidationError(_("Choose an area from the list"))


class SealForm(Form):
    """How the file for a print house is locked."""

    way = RadioField(
        lazy("How will the print house open it?"),
        choices=[("words", lazy("With a passphrase")), ("key", lazy("With its own private key"))],
        validators=[InputRequired(lazy("Choose how the print house opens the file"))],
    )
    passphrase = StringField(
        lazy("Passphrase"),
        description=lazy("16 characters or more. Tell the print house by telephone, never by email with the file"),
        validators=[Optional(), Length(max=200)],
        render_kw={"spellcheck": "false", "autocomplete": "off"},
    )
    public_key = TextAreaField(
        lazy("Public key of the print house"),
        description=lazy("RSA, in PEM form: it begins with BEGIN PUBLIC KEY"),
        validators=[Optional(), Length(max=5000)],
        render_kw={"spellcheck": "false"},
    )

    def validate_passphrase(self, field: StringField) -> None:
        if self.way.data == "words" and len(field.data or "") < LEAST_WORDS:
            raise ValidationError(_("Enter a passphrase of %(least)s characters or more", least=LEAST_WORDS))

    def validate_public_key(self, field: TextAreaField) -> None:
        if self.way.data == "key" and not field.data:
            raise ValidationError(_("Paste the public key of the print house"))


class StopForm(Form):
    """Why the unused codes of a batch stop working."""

    reason = WordsField(
        lazy("Why are the codes stopped?"),
        description=lazy("Such as: a box of letters was stolen. Kept in the audit log"),
        validators=[InputRequired(lazy("Say why the codes are stopped"))],
        most=500,
        rows=3,
    )


class ReplaceForm(Form):
    """Which code of a batch must not work any more, by its number or as it stands there, and why."""

    number = NumberField(
        lazy("Number at the foot of the letter, or in the file of the print house"),
        least=1,
        most=MOST_CODES,
        validators=[Optional()],
    )
    code = StringField(
        lazy("Or the code itself"),
        description=lazy("If you hold the slip or letter: it is spoilt, or it came back"),
        validators=[Length(max=40)],
    )
    reason = WordsField(
        lazy("Why is the code replaced?"),
        description=lazy("Such as: the letter did not arrive. Kept in the audit log. Do not write a name or the code"),
        validators=[InputRequired(lazy("Say why the code is replaced"))],
        most=300,
        rows=2,
    )
    seen = HiddenField()

    def validate_code(self, field: StringField) -> None:
        if bool(field.data) == (self.number.data is not None) and not self.number.errors:
            raise ValidationError(_("Enter the number or the code, one of the two"))

    def spoilt(self) -> Spoilt:
        """What the officer said."""
        return Spoilt(
            reason=filled(self.reason),
            number=self.number.data,
            code=self.code.data or "",
            seen=int(self.seen.data) if (self.seen.data or "").isdecimal() else -1,
        )
