"""Reads about paper. Nothing here adds up what was chosen."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from app.areas.models import Area
from app.core.access import Actor, Role, Scope
from app.core.db import db
from app.people.models import Person
from app.rounds.models import Channel, PotScope, Round, RoundPot, RoundState, RuleSet
from app.rounds.policies import RETURNING

from ..models.paper import (
    BatchState,
    Half,
    PaperBatch,
    PaperBox,
    PaperCount,
    PaperDecision,
    PaperDesk,
    PaperEntry,
    PaperPack,
    PaperPlan,
    PaperRecord,
    PaperSample,
    PaperSheet,
    SheetKind,
    Tally,
)

WORKERS = (*RETURNING, Role.DESK_STAFF, Role.DATA_ENTRY, Role.ADJUDICATOR, Role.OBSERVER)


def paper_rounds(actor: Actor) -> list[Round]:
    """The rounds with paper that the actor works for, the latest first."""
    wanted = sa.select(Round).where(Round.state != RoundState.DRAFT, Round.is_imported.is_(False))
    covered: set[uuid.UUID] = set()
    for role in WORKERS:
        ids = actor.scope_ids(role, Scope.ROUND)
        if ids is None:
            break
        covered |= ids
    else:
        wanted = wanted.where(Round.id.in_(covered))
    found = db.session.scalars(
        wanted.options(sa.orm.selectinload(Round.rules)).order_by(Round.closes_at.desc(), Round.name).limit(200)
    )
    words = {Channel.PAPER.value, Channel.POST.value}
    return [round_ for round_ in found if words & set(round_.rules.channels)]


def plan(round_id: uuid.UUID) -> PaperPlan | None:
    return db.session.scalars(sa.select(PaperPlan).where(PaperPlan.round_id == round_id)).one_or_none()


def desks(round_id: uuid.UUID) -> list[PaperDesk]:
    """The desks of a round by name."""
    return list(db.session.scalars(sa.select(PaperDesk).where(PaperDesk.round_id == round_id).order_by(PaperDesk.name)))


def desk(round_id: uuid.UUID, desk_id: uuid.UUID) -> PaperDesk:
    return db.session.scalars(sa.select(PaperDesk).where(PaperDesk.round_id == round_id, PaperDesk.id == desk_id)).one()


def packs(round_id: uuid.UUID) -> list[PaperPack]:
    """The packs of a round by number."""
    return list(
        db.session.scalars(sa.select(PaperPack).where(PaperPack.round_id == round_id).order_by(PaperPack.number))
    )


def pack(round_id: uuid.UUID, number: int) -> PaperPack:
    return db.session.scalars(
        sa.select(PaperPack).where(PaperPack.round_id == round_id, PaperPack.number == number)
    ).one()


@dataclass(frozen=True, slots=True)
class HalfDay:
    """What one desk counted in one half-day."""

    on: dt.date
    half: Half
    issued: int
    spoilt: int
    replaced: int
    late: int


def issue_log(desk_id: uuid.UUID) -> list[HalfDay]:
    """The issue log of a desk, the first half-day first."""
    rows = db.session.execute(
        sa.select(PaperCount.on, PaperCount.half, PaperCount.kind, sa.func.sum(PaperCount.number))
        .where(PaperCount.desk_id == desk_id)
        .group_by(PaperCount.on, PaperCount.half, PaperCount.kind)
    )
    found: dict[tuple[dt.date, Half], dict[Tally, int]] = {}
    for on, half, kind, number in rows:
        found.setdefault((on, half), {})[kind] = int(number)
    ordered = sorted(found.items(), key=lambda pair: (pair[0][0], pair[0][1] is Half.AFTERNOON))
    return [HalfDay(on, half, *(counts.get(kind, 0) for kind in Tally)) for (on, half), counts in ordered]


def tallies(round_id: uuid.UUID) -> dict[uuid.UUID, dict[Tally, int]]:
    """What each desk of a round counted in all."""
    rows = db.session.execute(
        sa.select(PaperCount.desk_id, PaperCount.kind, sa.func.sum(PaperCount.number))
        .join(PaperDesk, PaperDesk.id == PaperCount.desk_id)
        .where(PaperDesk.round_id == round_id)
        .group_by(PaperCount.desk_id, PaperCount.kind)
    )
    found: dict[uuid.UUID, dict[Tally, int]] = {}
    for desk_id, kind, number in rows:
        found.setdefault(desk_id, dict.fromkeys(Tally, 0))[kind] = int(number)
    return found


def paper_turnout(round_id: uuid.UUID) -> dict[uuid.UUID | None, int]:
    """Papers handed out, by the voter's area: from the issue log, which knows no voter."""
    rows = db.session.execute(
        sa.select(PaperCount.area_id, sa.func.sum(PaperCount.number))
        .join(PaperDesk, PaperDesk.id == PaperCount.desk_id)
        .where(PaperDesk.round_id == round_id, PaperCount.kind == Tally.ISSUED)
        .group_by(PaperCount.area_id)
    )
    return {area_id: int(number) for area_id, number in rows}


def boxes(round_id: uuid.UUID) -> list[PaperBox]:
    """The boxes of a round by number."""
    return list(db.session.scalars(sa.select(PaperBox).where(PaperBox.round_id == round_id).order_by(PaperBox.number)))


def box(round_id: uuid.UUID, number: int) -> PaperBox:
    return db.session.scalars(sa.select(PaperBox).where(PaperBox.round_id == round_id, PaperBox.number == number)).one()


def batches(round_id: uuid.UUID) -> list[PaperBatch]:
    """The batches of a round by number."""
    return list(
        db.session.scalars(sa.select(PaperBatch).where(PaperBatch.round_id == round_id).order_by(PaperBatch.number))
    )


def batch(round_id: uuid.UUID, number: int) -> PaperBatch:
    return db.session.scalars(
        sa.select(PaperBatch).where(PaperBatch.round_id == round_id, PaperBatch.number == number)
    ).one()


def batch_of(round_id: uuid.UUID, person_id: uuid.UUID | None) -> PaperBatch | None:
    """The batch that this person is typing now."""
    mine = sa.or_(
        sa.and_(PaperBatch.first_keyer_id == person_id, sa.not_(PaperBatch.is_first_done)),
        sa.and_(PaperBatch.second_keyer_id == person_id, sa.not_(PaperBatch.is_second_done)),
    )
    wanted = sa.select(PaperBatch).where(PaperBatch.round_id == round_id, PaperBatch.state == BatchState.SEALED, mine)
    return db.session.scalars(wanted.order_by(PaperBatch.number)).first()


def free_batches(round_id: uuid.UUID, person_id: uuid.UUID | None) -> list[uuid.UUID]:
    """The batches that this person could begin to type: sealed, and not one they have typed already (E18)."""
    first = PaperBatch.first_keyer_id.is_(None)
    second = sa.and_(PaperBatch.first_keyer_id != person_id, PaperBatch.second_keyer_id.is_(None))
    wanted = sa.select(PaperBatch.id).where(
        PaperBatch.round_id == round_id, PaperBatch.state == BatchState.SEALED, sa.or_(first, second)
    )
    return list(db.session.scalars(wanted))


def entries(batch_id: uuid.UUID, keying: int | None = None) -> list[PaperEntry]:
    """What was keyed for a batch, by place and pass."""
    wanted = sa.select(PaperEntry).where(PaperEntry.batch_id == batch_id)
    if keying is not None:
        wanted = wanted.where(PaperEntry.keying == keying)
    return list(db.session.scalars(wanted.order_by(PaperEntry.place, PaperEntry.keying)))


def keyed(round_id: uuid.UUID) -> dict[tuple[uuid.UUID, int], int]:
    """How many papers were keyed: (batch, pass) -> number."""
    rows = db.session.execute(
        sa.select(PaperEntry.batch_id, PaperEntry.keying, sa.func.count())
        .join(PaperBatch, PaperBatch.id == PaperEntry.batch_id)
        .where(PaperBatch.round_id == round_id)
        .group_by(PaperEntry.batch_id, PaperEntry.keying)
    )
    return {(batch_id, keying): number for batch_id, keying, number in rows}


def open_places(batch_id: uuid.UUID) -> list[int]:
    """The papers of a batch whose two readings differ and that nobody has decided yet."""
    settled = sa.select(PaperEntry.place).where(PaperEntry.batch_id == batch_id, PaperEntry.keying == 3)
    wanted = sa.select(PaperEntry.place).where(
        PaperEntry.batch_id == batch_id, PaperEntry.keying < 3, PaperEntry.place.not_in(settled)
    )
    return sorted(db.session.scalars(wanted.distinct()))


def samples(batch_id: uuid.UUID, run: int) -> list[PaperSample]:
    """The sample of a batch's present run, by place."""
    return list(
        db.session.scalars(
            sa.select(PaperSample)
            .where(PaperSample.batch_id == batch_id, PaperSample.run == run)
            .order_by(PaperSample.place)
        )
    )


def samples_of_round(round_id: uuid.UUID) -> list[tuple[PaperSample, int]]:
    """Every sample ever drawn, with the number of its batch: reopened batches have more than one run."""
    rows = db.session.execute(
        sa.select(PaperSample, PaperBatch.number)
        .join(PaperBatch, PaperBatch.id == PaperSample.batch_id)
        .where(PaperBatch.round_id == round_id)
        .order_by(PaperBatch.number, PaperSample.run, PaperSample.place)
    )
    return [(sample, number) for sample, number in rows]


def decisions(batch_id: uuid.UUID) -> list[PaperDecision]:
    """What adjudicators decided in a batch, all runs."""
    return list(
        db.session.scalars(
            sa.select(PaperDecision)
            .where(PaperDecision.batch_id == batch_id)
            .order_by(PaperDecision.run, PaperDecision.place)
        )
    )


def sheets(round_id: uuid.UUID) -> list[PaperSheet]:
    return list(db.session.scalars(sa.select(PaperSheet).where(PaperSheet.round_id == round_id)))


def sheet_of(round_id: uuid.UUID, kind: SheetKind, subject_id: uuid.UUID) -> PaperSheet | None:
    """The sheet of this batch, box or desk."""
    column = {
        SheetKind.BATCH: PaperSheet.batch_id,
        SheetKind.BOX: PaperSheet.box_id,
        SheetKind.DESK: PaperSheet.desk_id,
    }
    return db.session.scalars(
        sa.select(PaperSheet).where(PaperSheet.round_id == round_id, column[kind] == subject_id)
    ).one_or_none()


def record(round_id: uuid.UUID) -> PaperRecord | None:
    """That the papers of the round are ballots; None before."""
    return db.session.scalars(sa.select(PaperRecord).where(PaperRecord.round_id == round_id)).one_or_none()


def unfinished(round_id: uuid.UUID) -> int:
    """How many desks, boxes and batches have no sheet with two signatures; and boxes and batches not sealed."""
    total = 0
    for model, column in (
        (PaperDesk, PaperSheet.desk_id),
        (PaperBox, PaperSheet.box_id),
        (PaperBatch, PaperSheet.batch_id),
    ):
        signed = sa.select(column).where(PaperSheet.second_id.is_not(None), column.is_not(None))
        wanted = sa.select(sa.func.count()).select_from(model)
        total += db.session.scalar(wanted.where(model.round_id == round_id, model.id.not_in(signed))) or 0
    return total


def paper_is_reconciled(round_id: uuid.UUID) -> bool:
    """Every paper of the round is accounted for and a ballot, so that a count counts them.

    True too where the rules take no papers, and where no desk was ever set up to hand one out.
    """
    channels = db.session.scalar(sa.select(RuleSet.channels).where(RuleSet.round_id == round_id)) or []
    if not {Channel.PAPER.value, Channel.POST.value} & set(channels):
        return True
    if db.session.scalar(sa.select(sa.exists().where(PaperDesk.round_id == round_id))):
        return record(round_id) is not None
    return True


def area_names(ids: Iterable[uuid.UUID | None]) -> dict[uuid.UUID, str]:
    """The names of these areas."""
    wanted = {each for each in ids if each is not None}
    if not wanted:
        return {}
    return {row.id: row.name for row in db.session.execute(sa.select(Area.id, Area.name).where(Area.id.in_(wanted)))}


def people_named(ids: Iterable[uuid.UUID | None]) -> dict[uuid.UUID, str]:
    """The names of those who signed."""
    wanted = {each for each in ids if each is not None}
    if not wanted:
        return {}
    rows = db.session.execute(sa.select(Person.id, Person.name).where(Person.id.in_(wanted)))
    return {row.id: row.name for row in rows}


def open_to(pots: Sequence[RoundPot], rules: RuleSet, around: set[uuid.UUID]) -> list[RoundPot]:
    """The pots on a paper for voters of these areas: everyone's, and their own (E14)."""
    if rules.pot_scope is PotScope.ALL:
        return list(pots)
    return [pot for pot in pots if pot.area_id is None or pot.area_id in around]
