"""Forms of the council's page, one a section, and those of offices and dates."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask_wtf.file import FileField
from wtforms import BooleanField, SelectMultipleField, StringField, ValidationError
from wtforms.validators import InputRequired, Length, Optional

from app.core.forms import DateField, EmailField, Form, NumberField, PostcodeField, WordsField
from app.core.i18n import NATIVE_NAMES, _, languages_on, lazy

from . import colours

CATALOGUES = Path(__file__).parents[1] / "translations"


class NameForm(Form):
    name = StringField(
        lazy("Name of the council"),
        [InputRequired(lazy("Enter the name of the council")), Length(max=120)],
    )
    site_name = StringField(
        lazy("Name of this site"),
        [InputRequired(lazy("Enter the name of this site")), Length(max=60)],
        description=lazy("Shown at the top of every page and in emails"),
    )
    website = StringField(lazy("Address of the council's own website"), [Optional(), Length(max=300)])

    def validate_website(self, field: StringField) -> None:
        if field.data and not str(field.data).startswith("https://"):
            raise ValidationError(_("Enter a web address that starts with https://"))


class ColourField(StringField):
    """`data`: `#rrggbb`; text that is no colour stays as typed and is refused by the command."""

    data: Any

    def post_validate(self, form: Any, validation_stopped: bool) -> None:
        typed = str(self.data or "")
        self.data = colours.normal(typed) or typed


class LookForm(Form):
    brand_colour = ColourField(lazy("Main colour"), [InputRequired(lazy("Enter the main colour"))])
    brand_end_colour = ColourField(
        lazy("Second colour of the page head"), [InputRequired(lazy("Enter the second colour of the page head"))]
    )
    link_colour = ColourField(lazy("Links"), [InputRequired(lazy("Enter the colour of links"))])
    action_colour = ColourField(lazy("Buttons"), [InputRequired(lazy("Enter the colour of buttons"))])
    accent_colour = ColourField(
        lazy("Bright button, with dark words"), [InputRequired(lazy("Enter the colour of the bright button"))]
    )


class ContactForm(Form):
    contact_email = EmailField(lazy("Email address"), [Optional(), Length(max=254)])
    contact_phone = StringField(lazy("Phone number"), [Optional(), Length(max=40)])
    contact_address = WordsField(lazy("Postal address"), [Optional()], most=500, rows=4)
    contact_hours = StringField(lazy("When the phone is answered"), [Optional(), Length(max=200)])
    data_protection_email = EmailField(lazy("Email of the data protection officer"), [Optional(), Length(max=254)])


class SafeguardingForm(Form):
    safeguarding_name = StringField(
        lazy("Name of the team"), [InputRequired(lazy("Enter the name of the team")), Length(max=120)]
    )
    safeguarding_phone = StringField(
        lazy("Phone number"), [InputRequired(lazy("Enter the phone number")), Length(max=40)]
    )
    safeguarding_email = EmailField(lazy("Email address"), [Optional(), Length(max=254)])
    safeguarding_hours = StringField(lazy("When it is answered"), [Optional(), Length(max=200)])


class LanguagesForm(Form):
    languages = SelectMultipleField(lazy("Languages of the site"), description=lazy("English is always on"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.languages.choices = [(code, NATIVE_NAMES.get(code, code)) for code in available_languages()]


class ThresholdsForm(Form):
    disclosure_threshold = NumberField(
        lazy("Smallest count shown to the public"),
        [InputRequired(lazy("Enter the smallest count shown to the public"))],
        description=lazy("5 or more. Smaller counts are hidden, so that nobody can be picked out"),
        least=1,
        most=1000,
    )
    sensitive_threshold = NumberField(
        lazy("Smallest count shown for outcomes and equality"),
        [InputRequired(lazy("Enter the smallest count shown for outcomes and equality"))],
        least=1,
        most=1000,
    )
    min_ballots_published = NumberField(
        lazy("Fewest ballots that are published"),
        [InputRequired(lazy("Enter the fewest ballots that are published"))],
        description=lazy("30 or more. A pot with fewer publishes the winners, and no ballots"),
        least=1,
        most=100_000,
    )
    stale_after_months = NumberField(
        lazy("Months until a directory entry must be checked again"),
        [InputRequired(lazy("Enter the number of months"))],
        least=1,
        most=60,
    )
    objection_days = NumberField(
        lazy("Working days in which anyone can object to a result"),
        [InputRequired(lazy("Enter the number of working days"))],
        least=1,
        most=60,
    )


class PrivacyForm(Form):
    """One text for each language that is on (`privacy_form` adds them)."""


class LogoForm(Form):
    logo = FileField(
        lazy("Choose a picture"), description=lazy("JPEG, PNG, WebP or GIF. It is shown about 40 pixels high")
    )
    is_removed = BooleanField(lazy("Remove the logo and show the standing mark"))


class OfficeForm(Form):
    name = StringField(lazy("Name"), [InputRequired(lazy("Enter the name of the office")), Length(max=120)])
    address = WordsField(lazy("Address"), [InputRequired(lazy("Enter the address"))], most=500, rows=4)
    postcode = PostcodeField(lazy("Postcode"), [Optional()])
    phone = StringField(lazy("Phone number"), [Optional(), Length(max=40)])
    opening_hours = StringField(lazy("Opening hours"), [Optional(), Length(max=200)])
    access_notes = WordsField(
        lazy("Getting in"), [Optional()], description=lazy("Steps, lift, hearing loop, parking"), most=500, rows=3
    )


class PreElectionForm(Form):
    election = StringField(lazy("Which election"), [InputRequired(lazy("Enter which election")), Length(max=120)])
    from_on = DateField(lazy("First day"), [InputRequired(lazy("Enter the first day"))])
    to_on = DateField(lazy("Last day"), [InputRequired(lazy("Enter the last day"))])


SECTION_FORMS: dict[str, type[Form]] = {
    "name": NameForm,
    "look": LookForm,
    "contact": ContactForm,
    "safeguarding": SafeguardingForm,
    "languages": LanguagesForm,
    "thresholds": ThresholdsForm,
    "privacy": PrivacyForm,
}


def available_languages() -> list[str]:
    """English, the languages with a catalogue, and those that are on already."""
    with_catalogue = {path.name for path in CATALOGUES.iterdir() if path.is_dir()} if CATALOGUES.is_dir() else set()
    return [code for code in NATIVE_NAMES if code == "en" or code in with_catalogue or code in languages_on()]


def privacy_form(languages: list[str]) -> type[Form]:
    """A form with one text, `text_<code>`, for each language."""
    fields = {
        f"text_{code}": WordsField(
            NATIVE_NAMES.get(code, code), [Optional()], most=5000, rows=8, render_kw={"lang": code, "dir": "auto"}
        )
        for code in languages
    }
    return type("PrivacyTextForm", (PrivacyForm,), fields)
