"""What officers type about funds, pots and calls."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from wtforms import HiddenField, SelectField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length, Optional

from app.areas import queries as areas
from app.core.forms import DateField, EmailField, Form, MomentField, MoneyField, NumberField, WordsField
from app.core.i18n import NATIVE_NAMES, lazy
from app.core.translated import Translated

from .models import Call, Pot
from .terms import QUESTIONS, THEMES


class FundForm(Form):
    """Facts of a fund."""

    seen = HiddenField()
    name = StringField(lazy("Name of the fund"), validators=[InputRequired(lazy("Enter a name")), Length(max=140)])
    funder = StringField(lazy("Who gives the money?"), validators=[Optional(), Length(max=140)])
    total_pence = MoneyField(lazy("How much is it in all?"), validators=[InputRequired(lazy("Enter an amount"))])
    starts_on = DateField(lazy("First day"), validators=[InputRequired(lazy("Enter the first day"))])
    ends_on = DateField(lazy("Last day"), validators=[InputRequired(lazy("Enter the last day"))])
    rules = WordsField(lazy("Rules of the fund"), most=5000, rows=8, validators=[Optional()])
    acknowledgement = StringField(lazy("How should groups name the funder?"), validators=[Optional(), Length(max=300)])
    publishing_prefix = StringField(
        lazy("Publisher prefix for open grant data"),
        description=lazy("From 360Giving, like 360G-Example"),
        validators=[Optional(), Length(max=40)],
    )

    def facts(self) -> dict[str, Any]:
        return {name: value for name, value in self.data.items() if name not in {"seen", "csrf_token"}}


class PotForm(Form):
    """Facts of a pot."""

    seen = HiddenField()
    name = StringField(lazy("Name of the pot"), validators=[InputRequired(lazy("Enter a name")), Length(max=140)])
    amount_pence = MoneyField(lazy("How much is in it?"), validators=[InputRequired(lazy("Enter an amount"))])
    area_id = SelectField(lazy("Only for one ward?"), validators=[Optional()])
    theme = SelectField(lazy("Only for one theme?"), validators=[Optional()])

    def __init__(self, on: dt.date, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.area_id.choices = [("", lazy("All wards")), *((str(a.id), a.name) for a in areas.wards(on))]
        self.theme.choices = [("", lazy("All themes")), *THEMES.items()]

    def facts(self) -> dict[str, Any]:
        return {
            "name": self.name.data,
            "amount_pence": self.amount_pence.data,
            "area_id": uuid.UUID(self.area_id.data) if self.area_id.data else None,
            "theme": self.theme.data or None,
        }


TEXTS = {
    "summary": lazy("What is this call for, in plain words?"),
    "who_can_apply": lazy("Who can apply?"),
    "offline_route": lazy("How can people apply without the internet?"),
}


class CallForm(Form):
    """Facts of a call; `call_form` adds its texts in each language that is on."""

    seen = HiddenField()
    title = StringField(lazy("Title"), validators=[InputRequired(lazy("Enter a title")), Length(max=140)])
    pot_ids = SelectMultipleField(
        lazy("Which pots is it for?"), validators=[InputRequired(lazy("Choose at least one pot"))]
    )
    opens_at = MomentField(
        lazy("When does it open?"),
        description=lazy("London time, such as 12:00"),
        validators=[InputRequired(lazy("Enter when it opens"))],
    )
    closes_at = MomentField(
        lazy("When does it close?"),
        description=lazy("London time. A proposal sent in that very second is too late"),
        validators=[InputRequired(lazy("Enter when it closes"))],
    )
    min_pence = MoneyField(lazy("The least a group can ask for"), validators=[InputRequired(lazy("Enter an amount"))])
    max_pence = MoneyField(lazy("The most a group can ask for"), validators=[InputRequired(lazy("Enter an amount"))])
    max_per_group = NumberField(
        lazy("How many proposals can one group send?"),
        least=1,
        most=20,
        default=1,
        validators=[InputRequired(lazy("Enter a number"))],
    )
    starts_from_on = DateField(lazy("Projects start on or after"), validators=[Optional()])
    ends_by_on = DateField(lazy("Projects end by"), validators=[Optional()])
    themes = SelectMultipleField(
        lazy("Only for some themes?"),
        description=lazy("Leave all empty for every theme"),
        choices=list(THEMES.items()),
        validators=[Optional()],
    )
    questions = SelectMultipleField(lazy("Extra questions"), choices=list(QUESTIONS.items()), validators=[Optional()])
    contact_email = EmailField(
        lazy("Email address for questions"), validators=[InputRequired(lazy("Enter an email address"))]
    )

    codes: tuple[str, ...] = ()

    def facts(self) -> dict[str, Any]:
        """What was typed, as `commands.create_call` takes it."""
        plain = {"title", "opens_at", "closes_at", "min_pence", "max_pence", "max_per_group", "starts_from_on"}
        plain |= {"ends_by_on", "contact_email"}
        found: dict[str, Any] = {name: value for name, value in self.data.items() if name in plain}
        found |= {"themes": self.themes.data or [], "questions": self.questions.data or []}
        for text in TEXTS:
            found[text] = Translated.of({code: self[f"{text}_{code}"].data or "" for code in self.codes})
        return found


def call_form(languages: Sequence[str], pots: Sequence[Pot], call: Call | None = None, **data: Any) -> CallForm:
    """A form with the call's texts in each of `languages`, filled with what `call` says now."""
    fields: dict[str, Any] = {"codes": tuple(languages)}
    for text, label in TEXTS.items():
        for code in languages:
            words = str(label) if code == "en" else f"{label} ({NATIVE_NAMES.get(code, code)})"
            checks = [InputRequired(lazy("Write this in English"))] if code == "en" else [Optional()]
            fields[f"{text}_{code}"] = WordsField(words, most=2000, rows=4, validators=checks)
            if call is not None:
                data.setdefault(f"{text}_{code}", getattr(call, text).get(code, ""))
    made: CallForm = type("CallFormIn", (CallForm,), fields)(obj=call, data=data)
    made.pot_ids.choices = [(str(pot.id), pot.name) for pot in pots]
    return made


class ExtendForm(Form):
    closes_at = MomentField(
        lazy("When will it close now?"),
        description=lazy("London time. It can only be later"),
        validators=[InputRequired(lazy("Enter when it will close"))],
    )
    reason = StringField(lazy("Why?"), validators=[InputRequired(lazy("Give a reason")), Length(max=300)])
