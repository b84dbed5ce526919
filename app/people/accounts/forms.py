"""Flask-Security's forms without what we do not use; labels and hints stand in the templates."""

from __future__ import annotations

from typing import Any

import flask_security.forms as fs
from flask import request
from flask_security import (
    ChangeEmailForm,
    ForgotPasswordForm,
    LoginForm,
    MfRecoveryForm,
    RegisterFormV2,
    SendConfirmationForm,
    TwoFactorVerifyCodeForm,
    UnifiedSigninForm,
    UnifiedVerifyForm,
)
from flask_wtf import FlaskForm
from wtforms import EmailField, HiddenField, PasswordField, StringField
from wtforms.validators import DataRequired, Length

from app.core.forms.base import strip
from app.core.i18n import lazy
from app.core.installation import settings


class Stripped(FlaskForm.Meta):
    """Outer spaces go from what is typed, passwords excepted."""

    def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Any:
        kind = unbound_field.field_class
        filters = list(unbound_field.kwargs.get("filters", ()))
        if issubclass(kind, StringField) and not issubclass(kind, PasswordField):
            filters.append(strip)
        return super().bind_field(form, unbound_field, options | {"filters": filters})


def begin_with(form: Any, name: str) -> None:
    """The field is the first, as on the page, so that errors are listed in the order of the page."""
    form._fields = {name: form._fields[name], **form._fields}


class SignInForm(LoginForm):
    Meta = Stripped
    remember = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.password.description = ""
        begin_with(self, "email")
        if settings().is_demo and request.method == "GET":
            self.email.data = request.args.get("email", "")


class JoinForm(RegisterFormV2):
    """`name` is one field."""

    Meta = Stripped
    name = StringField(
        validators=[
            DataRequired(message=lazy("Enter your full name")),
            Length(max=120, message=lazy("Use 120 characters or fewer")),
        ]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        begin_with(self, "name")


class SendAgainForm(SendConfirmationForm):
    Meta = Stripped


class ForgotForm(ForgotPasswordForm):
    Meta = Stripped


class NewAddressForm(ChangeEmailForm):
    Meta = Stripped


class CodeSignInForm(UnifiedSigninForm):
    """Two steps in one form: `identity` asks for a code, `passcode` uses it."""

    Meta = Stripped
    remember = None
    identity = EmailField(validators=[fs.IsString(), fs.RequiredLocalize(message="EMAIL_NOT_PROVIDED")])
    chosen_method = HiddenField(default="email")
    passcode = StringField(validators=[fs.IsString()])


class AppCodeForm(TwoFactorVerifyCodeForm):
    Meta = Stripped
    code = StringField(validators=[fs.IsStringOrInt(), fs.RequiredLocalize(message="TWO_FACTOR_INVALID_TOKEN")])


class RecoveryForm(MfRecoveryForm):
    Meta = Stripped
    code = StringField(
        validators=[fs.IsString(), fs.RequiredLocalize(message="INVALID_RECOVERY_CODE")],
        filters=[lambda text: text.lower() if isinstance(text, str) else text],
    )


class CheckForm(UnifiedVerifyForm):
    """Who is signed in shows it again, by password or a mailed code."""

    Meta = Stripped
    chosen_method = HiddenField(default="email")


SECURITY_FORMS: dict[str, Any] = {
    "login_form": SignInForm,
    "register_form": JoinForm,
    "send_confirmation_form": SendAgainForm,
    "forgot_password_form": ForgotForm,
    "change_email_form": NewAddressForm,
    "two_factor_verify_code_form": AppCodeForm,
    "mf_recovery_form": RecoveryForm,
    "us_signin_form": CodeSignInForm,
    "us_verify_form": CheckForm,
}
