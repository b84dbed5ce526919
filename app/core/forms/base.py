"""The form that all others extend, and how a refusal of the domain reaches it."""

from __future__ import annotations

from typing import Any

from flask_wtf import FlaskForm
from wtforms import Field

from app.core.errors import DomainError, Refusals
from app.core.i18n import _


class OwnWords:
    """What wtforms itself says about an option that is not on the list, in the reader's language."""

    def gettext(self, string: str) -> str:
        return str(_("Choose one of the options shown")) if "choice" in string.lower() else string

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        return self.gettext(singular if n == 1 else plural)


class Form(FlaskForm):
    """A form with CSRF protection. What was typed is stripped of outer spaces; an empty text is ''."""

    class Meta(FlaskForm.Meta):
        def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Any:
            filters = list(unbound_field.kwargs.get("filters", ()))
            if issubclass(unbound_field.field_class, TEXT_FIELDS) and strip not in filters:
                filters.append(strip)
            return super().bind_field(form, unbound_field, options | {"filters": filters})

        def get_translations(self, form: Any) -> OwnWords:
            return OwnWords()


def strip(text: object) -> object:
    """Without outer spaces, and without the character of code 0, which no database keeps."""
    return text.replace("\0", "").strip() if isinstance(text, str) else text


def _text_fields() -> tuple[type, ...]:
    from wtforms import StringField, TextAreaField

    return (StringField, TextAreaField)


TEXT_FIELDS = _text_fields()


def filled(field: Field) -> str:
    """Text of a required field; its validators have already refused blanks."""
    assert isinstance(field.data, str)
    return field.data


def show_on_form(form: FlaskForm, refusal: DomainError) -> None:
    """Put a domain refusal where the error summary will find it."""
    for each in refusal.refusals if isinstance(refusal, Refusals) else [refusal]:
        if each.field and each.field in form:
            form[each.field].errors = [*form[each.field].errors, each.message]
        else:
            form.form_errors.append(each.message)
