"""Lists of people as CSV: which column is what, and the lines as members with the number of their line."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping

from app.core.errors import DomainError
from app.core.i18n import _

from .commands import Member

MOST_LINES, MOST_BYTES = 2_000, 800_000
USUAL = {
    "name": ("name", "full name", "fullname"),
    "email": ("email", "e-mail", "email address", "mail"),
    "phone": ("phone", "telephone", "mobile"),
    "postcode": ("postcode", "post code"),
    "area": ("ward", "area"),
    "reference": ("seat", "reference", "number", "ref", "id"),
    "lang": ("language", "lang"),
}


def as_text(data: bytes) -> str:
    """The file's letters, whatever spreadsheet saved it.

    Raises:
        DomainError: too large, or not text.
    """
    if len(data) > MOST_BYTES:
        raise DomainError(_("The file is too large. Split it into lists of 2,000 lines"), field="file")
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise DomainError(_("This file is not a CSV file"), field="file")


def columns(text: str) -> list[str]:
    """The names in the first line.

    Raises:
        DomainError: there is none.
    """
    found = [name.strip() for name in next(_reader(text), [])]
    if not any(found) or "\x00" in text:
        raise DomainError(_("This file is not a CSV file"), field="file")
    return [name for name in found if name]


def guess(names: list[str]) -> dict[str, str]:
    """Which column is what, by the names that people usually give."""
    by_name = {name.casefold(): name for name in names}
    return {field: next((by_name[word] for word in words if word in by_name), "") for field, words in USUAL.items()}


def members(text: str, mapping: Mapping[str, str]) -> list[Member]:
    """The lines as people; empty lines are left out.

    Raises:
        DomainError: no column has the names, or there are too many lines.
    """
    if not mapping.get("name"):
        raise DomainError(_("Choose the column with the full name"), field="name")
    rows = list(_reader(text))
    head = {name.strip(): at for at, name in enumerate(rows[0])} if rows else {}
    if len(rows) > MOST_LINES + 1:
        raise DomainError(_("The file is too large. Split it into lists of 2,000 lines"), field="file")
    found = []
    for line, row in enumerate(rows[1:], start=2):
        if not any(cell.strip() for cell in row):
            continue
        cells = {
            field: row[head[column]].strip() if column in head and head[column] < len(row) else ""
            for field, column in mapping.items()
            if column
        }
        found.append(Member(line=line, **cells))
    return found


def _reader(text: str) -> Iterator[list[str]]:
    first = text.splitlines()[0] if text.strip() else ""
    mark = max(",;\t", key=first.count)
    return csv.reader(io.StringIO(text), delimiter=mark)
