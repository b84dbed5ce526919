"""A round as every voter meets it: its rules, pots and items, read once and kept while nothing of it changes.

Every request of a vote asks for the same few dozen rows, which cannot change after the lock but for a withdrawal, a
correction, a pause. So two numbers are read (`STAMP`), and the rows only where one differs.
"""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import joinedload, selectinload

from app.core.db import db, has_written
from app.core.prepared import Prepared
from app.core.remembered import remembered

from .models import BallotItem, PotScope, Round, RoundElectorate, RoundPot, RoundState, RuleSet, words_in

MOST_KEPT = 32
SEEN_FOR = 2  # seconds
HIDDEN = (RoundState.DRAFT,)
_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class ItemRow:
    """What voting needs of an item, for hundreds at once: not its summary. version: changes with its words."""

    number: int
    round_pot_id: uuid.UUID
    cost_pence: int
    is_withdrawn: bool
    is_boosted: bool
    id: uuid.UUID
    version: int
    area_id: uuid.UUID | None
    theme: str
    proposal_id: uuid.UUID | None
    lang: str
    title: str
    translations: dict[str, dict[str, str]]

    def title_in(self, lang: str) -> tuple[str, str]:
        """As `BallotItem.title_in`."""
        return words_in(self, lang, "title")


@dataclass(frozen=True, slots=True)
class Booth:
    """The round with its rules, pots and electorates, bound to no session, and its items by number."""

    round: Round
    items: tuple[ItemRow, ...]

    def pots(self, around: set[uuid.UUID]) -> list[RoundPot]:
        """The pots in which a voter may choose. around: the voter's area and those around it (E13, E14)."""
        if self.round.rules.pot_scope is PotScope.ALL:
            return list(self.round.pots)
        return [pot for pot in self.round.pots if pot.area_id is None or pot.area_id in around]

    @property
    def asks_for_area(self) -> bool:
        """Do the pots of a voter depend on where they live?"""
        return self.round.rules.pot_scope is PotScope.OWN and any(pot.area_id for pot in self.round.pots)


PARTS = (RuleSet, RoundPot, RoundElectorate, BallotItem)


@sa.event.listens_for(db.session, "after_flush")
def _count_change(session: sa.orm.Session, _context: object) -> None:
    """`parts_version` of each round has grown, of which a part came, went or changed."""
    changed = [*session.new, *session.deleted, *(row for row in session.dirty if session.is_modified(row))]
    for round_id in {row.round_id for row in changed if isinstance(row, PARTS)}:
        session.connection().execute(GROW, {"round_id": round_id})


GROW = (
    sa.update(Round.__table__)  # type: ignore[arg-type]
    .where(Round.id == sa.bindparam("round_id"))
    .values(parts_version=Round.parts_version + 1)
)
STAMP: tuple[sa.ColumnElement[Any], ...] = (
    *(Round.__table__.c[name].label(f"stamp_{name}") for name in ("id", "version", "parts_version")),
)
"""Columns to read beside `Round`, for `booth`."""
Stamp = Sequence[Any]


def booth(stamp: Stamp) -> Booth:
    """The round whose `STAMP` columns were just read, as it is now."""
    round_id, numbers = stamp[0], tuple(stamp[1:])
    kept = remembered("booths")
    with _lock:
        found: tuple[tuple[int, ...], Booth] | None = kept.get(round_id)
    if found is not None and found[0] == numbers:
        return found[1]
    made = _read(round_id)
    if not has_written():  # what is not committed may never be
        with _lock:
            kept.pop(round_id, None)
            kept[round_id] = (numbers, made)
            while len(kept) > MOST_KEPT:
                del kept[next(iter(kept))]
    return made


SHOWN = tuple(Round.state != hidden for hidden in HIDDEN)
AT = Prepared(sa.select(*STAMP).where(Round.slug == sa.bindparam("slug"), *SHOWN))
OF = Prepared(sa.select(*STAMP).where(Round.id == sa.bindparam("round_id")))


def booth_at(slug: str) -> Booth:
    """The round at this address as it is now, if residents may see it.

    Raises:
        NoResultFound: there is none.
    """
    return booth(AT.one(slug=slug))


def booth_seen(slug: str) -> Booth:
    """As `booth_at`, up to two seconds old: for a page after which the command looks again.

    Raises:
        NoResultFound: there is none.
    """
    seen, moment = remembered("booths_seen"), time.monotonic()
    found: tuple[float, Booth] | None = seen.get(slug)
    if found is None or moment > found[0] or current_app.testing:
        found = seen[slug] = (moment + SEEN_FOR, booth_at(slug))
    return found[1]


def booth_of(round_id: uuid.UUID) -> Booth:
    """The round with this key, as it is now."""
    return booth(OF.one(round_id=round_id))


def asking_of(round_id: uuid.UUID) -> tuple[Prepared, dict[str, object]]:
    """What `booth_of` reads, for `ask_ahead`."""
    return OF, {"round_id": round_id}


def _read(round_id: uuid.UUID) -> Booth:
    """In a session of its own on the same connection: nobody else holds these rows, and nobody changes them."""
    whole = (joinedload(Round.rules), selectinload(Round.pots), selectinload(Round.electorates))
    with db.session.no_autoflush, sa.orm.Session(bind=db.session.connection()) as session:
        found = session.scalars(sa.select(Round).where(Round.id == round_id).options(*whole)).one()
        rows = session.execute(_items(round_id)).all()
        session.expunge_all()
    return Booth(found, tuple(ItemRow(*tuple(row)) for row in rows))


def _items(round_id: uuid.UUID) -> sa.Select[Any]:
    """The items by number, withdrawn ones included, without their summaries."""
    columns = [getattr(BallotItem, name) for name in ItemRow.__dataclass_fields__]
    return sa.select(*columns).where(BallotItem.round_id == round_id).order_by(BallotItem.number)
