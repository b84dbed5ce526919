"""What officers fill in to draft, lock and run a round."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, Field, HiddenField, RadioField, SelectField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length, Optional

from app.core.forms import Form, MomentField, MoneyField, NumberField, WordsField
from app.core.i18n import NATIVE_NAMES, languages_on, lazy

from . import presenters
from .commands import Basics, RuleChoices
from .models import LIVE_BALLOT_TYPES, BallotType, Connection, Round, RuleSet

LIVE_RULES = ("equal-shares", "greedy", "greedy-stop")
TIE_ORDERS = {
    "cheaper,votes,lot": lazy("The cheaper first, then more votes, then a public lot"),
    "votes,cheaper,lot": lazy("More votes first, then the cheaper, then a public lot"),
    "lot": lazy("A public lot at once"),
}


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
        return cls.in_languages()(obj=round_, **texts)

    @classmethod
    def in_languages(cls) -> type[BasicsForm]:
        """The form with its two texts in every language that is on; English must be filled in."""
        fields: dict[str, Field] = {}
        for code in languages_on():
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


class RulesForm(Form):
    """How people vote and how votes are counted."""

    ballot_type = RadioField(lazy("How people choose"), coerce=str)
    min_choices = NumberField(
        lazy("Least choices"), least=0, most=50, validators=[InputRequired(lazy("Enter a number"))]
    )
    max_choices = NumberField(
        lazy("Most choices"),
        least=1,
        most=200,
        validators=[Optional()],
        description=lazy("Leave empty for as many as people like"),
    )
    rule = RadioField(lazy("How the votes are counted"), coerce=str)
    utility = RadioField(
        lazy("What equal shares looks at"),
        coerce=str,
        choices=[
            ("cost", lazy("Money: a bigger project counts for more")),
            ("count", lazy("Projects: each counts for one")),
        ],
    )
    completion = RadioField(
        lazy("When money is left"),
        coerce=str,
        choices=[
            ("add1", lazy("Raise everyone's share step by step until the money is passed")),
            ("add1-exhaustive", lazy("Raise it, and stop as soon as nothing more fits")),
            ("none", lazy("Do not raise it")),
        ],
    )
    step = NumberField(
        lazy("Each step, in whole pounds"), least=1, most=10_000, validators=[InputRequired(lazy("Enter a number"))]
    )
    fill = RadioField(
        lazy("What is left in the end"),
        coerce=str,
        choices=[("greedy", lazy("Fund the most voted that still fit")), ("none", lazy("Keep it in the pot"))],
    )
    ties = RadioField(lazy("If projects are level"), coerce=str, choices=list(TIE_ORDERS.items()))
    threshold = NumberField(lazy("Least votes for a project"), least=1, most=1_000_000, validators=[Optional()])
    publish_comparison = BooleanField(lazy("Show what another way of counting would have funded"))
    min_ballots_published = NumberField(
        lazy("Publish ballots only if there are at least"),
        least=30,
        most=100_000,
        validators=[InputRequired(lazy("Enter a number"))],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ballot_type.choices = [(each.value, presenters.BALLOTS[each]) for each in LIVE_BALLOT_TYPES]
        self.rule.choices = [(name, presenters.RULES[name]) for name in LIVE_RULES]

    @classmethod
    def of(cls, rules: RuleSet) -> RulesForm:
        """The form showing what the draft says now."""
        form = cls(obj=rules, ties=",".join(rules.ties))
        if not form.is_submitted():
            form.ties.data = ",".join(rules.ties)
        return form

    def choices(self) -> RuleChoices:
        """What was filled in; completion and fill only with equal shares."""
        is_shares = self.rule.data == "equal-shares"
        is_budget = self.ballot_type.data == BallotType.BUDGET
        return RuleChoices(
            ballot_type=BallotType(self.ballot_type.data),
            min_choices=self.min_choices.data or 0,
            max_choices=None if is_budget else self.max_choices.data,
            rule=self.rule.data,
            utility=self.utility.data,
            completion=self.completion.data if is_shares else "none",
            step=self.step.data or 1,
            fill=self.fill.data if is_shares else "none",
            ties=tuple(self.ties.data.split(",")),
            threshold=self.threshold.data,
            publish_comparison=bool(self.publish_comparison.data),
            min_ballots_published=self.min_ballots_published.data or 0,
        )


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
