"""What a group types when it answers an offer."""

from __future__ import annotations

from wtforms import BooleanField, SelectField, StringField
from wtforms.validators import InputRequired, Length

from app.core.forms import Form, WordsField
from app.core.i18n import lazy


class AcceptOfferForm(Form):
    signed_name = StringField(
        lazy("Your full name"),
        description=lazy("This is your signature."),
        validators=[
            InputRequired(lazy("Enter your full name")),
            Length(max=100, message=lazy("Use 100 characters or fewer")),
        ],
    )
    agrees = BooleanField(
        lazy("I accept the terms for my group"), validators=[InputRequired(lazy("Confirm that you accept the terms"))]
    )


class DeclineOfferForm(Form):
    reason = WordsField(
        lazy("Why do you not want the money?"),
        description=lazy("The council will read this."),
        most=500,
        rows=4,
        validators=[InputRequired(lazy("Say why you decline the offer"))],
    )


class AwardFilterForm(Form):
    class Meta(Form.Meta):
        csrf = False

    state = SelectField(lazy("State"), choices=[])
