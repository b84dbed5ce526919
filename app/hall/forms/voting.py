"""What voters in the hall send."""

from __future__ import annotations

from wtforms import StringField
from wtforms.validators import InputRequired, Length

from app.core.forms import Form
from app.core.i18n import lazy


class CardCodeForm(Form):
    """The code on a card."""

    code = StringField(
        lazy("The code on your card"),
        description=lazy("10 letters and numbers. Capital or small letters are both fine"),
        validators=[InputRequired(lazy("Enter the code on your card")), Length(max=40)],
        render_kw={"spellcheck": "false"},
    )


class ScoreForm(Form):
    """A score is a button with a value."""
