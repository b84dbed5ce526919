"""A school session: a class gets its papers in one go. The teacher is its host and votes for nobody (iv.3)."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from app.core import audit
from app.core.access import Actor
from app.core.clock import london
from app.core.db import db, locked
from app.core.errors import DomainError, NotAllowed
from app.core.i18n import _
from app.register import commands as register
from app.register.commands import Registration
from app.register.models import Voter, VoterState
from app.rounds import queries as rounds
from app.rounds.models import Channel, Connection, Proof, Round

from ..models.paper import PaperDesk
from ..policies import paper as policies
from .paper_desk import hand_out

MOST_IN_CLASS = 40
STUDY_FIRST = (Connection.STUDY, Connection.LIVE, Connection.VOLUNTEER, Connection.WORK)


@dataclass(frozen=True, slots=True)
class SchoolClass:
    """Who is in the class. names: of the children, each as the school writes it; area_id: the ward of the school.

    host: the teacher and the school. form_key: random text of the form, so that sending it twice does no harm.
    """

    names: Sequence[str]
    area_id: uuid.UUID
    host: str
    form_key: str


@dataclass(frozen=True, slots=True)
class ClassPapers:
    """papers: how many to give to the class. waiting: children who look like somebody on the register (E11)."""

    papers: int
    waiting: tuple[str, ...] = ()


def hand_out_to_class(desk_id: uuid.UUID, given: SchoolClass, *, actor: Actor, now: dt.datetime) -> ClassPapers:
    """Each child is on the register, without address or account, and their right is used by a paper (E10).

    Which paper a child gets is noted nowhere. A child who looks like somebody on the register waits for the returning
    officer, and gets no paper in this go.
    Raises:
        NotAllowed: not this actor's, or voting is not open. DomainError: for a field.
    """
    desk = locked(PaperDesk, desk_id)
    round_ = rounds.round_by_id(desk.round_id)
    if not (may := policies.can_hand_out(actor, round_, now)):
        raise NotAllowed(may.reason)
    if desk.channel is not Channel.PAPER:
        raise NotAllowed(_("A class gets its papers at a desk, not by post"))
    names = [" ".join(name.split()) for name in given.names if name.strip()]
    if not names or len(names) > MOST_IN_CLASS:
        raise DomainError(_("Enter from 1 to %(most)s names, each on a line", most=MOST_IN_CLASS), field="names")
    children = [_register(round_, given, place, name, actor, now) for place, name in enumerate(names)]
    known = [child for child in children if child.state is VoterState.ACCEPTED]
    for child in known:
        if register.right_for(child.id, desk.channel).taken_by is None:  # else this form was sent before
            hand_out(child.id, desk_id, actor=actor, now=now)
    waiting = tuple(child.name for child in children if child.state is not VoterState.ACCEPTED)
    numbers = {"papers": len(known), "waiting": len(waiting)}
    audit.record(actor, "hand_out_to_class", desk, name=desk.name, after=numbers, reason=given.host)
    db.session.flush()
    return ClassPapers(len(known), waiting)


def _register(round_: Round, given: SchoolClass, place: int, name: str, actor: Actor, now: dt.datetime) -> Voter:
    connection = next(each for each in STUDY_FIRST if each.value in round_.connections)
    child = Registration(
        name,
        None,
        given.area_id,
        connection,
        age_ok=True,
        form_key=f"{given.form_key}:{place}",
        channel=Channel.PAPER,
        seen=Proof.DESK,
    )
    return register.register_voter(round_.id, child, received_at=now, today=london(now).date(), actor=actor).voter
