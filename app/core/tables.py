"""Tables that people upload (CSV, XLSX): read row by row, with the place of each fault, and without formulas."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import IO, Any

from .errors import DomainError
from .i18n import _

MOST_ROWS = 5_000
MOST_COLUMNS = 60
MOST_UNPACKED = 60_000_000
FORMULA = re.compile(r"[=@]|[+-](?![\s\d£.,]*$)(?!\s)")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong and where. row: as the spreadsheet numbers it, the header being 1; column: its header."""

    row: int
    column: str
    message: str

    def __str__(self) -> str:
        if not self.column:
            return str(_("Row %(row)s: %(message)s", row=self.row, message=self.message))
        return str(_("Row %(row)s, %(column)s: %(message)s", row=self.row, column=self.column, message=self.message))


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table: header -> text without outer spaces, and the headers whose cells hold a formula."""

    number: int
    cells: dict[str, str]
    formulas: tuple[str, ...] = ()

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


@dataclass(frozen=True, slots=True)
class Table:
    """A whole table, small enough to hold."""

    header: tuple[str, ...]
    rows: tuple[Row, ...]


def is_formula(text: str) -> bool:
    """A spreadsheet would run it: it starts with = @ + or -, and is no plain number or dash of a list."""
    return bool(FORMULA.match(text.strip()))


def stream_csv(stream: IO[bytes]) -> Iterator[Row]:
    """The rows of a CSV file of any length (UTF-8), one at a time. The first yield is row 1, each header as itself.

    Raises:
        DomainError: it is not UTF-8 text, or no table.
    """
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="")
    reader = csv.reader(text, strict=True)
    try:
        header = [name.strip() for name in next(reader, [])]
        if not any(header):
            raise DomainError(_("The file is empty"))
        yield Row(1, {name: name for name in header if name})
        for number, values in enumerate(reader, start=2):
            if any(value.strip() for value in values):
                yield _row(number, header, values)
    except UnicodeDecodeError as fault:
        raise DomainError(_("Save the file as CSV UTF-8 and choose it again")) from fault
    except csv.Error as fault:
        raise DomainError(_("We could not read that file as a table. Save it as CSV and choose it again")) from fault
    finally:
        if not stream.closed:
            text.detach()  # it stays open for whoever opened it


def read_table(content: bytes) -> Table:
    """The table in a CSV file, or on the first sheet of an XLSX file.

    Raises:
        DomainError: it is neither, or has more than `MOST_ROWS` rows.
    """
    rows = _xlsx(content) if content.startswith(b"PK\x03\x04") else stream_csv(io.BytesIO(content))
    kept: list[Row] = []
    for row in rows:
        kept.append(row)
        if len(kept) > MOST_ROWS + 1:
            raise DomainError(_("Use %(most)s rows or fewer", most=f"{MOST_ROWS:,}"))
    if not kept:
        raise DomainError(_("The file is empty"))
    return Table(tuple(kept[0].cells), tuple(kept[1:]))


def _row(number: int, header: Sequence[str], values: Sequence[str]) -> Row:
    cells = {name: value.strip() for name, value in zip(header, values, strict=False) if name}
    return Row(number, cells, tuple(name for name, value in cells.items() if is_formula(value)))


def _xlsx(content: bytes) -> Iterator[Row]:
    import openpyxl

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            if sum(part.file_size for part in package.infolist()) > MOST_UNPACKED:
                raise DomainError(_("That file is too big"))
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=False)
        sheet = book.worksheets[0]
        lines = sheet.iter_rows(max_row=MOST_ROWS + 2, max_col=MOST_COLUMNS)
        header = [_text(cell.value) for cell in next(iter(lines), ())]
        yield Row(1, {name: name for name in header if name})
        for number, cells in enumerate(lines, start=2):
            values = [_text(cell.value) for cell in cells]
            if any(values):
                row = _row(number, header, values)
                marked = {name for name, cell in zip(header, cells, strict=False) if name and cell.data_type == "f"}
                yield Row(number, row.cells, tuple(n for n in row.cells if n in marked or n in row.formulas))
    except (zipfile.BadZipFile, KeyError, ValueError, IndexError, OSError, EOFError) as fault:
        words = _("We could not read that file as a table. Save it as XLSX or CSV and choose it again")
        raise DomainError(words) from fault


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
