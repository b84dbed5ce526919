"""The demo's codes: slips of a library, some of them used, and a run of letters that is ready to download."""

from __future__ import annotations

import hashlib
import uuid
from typing import Any

import sqlalchemy as sa
from flask import current_app

from app.core.access import Actor, actor_for
from app.core.clock import now, today
from app.core.db import db
from app.core.pdf import PdfUnavailable
from app.rounds.queries import round_by_id

from . import commands, jobs, queries, store
from .models import BatchCode, Desk, Shape

# Printed on the demo's pages, so that a visitor can try one; each works once.
DEMO_CODES = tuple(f"TRYMEHERE{digit}" for digit in "2346789")
SLIPS, USED, LETTERS = 40, 17, 24


def plant(world: Any) -> None:
    """A library's batch is given out and partly used; a letter run waits for its download."""
    person = world.people["returning-officer"]
    actor, round_id = actor_for(person.id, person.name), world.rounds["2026"].id
    with world.step(-3, 11):
        slips = _library(round_id, actor)
    store.destroy(slips)
    with world.step(-1, 11):
        letters = commands.order_batch(round_id, _letters(round_id), actor=actor, now=now()).id
    jobs.make(str(letters))
    try:
        jobs.press(str(letters))
    except PdfUnavailable:
        return  # the worker says so again, every minute, where somebody looks


def _library(round_id: uuid.UUID, actor: Actor) -> uuid.UUID:
    languages = tuple(round_by_id(round_id).languages[:2])
    wish = commands.Wish(Desk.LIBRARY, Shape.SHEETS, "Keighley library", SLIPS, "walk-ins", languages=languages)
    batch = commands.order_batch(round_id, wish, actor=actor, now=now())
    pepper: str = current_app.config["SETTINGS"].code_pepper
    commands.make_some(batch.id, pepper, SLIPS - len(DEMO_CODES))
    some = sa.select(BatchCode.digest).where(BatchCode.batch_id == batch.id).order_by(BatchCode.digest).limit(USED)
    used = list(db.session.scalars(some))
    db.session.execute(sa.update(BatchCode).where(BatchCode.digest.in_(used)).values(is_used=True))
    known = [queries.digest_of(round_id, code) for code in DEMO_CODES]
    db.session.add_all(BatchCode(digest=digest, batch_id=batch.id) for digest in known)
    batch.made = SLIPS
    commands.note_printed(batch.id, SLIPS)
    commands.claim_download(batch.id, actor=actor, today=today())
    commands.note_sent(batch.id, hashlib.sha256(b"the demo's slips").hexdigest())
    return batch.id


def _letters(round_id: uuid.UUID) -> commands.Wish:
    return commands.Wish(
        Desk.LETTER,
        Shape.LETTERS,
        "Letters to Manningham",
        LETTERS,
        "first run",
        proves_address=True,
        languages=tuple(round_by_id(round_id).languages[:2]),
    )


def usable(round_id: uuid.UUID) -> str:
    """A code that still works in the demo's round; empty when all have been used."""
    digests = {queries.digest_of(round_id, code): code for code in DEMO_CODES}
    free = sa.select(BatchCode.digest).where(BatchCode.digest.in_(digests), sa.not_(BatchCode.is_used))
    found = set(db.session.scalars(free))
    return next((code for digest, code in digests.items() if digest in found), "")
