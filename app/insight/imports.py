"""Reading a CSV of census shares: dimension, key, percent, source, source date; every fault with its row."""

from __future__ import annotations

import csv
import datetime as dt
import io

from app.core.errors import DomainError, Refusals

from .models import CensusShare
from .presenters import TITLES

COLUMNS = ("dimension", "key", "percent", "source", "source_on")
MOST_ROWS = 2000


def shares(text: str, *, is_sample: bool = False) -> list[CensusShare]:
    """The rows of the file, not saved.

    Raises:
        Refusals: every fault, with its row.
    """
    rows = list(csv.DictReader(io.StringIO(text.lstrip("\ufeff"))))
    if not rows or not set(COLUMNS) <= set(rows[0]):
        raise Refusals([DomainError(f"The file needs the columns {', '.join(COLUMNS)}", field="file")])
    faults: list[DomainError] = []
    made: dict[tuple[str, str], CensusShare] = {}
    for number, row in enumerate(rows[:MOST_ROWS], start=2):
        try:
            share = _share(row, is_sample)
        except ValueError as fault:
            faults.append(DomainError(f"Row {number}: {fault}", field="file"))
            continue
        if (share.dimension, share.key) in made:
            faults.append(DomainError(f"Row {number}: {share.dimension} {share.key} is there twice", field="file"))
        made[share.dimension, share.key] = share
    if faults:
        raise Refusals(faults[:50])
    return list(made.values())


def _share(row: dict[str, str], is_sample: bool) -> CensusShare:
    cells = {name: (row[name] or "").strip() for name in COLUMNS}
    if cells["dimension"] not in TITLES:
        raise ValueError(f"dimension must be one of {', '.join(TITLES)}")
    if not cells["key"] or not cells["source"]:
        raise ValueError("key and source must be filled")
    percent = float(cells["percent"])
    if not 0 <= percent <= 100:
        raise ValueError("percent must be from 0 to 100")
    return CensusShare(
        dimension=cells["dimension"],
        key=cells["key"],
        ratio=percent / 100,
        source=cells["source"][:300],
        source_on=dt.date.fromisoformat(cells["source_on"]),
        is_sample=is_sample,
    )
