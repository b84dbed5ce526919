"""Objections to a published result: made by anyone while there is time, decided by somebody who did not certify it."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

import sqlalchemy as sa

from app.core import audit
from app.core.access import SYSTEM, VISITOR, Actor
from app.core.clock import now, today
from app.core.db import db, locked
from app.core.errors import DomainError, WrongState
from app.core.i18n import _
from app.rounds.commands.permission import must
from app.rounds.models import BallotItem, Round

from .. import emails, policies, queries
from ..models import WINS, Count, Grounds, Objection, ObjectionState, Remedy


@dataclass(frozen=True, slots=True)
class Given:
    """What somebody says is wrong. name, email: may be empty; nobody has to say who they are."""

    grounds: Grounds
    text: str
    name: str = ""
    email: str = ""
    lang: str = "en"


def object_to(round_id: uuid.UUID, given: Given) -> Objection:
    """The objection has a number and is acknowledged; the officers who can decide it will see it.

    Raises:
        WrongState: there is no published result, or the time for objections is over.
    """
    round_ = locked(Round, round_id)
    made = queries.published_count(round_id)
    if not (may := policies.can_object(made, today())) or made is None:
        raise WrongState(may.reason)
    if made.first_certifier_id is None or made.second_certifier_id is None:
        raise WrongState(_("Nobody here certified this result, so it cannot be objected to here"))
    found = Objection(
        round_id=round_id,
        count_id=made.id,
        number=len(queries.objections(round_id)) + 1,
        grounds=given.grounds,
        text=given.text,
        name=given.name,
        email=given.email,
        lang=given.lang,
        made_at=now(),
        first_certifier_id=made.first_certifier_id,
        second_certifier_id=made.second_certifier_id,
    )
    db.session.add(found)
    db.session.flush()
    audit.record(VISITOR, "object", found, name=round_.name, after={"number": found.number, "grounds": given.grounds})
    emails.objection_received(found, round_)
    return found


def decide_objection(
    objection_id: uuid.UUID,
    remedy: Remedy | None,
    *,
    answer: str,
    actor: Actor,
    item_id: uuid.UUID | None = None,
) -> Objection:
    """The objection is upheld with its remedy, or dismissed (remedy None). answer: everyone can read it.

    A recount can be run from then on; a project to be disqualified still needs two officers (E50).
    Raises:
        NotAllowed: the actor certified the count (the database would refuse too), or it is decided.
        DomainError: no answer, or no project of the round to disqualify.
    """
    found = locked(Objection, objection_id)
    round_ = locked(Round, found.round_id)
    must(policies.can_decide_objection(actor, found))
    if not answer.strip():
        raise DomainError(_("Say what you decided and why"), field="answer")
    if remedy is Remedy.DISQUALIFY:
        _check_item(found, item_id)
    found.state = ObjectionState.DISMISSED if remedy is None else ObjectionState.UPHELD
    found.remedy, found.item_id = remedy, item_id if remedy is Remedy.DISQUALIFY else None
    found.answer, found.decided_by_id, found.decided_at = answer.strip(), actor.id, now()
    db.session.flush()
    audit.record(
        actor,
        "decide_objection",
        found,
        name=round_.name,
        after={"number": found.number, "state": found.state, "remedy": remedy},
        reason=found.answer,
    )
    emails.objection_decided(found, round_)
    return found


def _check_item(found: Objection, item_id: uuid.UUID | None) -> None:
    item = db.session.get(BallotItem, item_id) if item_id else None
    made = queries.published_count(found.round_id)
    if item is None or made is None or item.round_id != found.round_id:
        raise DomainError(_("Choose the project that may not be funded"), field="item")
    if not any(each.item_id == item.id and (each.verdict in WINS or each.reserve_place) for each in made.items):
        raise DomainError(_("This project is neither funded nor on the reserve list"), field="item")


def close_results(day: dt.date) -> int:
    """Results whose time for objections is over, with nothing left to decide, are final. Returns how many."""
    found = queries.counts_to_close(day)
    for count_id in found:
        made = locked(Count, count_id)
        made.final_at = now()
        round_ = db.session.get_one(Round, made.round_id)
        audit.record(SYSTEM, "close_result", made, name=round_.name, after={"number": made.number})
    db.session.flush()
    return len(found)


def forget_objectors(before: dt.datetime) -> int:
    """Objections decided before then name nobody any more. Returns how many did."""
    ids = list(db.session.scalars(queries.old_objectors(before)))
    db.session.execute(sa.update(Objection).where(Objection.id.in_(ids)).values(name="", email=""))
    return len(ids)
