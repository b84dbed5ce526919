"""Forms about one's own account, and of the office page of people and roles."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, PasswordField, SelectField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, Optional, ValidationError

from app.core.access import Role
from app.core.forms import DateField, EmailField, Form, WordsField
from app.core.i18n import NATIVE_NAMES, languages_whole, lazy

from .accounts import password_faults
from .names import ROLE_NAMES
from .scopes import scope_choices

FULL_NAME = [
    DataRequired(message=lazy("Enter the full name")),
    Length(max=120, message=lazy("Use 120 characters or fewer")),
]


def good_password(_form: Form, field: PasswordField) -> None:
    """Validator: long enough for a new password."""
    for fault in password_faults(field.data or ""):
        raise ValidationError(fault)


def role_choices() -> list[tuple[str, str]]:
    return sorted(((role.value, str(name)) for role, name in ROLE_NAMES.items()), key=lambda choice: choice[1])


class DetailsForm(Form):
    name = StringField(lazy("Full name"), FULL_NAME, render_kw={"autocomplete": "name"})
    lang = SelectField(lazy("Language of our emails to you"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lang.choices = [(code, NATIVE_NAMES.get(code, code)) for code in languages_whole()]


class CloseForm(Form):
    agrees = BooleanField(
        lazy("I understand that this cannot be undone"),
        [InputRequired(message=lazy("Tick the box to close your account"))],
    )


class AcceptInvitationForm(Form):
    code = StringField(
        lazy("Code from the email"),
        [DataRequired(message=lazy("Enter the code from your invitation"))],
        description=lazy("10 letters and numbers. Spaces and dashes do not matter."),
    )
    email = EmailField(lazy("Email address"), [DataRequired(message=lazy("Enter your email address"))])
    name = StringField(lazy("Full name"), FULL_NAME, render_kw={"autocomplete": "name"})
    password = PasswordField(
        lazy("Choose a password"),
        [DataRequired(message=lazy("Enter a password")), good_password],
        description=lazy("At least 10 characters. Three words that do not belong together work well."),
        render_kw={"autocomplete": "new-password"},
    )


class RoleForm(Form):
    role = SelectField(lazy("Role"), [DataRequired(message=lazy("Choose a role"))])
    scope = SelectField(lazy("For"))
    to_on = DateField(lazy("Last day"), [Optional()], description=lazy("Leave this empty if no end is set yet."))
    reason = WordsField(lazy("Why"), [DataRequired(message=lazy("Enter why, for the record"))], most=500, rows=2)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.role.choices = [("", str(lazy("Choose a role"))), *role_choices()]
        self.scope.choices = scope_choices()

    def chosen_role(self) -> Role:
        return Role(self.role.data)


class GrantForm(RoleForm):
    from_on = DateField(lazy("First day"), [InputRequired(message=lazy("Enter the first day"))])


class InviteForm(RoleForm):
    email = EmailField(lazy("Email address"), [DataRequired(message=lazy("Enter their email address"))])
    name = StringField(lazy("Full name"), FULL_NAME)


class ReasonForm(Form):
    reason = WordsField(lazy("Why"), [DataRequired(message=lazy("Enter why, for the record"))], most=500, rows=3)


class PeopleFilterForm(Form):
    class Meta(Form.Meta):
        csrf = False

    q = StringField(lazy("Name or email"))
    role = SelectField(lazy("Holds the role today"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.role.choices = [("", str(lazy("Any or none"))), *role_choices()]


class HeldFilterForm(Form):
    class Meta(Form.Meta):
        csrf = False

    day = DateField(lazy("Day"))
    role = SelectField(lazy("Role"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.role.choices = [("", str(lazy("All roles"))), *role_choices()]
