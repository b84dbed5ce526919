"""What officers set and load for the watch."""

from __future__ import annotations

from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField
from wtforms.validators import InputRequired

from app.core.forms import Form, NumberField, WordsField


class RatioForm(Form):
    percent = NumberField(
        "Alert under this percent of the census share", least=1, most=100, validators=[InputRequired("Give a percent")]
    )


class SharesForm(Form):
    file = FileField("CSV file of census shares", validators=[FileRequired("Choose a file")])
    is_sample = BooleanField("These figures are samples, not real ones")


class DoneForm(Form):
    note = WordsField("What was done?", most=500, rows=2, validators=[InputRequired("Say what was done")])
