"""What people type about a group, whom they invite, and how the directory is searched."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from typing import Any

from wtforms import (
    BooleanField,
    HiddenField,
    RadioField,
    SearchField,
    SelectField,
    SelectMultipleField,
    StringField,
    TelField,
)
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from app.areas import queries as areas
from app.core.access import Function
from app.core.forms import DateField, EmailField, Form, WordsField
from app.core.i18n import _, lazy

from .models import Group
from .terms import FUNCTIONS, LANGUAGES, LEGAL_FORMS, WRITTEN_IN

CHARITY = re.compile(r"^(\d{6,7}|SC0\d{5}|NIC1\d{5})$")
COMPANY = re.compile(r"^(\d{8}|[A-Z]{2}\d{6})$")


def area_choices(on: dt.date) -> list[tuple[str, str]]:
    """Today's wards, for a field of places."""
    return [(str(area.id), area.name) for area in areas.wards(on)]


def ids(values: list[str] | None) -> list[uuid.UUID]:
    """The keys of chosen things; the field's choices have already refused what is none."""
    return [uuid.UUID(value) for value in values or []]


class GroupForm(Form):
    """The facts of a group. No website, charity number or bank account is needed (`domain.md` E51)."""

    name = StringField(
        lazy("What is the group called?"),
        validators=[InputRequired(lazy("Enter the name of the group")), Length(max=140)],
    )
    legal_form = RadioField(
        lazy("What kind of group is it?"),
        choices=list(LEGAL_FORMS.items()),
        validators=[InputRequired(lazy("Choose what kind of group it is"))],
    )
    summary = StringField(
        lazy("What does the group do, in one sentence?"),
        description=lazy("This is shown in the list of groups"),
        validators=[InputRequired(lazy("Say in one sentence what the group does")), Length(max=300)],
    )
    about = WordsField(lazy("More about the group"), most=3000, rows=6, validators=[Optional()])
    lang = SelectField(lazy("Which language is this written in?"), choices=list(WRITTEN_IN.items()), default="en")
    area_ids = SelectMultipleField(
        lazy("Where does the group work?"),
        description=lazy("Choose all the wards that apply"),
        validators=[InputRequired(lazy("Choose at least one ward"))],
    )
    languages = SelectMultipleField(
        lazy("Which languages do people in the group speak?"), choices=list(LANGUAGES.items()), validators=[Optional()]
    )
    charity_number = StringField(
        lazy("Charity number"), description=lazy("6 or 7 digits, or like SC012345"), validators=[Optional()]
    )
    company_number = StringField(lazy("Company number"), description=lazy("8 characters"), validators=[Optional()])
    website = StringField(lazy("Website"), validators=[Optional(), Length(max=300)])
    contact_email = EmailField(lazy("Email address of the group"), validators=[Optional()])
    phone = TelField(lazy("Phone number of the group"), validators=[Optional(), Length(max=40)])
    is_contact_public = BooleanField(lazy("Show the email address and phone number on the group's public page"))
    has_constitution = BooleanField(lazy("The group has written rules (a constitution)"))
    has_two_signatories = BooleanField(
        lazy("The group has a bank account that needs two people who are not related to sign")
    )
    account_holder = StringField(
        lazy("If the group has no bank account, who could hold the money for it?"),
        description=lazy("The name of another organisation. You can leave this empty for now"),
        validators=[Optional(), Length(max=140)],
    )
    safeguarding_policy_on = DateField(lazy("When was your safeguarding policy last checked?"), validators=[Optional()])
    insurance_ends_on = DateField(lazy("When does your insurance end?"), validators=[Optional()])

    def __init__(self, on: dt.date, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.area_ids.choices = area_choices(on)

    def validate_charity_number(self, field: StringField) -> None:
        field.data = (field.data or "").upper().replace(" ", "")
        if field.data and not CHARITY.match(field.data):
            raise ValidationError(_("Enter a charity number like 123456, 1234567 or SC012345"))

    def validate_company_number(self, field: StringField) -> None:
        field.data = (field.data or "").upper().replace(" ", "")
        if field.data and not COMPANY.match(field.data):
            raise ValidationError(_("Enter a company number with 8 characters, like 01234567"))

    def validate_website(self, field: StringField) -> None:
        text = field.data or ""
        if text and "://" not in text:
            text = f"https://{text}"
        if text and not re.fullmatch(r"https?://[^\s/]+\.[^\s/]+(/\S*)?", text):
            raise ValidationError(_("Enter a website address, such as www.example.org"))
        field.data = text

    def facts(self) -> dict[str, Any]:
        """What was typed, as `commands.register_group` takes it."""
        leave_out = {"area_ids", "csrf_token", "seen"}
        return {
            name: "" if v is None and name in _TEXTS else v for name, v in self.data.items() if name not in leave_out
        }


_TEXTS = {"about", "charity_number", "company_number", "website", "contact_email", "phone", "account_holder", "summary"}


class EditGroupForm(GroupForm):
    """The same, for a group that is here; `seen` is the version that the page showed."""

    seen = HiddenField()

    @classmethod
    def of(cls, group: Group, area_ids: list[uuid.UUID], on: dt.date) -> EditGroupForm:
        return cls(on, obj=group, data={"area_ids": [str(each) for each in area_ids], "seen": str(group.version)})


class InviteForm(Form):
    email = EmailField(
        lazy("Email address of the person you invite"), validators=[InputRequired(lazy("Enter an email address"))]
    )
    function = RadioField(
        lazy("What will they do in the group?"),
        choices=list(FUNCTIONS.items()),
        default=Function.MEMBER.value,
        validators=[InputRequired(lazy("Choose what they will do in the group"))],
    )


class FunctionForm(Form):
    function = RadioField(
        lazy("What do they do in the group?"),
        choices=list(FUNCTIONS.items()),
        validators=[InputRequired(lazy("Choose what they do in the group"))],
    )


class JoinForm(Form):
    note = WordsField(
        lazy("What would you like the group to know?"),
        description=lazy("Say who you are and what you do with the group"),
        most=500,
        rows=4,
        validators=[Optional()],
    )


class DirectoryForm(Form):
    """The filters of a list of groups; read from the address."""

    class Meta(Form.Meta):
        csrf = False

    q = SearchField(lazy("Search"), validators=[Optional(), Length(max=100)])
    area = SelectField(lazy("Ward"), validators=[Optional()], validate_choice=False)


class EndGroupForm(Form):
    reason = StringField(lazy("Why?"), validators=[InputRequired(lazy("Give a reason")), Length(max=300)])
