"""Reading a list of areas from CSV or XLSX, so that a council need not type its wards one by one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from app.core.i18n import _
from app.core.tables import Fault, Row, read_table

from .commands import GSS_CODE

NAME, CODE, CONFIRMED, POPULATION, SOURCE, TILE_ROW, TILE_COL = HEADER = (
    "Name",
    "Code",
    "Code confirmed",
    "Population",
    "Population source",
    "Row",
    "Column",
)
YES_WORDS = frozenset({"yes", "y", "true", "1"})


@dataclass(slots=True)
class AreaList:
    """What a file holds: fields of areas fit for `save_area`, or the faults."""

    areas: list[dict[str, Any]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def read_areas(content: bytes, taken: frozenset[str]) -> AreaList:
    """The areas in the file, or all that is wrong. taken: names and codes of the set already.

    Raises:
        DomainError: it is no table at all.
    """
    table, found = read_table(content), AreaList()
    if NAME not in table.header:
        found.faults.append(Fault(1, NAME, _("this column is missing. Copy the headings from the template")))
        return found
    seen = set(taken)
    for row in table.rows:
        found.areas.append(_area(row, seen, found.faults))
    if not found.areas:
        found.faults.append(Fault(2, NAME, _("there is no row under the headings")))
    return found


def _area(row: Row, seen: set[str], faults: list[Fault]) -> dict[str, Any]:
    def wrong(column: str, words: object) -> None:
        faults.append(Fault(row.number, column, str(words)))

    for column in row.formulas:
        wrong(column, _("this cell holds a formula. Put the words or the number in it"))
    name, code = row[NAME], row[CODE].upper()
    if not name or len(name) > 120:
        wrong(NAME, _("enter a name of 120 letters or fewer"))
    if code and not GSS_CODE.fullmatch(code):
        wrong(CODE, _("enter a code of one letter and eight digits, such as E05001345"))
    for column, value in ((NAME, name), (CODE, code)):
        if value and value in seen:
            wrong(column, _("%(value)s is there twice", value=value))
        seen.add(value)
    numbers = {column: _number(row, column, faults) for column in (POPULATION, TILE_ROW, TILE_COL)}
    if numbers[POPULATION] is not None and not row[SOURCE]:
        wrong(SOURCE, _("enter where the population comes from"))
    return {
        "name": name,
        "gss_code": code,
        "is_code_confirmed": bool(code) and row[CONFIRMED].lower() in YES_WORDS,
        "population": numbers[POPULATION],
        "population_source": row[SOURCE],
        "tile_row": numbers[TILE_ROW],
        "tile_col": numbers[TILE_COL],
    }


def _number(row: Row, column: str, faults: list[Fault]) -> int | None:
    text = row[column].replace(",", "")
    if not text or column in row.formulas:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) < 9):
        faults.append(Fault(row.number, column, _("enter a whole number")))
        return None
    return int(text)
