"""What a worker says when handing over a device."""

from __future__ import annotations

from typing import Any

from wtforms import PasswordField, SelectField, StringField
from wtforms.validators import EqualTo, InputRequired, Length, Regexp

from app.core.forms import Form
from app.core.i18n import NATIVE_NAMES, languages_on, lazy

from .forms import DIGITS


class HandOverForm(Form):
    """This very device becomes a shared one."""

    place = StringField(
        lazy("Where is this device?"),
        description=lazy("Such as Keighley library, tablet by the window"),
        validators=[InputRequired(lazy("Say where this device is")), Length(max=120)],
    )
    lang = SelectField(lazy("Language it begins with for each voter"))
    pin = PasswordField(
        lazy("PIN to end sharing"),
        description=lazy("4 to 8 digits. Only you need to know it. It works for this device only"),
        validators=[
            InputRequired(lazy("Enter a PIN of 4 to 8 digits")),
            Regexp(r"^\d{4,8}$", message=lazy("Enter a PIN of 4 to 8 digits")),
        ],
        render_kw=DIGITS,
    )
    again = PasswordField(
        lazy("The same PIN again"),
        validators=[EqualTo("pin", message=lazy("Enter the same PIN twice"))],
        render_kw=DIGITS,
    )

    def __init__(self, **kw: Any) -> None:
        super().__init__(**kw)
        self.lang.choices = [(code, NATIVE_NAMES.get(code, code)) for code in languages_on()]
