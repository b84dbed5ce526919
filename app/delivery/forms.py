"""What groups and officers type about projects."""

from __future__ import annotations

import uuid
from decimal import Decimal
from typing import Any

from wtforms import RadioField, SearchField, SelectField
from wtforms.validators import InputRequired, Length, Optional

from app.core.forms import Form, WordsField
from app.core.forms.fields import _DecimalField
from app.core.i18n import lazy

from .models import ContributionKind, ProjectState
from .terms import CONTRIBUTION_KINDS, STATES


class AmountField(_DecimalField):
    """`data`: a Decimal from 0, with up to four places."""

    kind = "decimal"
    least, most, places = Decimal(0), Decimal(999_999_999), 4


class ListForm(Form):
    """The filters of a list of projects; read from the address."""

    class Meta(Form.Meta):
        csrf = False

    q = SearchField(lazy("Search"), validators=[Optional(), Length(max=100)])
    area = SelectField(lazy("Ward"), validate_choice=False)
    theme = SelectField(lazy("Theme"), validate_choice=False)
    state = SelectField(lazy("State"), validate_choice=False)


class PortfolioForm(ListForm):
    sort = SelectField(lazy("Order"), validate_choice=False)


class ClaimForm(Form):
    """One claim. target: `action:<id>` or `indicator:<id>`."""

    target = SelectField(
        lazy("What did you change?"), validators=[InputRequired(lazy("Choose an action or a measure"))]
    )
    kind = RadioField(
        lazy("What was your part in it?"),
        choices=list(CONTRIBUTION_KINDS.items()),
        default=ContributionKind.DIRECT.value,
    )
    amount = AmountField(
        lazy("How many changes, or how much?"),
        description=lazy("For an action: how many things are different now. For a measure: how much, in its unit"),
        validators=[InputRequired(lazy("Enter a number"))],
    )
    narrative = WordsField(
        lazy("What is different now, and how do you know?"),
        description=lazy("Do not name anyone. If the council accepts this, everyone can read it"),
        most=1500,
        rows=6,
        validators=[InputRequired(lazy("Say what is different now"))],
    )

    def typed_amount(self) -> Decimal:
        """The number; the field's validators have already refused blanks."""
        return Decimal(str(self.amount.data))

    def chosen(self) -> dict[str, uuid.UUID]:
        """The target as `Claim` takes it."""
        kind, _colon, key = str(self.target.data).partition(":")
        return {f"{kind}_id": uuid.UUID(key)}


class ReasonForm(Form):
    reason = WordsField(lazy("Why?"), most=500, rows=3, validators=[InputRequired(lazy("Enter why it is taken out"))])


class DecisionForm(Form):
    """An officer's answer to a claim."""

    answer = RadioField(
        lazy("What do you accept?"),
        choices=[("whole", lazy("All of it")), ("less", lazy("Less of it")), ("none", lazy("None of it"))],
        validators=[InputRequired(lazy("Choose how much you accept"))],
    )
    accepted = AmountField(lazy("How much do you accept?"), validators=[Optional()])
    reason = WordsField(
        lazy("Why not all of it?"),
        description=lazy("The group will read this"),
        most=1000,
        rows=4,
        validators=[Optional()],
    )

    def amount(self, claimed: Decimal) -> Decimal | None:
        """What was accepted in numbers; None where "less" was chosen and no number typed."""
        answers: dict[str, Decimal | None] = {"whole": claimed, "none": Decimal(0), "less": self.accepted.data}
        return answers[str(self.answer.data)]


class StateForm(Form):
    state = SelectField(lazy("New state"), validators=[InputRequired(lazy("Choose a state"))])
    reason = WordsField(
        lazy("Why?"),
        description=lazy("The group will read this"),
        most=500,
        rows=3,
        validators=[InputRequired(lazy("Enter why"))],
    )

    def offer(self, states: Any) -> None:
        """Only what may follow can be chosen."""
        self.state.choices = [(each.value, STATES[each]) for each in ProjectState if each in states]
