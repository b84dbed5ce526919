"""Reading a .pb file: three sections of `;`-separated rows, every fault found with its line."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

from app.counting.items import Item
from app.counting.pabulib.faults import Fault, Faults
from app.counting.pabulib.file import File
from app.counting.pabulib.votes import Votes, read_votes

SECTIONS = ("META", "PROJECTS", "VOTES")
VOTE_TYPES = ("approval", "cumulative", "choose-1", "ordinal", "scoring")
AMOUNT = re.compile(r"\d{1,15}(\.\d{0,6})?")
Row = tuple[int, list[str]]
csv.field_size_limit(2**20)


def read(path: str | Path) -> File:
    """The election in a file. Raises Faults with everything that is wrong, OSError when it cannot be opened."""
    data = Path(path).read_bytes()
    try:
        return read_text(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Faults([Fault(line, "is not UTF-8 text")]) from None


def read_text(text: str) -> File:
    """The election in the text of a file. Raises Faults."""
    faults: list[Fault] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=";", strict=True)
    rows = _rows(reader, faults)
    meta, end = _meta(rows, faults)
    columns, projects, end = _projects(rows, faults) if end == "PROJECTS" else ((), [], end)
    if end != "VOTES":
        faults.append(Fault(0, "there is no VOTES section after META and PROJECTS"))
        raise Faults(faults)
    budget, items, scale = _money(meta, projects, faults)
    kind = _kind(meta, faults)
    if not items or not kind:
        raise Faults(faults or [Fault(0, "there are no projects")])
    header = next(rows, (0, []))
    votes = read_votes(header, text, items, kind, {key: value for key, (_, value) in meta.items()}, faults)
    _check_sizes(meta, len(items), votes, faults)
    if faults:
        raise Faults(faults)
    return _file(meta, columns, projects, items, votes, budget, scale)


def _rows(reader: Iterator[list[str]], faults: list[Fault]) -> Iterator[Row]:
    """Rows that are not empty, with the line they begin on; a broken quotation ends the reading with a fault."""
    while True:
        start = _line(reader) + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            faults.append(Fault(start, f"cannot be read: {error}"))
            return
        if any(cell.strip() for cell in row):
            yield start, row


def _line(reader: object) -> int:
    return int(getattr(reader, "line_num", 0))


def _section(row: list[str]) -> str:
    """The section a row opens, or nothing."""
    name = row[0].strip().upper()
    return name if name in SECTIONS and not any(cell.strip() for cell in row[1:]) else ""


def _meta(rows: Iterator[Row], faults: list[Fault]) -> tuple[dict[str, tuple[int, str]], str]:
    """Header values with their line, and the section that follows."""
    line, first = next(rows, (1, [""]))
    if _section(first) != "META":
        faults.append(Fault(line, "does not start with META"))
        return {}, ""
    meta: dict[str, tuple[int, str]] = {}
    head = next(rows, (line, []))
    if [cell.strip().lower() for cell in head[1][:2]] != ["key", "value"]:
        faults.append(Fault(head[0], "the META section starts with key;value"))
    for line, row in rows:
        section = _section(row)
        if section:
            if section == "META":
                faults.append(Fault(line, "META stands here twice"))
            return meta, section
        key = row[0].strip().lower()
        if len(row) < 2:
            faults.append(Fault(line, f"{key} has no value"))
        elif key in meta:
            faults.append(Fault(line, f"{key} is given twice"))
        else:
            meta[key] = (line, ";".join(row[1:]).strip())
    return meta, ""


def _projects(
    rows: Iterator[Row], faults: list[Fault]
) -> tuple[tuple[str, ...], list[tuple[int, dict[str, str]]], str]:
    """The project rows by column, and the section that follows."""
    line, head = next(rows, (0, []))
    columns = tuple(cell.strip().lower() for cell in head)
    for needed in ("project_id", "cost"):
        if columns.count(needed) != 1:
            faults.append(Fault(line, f"the PROJECTS section needs one column {needed}"))
            raise Faults(faults)
    out: list[tuple[int, dict[str, str]]] = []
    for line, row in rows:
        section = _section(row)
        if section:
            if section != "VOTES":
                faults.append(Fault(line, f"{section} stands in the wrong place"))
            return columns, out, section
        if len(row) != len(columns):
            faults.append(Fault(line, f"has {len(row)} fields where the heading has {len(columns)}"))
            continue
        out.append((line, dict(zip(columns, (cell.strip() for cell in row), strict=True))))
    return columns, out, ""


def _amount(text: str) -> Fraction | None:
    """A sum of money or points as the file writes it; None when it is not one."""
    return Fraction(text) if AMOUNT.fullmatch(text) and text[-1] != "." else None


def _money(
    meta: dict[str, tuple[int, str]], projects: list[tuple[int, dict[str, str]]], faults: list[Fault]
) -> tuple[int, list[Item], int]:
    """Budget and items in minor units, scaled so that nothing has a fraction."""
    line, text = meta.get("budget", (0, ""))
    budget = _amount(text)
    if budget is None:
        faults.append(Fault(line, f"budget {text!r} is not an amount" if text else "META has no budget"))
        budget = Fraction(0)
    costs: dict[str, tuple[Fraction, str]] = {}
    for line, row in projects:
        key, cost = row["project_id"], _amount(row["cost"])
        if not key or "," in key:
            faults.append(Fault(line, f"project_id {key!r} cannot be used on a ballot"))
        elif key in costs:
            faults.append(Fault(line, f"project {key} is listed twice"))
        elif not cost:
            faults.append(Fault(line, f"project {key}: the cost {row['cost']!r} is not an amount above 0"))
        else:
            costs[key] = (cost, row.get("name", ""))
    scale = 1
    while any((value * scale).denominator != 1 for value in (budget, *(cost for cost, _ in costs.values()))):
        scale *= 10
    items = [Item(key, int(cost * scale), name=name) for key, (cost, name) in costs.items()]
    return int(budget * scale), items, scale


def _kind(meta: dict[str, tuple[int, str]], faults: list[Fault]) -> str:
    line, kind = meta.get("vote_type", (0, ""))
    if kind.lower() not in VOTE_TYPES:
        faults.append(Fault(line, f"vote_type {kind!r} is not one of {', '.join(VOTE_TYPES)}"))
        return ""
    return kind.lower()


def _check_sizes(meta: dict[str, tuple[int, str]], projects: int, votes: Votes, faults: list[Fault]) -> None:
    """The numbers of projects and votes that the header promises must be there, else the file was cut short."""
    for key, found in (("num_projects", projects), ("num_votes", votes.ballots)):
        line, text = meta.get(key, (0, ""))
        if text and text != str(found):
            faults.append(Fault(line, f"{key} says {text[:40]}, the file has {found}"))


def _file(
    meta: dict[str, tuple[int, str]],
    columns: tuple[str, ...],
    projects: list[tuple[int, dict[str, str]]],
    items: list[Item],
    votes: Votes,
    budget: int,
    scale: int,
) -> File:
    profile = votes.profile
    notes = list(votes.notes)
    for index, (line, row) in enumerate(projects):
        for column, found in (
            ("votes", profile.voters[index]),
            ("score", Fraction(profile.support[index], votes.scale)),
        ):
            told = _amount(row.get(column, ""))
            if told is not None and told != found:
                notes.append(
                    Fault(line, f"project {items[index].id}: {column} says {row[column]}, the ballots {found}")
                )
    selected = {row["project_id"]: row["selected"] for _, row in projects} if "selected" in columns else None
    return File(
        {key: value for key, (_, value) in meta.items()},
        tuple(items),
        profile,
        budget,
        scale,
        votes.scale,
        columns,
        {row["project_id"]: row for _, row in projects},
        selected,
        tuple(sorted(notes)),
    )
