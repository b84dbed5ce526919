"""What administrators add to the calendar."""

from __future__ import annotations

from wtforms import StringField
from wtforms.validators import InputRequired, Length

from app.core.forms import DateField, Form


class HolidayForm(Form):
    on = DateField("Day", [InputRequired("Enter the day")])
    name = StringField("What is it?", [InputRequired("Enter what the holiday is"), Length(max=120)])
