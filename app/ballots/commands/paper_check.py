"""What a third person does: settles papers that were read differently, and reads a sample once more (E18)."""

from __future__ import annotations

import datetime as dt
import uuid

from app.core import audit
from app.core.access import Actor
from app.core.db import db, locked
from app.core.errors import DomainError, NotAllowed, WrongState
from app.core.i18n import _
from app.rounds.models import Round

from ..models import Rejection
from ..models.paper import BatchState, Ground, PaperBatch, PaperDecision, PaperSample
from ..paper.sealing import Reading
from ..policies import paper as policies
from ..queries import paper as queries
from .paper_entry import SETTLED, go_on, keep, read_paper, readings, reopen


def settle_paper(
    batch_id: uuid.UUID, place: int, *, ground: Ground, typed: str, actor: Actor, today: dt.date
) -> Reading:
    """The paper at `place` counts as the adjudicator says, who has it in hand.

    ground: why; the first or the second reading stands, or what is `typed`, or there is no such paper in the pile.
    Raises:
        NotAllowed: the actor typed this batch, or is no adjudicator.
        WrongState: nothing to settle at this place.
        DomainError: the reading that should stand is not there, or what was typed cannot stand on a paper.
    """
    batch = locked(PaperBatch, batch_id)
    round_ = db.session.get_one(Round, batch.round_id)
    _allow(policies.can_settle(actor, round_, batch))
    if batch.state is not BatchState.COMPARED or place not in queries.open_places(batch.id):
        raise WrongState(_("This paper is already settled"))
    reading = _decided(round_, batch, place, ground, typed)
    keep(round_, batch, place, SETTLED, reading)
    row = PaperDecision(
        batch_id=batch.id,
        run=batch.run,
        place=place,
        ground=ground,
        decided_by_id=actor.id,
        first_keyer_id=batch.first_keyer_id,
        second_keyer_id=batch.second_keyer_id,
        decided_on=today,
    )
    db.session.add(row)
    db.session.flush()
    audit.record(actor, "settle_paper", batch, name=str(batch.number), after={"place": place, "ground": ground})
    go_on(batch)
    db.session.flush()
    return reading


def _decided(round_: Round, batch: PaperBatch, place: int, ground: Ground, typed: str) -> Reading:
    if ground is Ground.NOT_THERE:
        return Reading(is_there=False)
    if ground is Ground.INTENT_UNCLEAR:
        return Reading(rejection=Rejection.UNCLEAR)
    if ground in {Ground.FIRST_RIGHT, Ground.SECOND_RIGHT}:
        found = readings(batch, place).get((place, 1 if ground is Ground.FIRST_RIGHT else 2))
        if found is None:
            raise DomainError(_("This person typed no such paper"), field="ground")
        return found
    return read_paper(round_, batch, typed)


def check_sample(batch_id: uuid.UUID, place: int, typed: str, *, actor: Actor, today: dt.date) -> bool:
    """A sampled paper was read once more; True when it is as it was keyed. One that is not reopens the batch.

    Raises:
        NotAllowed: the actor typed this batch, or is no adjudicator.
        WrongState: not in the sample, or read already.
    """
    batch = locked(PaperBatch, batch_id)
    round_ = db.session.get_one(Round, batch.round_id)
    _allow(policies.can_settle(actor, round_, batch))
    drawn = queries.samples(batch.id, batch.run)
    sample = next((each for each in drawn if each.place == place and each.agrees is None), None)
    if batch.state is not BatchState.SAMPLED or sample is None:
        raise WrongState(_("This paper is not in the sample, or was read already"))
    reading = read_paper(round_, batch, typed)
    sample.agrees = reading == readings(batch, place)[place, SETTLED]
    sample.checked_by_id = actor.id
    db.session.flush()
    audit.record(actor, "check_sample", batch, name=str(batch.number), after=_result(sample))
    if not sample.agrees:
        reopen(batch)
    elif all(each.agrees for each in drawn):
        batch.state = BatchState.CHECKED
    db.session.flush()
    return bool(sample.agrees)


def _result(sample: PaperSample) -> dict[str, object]:
    return {"place": sample.place, "agrees": sample.agrees, "run": sample.run}


def _allow(may: object) -> None:
    if not may:
        raise NotAllowed(getattr(may, "reason", ""))
