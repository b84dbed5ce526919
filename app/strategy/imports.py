"""Reading an action plan from CSV or XLSX: the columns of a delivery plan, and every fault by row and column."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from app.core.i18n import _
from app.core.tables import Fault, Row, read_table

from .columns import (
    ACTIVITY,
    AREAS,
    CODE,
    END,
    EVIDENCE,
    EXTRA,
    MILESTONES,
    NEEDED,
    OBJECTIVE,
    OUTCOMES,
    OWNER,
    PARTNERS,
    PILLAR,
    START,
    TITLE,
)
from .commands import MilestoneRow, PlanRow

LONGEST = {CODE: 10, TITLE: 140, OWNER: 140, OBJECTIVE: 500}
LONG = 4_000
WHOLE_DISTRICT = frozenset({"", "all", "all wards", "whole district", "district-wide", "district"})
PEOPLE = re.compile(r"people\s*:\s*", re.IGNORECASE)
HYPOTHESIS = re.compile(r"\bhypothesis\s*:\s*", re.IGNORECASE)
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
DATE_AT_START = re.compile(
    r"(?:by\s+)?(\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|\d{4}-\d{1,2}-\d{1,2}|\d{1,2}\s+[A-Za-z]{3,9}\s+\d{4}|[A-Za-z]{3,9}\s+\d{4})"
    r"\s*[:,–-]?\s*",
    re.IGNORECASE,
)


@dataclass(slots=True)
class PlanFile:
    """What a file holds: rows fit for the command, or the faults; never some of both that are used."""

    rows: list[PlanRow] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Known:
    """What the cells of a file may name. wards: plain name -> id; pillars: names; codes: those taken."""

    wards: Mapping[str, uuid.UUID]
    pillars: frozenset[str] = frozenset()
    codes: frozenset[str] = frozenset()


def plain(text: str) -> str:
    """A name without case, ampersands and double spaces, to compare by."""
    return " ".join(text.casefold().replace("&", " and ").split())


def read_plan(content: bytes, known: Known) -> PlanFile:
    """The plan in the file, or all that is wrong with it.

    Raises:
        DomainError: it is no table at all.
    """
    table, found = read_table(content), PlanFile()
    names = {plain(name): name for name in table.header}
    for name in NEEDED:
        if plain(name) not in names:
            found.faults.append(Fault(1, name, _("this column is missing. Copy the headings from the template")))
    if found.faults:
        return found
    if not table.rows:
        found.faults.append(Fault(2, OBJECTIVE, _("there is no row under the headings")))
    reader = _Reader(known, names)
    found.rows = [reader.row(row) for row in table.rows]
    found.faults = sorted(reader.faults + found.faults, key=lambda fault: fault.row)
    return found


class _Reader:
    """Reads one row after the other and keeps all faults."""

    def __init__(self, known: Known, names: Mapping[str, str]) -> None:
        self.known, self.names = known, names
        self.faults: list[Fault] = []
        self.objective = ""
        self.codes = set(known.codes)
        self.now: Row = Row(0, {})

    def row(self, row: Row) -> PlanRow:
        """The action in the row; parts that are wrong are left out and noted."""
        self.now = row
        theirs = {plain(name): name for name in (*NEEDED, *EXTRA)}
        for column in row.formulas:
            if plain(column) in theirs:
                self._wrong(theirs[plain(column)], _("this cell holds a formula. Put the words or the number in it"))
        self._check_lengths()
        self.objective = self._cell(OBJECTIVE) or self.objective
        if not self.objective:
            self._wrong(OBJECTIVE, _("enter the objective"))
        activity = self._cell(ACTIVITY)
        if not activity:
            self._wrong(ACTIVITY, _("enter the activity"))
        area_ids, target_groups = self._areas()
        evidence, hypothesis = _evidence(self._cell(EVIDENCE))
        starts_on, due_on = self._date(START), self._date(END)
        if starts_on and due_on and due_on < starts_on:
            self._wrong(END, _("this is before the start"))
        return PlanRow(
            objective=self.objective,
            title=self._cell(TITLE) or first_words(activity),
            activity=activity,
            pillar=self._pillar(),
            code=self._code(),
            area_ids=area_ids,
            target_groups=target_groups,
            milestones=self._milestones(),
            evidence=evidence,
            hypothesis=hypothesis,
            outcomes=(self._cell(OUTCOMES[0]), self._cell(OUTCOMES[1]), self._cell(OUTCOMES[2])),
            owner=self._cell(OWNER),
            partners=tuple(_parts(self._cell(PARTNERS))),
            starts_on=starts_on,
            due_on=due_on,
        )

    def _cell(self, column: str) -> str:
        name = self.names.get(plain(column), "")
        return "" if name in self.now.formulas else self.now[name]

    def _wrong(self, column: str, message: str) -> None:
        self.faults.append(Fault(self.now.number, column, message))

    def _check_lengths(self) -> None:
        for column in (*NEEDED, *EXTRA):
            most = LONGEST.get(column, LONG)
            if len(self._cell(column)) > most:
                self._wrong(column, _("use %(most)s characters or fewer", most=most))

    def _pillar(self) -> str:
        name = self._cell(PILLAR)
        if name and plain(name) not in self.known.pillars:
            self._wrong(PILLAR, _("there is no pillar “%(name)s” in this version", name=name))
        return name

    def _code(self) -> str:
        code = self._cell(CODE)
        if code and code in self.codes:
            self._wrong(CODE, _("code %(code)s is taken", code=code))
        self.codes.add(code)
        return code

    def _areas(self) -> tuple[tuple[uuid.UUID, ...], str]:
        found, people = [], []
        for part in _parts(self._cell(AREAS)):
            if PEOPLE.match(part):
                people.append(PEOPLE.sub("", part, count=1))
            elif plain(part) in self.known.wards:
                found.append(self.known.wards[plain(part)])
            elif plain(part) not in WHOLE_DISTRICT:
                words = _("we do not know the ward “%(name)s”. Write “people: …” before words about people", name=part)
                self._wrong(AREAS, words)
        return tuple(dict.fromkeys(found)), "; ".join(people)

    def _milestones(self) -> tuple[MilestoneRow, ...]:
        found = []
        for part in re.split(r"\n+|;\s*(?=(?:by\s+)?\d)", self._cell(MILESTONES)):
            text = part.strip().strip(";").strip()
            if not text:
                continue
            start = DATE_AT_START.match(text)
            day = parse_day(start[1]) if start else None
            if start is None or day is None:
                self._wrong(MILESTONES, _("start “%(text)s” with a real date, such as 31/03/2027", text=text[:40]))
            elif not text[start.end() :].strip():
                self._wrong(MILESTONES, _("write what will be done by %(day)s", day=start[1]))
            else:
                found.append(MilestoneRow(begun(text[start.end() :].strip()), day))
        return tuple(found)

    def _date(self, column: str) -> dt.date | None:
        text = self._cell(column)
        day = parse_day(text) if text else None
        if text and day is None:
            self._wrong(column, _("“%(text)s” is not a real date, such as 31/03/2027", text=text[:20]))
        return day


def parse_day(text: str) -> dt.date | None:
    """A date as councils write it: 31/03/2027, 2027-03-31, 31 March 2027; "March 2027" is its last day. Else None."""
    words = text.strip()
    try:
        if found := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", words):
            return _real(int(found[1]), int(found[2]), int(found[3]))
        if found := re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})", words):
            year = int(found[3])
            return _real(year + 2000 if year < 100 else year, int(found[2]), int(found[1]))
        if found := re.fullmatch(r"(?:(\d{1,2})\s+)?([A-Za-z]{3,9})\s+(\d{4})", words):
            month = MONTHS.index(found[2].lower()[:3]) + 1
            year = int(found[3])
            return _real(year, month, int(found[1]) if found[1] else monthrange(year, month)[1])
    except ValueError:
        return None
    return None


def _real(year: int, month: int, day: int) -> dt.date:
    if not 2000 <= year <= 2100:
        raise ValueError(year)
    return dt.date(year, month, day)


def _parts(text: str) -> Iterable[str]:
    return [part.strip() for part in re.split(r"[;\n]", text) if part.strip()]


def _evidence(text: str) -> tuple[str, str]:
    """What is known, and the hypothesis that is tried: what follows "Hypothesis:"."""
    pieces = HYPOTHESIS.split(text, maxsplit=1)
    return pieces[0].strip(), begun(pieces[1].strip()) if len(pieces) > 1 else ""


def begun(text: str) -> str:
    """The text with a capital letter first: in the file it stood after a date or a word of ours."""
    return text[:1].upper() + text[1:]


def first_words(text: str) -> str:
    """The first sentence, cut at a word where it is longer than a title may be."""
    sentence = re.split(r"(?<=[.!?])\s|\n", text.strip(), maxsplit=1)[0].rstrip(".")
    return sentence if len(sentence) <= 140 else sentence[:139].rsplit(" ", 1)[0] + "…"
