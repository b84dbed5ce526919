"""Loading a real election from a Pabulib file: its round, its ballots in bulk, its count."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast

import sqlalchemy as sa

from app.ballots.models import Ballot, Choice, Electorate, random_key
from app.core.access import Actor, Grant, Role
from app.core.clock import london_instant, now
from app.core.db import db
from app.core.errors import DomainError
from app.counting import Rule
from app.counting.pabulib import File, declared_rule, read
from app.register.models import Channel
from app.rounds import commands as rounds
from app.rounds.models import NO_CURRENCY, BallotItem, BallotType, Round

from . import commands

IMPORTER = Actor(None, "Import", grants=(Grant(Role.RETURNING_OFFICER),))
PENCE = 100
CHUNK = 20_000
TYPES = {
    "approval": BallotType.APPROVE,
    "choose-1": BallotType.APPROVE,
    "cumulative": BallotType.POINTS,
    "scoring": BallotType.SCORE,
    "ordinal": BallotType.RANK,
}


@dataclass(frozen=True, slots=True)
class Wish:
    """How to count instead of as the file declares; None leaves the file's own."""

    rule: str | None = None
    utility: str | None = None
    completion: str | None = None
    step: int | None = None
    fill: str | None = None


def read_election(path: Path) -> File:
    """The election in a file.

    Raises:
        app.counting.pabulib.Faults: with every fault and its line.
        OSError: it cannot be opened.
    """
    return read(path)


def import_round(file: File, name: str, wish: Wish, *, content: bytes) -> Round:
    """The election is a closed round marked imported, its ballots are kept, it is counted and its result public.

    name: of the file, kept as the source. content: its bytes, for their SHA-256.

    Raises:
        DomainError: the wished rule does not work.
    """
    rule = rule_for(file, wish)
    round_, items = rounds.import_election(_election(file, name, content), rule, actor=IMPORTER)
    _add_ballots(round_, items, file)
    made = commands.count_round(round_.id, actor=IMPORTER)
    commands.publish_imported(made.id, actor=IMPORTER)
    return round_


def rule_for(file: File, wish: Wish) -> Rule:
    """The rule of the file's header, or greedy where that says nothing, with the wishes over it."""
    try:
        rule = declared_rule(file)
    except ValueError:
        rule = Rule("greedy", unit=file.scale)
    changed: dict[str, Any] = {
        key: value
        for key, value in (
            ("name", wish.rule),
            ("utility", wish.utility),
            ("completion", wish.completion),
            ("step", wish.step),
            ("fill", wish.fill),
        )
        if value is not None
    }
    if wish.rule is not None:
        changed.setdefault("completion", "none")
        changed.setdefault("fill", "none")
        changed["complete_at"] = None
        changed["threshold"] = rule.threshold if wish.rule == "greedy-threshold" else None
    try:
        return replace(rule, unit=_minor_unit(file), **changed)
    except ValueError as fault:
        raise DomainError(str(fault)) from fault


def _minor_unit(file: File) -> int:
    """Hundredths where they are fine enough, so that money looks the same everywhere; else the file's own unit."""
    return PENCE if PENCE % file.scale == 0 else file.scale


def _election(file: File, name: str, content: bytes) -> rounds.Election:
    meta = file.meta
    unit = _minor_unit(file)
    times = unit // file.scale
    first, last = _dates(meta)
    most = int(meta["max_length"]) if meta.get("max_length", "").isdigit() else None
    if file.vote_type == "choose-1":
        most = 1
    return rounds.Election(
        name=_name(meta) or Path(name).stem,
        about=" ".join(filter(None, (meta.get("description", ""), meta.get("comment", ""))))[:1500],
        currency=meta["currency"] if re.fullmatch(r"[A-Z]{3}", meta.get("currency", "")) else NO_CURRENCY,
        minor_unit=unit,
        budget=file.budget * times,
        opened_on=first,
        closed_on=last,
        ballot_type=TYPES[file.vote_type],
        min_choices=int(meta["min_length"]) if meta.get("min_length", "").isdigit() else 1,
        max_choices=most,
        items=[
            rounds.ImportedItem(
                item.id, item.name or item.id, item.cost * times, _theme(file.projects.get(item.id, {}))
            )
            for item in file.items
        ],
        lang=meta["language"] if re.fullmatch(r"[a-z]{2}", meta.get("language", "")) else "en",
        source={
            "file": name,
            "sha256": hashlib.sha256(content).hexdigest(),
            "declared_rule": file.declared_rule,
            "vote_type": file.vote_type,
            "point_scale": str(file.point_scale),
        },
    )


def _name(meta: dict[str, str]) -> str:
    place = ", ".join(dict.fromkeys(filter(None, (meta.get("unit"), meta.get("subunit"), meta.get("instance")))))
    return place or meta.get("description", "")


def _theme(row: dict[str, str]) -> str:
    return row.get("category", "").split(",")[0].strip()


def _dates(meta: dict[str, str]) -> tuple[dt.datetime, dt.datetime]:
    """When people voted, as far as the file says; else the year of the election, else today."""
    first = _date(meta.get("date_begin", "")) or _date(meta.get("instance", "")) or now().date()
    last = _date(meta.get("date_end", "")) or first
    opened = london_instant(first, dt.time(0))
    return opened, max(london_instant(last, dt.time(23, 59, 59)), opened + dt.timedelta(days=1))


def _date(text: str) -> dt.date | None:
    """A date from `31.03.2024`, `2024-03-31`, `03.2024` or `2024`."""
    numbers = [int(part) for part in re.findall(r"\d+", text)]
    if numbers and len(numbers) <= 3 and numbers[-1] > 31:
        numbers.reverse()
    try:
        return dt.date(*(numbers + [1, 1])[:3]) if numbers and 1900 <= numbers[0] <= 2200 else None
    except ValueError:
        return None


def _add_ballots(round_: Round, items: list[BallotItem], file: File) -> None:
    """One anonymous ballot for each in the file, in bulk."""
    keys = sorted(random_key() for _ballot in range(file.profile.n))  # in order: the tables grow at their end only
    shared = {"round_id": round_.id, "channel_class": Channel.ONLINE, "electorate": Electorate.OPEN}
    ballots = [{"id": key, **shared} for key in keys]
    choices = [
        {"ballot_id": key, "item_id": items[place].id, "value": value}
        for key, lines in zip(keys, _each(file), strict=True)
        for place, value in lines
    ]
    for model, rows in ((Ballot, ballots), (Choice, choices)):
        table = cast(sa.Table, model.__table__)  # not the entity: several times faster
        for start in range(0, len(rows), CHUNK):
            db.session.execute(sa.insert(table), rows[start : start + CHUNK])


def _each(file: File) -> Iterator[tuple[tuple[int, int], ...]]:
    for lines, count in file.profile.multiset():
        for _copy in range(count):
            yield lines
