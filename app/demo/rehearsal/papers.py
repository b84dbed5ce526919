"""Votes on paper, at a desk and by post: printed, handed out, boxed, typed twice, settled, sampled, signed, counted."""

from __future__ import annotations

import random
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field

from app.ballots.commands import paper_boxes, paper_check, paper_desk, paper_entry, paper_sheets
from app.ballots.models.paper import MOST_IN_BATCH, BatchState, PaperBatch, SheetKind
from app.ballots.models.paper import Ground as Why
from app.ballots.queries import paper as queries
from app.core import clock
from app.core.db import db, unit_of_work
from app.register import commands as register
from app.rounds.models import Channel, Electorate

from .ground import CLOSES, Ground
from .report import Report
from .sealed import cast, in_pieces, register_one
from .voters import Voter

PACK = 200
SPARE = 10  # papers of each desk that nobody gets
SLIP, BLANK = 25, 40  # every so-manieth paper is mistyped once, or left blank


@dataclass
class Desk:
    """A desk with its box, and what lies in it: item numbers of each paper, in no order."""

    id: uuid.UUID
    box_id: uuid.UUID
    channel: Channel
    papers: list[list[int]] = field(default_factory=list)
    piles: dict[uuid.UUID, list[list[int]]] = field(default_factory=dict)


def prepare(ground: Ground, voters: Sequence[Voter]) -> list[Desk]:
    """A desk in town and an office that posts papers, each with packs that were printed, and a box."""
    made = []
    with clock.at(ground.at(2, 10)), unit_of_work():
        officer = ground.actor("officer")
        paper_desk.plan_paper(
            ground.round_id,
            sets=3,
            return_on=clock.london(ground.at(CLOSES, 12)).date(),
            actor=officer,
            now=clock.now(),
        )
        for name, channel in (("Town hall", Channel.PAPER), ("Post room", Channel.POST)):
            wanted = sum(voter.channel is channel for voter in voters)
            if not wanted:
                continue
            desk = paper_desk.add_desk(ground.round_id, name=name, channel=channel, actor=officer, now=clock.now())
            _print_packs(ground, desk.id, wanted + SPARE)
            box = paper_boxes.add_box(ground.round_id, desk.id, actor=officer, now=clock.now())
            made.append(Desk(desk.id, box.id, channel))
    return made


def _print_packs(ground: Ground, desk_id: uuid.UUID, papers: int) -> None:
    officer = ground.actor("officer")
    while papers > 0:
        pack = paper_desk.make_pack(
            ground.round_id, paper_desk.PackWanted(desk_id, min(papers, PACK)), actor=officer, now=clock.now()
        )
        paper_desk.note_printed(pack.id, reason="", actor=officer, now=clock.now())
        papers -= pack.size


def hand_out(ground: Ground, desks: Sequence[Desk], voters: Sequence[Voter], report: Report) -> None:
    """Each voter has a paper; some had voted online, and that vote was made void. A spoilt paper was exchanged."""
    with clock.at(ground.at(3, 10)):
        worker = ground.actor("desk")
    for desk in desks:
        mine = [voter for voter in voters if voter.channel is desk.channel]
        given: dict[int, list[int]] = {}

        def act(voter: Voter, desk: Desk = desk, given: dict[int, list[int]] = given) -> None:
            voter_id = register_one(ground, voter, worker).voter.id
            if voter.is_changed:
                cast(voter_id, voter.chosen[:1], Channel.ONLINE)
                register.void_online(voter_id, worker, "Wants a paper")
            paper_desk.hand_out(voter_id, desk.id, actor=worker, now=clock.now())
            given[id(voter)] = voter.chosen

        in_pieces(mine, act, ground, report)
        desk.papers = list(given.values())
        report.cast[desk.channel.value] += len(given)
        with clock.at(ground.at(CLOSES, 12)), unit_of_work():
            paper_desk.take_spoilt(desk.id, is_replaced=True, actor=worker, now=clock.now())


def empty(ground: Ground, desks: Sequence[Desk], chance: random.Random, report: Report) -> None:
    """The boxes are sealed by two and, after the close, emptied and put into batches; one posted paper came late."""
    for desk in desks:
        chance.shuffle(desk.papers)
        if desk.channel is Channel.POST:
            desk.papers.pop()
            report.cast["late"] += 1
        for at in range(0, len(desk.papers), BLANK):
            if at:
                desk.papers[at] = []
                report.cast["blank"] += 1
        for numbers in desk.papers:
            report.truth.update(numbers)
        with clock.at(ground.at(CLOSES, 16)), unit_of_work():
            for key in ("desk", "desk2"):
                paper_boxes.close_box(desk.box_id, seal="R 1", actor=ground.actor(key), today=clock.today())
        with clock.at(ground.at(CLOSES + 1, 10)), unit_of_work():
            if desk.channel is Channel.POST:
                paper_desk.note_late(desk.id, actor=ground.actor("desk"), now=clock.now())
            _make_batches(ground, desk)


def _make_batches(ground: Ground, desk: Desk) -> None:
    pair = ground.actor("officer"), ground.actor("deputy")
    for actor in pair:
        paper_boxes.empty_box(desk.box_id, papers=len(desk.papers), is_seal_whole=True, actor=actor, now=clock.now())
    for at in range(0, len(desk.papers), MOST_IN_BATCH):
        pile = desk.papers[at : at + MOST_IN_BATCH]
        batch = paper_boxes.make_batch(
            desk.box_id,
            declared=len(pile),
            seal=f"RB {at}",
            electorate=Electorate.OPEN,
            area_id=None,
            actor=pair[0],
            today=clock.today(),
        )
        paper_boxes.confirm_batch(batch.id, actor=pair[1])
        desk.piles[batch.id] = pile


def type_all(ground: Ground, desks: Sequence[Desk], report: Report) -> None:
    """Every pile is typed by two people, the second with slips; a third has settled them and read the sample."""
    piles = {batch_id: pile for desk in desks for batch_id, pile in desk.piles.items()}
    with clock.at(ground.at(CLOSES + 1, 13)):
        for key in ("typist", "typist2"):
            actor = ground.actor(key)
            for turn in range(len(piles)):
                with unit_of_work():
                    batch = paper_entry.take_batch(ground.round_id, actor=actor, now=clock.now())
                    for place, numbers in enumerate(piles[batch.id], start=1):
                        is_slip = key == "typist2" and place % SLIP == 3
                        typed = "u" if is_slip else _typed(numbers, ground.items)
                        paper_entry.key_paper(batch.id, place, typed, actor=actor, now=clock.now())
                    paper_entry.finish_keying(batch.id, actor=actor, now=clock.now())
                report.progress(turn + 1, len(piles))
        for turn, (batch_id, pile) in enumerate(piles.items(), start=1):
            with unit_of_work():
                _settle(ground, batch_id, pile)
            report.progress(turn, len(piles))


def _typed(numbers: Sequence[int], items: int) -> str:
    width = len(str(items))
    return "".join(f"{number:0{width}}" for number in numbers) or "b"


def _settle(ground: Ground, batch_id: uuid.UUID, pile: Sequence[Sequence[int]]) -> None:
    actor = ground.actor("adjudicator")
    for place in queries.open_places(batch_id):
        paper_check.settle_paper(batch_id, place, ground=Why.FIRST_RIGHT, typed="", actor=actor, today=clock.today())
    batch = db.session.get_one(PaperBatch, batch_id)
    for sample in queries.samples(batch_id, batch.run):
        typed = _typed(pile[sample.place - 1], ground.items)
        paper_check.check_sample(batch_id, sample.place, typed, actor=actor, today=clock.today())
    if batch.state is not BatchState.CHECKED:
        raise AssertionError("a batch is not as its papers are")


def reconcile(ground: Ground, desks: Sequence[Desk]) -> None:
    """Two people have signed a sheet for every batch, box and desk, and nothing is unaccounted for."""
    wanted = [(SheetKind.BATCH, batch_id) for desk in desks for batch_id in desk.piles]
    wanted += [(SheetKind.BOX, desk.box_id) for desk in desks]
    wanted += [(SheetKind.DESK, desk.id) for desk in desks]
    with clock.at(ground.at(CLOSES + 2, 10)), unit_of_work():
        first, second = ground.actor("adjudicator"), ground.actor("deputy")
        for kind, subject_id in wanted:
            sheet = paper_sheets.draw_sheet(
                ground.round_id,
                kind,
                subject_id,
                explanation="",
                actor=first,
                unused=SPARE - 1 if kind is SheetKind.DESK else None,
            )
            paper_sheets.sign_sheet(sheet.id, actor=second, today=clock.today())


def count(ground: Ground) -> None:
    """The papers are ballots, and what was typed is destroyed."""
    with clock.at(ground.at(CLOSES + 3, 11)):
        with unit_of_work():
            paper_sheets.count_papers(ground.round_id, actor=ground.actor("officer"), today=clock.today())
        paper_sheets.sweep_papers(ground.round_id)
        with unit_of_work():
            paper_sheets.mark_papers_swept(ground.round_id)
