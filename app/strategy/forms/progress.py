"""Forms for how an action goes."""

from __future__ import annotations

from wtforms import RadioField
from wtforms.validators import InputRequired, Optional

from app.core.forms import DateField, Form, WordsField
from app.core.i18n import lazy

from ..terms import ACTION_STATES, RAGS


class ProgressForm(Form):
    state = RadioField(lazy("What is being done"), choices=[(s.value, text) for s, (text, _c) in ACTION_STATES.items()])
    rag = RadioField(lazy("How it goes"), choices=[(rag.value, text) for rag, (text, _colour) in RAGS.items()])
    reason = WordsField(
        lazy("Reason"), [Optional()], description=lazy("Needed for at risk and off track"), most=1000, rows=3
    )


class DoneForm(Form):
    done_on = DateField(lazy("Done on"), [InputRequired(lazy("Enter the day"))])
    evidence = WordsField(lazy("How we know"), [Optional()], most=1000, rows=3)
