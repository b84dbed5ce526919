"""The PIN that gives a shared device back to its worker."""

from __future__ import annotations

from wtforms import PasswordField
from wtforms.validators import InputRequired

from app.core.forms import Form
from app.core.i18n import lazy

DIGITS = {"inputmode": "numeric", "autocomplete": "off"}


class PinForm(Form):
    """The worker takes the device back."""

    pin = PasswordField(
        lazy("PIN of the desk worker"), validators=[InputRequired(lazy("Enter the PIN"))], render_kw=DIGITS
    )
