"""What officers type about boundary sets, areas, links and postcode files."""

from __future__ import annotations

from typing import Any

from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, RadioField, SelectField, StringField, ValidationError
from wtforms.validators import InputRequired, Length, Optional

from app.core.forms import DateField, Form, NumberField, PercentField, WordsField
from app.core.i18n import _, lazy

from .terms import AREA_TYPES, BASES, LINK_KINDS


class BoundarySetForm(Form):
    name = StringField(lazy("Name"), [InputRequired(lazy("Enter the name of the set")), Length(max=120)])
    area_type = SelectField(lazy("Kind of area"), choices=[(kind.value, text) for kind, text in AREA_TYPES.items()])
    in_force_from = DateField(lazy("First day in force"), [InputRequired(lazy("Enter the first day"))])
    in_force_to = DateField(
        lazy("Last day in force"), [Optional()], description=lazy("Leave empty while no end is known")
    )
    source = WordsField(lazy("Where it comes from"), [Optional()], most=500, rows=3)
    licence = StringField(lazy("Licence"), [Optional(), Length(max=200)])


class AreaForm(Form):
    name = StringField(lazy("Name"), [InputRequired(lazy("Enter the name of the area")), Length(max=120)])
    gss_code = StringField(
        lazy("Code"),
        [Optional(), Length(max=9)],
        description=lazy("The national code, such as E05001345. Leave it empty if you do not have it"),
    )
    is_code_confirmed = BooleanField(lazy("Somebody has seen this code in the national list"))
    population = NumberField(lazy("Population"), [Optional()], most=10_000_000)
    population_source = StringField(lazy("Source and year of the population"), [Optional(), Length(max=200)])
    note = WordsField(lazy("Note"), [Optional()], most=500, rows=3)
    tile_row = NumberField(lazy("Row on the tile map"), [Optional()], most=40, description=lazy("0 is the top"))
    tile_col = NumberField(lazy("Column on the tile map"), [Optional()], most=40, description=lazy("0 is the left"))

    def validate_population_source(self, field: StringField) -> None:
        if self.population.data is not None and not field.data:
            raise ValidationError(_("Enter where the population comes from"))


class LinkForm(Form):
    kind = SelectField(lazy("This area"), choices=[(kind.value, text) for kind, text in LINK_KINDS.items()])
    parent_id = SelectField(lazy("Other area"), [InputRequired(lazy("Choose the other area"))])
    share = PercentField(
        lazy("Share of this area that lies there"),
        [Optional()],
        description=lazy("Leave it empty if not known"),
    )
    basis = SelectField(lazy("How it is known"), choices=[(basis.value, text) for basis, text in BASES.items()])


class AreaListForm(Form):
    file = FileField(
        lazy("The list of areas"), [FileRequired(lazy("Choose a file"))], description=lazy("CSV in UTF-8, or XLSX")
    )


class PostcodesForm(Form):
    file = FileField(lazy("The file"), [FileRequired(lazy("Choose a file"))], description=lazy("CSV in UTF-8"))
    lookup_version = StringField(
        lazy("Name of this version"),
        [InputRequired(lazy("Enter the name of this version")), Length(max=80)],
        description=lazy("For example ONSPD August 2026"),
    )
    boundary_set_id = SelectField(lazy("Wards that it names"), [InputRequired(lazy("Choose a set of wards"))])
    postcode_column = StringField(
        lazy("Column with the postcode"), [InputRequired(lazy("Enter the column with the postcode")), Length(max=80)]
    )
    ward_column = StringField(
        lazy("Column with the ward"), [InputRequired(lazy("Enter the column with the ward")), Length(max=80)]
    )
    ward_matched_by = RadioField(
        lazy("That column holds"), choices=[("code", lazy("codes")), ("name", lazy("names"))], default="code"
    )
    introduced_column = StringField(lazy("Column with the month of introduction"), [Optional(), Length(max=80)])
    terminated_column = StringField(lazy("Column with the month of the end"), [Optional(), Length(max=80)])
    profile_name = StringField(
        lazy("Keep these columns for the next file, under the name"), [Optional(), Length(max=80)]
    )
    is_synthetic = BooleanField(lazy("These postcodes are made up, for trying out"))


def fill_from_profile(profile: Any) -> dict[str, Any]:
    """The data that a saved profile gives to a `PostcodesForm`."""
    names = ("postcode_column", "ward_column", "introduced_column", "terminated_column", "ward_matched_by")
    return {**{name: getattr(profile, name) for name in names}, "profile_name": profile.name}
