"""What a moderator decides, always with a reason."""

from __future__ import annotations

from wtforms import RadioField
from wtforms.validators import InputRequired, Length, Optional

from app.core.forms import Form, WordsField
from app.core.i18n import lazy

from .models import Question, QuestionState
from .states import FOR_SECOND, SHOWN
from .terms import CONDUCT


class DecisionForm(Form):
    """`decision` offers what can be done with this question now."""

    decision = RadioField(lazy("What do you decide?"), validators=[InputRequired(lazy("Choose what you decide"))])
    conduct = RadioField(
        lazy("Which rule of conduct?"),
        choices=[(key.value, text) for key, text in CONDUCT.items()],
        validators=[Optional()],
    )
    text = WordsField(lazy("The words that you suggest"), most=1000, rows=4, validators=[Optional(), Length(max=1000)])
    reason = WordsField(
        lazy("Your reason"),
        description=lazy("Whoever wrote it reads this. Say what is wrong with the words, never with the opinion."),
        most=1000,
        rows=3,
        validators=[Optional(), Length(max=1000)],
    )

    @classmethod
    def of(cls, question: Question) -> DecisionForm:
        form = cls(text=question.text)
        form.decision.choices = choices_for(question)
        return form


def choices_for(question: Question) -> list[tuple[str, object]]:
    """The decisions that this question is open to."""
    if question.state is QuestionState.PENDING:
        return [
            ("publish", lazy("Publish it")),
            ("edit", lazy("Suggest other words to the author")),
            ("reject", lazy("Do not show it")),
            ("escalate", lazy("Pass it to a second moderator")),
        ]
    if question.state in FOR_SECOND:
        return [("publish", lazy("Show it")), ("reject", lazy("Do not show it"))]
    if question.state in SHOWN:
        found = [("take-down", lazy("Take the question and its answer down now"))]
        if question.answer and question.answer_down_at is None:
            found.append(("answer-down", lazy("Take only the answer down now")))
        return [*found, ("keep", lazy("Leave it on the page"))]
    return []
