"""The VOTES section: ballots grouped while they are read, each kind of ballot parsed once."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from app.counting.items import Item
from app.counting.pabulib.faults import Fault, Note
from app.counting.profile import MAX_SCORE, Profile

POINTS = re.compile(r"\d{1,9}(\.\d{1,6})?")
Kinds = dict[tuple[str, str], list[int]]  # (vote, points) as written -> [ballots, first line]


@dataclass
class Votes:
    """Grouped ballots; `scale` is what points were multiplied by to be whole."""

    profile: Profile
    ballots: int
    scale: int = 1
    notes: list[Note] = field(default_factory=list)


def read_votes(
    header: tuple[int, list[str]],
    reader: Iterator[list[str]],
    items: Sequence[Item],
    kind: str,
    meta: Mapping[str, str],
    faults: list[Fault],
) -> Votes:
    """The ballots of the rows that are left; faults are added to the list with the line they stand on."""
    line, cells = header
    columns = [cell.strip().lower() for cell in cells]
    scored = kind in ("cumulative", "scoring")
    needed = ("vote", "points") if scored else ("vote",)
    missing = [name for name in needed if columns.count(name) != 1]
    if missing:
        faults += [Fault(line, f"the VOTES section needs one column {name}") for name in missing]
        return Votes(Profile.from_ballots(items, []), 0)
    kinds: Kinds = {}
    ballots = _group(reader, columns, scored, kinds, faults)
    place = {item.id: index for index, item in enumerate(items)}
    parsed = []
    for (vote, points), (count, first) in kinds.items():
        try:
            parsed.append((_choices(vote, points, kind, place), count))
        except ValueError as error:
            faults.append(Fault(first, str(error)))
    length = _length(meta, parsed, kind, faults)
    if faults:
        return Votes(Profile.from_ballots(items, []), ballots)
    scale = _scale(parsed) if scored else 1
    multiset = [(_scored(choices, kind, scale, length), count) for choices, count in parsed]
    return Votes(Profile.from_multiset(items, multiset), ballots, scale, _notes(meta, parsed, kinds))


def _group(reader: Iterator[list[str]], columns: list[str], scored: bool, kinds: Kinds, faults: list[Fault]) -> int:
    """Count identical ballots as they are written; returns how many ballots there are."""
    width, vote = len(columns), columns.index("vote")
    points = columns.index("points") if scored else -1
    voter = columns.index("voter_id") if "voter_id" in columns else -1
    names: set[str] = set()
    total = 0
    try:
        for row in reader:
            if len(row) != width:
                if row and any(cell.strip() for cell in row):
                    faults.append(Fault(_line(reader), f"has {len(row)} fields where the heading has {width}"))
                continue
            total += 1
            if voter >= 0:
                names.add(row[voter])
                if len(names) != total:
                    faults.append(Fault(_line(reader), f"voter {row[voter][:40]} has voted before"))
                    names.add(f"\0{total}")
            key = (row[vote], row[points] if scored else "")
            known = kinds.get(key)
            if known is None:
                kinds[key] = [1, _line(reader)]
            else:
                known[0] += 1
    except csv.Error as error:
        faults.append(Fault(_line(reader), f"cannot be read: {error}"))
    return total


def _line(reader: object) -> int:
    return int(getattr(reader, "line_num", 0))


def _choices(vote: str, points: str, kind: str, place: Mapping[str, int]) -> list[tuple[int, Fraction]]:
    """One ballot as (item index, points); points are 1 where the ballot has none. Raises ValueError."""
    names = [name.strip() for name in vote.split(",")] if vote.strip() else []
    try:
        indexes = [place[name] for name in names]
    except KeyError as error:
        raise ValueError(f"the vote names project {str(error)[:60]}, which is not listed") from None
    if len(set(indexes)) != len(indexes):
        raise ValueError("the vote names a project twice")
    if kind == "choose-1" and len(indexes) > 1:
        raise ValueError(f"the vote names {len(indexes)} projects where one is allowed")
    if kind not in ("cumulative", "scoring"):
        return [(index, Fraction(1)) for index in indexes]
    marks = [mark.strip() for mark in points.split(",")] if points.strip() else []
    if len(marks) != len(indexes):
        raise ValueError(f"the vote has {len(indexes)} projects and {len(marks)} numbers of points")
    for mark in marks:
        if not POINTS.fullmatch(mark):
            raise ValueError(f"points {mark[:40]!r} are not a number of at least 0")
    return [(index, Fraction(mark)) for index, mark in zip(indexes, marks, strict=True)]


def _scale(parsed: Sequence[tuple[list[tuple[int, Fraction]], int]]) -> int:
    """The least power of ten that makes all points whole."""
    denominators = {value.denominator for choices, _ in parsed for _, value in choices}
    scale = 1
    while any(scale % one for one in denominators):
        scale *= 10
    return scale


def _length(
    meta: Mapping[str, str], parsed: Sequence[tuple[list[tuple[int, Fraction]], int]], kind: str, faults: list[Fault]
) -> int:
    """For ranked ballots, the most places: the first place is worth that many points."""
    if kind != "ordinal":
        return 0
    longest = max((len(choices) for choices, _ in parsed), default=0)
    text = meta.get("max_length", "")
    length = int(text) if text.isdecimal() and len(text) < 10 else longest
    if not longest <= length < MAX_SCORE:
        faults.append(Fault(0, f"max_length is {length}, a vote ranks {longest} projects"))
    return length


def _scored(choices: list[tuple[int, Fraction]], kind: str, scale: int, length: int) -> list[tuple[int, int]]:
    if kind == "ordinal":
        return [(index, length - place) for place, (index, _) in enumerate(choices)]
    if scale == 1:
        return [(index, value.numerator) for index, value in choices]
    return [(index, int(value * scale)) for index, value in choices]


def _notes(
    meta: Mapping[str, str], parsed: Sequence[tuple[list[tuple[int, Fraction]], int]], kinds: Kinds
) -> list[Note]:
    """Ballots that break a limit of the header are counted all the same, and noted."""
    notes = []
    longest, shortest = meta.get("max_length", ""), meta.get("min_length", "")
    most = int(longest) if longest.isdecimal() and len(longest) < 10 else None
    least = int(shortest) if shortest.isdecimal() and len(shortest) < 10 else 0
    for (choices, _), (_, line) in zip(parsed, kinds.values(), strict=True):
        if most is not None and len(choices) > most:
            notes.append(Note(line, f"the vote names {len(choices)} projects, max_length is {most}"))
        elif len(choices) < least:
            notes.append(Note(line, f"the vote names {len(choices)} projects, min_length is {least}"))
    return notes
