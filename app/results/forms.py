"""What officers fill in about a count and its result, and what anyone fills in to object."""

from __future__ import annotations

from typing import Any

from wtforms import RadioField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional

from app.core.forms import EmailField, Form, WordsField
from app.core.i18n import lazy

from .models import Grounds, Remedy
from .presenters import GROUNDS, REMEDIES

DISMISS = "dismiss"


class CountForm(Form):
    """A count; the reason is asked for once a result was published."""

    reason = WordsField(
        lazy("Why are the votes counted again?"),
        most=500,
        rows=3,
        validators=[Optional()],
        description=lazy("Everyone can read this"),
    )


class ObjectionForm(Form):
    """An objection. Nobody has to say who they are."""

    grounds = RadioField(
        lazy("What is wrong with the result?"),
        choices=[(each.value, GROUNDS[each]) for each in Grounds],
        validators=[InputRequired(lazy("Choose what is wrong"))],
    )
    text = WordsField(
        lazy("Tell us what happened"),
        most=3000,
        rows=8,
        description=lazy("Say what you saw, where and when. Only the officers who decide about it read this."),
        validators=[InputRequired(lazy("Tell us what happened"))],
    )
    name = StringField(lazy("Your name"), validators=[Optional(), Length(max=200)])
    email = EmailField(
        lazy("Your email address"),
        validators=[Optional(), Length(max=254)],
        description=lazy("We write to you when it is decided."),
    )


class DecisionForm(Form):
    """What is decided about an objection. `items`: (key, title) of the projects that can be disqualified."""

    decision = RadioField(
        lazy("What do you decide?"),
        choices=[
            (DISMISS, lazy("Not upheld: the result stands")),
            *((each.value, REMEDIES[each]) for each in Remedy),
        ],
        validators=[InputRequired(lazy("Choose what you decide"))],
    )
    item = SelectField(lazy("Which project?"), validators=[Optional()])
    answer = WordsField(
        lazy("What you decided and why"),
        most=2000,
        rows=6,
        description=lazy("Everyone can read this. Name nobody."),
        validators=[InputRequired(lazy("Say what you decided and why"))],
    )

    def __init__(self, *args: Any, items: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.item.choices = [("", lazy("Choose a project")), *items]


class LeaveForm(Form):
    """A project that leaves the result, and why."""

    item = SelectField(lazy("Project"), validators=[InputRequired(lazy("Choose a project"))])
    reason = WordsField(
        lazy("Why?"),
        most=500,
        rows=3,
        description=lazy("Everyone can read this"),
        validators=[InputRequired(lazy("Say why"))],
    )

    def __init__(self, *args: Any, items: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.item.choices = [("", lazy("Choose a project")), *items]
