"""What residents ask, what groups answer, and what readers flag."""

from __future__ import annotations

from wtforms import RadioField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional

from app.core.forms import EmailField, Form, WordsField
from app.core.i18n import NATIVE_NAMES, lazy

from .terms import CONDUCT

LONGEST = 1000


class AskForm(Form):
    """`website` is a trap: people do not see it, machines fill it."""

    text = WordsField(
        lazy("Your question"),
        description=lazy("Ask about the proposal. Do not write names, addresses or anything private."),
        most=LONGEST,
        rows=4,
        validators=[InputRequired(lazy("Write your question")), Length(max=LONGEST)],
    )
    email = EmailField(
        lazy("Email address"),
        description=lazy("Only to tell you when there is an answer. It is not shown and is deleted after that."),
        validators=[Optional()],
    )
    website = StringField(lazy("Leave this empty"), validators=[Optional()])


class AnswerForm(Form):
    answer = WordsField(
        lazy("Your answer"),
        description=lazy("Everybody can read it. Do not write about private people."),
        most=2000,
        rows=6,
        validators=[InputRequired(lazy("Write your answer")), Length(max=2000)],
    )
    lang = SelectField(lazy("Which language is it in?"), choices=list(NATIVE_NAMES.items()))


class AppealForm(Form):
    words = WordsField(
        lazy("Why should it be shown?"),
        most=LONGEST,
        rows=3,
        validators=[InputRequired(lazy("Say why you think it should be shown")), Length(max=LONGEST)],
    )


class FlagForm(Form):
    conduct = RadioField(
        lazy("What is wrong with it?"),
        choices=[(key.value, text) for key, text in CONDUCT.items()],
        validators=[InputRequired(lazy("Choose what is wrong with it"))],
    )
