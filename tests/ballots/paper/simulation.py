"""Papers with seeded slips of the key, taken from the box to the count: what went in against what came out."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from dataclasses import dataclass, field

import sqlalchemy as sa

from app.ballots.commands import paper_sheets
from app.ballots.models import Ballot, Choice, Rejection
from app.ballots.models.paper import MOST_IN_BATCH, PaperBatch, PaperBox, PaperDesk, SheetKind
from app.ballots.queries import paper as queries
from app.core import clock
from app.core.db import db, unit_of_work
from app.rounds.models import BallotItem, Round
from tests.ballots.paper import factories as made

SLIPS = 0.04
LETTERS = {"b": Rejection.BLANK, "i": Rejection.IDENTIFIES, "u": Rejection.UNCLEAR, "f": Rejection.UNOFFICIAL}


@dataclass
class Outcome:
    """slips: papers that one of the two, or both differently, typed wrongly; agreed_wrong: both alike and wrong."""

    papers: int
    slips: int = 0
    queued: int = 0
    agreed_wrong: int = 0
    reopened: int = 0
    truth: Counter[tuple[str, str]] = field(default_factory=Counter)
    counted: Counter[tuple[str, str]] = field(default_factory=Counter)


def simulate(papers: int, seed: int = 7) -> Outcome:
    """So many papers with a slip in 4 of 100 readings; every disagreement is settled from the paper."""
    chance = random.Random(seed)  # noqa: S311 - the same papers each time
    found = Outcome(papers)
    round_ = made.paper_round()
    crew = made.make_crew()
    with clock.at(round_.opens_at + dt.timedelta(hours=2)):
        desk = made.prepare(round_, crew, papers=1)
        box = made.make_box(round_, desk, crew)
    at = made.after_close(round_)
    with clock.at(at):
        made.empty(box, papers, crew, at)
        piles = [_pile(chance, min(MOST_IN_BATCH, papers - begun)) for begun in range(0, papers, MOST_IN_BATCH)]
        for pile in piles:
            found.truth.update(map(_as_counted, pile))
            _through(round_, box, pile, crew, chance, found, at)
        _reconcile(round_, box, desk, crew)
        made.opened(round_)
        with unit_of_work():
            paper_sheets.count_papers(round_.id, actor=crew.rosa, today=clock.today())
    found.counted = _ballots(round_)
    return found


def _pile(chance: random.Random, size: int) -> list[str]:
    def one() -> str:
        if chance.random() < 0.05:
            return chance.choice("biuf")
        count = 5 if chance.random() < 0.03 else chance.choice((1, 2, 3))
        return "".join(sorted(chance.sample("12345", count)))

    return [one() for _each in range(size)]


def _as_counted(typed: str) -> tuple[str, str]:
    """Choices, and why it is rejected."""
    if typed in LETTERS:
        return "", LETTERS[typed].value
    return ("", Rejection.TOO_MANY.value) if len(typed) > 3 else (typed, "")


def _through(
    round_: Round,
    box: PaperBox,
    pile: list[str],
    crew: made.Crew,
    chance: random.Random,
    found: Outcome,
    at: dt.datetime,
) -> None:
    """One batch: typed twice, settled, sampled; anew from the start when the sample finds that both were wrong."""
    batch = made.make_batch(box, len(pile), crew)
    while True:
        passes = [[made.wrong(chance, t) if chance.random() < SLIPS else t for t in pile] for _pass in (1, 2)]
        differ = [n for n, (a, b) in enumerate(zip(*passes, strict=True), start=1) if a != b]
        unclear = [n for n, (a, b) in enumerate(zip(*passes, strict=True), start=1) if a == b == "u"]
        both = [n for n, (a, b) in enumerate(zip(*passes, strict=True), start=1) if a == b != pile[n - 1]]
        for actor, typed in zip((crew.keyer1, crew.keyer2), passes, strict=True):
            made.key(round_, actor, typed, at)
        assert queries.open_places(batch.id) == sorted({*differ, *unclear}), "every disagreement is queued, no other"
        found.slips += len(differ)
        found.queued += made.settle_all(batch.id, pile, crew)
        if made.check_samples(batch.id, pile, crew):
            found.agreed_wrong += len(both)
            return
        found.reopened += 1


def _reconcile(round_: Round, box: PaperBox, desk: PaperDesk, crew: made.Crew) -> None:
    for batch_id in db.session.scalars(sa.select(PaperBatch.id).where(PaperBatch.round_id == round_.id)).all():
        made.sign(round_, SheetKind.BATCH, batch_id, crew)
    made.sign(round_, SheetKind.BOX, box.id, crew)
    made.sign(round_, SheetKind.DESK, desk.id, crew, unused=1, explanation="Nothing was handed out in a test")


def _ballots(round_: Round) -> Counter[tuple[str, str]]:
    numbers: dict[int, list[str]] = {}
    rows = db.session.execute(
        sa.select(Choice.ballot_id, BallotItem.number)
        .join(BallotItem, BallotItem.id == Choice.item_id)
        .where(BallotItem.round_id == round_.id)
    )
    for key, number in rows:
        numbers.setdefault(key, []).append(str(number))
    every = db.session.execute(sa.select(Ballot.id, Ballot.rejected_for).where(Ballot.round_id == round_.id))
    return Counter(("".join(sorted(numbers.get(key, []))), why.value if why else "") for key, why in every)
