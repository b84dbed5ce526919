"""What officers fill in to draft, lock and run a round, but for its rule set."""

from __future__ import annotations

from typing import Any

from wtforms import Field, HiddenField, SelectField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length, Optional

from app.core.forms import Form, MomentField, MoneyField, NumberField, WordsField
from app.core.i18n import NATIVE_NAMES, languages_on, languages_whole, lazy

from .. import presenters
from ..commands import Basics
from ..models import Connection, Round


class BasicsForm(Form):
    """Name, dates, voters and languages."""

    name = StringField(lazy("Name of the round"), validators=[InputRequired(lazy("Enter a name")), Length(max=140)])
    opens_at = MomentField(lazy("Voting opens"), validators=[InputRequired(lazy("Enter when voting opens"))])
    closes_at = MomentField(lazy("Voting closes"), validators=[InputRequired(lazy("Enter when voting closes"))])
    min_age = NumberField(
        lazy("Youngest age of a voter"), least=0, most=99, validators=[InputRequired(lazy("Enter an age"))]
    )
    connections = SelectMultipleField(lazy("A voter must"), coerce=str)
    languages = SelectMultipleField(lazy("Languages of the ballot"), coerce=str)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.connections.choices = [(each.value, presenters.CONNECTIONS[each]) for each in Connection]
        self.languages.choices = [(code, NATIVE_NAMES.get(code, code)) for code in languages_on()]

    @classmethod
    def of(cls, round_: Round) -> BasicsForm:
        """The form showing what the draft says now."""
        texts = {f"about_{code}": text for code, text in round_.about.items()}
        texts |= {f"ways_{code}": text for code, text in round_.other_ways.items()}
        return cls.in_languages(*round_.languages)(obj=round_, **texts)

    @classmethod
    def in_languages(cls, *more: str) -> type[BasicsForm]:
        """The form with its two texts in the languages of the whole site and in `more`; English must be filled in."""
        fields: dict[str, Field] = {}
        for code in dict.fromkeys([*languages_whole(), *more]):
            name = NATIVE_NAMES.get(code, code)
            needed = InputRequired(lazy("Say what it is about")) if code == "en" else Optional()
            about = lazy("What it is about (%(language)s)", language=name)
            fields[f"about_{code}"] = WordsField(about, most=1500, validators=[needed])
            ways = lazy("Other ways to vote (%(language)s)", language=name)
            fields[f"ways_{code}"] = WordsField(ways, most=1000, rows=3, validators=[Optional()])
        return type("BasicsForm", (cls,), fields)

    def basics(self) -> Basics:
        """What was filled in."""
        return Basics(
            name=self.name.data or "",
            opens_at=self.opens_at.data,
            closes_at=self.closes_at.data,
            about=self._texts("about_"),
            other_ways=self._texts("ways_"),
            min_age=self.min_age.data or 0,
            connections=tuple(Connection(each) for each in self.connections.data or ()),
            languages=tuple(self.languages.data or ()),
        )

    def _texts(self, prefix: str) -> dict[str, str]:
        """The texts of one kind by language."""
        return {f.short_name.removeprefix(prefix): f.data or "" for f in self if f.short_name.startswith(prefix)}


class PotsForm(Form):
    """Fields are added by `for_pots`: one amount for each pot that has money left."""

    pots = HiddenField()

    def amounts(self) -> dict[str, int]:
        """Pence by pot id, for the pots that were given an amount."""
        return {f.short_name.removeprefix("pot_"): f.data for f in self if f.short_name.startswith("pot_") and f.data}

    @classmethod
    def for_pots(cls, pots: list[tuple[str, str, str]]) -> type[PotsForm]:
        """A form for these pots: (id, name, hint)."""
        fields = {f"pot_{key}": MoneyField(name, description=hint, validators=[Optional()]) for key, name, hint in pots}
        return type("PotsForm", (cls,), fields)


class ItemsForm(Form):
    """Which proposals are on the ballot."""

    proposals = SelectMultipleField(
        lazy("Proposals for the ballot"), coerce=str, validators=[InputRequired(lazy("Choose at least one proposal"))]
    )


class TrusteesForm(Form):
    """Who holds the shares of the key."""

    trustees = WordsField(
        lazy("Email addresses of the trustees"),
        most=1000,
        validators=[InputRequired(lazy("Enter the trustees' email addresses"))],
        description=lazy("One on each line, three or more. Each needs to have joined this site"),
    )

    def addresses(self) -> list[str]:
        """The addresses typed, without blanks."""
        return [line.strip() for line in (self.trustees.data or "").splitlines() if line.strip()]


class ConfirmForm(Form):
    """A button with nothing else."""


class ReasonForm(Form):
    """A reason that everyone will read."""

    reason = WordsField(
        lazy("Reason"),
        most=500,
        rows=3,
        validators=[InputRequired(lazy("Enter the reason"))],
        description=lazy("Everyone can read this"),
    )


class ErratumForm(Form):
    """A correction that everyone will read."""

    item = SelectField(lazy("Which proposal is it about?"), coerce=str, validators=[Optional()])
    text = WordsField(
        lazy("Correction"),
        most=500,
        rows=3,
        validators=[InputRequired(lazy("Enter the correction"))],
        description=lazy("It stands beside the ballot. The ballot itself does not change"),
    )


class LotForm(Form):
    """The public part of the lot."""

    words = StringField(
        lazy("Words or numbers drawn in public"),
        validators=[InputRequired(lazy("Enter what was drawn")), Length(max=200)],
    )
