"""The VOTES section: ballots grouped while they are read, each kind of ballot parsed once."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import chain, repeat
from typing import TYPE_CHECKING

import numpy as np

from app.counting.items import Item
from app.counting.pabulib.faults import Fault, Note
from app.counting.profile import MAX_SCORE, Profile

if TYPE_CHECKING:
    from _csv import Reader

POINTS = re.compile(r"\d{1,9}(\.\d{1,6})?")
Key = tuple[str, str]  # vote and points as written
Kinds = dict[Key, int]  # how many ballots are written like this
Parsed = tuple[list[int], Sequence[int | Fraction]]


@dataclass
class Votes:
    """Grouped ballots; `scale` is what points were multiplied by to be whole."""

    profile: Profile
    ballots: int
    scale: int = 1
    notes: list[Note] = field(default_factory=list)


def read_votes(
    header: tuple[int, list[str]],
    text: str,
    items: Sequence[Item],
    kind: str,
    meta: Mapping[str, str],
    faults: list[Fault],
) -> Votes:
    """The ballots below the heading (a line number and its cells); faults are added with the line they stand on."""
    line, cells = header
    columns = [cell.strip().lower() for cell in cells]
    scored = kind in ("cumulative", "scoring")
    empty = Profile.from_ballots(items, [])
    missing = [name for name in (("vote", "points") if scored else ("vote",)) if columns.count(name) != 1]
    if missing:
        faults += [Fault(line, f"the VOTES section needs one column {name}") for name in missing]
        return Votes(empty, 0)
    table = Table(text, line, columns, scored)
    kinds, ballots = table.quick() or table.slow(faults)
    place = {item.id: index for index, item in enumerate(items)}
    parsed = None if scored or kind == "choose-1" else _bulk(list(kinds), place)
    if parsed is None:
        parsed = []
        for key in kinds:
            try:
                parsed.append(_choices(*key, kind, place))
            except ValueError as error:
                faults.append(Fault(table.line_of(key), str(error)))
    length = _length(meta, parsed, kind, faults)
    if faults:
        return Votes(empty, ballots)
    scale = _scale(parsed) if scored else 1
    profile = _profile(items, parsed, list(kinds.values()), _values(parsed, kind, scale, length))
    return Votes(profile, ballots, scale, _notes(meta, parsed, list(kinds), table))


class Table:
    """The rows of the section, grouped by what is written on the ballot."""

    def __init__(self, text: str, line: int, columns: list[str], scored: bool) -> None:
        self.text, self.line, self.width = text, line, len(columns)
        self.vote = columns.index("vote")
        self.points = columns.index("points") if scored else -1
        self.voter = columns.index("voter_id") if "voter_id" in columns else -1
        self.lines: dict[Key, int] = {}

    def rows(self) -> Reader:
        """The rows from the first ballot on."""
        reader = csv.reader(io.StringIO(self.text, newline=""), delimiter=";", strict=True)
        while reader.line_num < self.line:
            next(reader)
        return reader

    def quick(self) -> tuple[Kinds, int] | None:
        """Identical ballots counted in bulk; None when anything is odd and the lines must be looked at one by one."""
        votes: list[str] = []
        points: list[str] = []
        names: set[str] = set()
        width, vote, voter, point = self.width, self.vote, self.voter, self.points
        try:
            for row in self.rows():
                if len(row) != width:
                    if row:
                        return None
                    continue
                votes.append(row[vote])
                if voter >= 0:
                    names.add(row[voter])
                if point >= 0:
                    points.append(row[point])
        except csv.Error:
            return None
        if voter >= 0 and len(names) != len(votes):
            return None
        return Counter(zip(votes, points if point >= 0 else repeat(""), strict=False)), len(votes)

    def slow(self, faults: list[Fault]) -> tuple[Kinds, int]:
        """The same line by line, with a fault for every line that cannot be a ballot."""
        kinds: Kinds = {}
        names: set[str] = set()
        total = 0
        for start, row in self._numbered(faults):
            if len(row) != self.width:
                if any(cell.strip() for cell in row):
                    faults.append(Fault(start, f"has {len(row)} fields where the heading has {self.width}"))
                continue
            total += 1
            if self.voter >= 0:
                if row[self.voter] in names:
                    faults.append(Fault(start, f"voter {row[self.voter][:40]} has voted before"))
                names.add(row[self.voter])
            key = self._key(row)
            kinds[key] = kinds.get(key, 0) + 1
        return kinds, total

    def line_of(self, key: Key) -> int:
        """The line on which a ballot like this first begins."""
        if not self.lines:
            for start, row in self._numbered([]):
                if len(row) == self.width:
                    self.lines.setdefault(self._key(row), start)
        return self.lines.get(key, self.line)

    def _key(self, row: list[str]) -> Key:
        return row[self.vote], row[self.points] if self.points >= 0 else ""

    def _numbered(self, faults: list[Fault]) -> Iterator[tuple[int, list[str]]]:
        reader = self.rows()
        while True:
            start = reader.line_num + 1
            try:
                yield start, next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                faults.append(Fault(start, f"cannot be read: {error}"))
                return


def _bulk(kinds: Sequence[Key], place: Mapping[str, int]) -> list[Parsed] | None:
    """All ballots at once, where each names listed projects and none twice; None when one must be looked at."""
    votes = [vote for vote, _ in kinds]
    try:
        found = list(map(place.__getitem__, ",".join(votes).split(","))) if votes and all(votes) else []
    except KeyError:
        return None
    if not found:
        return None
    out: list[Parsed] = []
    start = 0
    for vote in votes:
        end = start + vote.count(",") + 1
        indexes = found[start:end]
        if end - start > 1 and len(set(indexes)) != end - start:
            return None
        out.append((indexes, ()))
        start = end
    return out


def _choices(vote: str, points: str, kind: str, place: Mapping[str, int]) -> Parsed:
    """One ballot as (item indexes, points); points are empty where each is worth 1. Raises ValueError."""
    if not vote.strip():
        indexes = []
    else:
        names = vote.split(",")
        try:
            indexes = [place[name] for name in names]
        except KeyError:
            indexes = [_place(place, name.strip()) for name in names]
    if len(indexes) > 1 and len(set(indexes)) != len(indexes):
        raise ValueError("the vote names a project twice")
    if kind == "choose-1" and len(indexes) > 1:
        raise ValueError(f"the vote names {len(indexes)} projects where one is allowed")
    if kind not in ("cumulative", "scoring"):
        return indexes, ()
    marks = [mark.strip() for mark in points.split(",")] if points.strip() else []
    if len(marks) != len(indexes):
        raise ValueError(f"the vote has {len(indexes)} projects and {len(marks)} numbers of points")
    for mark in marks:
        if not POINTS.fullmatch(mark):
            raise ValueError(f"points {mark[:40]!r} are not a number of at least 0")
    return indexes, [int(mark) if mark.isdecimal() else Fraction(mark) for mark in marks]


def _place(place: Mapping[str, int], name: str) -> int:
    if name not in place:
        raise ValueError(f"the vote names project {name[:60]!r}, which is not listed")
    return place[name]


def _scale(parsed: Sequence[Parsed]) -> int:
    """The least power of ten that makes all points whole."""
    denominators = {value.denominator for _, values in parsed for value in values}
    scale = 1
    while any(scale % one for one in denominators):
        scale *= 10
    return scale


def _length(meta: Mapping[str, str], parsed: Sequence[Parsed], kind: str, faults: list[Fault]) -> int:
    """For ranked ballots, the most places: the first place is worth that many points."""
    if kind != "ordinal":
        return 0
    longest = max((len(indexes) for indexes, _ in parsed), default=0)
    length = _limit(meta, "max_length", longest)
    if not longest <= length < MAX_SCORE:
        faults.append(Fault(0, f"max_length is {length}, a vote ranks {longest} projects"))
    return length


def _limit(meta: Mapping[str, str], key: str, otherwise: int) -> int:
    text = meta.get(key, "")
    return int(text) if text.isdecimal() and len(text) < 10 else otherwise


def _values(parsed: Sequence[Parsed], kind: str, scale: int, length: int) -> list[int] | None:
    """What each mark is worth, ballot after ballot; None where each is worth 1."""
    if kind == "ordinal":
        return [length - place for indexes, _ in parsed for place in range(len(indexes))]
    if kind in ("cumulative", "scoring"):
        return [int(value * scale) for _, values in parsed for value in values]
    return None


def _profile(items: Sequence[Item], parsed: Sequence[Parsed], sizes: list[int], values: list[int] | None) -> Profile:
    """The ballots as arrays."""
    lengths = [len(indexes) for indexes, _ in parsed]
    keys = np.repeat(np.arange(len(parsed)), lengths)
    marks = np.fromiter(chain.from_iterable(indexes for indexes, _ in parsed), dtype=np.int64, count=len(keys))
    return Profile.from_rows(items, [(keys, marks, values)], weights=sizes)


def _notes(meta: Mapping[str, str], parsed: Sequence[Parsed], kinds: Sequence[Key], table: Table) -> list[Note]:
    """Ballots that break a limit of the header are counted all the same, and noted."""
    most, least = _limit(meta, "max_length", 10**9), _limit(meta, "min_length", 0)
    notes = []
    for (indexes, _), key in zip(parsed, kinds, strict=True):
        found = len(indexes)
        if not least <= found <= most:
            limit = f"max_length is {most}" if found > most else f"min_length is {least}"
            notes.append(Note(table.line_of(key), f"the vote names {found} projects, {limit}"))
    return notes
