"""Reading a supplier's postcode file: columns as an officer mapped them, row by row, every fault with its place."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import IO, Any

from app.core.access import Actor
from app.core.errors import DomainError, Refusals
from app.core.forms.fields import normal_postcode
from app.core.i18n import _
from app.core.tables import Fault, Row, stream_csv

from . import commands, queries
from .models import Area

MOST_FAULTS = 200
MONTH = re.compile(r"(19|20)\d\d(0[1-9]|1[0-2])")


@dataclass(frozen=True, slots=True)
class Columns:
    """The headers of the columns that matter; introduced and terminated may be "" (not in the file)."""

    postcode: str
    ward: str
    introduced: str = ""
    terminated: str = ""
    ward_matched_by: str = "code"

    def columns(self) -> dict[str, str]:
        pairs = {
            "postcode": self.postcode,
            "ward": self.ward,
            "introduced": self.introduced,
            "terminated": self.terminated,
        }
        return {name: column for name, column in pairs.items() if column}


@dataclass(slots=True)
class Report:
    """What a file holds. skipped: rows of wards outside the set. faults: the first of all `fault_count`."""

    rows: int = 0
    skipped: int = 0
    fault_count: int = 0
    faults: list[Fault] = field(default_factory=list)

    def add(self, fault: Fault) -> None:
        self.fault_count += 1
        if len(self.faults) < MOST_FAULTS:
            self.faults.append(fault)


def ward_keys(areas: list[Area], matched_by: str) -> dict[str, uuid.UUID]:
    """What a cell of the ward column may say, and the ward that it means."""
    if matched_by == "code":
        return {area.gss_code: area.id for area in areas if area.gss_code}
    return {_plain(area.name): area.id for area in areas}


def check(stream: IO[bytes], columns: Columns, wards: Mapping[str, uuid.UUID]) -> Report:
    """Every fault of the file, found without keeping it in memory. The stream is read to its end.

    Raises:
        Refusals: a mapped column is not in the file; each at its field.
        DomainError: it is no UTF-8 table.
    """
    rows, report, seen = stream_csv(stream), Report(), set[str]()
    _check_header(next(rows), columns)
    for row in rows:
        ward = _ward(row, columns, wards)
        if ward is None:
            report.skipped += 1
            continue
        postcode = normal_postcode(row[columns.postcode])
        if postcode is None:
            report.add(Fault(row.number, columns.postcode, _("this is not a UK postcode")))
        elif postcode in seen:
            report.add(Fault(row.number, columns.postcode, _("%(postcode)s is in the file twice", postcode=postcode)))
        else:
            seen.add(postcode)
        for column in filter(None, (columns.introduced, columns.terminated)):
            if row[column] and not MONTH.fullmatch(row[column]):
                report.add(Fault(row.number, column, _("write a year and month, such as 198001")))
        report.rows += 1
    if not report.rows:
        words = _("No row has a ward of this set. Check the ward column and how it is matched")
        raise DomainError(words, field="ward_column")
    return report


def read(stream: IO[bytes], columns: Columns, wards: Mapping[str, uuid.UUID]) -> Iterator[dict[str, Any]]:
    """The rows of a file that `check` found without fault, as `commands.replace_postcodes` takes them."""
    rows = stream_csv(stream)
    next(rows)
    for row in rows:
        ward = _ward(row, columns, wards)
        if ward is not None:
            yield {
                "postcode": normal_postcode(row[columns.postcode]),
                "ward_id": ward,
                "introduced": row[columns.introduced] or None,
                "terminated": row[columns.terminated] or None,
            }


@dataclass(frozen=True, slots=True)
class PostcodeFile:
    """A file with what an officer said about it. stream: can be read twice. profile_name: "" = columns not kept."""

    stream: IO[bytes]
    name: str
    columns: Columns
    boundary_set_id: uuid.UUID
    lookup_version: str
    is_synthetic: bool = False
    profile_name: str = ""

    def wards(self) -> dict[str, uuid.UUID]:
        return ward_keys(queries.areas_of_set(self.boundary_set_id), self.columns.ward_matched_by)

    def check(self) -> Report:
        """As `check`; the stream is ready to be read again."""
        report = check(self.stream, self.columns, self.wards())
        self.stream.seek(0)
        return report

    def replace(self, report: Report, *, actor: Actor) -> None:
        """The look-up is what the file says, if the open unit of work commits. `report` had no fault."""
        commands.replace_postcodes(
            read(self.stream, self.columns, self.wards()),
            boundary_set_id=self.boundary_set_id,
            lookup_version=self.lookup_version,
            file_name=self.name[:200],
            skipped=report.skipped,
            is_synthetic=self.is_synthetic,
            actor=actor,
        )
        if self.profile_name:
            names = self.columns.columns()
            matched_by = self.columns.ward_matched_by
            commands.save_profile(self.profile_name, names, ward_matched_by=matched_by, actor=actor)


def _check_header(header: Row, columns: Columns) -> None:
    missing = [
        DomainError(
            _(
                "There is no column “%(column)s”. The file has: %(columns)s",
                column=column,
                columns=", ".join(header.cells),
            ),
            field=f"{name}_column",
        )
        for name, column in columns.columns().items()
        if column not in header.cells
    ]
    if missing:
        raise Refusals(missing)


def _ward(row: Row, columns: Columns, wards: Mapping[str, uuid.UUID]) -> uuid.UUID | None:
    said = row[columns.ward]
    return wards.get(said if columns.ward_matched_by == "code" else _plain(said))


def _plain(name: str) -> str:
    return " ".join(name.casefold().replace("&", " and ").split())
