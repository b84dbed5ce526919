"""Double entry: two people type each batch without seeing each other's, the rest is compared by the computer (E18)."""

from __future__ import annotations

import datetime as dt
import math
import secrets
import uuid
from collections.abc import Iterable

import sqlalchemy as sa

from app.core import audit
from app.core.access import Actor
from app.core.db import db, locked
from app.core.errors import DomainError, NotAllowed, WrongState
from app.core.i18n import _
from app.rounds import queries as rounds
from app.rounds.models import Round

from ..models import Rejection
from ..models.paper import MOST_IN_BATCH, BatchState, PaperBatch, PaperEntry, PaperSample, PaperSheet
from ..paper import keying, sealing
from ..paper.contents import Contents
from ..paper.sealing import Reading
from ..policies import fault
from ..policies import paper as policies
from ..queries import paper as queries

SETTLED = 3
SAMPLE = 0.05
MOST_PLACES = MOST_IN_BATCH + 10  # a pile may turn out to hold more than was declared
_chance = secrets.SystemRandom()


def take_batch(round_id: uuid.UUID, *, actor: Actor, now: dt.datetime) -> PaperBatch:
    """The actor types a batch that chance picks; the one they are at, if there is one.

    Raises:
        NotAllowed: not a data-entry operator, or voting has not closed.
        WrongState: nothing waits for them.
    """
    round_ = locked(Round, round_id)
    _allow(policies.can_key(actor, round_, now))
    if (mine := queries.batch_of(round_id, actor.id)) is not None:
        return mine
    free = queries.free_batches(round_id, actor.id)
    if not free:
        raise WrongState(_("No batch waits for you. A batch is typed by two different people"))
    batch = locked(PaperBatch, _chance.choice(free))
    if batch.first_keyer_id is None:
        batch.first_keyer_id = actor.id
    elif batch.second_keyer_id is None:
        batch.second_keyer_id = actor.id
    audit.record(actor, "take_batch", batch, name=str(batch.number))
    db.session.flush()
    return batch


def release_batch(batch_id: uuid.UUID, keying_: int, *, actor: Actor, now: dt.datetime) -> PaperBatch:
    """An unfinished pass is given back by who types it, or by a returning officer; what was typed in it is deleted."""
    batch = locked(PaperBatch, batch_id)
    _allow(policies.can_release(actor, _round(batch), batch, keying_, now))
    _forget(batch.id, [keying_])
    if keying_ == 1:
        batch.first_keyer_id = None
    else:
        batch.second_keyer_id = None
    audit.record(actor, "release_batch", batch, name=str(batch.number))
    db.session.flush()
    return batch


def read_paper(round_: Round, batch: PaperBatch, typed: str) -> Reading:
    """What was typed as a vote, judged by the rules of the round: a fault is a rejection by its reason (E06, E19).

    Raises:
        DomainError: with the field "typed": this cannot stand on a paper.
    """
    page = _contents(round_, batch)
    found = keying.read(page.layout(), typed)
    if isinstance(found, Rejection):
        return Reading(rejection=found)
    return Reading(found, fault(page.limits(), found))


def key_paper(batch_id: uuid.UUID, place: int, typed: str, *, actor: Actor, now: dt.datetime) -> Reading:
    """The paper at `place` of the pile is read by the actor; typing it again corrects it until the pile is done.

    Raises:
        NotAllowed: not the actor's batch.
        DomainError: not the next paper, or this cannot stand on one.
    """
    batch = locked(PaperBatch, batch_id)
    round_ = _round(batch)
    _allow(policies.can_key_batch(actor, round_, batch, now))
    mine = policies.keying_of(actor, batch)
    known = {entry.place: entry for entry in queries.entries(batch.id, mine)}
    if not 1 <= place <= min(len(known) + 1, MOST_PLACES):
        raise DomainError(_("Type the papers in the order of the pile"), field="typed")
    reading = read_paper(round_, batch, typed)
    keep(round_, batch, place, mine, reading)
    return reading


def finish_keying(batch_id: uuid.UUID, *, actor: Actor, now: dt.datetime) -> PaperBatch:
    """The actor has typed the whole pile. When both have, the two are compared.

    Raises:
        NotAllowed: not the actor's batch.
        WrongState: nothing was typed.
    """
    batch = locked(PaperBatch, batch_id)
    round_ = _round(batch)
    _allow(policies.can_key_batch(actor, round_, batch, now))
    mine = policies.keying_of(actor, batch)
    number = len(queries.entries(batch.id, mine))
    if not number:
        raise WrongState(_("Type the papers first"))
    if mine == 1:
        batch.is_first_done = True
    else:
        batch.is_second_done = True
    audit.record(actor, "finish_keying", batch, name=str(batch.number), after={"papers": number, "run": batch.run})
    if batch.is_first_done and batch.is_second_done:
        _compare(round_, batch)
    db.session.flush()
    return batch


def readings(batch: PaperBatch, place: int | None = None) -> dict[tuple[int, int], Reading]:
    """What was keyed: (place, pass) -> reading; pass 3 is what counts."""
    return {
        (entry.place, entry.keying): sealing.opened(
            batch.round_id, sealing.about(batch.id, entry.place, entry.keying), entry.sealed
        )
        for entry in queries.entries(batch.id)
        if place is None or entry.place == place
    }


def keep(round_: Round, batch: PaperBatch, place: int, pass_: int, reading: Reading) -> None:
    """The reading is kept, sealed, instead of one that was there."""
    text = sealing.sealed(round_.id, sealing.about(batch.id, place, pass_), reading, rounds.number_of_items(round_.id))
    row = db.session.scalars(
        sa.select(PaperEntry).where(
            PaperEntry.batch_id == batch.id, PaperEntry.place == place, PaperEntry.keying == pass_
        )
    ).one_or_none()
    if row is None:
        db.session.add(PaperEntry(batch_id=batch.id, place=place, keying=pass_, sealed=text))
    else:
        row.sealed = text
    db.session.flush()


def _compare(round_: Round, batch: PaperBatch) -> None:
    """Papers that both read alike are settled; every other waits for an adjudicator, and so do unclear ones."""
    found = readings(batch)
    for place in sorted({place for place, _pass in found}):
        first, second = found.get((place, 1)), found.get((place, 2))
        if first == second and first is not None and first.rejection is not Rejection.UNCLEAR:
            keep(round_, batch, place, SETTLED, first)
    batch.state = BatchState.COMPARED
    go_on(batch)


def go_on(batch: PaperBatch) -> None:
    """A batch without open papers gets its sample: 5 in 100, at least one, drawn by chance and kept (E18)."""
    db.session.flush()
    if batch.state is not BatchState.COMPARED or queries.open_places(batch.id):
        return
    places = sorted(place for (place, pass_), read in readings(batch).items() if pass_ == SETTLED and read.is_there)
    if not places:
        batch.state = BatchState.CHECKED
        return
    for place in _chance.sample(places, max(1, math.ceil(len(places) * SAMPLE))):
        db.session.add(PaperSample(batch_id=batch.id, run=batch.run, place=place))
    batch.state = BatchState.SAMPLED
    db.session.flush()


def reopen(batch: PaperBatch) -> None:
    """The batch is typed anew from the papers by two people; what was typed is deleted."""
    _forget(batch.id, [1, 2, SETTLED])
    db.session.execute(sa.delete(PaperSheet).where(PaperSheet.batch_id == batch.id))
    batch.state, batch.run = BatchState.SEALED, batch.run + 1
    batch.first_keyer_id = batch.second_keyer_id = None
    batch.is_first_done = batch.is_second_done = False
    db.session.flush()


def _forget(batch_id: uuid.UUID, passes: Iterable[int]) -> None:
    db.session.execute(
        sa.delete(PaperEntry).where(PaperEntry.batch_id == batch_id, PaperEntry.keying.in_(list(passes)))
    )


def _contents(round_: Round, batch: PaperBatch) -> Contents:
    plan = queries.plan(round_.id)
    if plan is None:
        raise WrongState(_("No papers were printed for this round"))
    return Contents.of(round_, plan, batch.area_id)


def _round(batch: PaperBatch) -> Round:
    return db.session.get_one(Round, batch.round_id)


def _allow(may: object) -> None:
    if not may:
        raise NotAllowed(getattr(may, "reason", ""))
