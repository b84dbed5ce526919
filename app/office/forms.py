"""Filters of the audit log and of translations, kept in the address; what a translator says of a text."""

from __future__ import annotations

from wtforms import HiddenField, SelectField, StringField

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


class TextsFilterForm(Form):
    class Meta(Form.Meta):
        csrf = False

    q = StringField(lazy("Words"))
    state = SelectField(
        lazy("Show"),
        choices=[
            ("", lazy("All")),
            ("drafted", lazy("Drafted, not reviewed")),
            ("reviewed", lazy("Reviewed")),
            ("wanted", lazy("Other words wanted")),
        ],
    )


class ReviewForm(Form):
    """One text of the list. The better words come as `wanted`, once for each plural form."""

    key = HiddenField()
    stamp = HiddenField()
