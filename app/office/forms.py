"""Filters of the audit log, kept in the address."""

from __future__ import annotations

from wtforms import SelectField, StringField

from app.core.forms import DateField, Form
from app.core.i18n import lazy


class AuditFilterForm(Form):
    class Meta(Form.Meta):
        csrf = False

    actor_name = StringField(lazy("Who"))
    verb = SelectField(lazy("What they did"), choices=[])
    subject_type = SelectField(lazy("Kind of thing"), choices=[])
    subject = StringField(lazy("Name or number of the thing"))
    from_on = DateField(lazy("From"))
    to_on = DateField(lazy("To"))
