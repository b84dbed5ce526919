"""What a held voter does next: has a code sent and types it, names an organisation, a street, the years of birth."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wtforms import SelectField, StringField, TelField
from wtforms.validators import InputRequired, Length, Regexp

from app.core.forms import EmailField, Form
from app.core.i18n import _, lazy

from .forms import BIRTH_BANDS


class EmailProofForm(Form):
    """Where the short code goes."""

    email = EmailField(
        lazy("Your email address"),
        validators=[InputRequired(lazy("Enter your email address")), Length(max=254)],
        render_kw={"autocomplete": "email"},
    )


class PhoneProofForm(Form):
    """Where the text message goes."""

    phone = TelField(
        lazy("Your mobile number"),
        validators=[
            InputRequired(lazy("Enter your mobile number")),
            Regexp(r"^\+?[0-9 ()-]{10,20}$", message=lazy("Enter a mobile number, such as 07700 900 982")),
            Length(max=20, message=lazy("Enter a mobile number, such as 07700 900 982")),
        ],
        render_kw={"autocomplete": "tel"},
    )


class ContactCodeForm(Form):
    """The short code that came."""

    contact_code = StringField(
        lazy("The 6 numbers that we sent you"),
        validators=[InputRequired(lazy("Enter the 6 numbers that we sent you")), Length(max=20)],
        render_kw={"inputmode": "numeric", "autocomplete": "one-time-code"},
    )


class PartnerForm(Form):
    """Who knows the voter."""

    partner = SelectField(
        lazy("An organisation that knows you"),
        validators=[InputRequired(lazy("Choose an organisation from the list"))],
        validate_choice=False,
    )

    def __init__(self, *, partners: Sequence[tuple[str, str]], **kw: Any) -> None:
        super().__init__(**kw)
        self.partner.choices = [("", _("Choose an organisation")), *partners]


class StreetForm(Form):
    """What helps an officer to find a postcode that the look-up does not have."""

    street = StringField(
        lazy("The name of your street"),
        validators=[
            InputRequired(lazy("Enter the name of your street")),
            Length(max=120, message=lazy("The name of the street must be 120 letters or fewer")),
        ],
        render_kw={"autocomplete": "off"},
    )


class BirthForm(Form):
    """What tells two people of one name and place apart."""

    birth_band = SelectField(
        lazy("The years in which you were born"),
        choices=[("", lazy("Choose the years")), *BIRTH_BANDS],
        validators=[InputRequired(lazy("Choose the years in which you were born"))],
    )
