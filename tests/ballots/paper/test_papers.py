"""Papers from the desk to the count: two people for every step, nothing counted until it is certain (E17-E20)."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from app.ballots import queries as ballots
from app.ballots.commands import paper_boxes, paper_check, paper_class, paper_desk, paper_entry, paper_sheets
from app.ballots.models import Ballot, Choice, Rejection
from app.ballots.models.paper import (
    BatchState,
    Ground,
    PaperBatch,
    PaperCount,
    PaperDecision,
    PaperEntry,
    PaperSheet,
    SheetKind,
    Tally,
)
from app.ballots.paper import sealing
from app.ballots.queries import paper as queries
from app.ballots.seal import SealBroken
from app.core import clock, key_files
from app.core.access import Role
from app.core.audit import AuditEntry
from app.core.db import db, unit_of_work
from app.core.errors import DomainError, NotAllowed, WrongState
from app.core.jobs import JobRow
from app.register.models import Entitlement, Voter, VoterState
from app.results.commands.count import count_round
from app.rounds.models import BallotItem, BallotType, Channel, Electorate, Round, RoundElectorate
from tests.ballots.factories import make_voter, make_ward
from tests.ballots.paper import factories as made
from tests.ballots.paper.simulation import simulate

pytestmark = pytest.mark.usefixtures("session")


def numbers(round_: Round) -> Counter[tuple[str, str]]:
    from tests.ballots.paper.simulation import _ballots

    return _ballots(round_)


def test_handing_out_takes_the_right_and_notes_nobody(session: object) -> None:
    """E10, E22: one paper for one right; the log has counts by half-day and no person."""
    round_, crew, area = made.paper_round(), made.make_crew(), make_ward()
    desk = made.prepare(round_, crew)
    voter = make_voter(round_, area).voter
    with unit_of_work():
        paper_desk.hand_out(voter.id, desk.id, actor=crew.desk1, now=clock.now())
    right = db.session.scalars(sa.select(Entitlement).where(Entitlement.voter_id == voter.id)).one()
    assert (right.taken_by, right.taken_on) == (Channel.PAPER, clock.today())
    with pytest.raises(DomainError), unit_of_work():
        paper_desk.hand_out(voter.id, desk.id, actor=crew.desk2, now=clock.now())
    row = db.session.scalars(sa.select(PaperCount)).one()
    assert (row.kind, row.number, row.area_id) == (Tally.ISSUED, 1, area.id)
    assert not {column.name for column in PaperCount.__table__.columns} & {"voter_id", "person_id", "at", "pack_id"}
    assert queries.paper_turnout(round_.id) == {area.id: 1}
    told = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.verb == "hand_out_paper")).one()
    assert str(voter.id) not in f"{told.after}{told.reason}{told.subject_id}{told.subject_name}"


def test_a_class_gets_its_papers_in_one_go() -> None:
    """`domain.md` iv.3, voters under 18: a right each (E10), a look-alike waits (E11), sent twice is once."""
    round_, crew, area = made.paper_round(), made.make_crew(), make_ward()
    desk = made.prepare(round_, crew)
    make_voter(round_, area, "Zoe Ahmed")
    given = paper_class.SchoolClass(["Ali Raza", " Bea  Lund ", "", "Zoe Ahmed"], area.id, "Park School", "a-form-key")
    for _time in range(2):
        with unit_of_work():
            done = paper_class.hand_out_to_class(desk.id, given, actor=crew.desk1, now=clock.now())
        assert (done.papers, done.waiting) == (2, ("Zoe Ahmed",))
    assert queries.tallies(round_.id)[desk.id][Tally.ISSUED] == 2
    children = db.session.scalars(sa.select(Voter).where(Voter.round_id == round_.id, Voter.postcode.is_(None))).all()
    assert {child.name: child.state for child in children if child.name != "Zoe Ahmed"} == {
        "Ali Raza": VoterState.ACCEPTED,
        "Bea Lund": VoterState.ACCEPTED,
    }
    assert not any(child.email or child.phone for child in children)
    taken = [right.taken_by for child in children for right in child.entitlements if child.name == "Bea Lund"]
    assert taken == [Channel.PAPER]
    for wrong in ([], ["Some Child"] * 41):
        with pytest.raises(DomainError) as refused, unit_of_work():
            many = paper_class.SchoolClass(wrong, area.id, "Park School", "another-form-key")
            paper_class.hand_out_to_class(desk.id, many, actor=crew.desk1, now=clock.now())
        assert refused.value.field == "names"
    with pytest.raises(NotAllowed), unit_of_work():
        paper_class.hand_out_to_class(desk.id, given, actor=crew.keyer1, now=clock.now())


def test_no_paper_for_a_held_voter_or_before_or_after_voting() -> None:
    round_, crew, area = made.paper_round(), made.make_crew(), make_ward()
    desk = made.prepare(round_, crew)
    voter = make_voter(round_, area).voter
    for at in (round_.opens_at - dt.timedelta(minutes=1), round_.closes_at):
        with pytest.raises(NotAllowed), unit_of_work():
            paper_desk.hand_out(voter.id, desk.id, actor=crew.desk1, now=at)
    with pytest.raises(NotAllowed), unit_of_work():
        paper_desk.hand_out(voter.id, desk.id, actor=crew.keyer1, now=clock.now())
    held = make_voter(round_, area, "Maria Kowalczyk").voter
    held = make_voter(round_, area, "Maria Kowalczyk").voter
    assert held.state is VoterState.HELD
    with pytest.raises(DomainError), unit_of_work():
        paper_desk.hand_out(held.id, desk.id, actor=crew.desk1, now=clock.now())


def test_spoilt_papers_are_exchanged_and_never_rejected() -> None:
    """E20."""
    round_, crew, area = made.paper_round(), made.make_crew(), make_ward()
    desk = made.prepare(round_, crew)
    with pytest.raises(DomainError), unit_of_work():
        paper_desk.take_spoilt(desk.id, is_replaced=True, actor=crew.desk1, now=clock.now())
    voter = make_voter(round_, area).voter
    with unit_of_work():
        paper_desk.hand_out(voter.id, desk.id, actor=crew.desk1, now=clock.now())
    with unit_of_work():
        paper_desk.take_spoilt(desk.id, is_replaced=True, actor=crew.desk1, now=clock.now())
    assert queries.tallies(round_.id)[desk.id] == {
        Tally.ISSUED: 1,
        Tally.SPOILT: 1,
        Tally.REPLACED: 1,
        Tally.LATE: 0,
    }
    assert [(day.issued, day.spoilt, day.replaced) for day in queries.issue_log(desk.id)] == [(1, 1, 1)]


def test_a_pack_is_printed_again_only_with_a_reason() -> None:
    round_, crew = made.paper_round(), made.make_crew()
    made.prepare(round_, crew)
    pack = queries.packs(round_.id)[0]
    with unit_of_work():
        paper_desk.note_printed(pack.id, reason="", actor=crew.rosa, now=clock.now())
    with pytest.raises(DomainError), unit_of_work():
        paper_desk.note_printed(pack.id, reason=" ", actor=crew.rosa, now=clock.now())
    with unit_of_work():
        paper_desk.note_printed(pack.id, reason="The printer jammed", actor=crew.rosa, now=clock.now())
    assert db.session.get_one(type(pack), pack.id).printed == 2


def test_every_step_with_a_box_wants_a_second_person() -> None:
    round_, crew = made.paper_round(), made.make_crew()
    desk = made.prepare(round_, crew)
    at = made.after_close(round_)
    with unit_of_work():
        box = paper_boxes.add_box(round_.id, desk.id, actor=crew.desk1, now=clock.now())
    with unit_of_work():
        paper_boxes.close_box(box.id, seal="ab 12", actor=crew.desk1, today=clock.today())
    with pytest.raises(NotAllowed), unit_of_work():
        paper_boxes.close_box(box.id, seal="ab 12", actor=crew.desk1, today=clock.today())
    with pytest.raises(DomainError), unit_of_work():
        paper_boxes.close_box(box.id, seal="ab 13", actor=crew.desk2, today=clock.today())
    with pytest.raises(NotAllowed), unit_of_work():
        paper_boxes.empty_box(box.id, papers=3, is_seal_whole=True, actor=crew.rosa, now=at)
    with unit_of_work():
        paper_boxes.close_box(box.id, seal=" AB 12", actor=crew.desk2, today=clock.today())
    with pytest.raises(NotAllowed), unit_of_work():
        paper_boxes.empty_box(box.id, papers=3, is_seal_whole=True, actor=crew.rosa, now=clock.now())
    with unit_of_work():
        paper_boxes.empty_box(box.id, papers=3, is_seal_whole=True, actor=crew.rosa, now=at)
    with pytest.raises(NotAllowed), unit_of_work():
        paper_boxes.empty_box(box.id, papers=3, is_seal_whole=True, actor=crew.rosa, now=at)
    with pytest.raises(DomainError), unit_of_work():
        paper_boxes.empty_box(box.id, papers=4, is_seal_whole=True, actor=crew.dev, now=at)
    with unit_of_work():
        paper_boxes.recount_box(box.id, actor=crew.dev, now=at)
    made.empty(box, 4, crew, at)
    for declared in (0, 5, 51):
        with pytest.raises(DomainError), unit_of_work():
            paper_boxes.make_batch(
                box.id,
                declared=declared,
                seal="x",
                electorate=Electorate.OPEN,
                area_id=None,
                actor=crew.rosa,
                today=clock.today(),
            )
    with unit_of_work():
        batch = paper_boxes.make_batch(
            box.id, declared=4, seal="x", electorate=Electorate.OPEN, area_id=None, actor=crew.rosa, today=clock.today()
        )
    with pytest.raises(NotAllowed), unit_of_work():
        paper_boxes.confirm_batch(batch.id, actor=crew.rosa)


def piled(papers: int = 4, **rules: object) -> tuple[Round, made.Crew, PaperBatch, dt.datetime]:
    """A sealed batch of so many papers after the close."""
    round_, crew = made.paper_round(**rules), made.make_crew()  # type: ignore[arg-type]
    desk = made.prepare(round_, crew)
    box = made.make_box(round_, desk, crew)
    at = made.after_close(round_)
    made.empty(box, papers, crew, at)
    return round_, crew, made.make_batch(box, papers, crew), at


def test_nobody_types_a_batch_twice() -> None:
    """E18; the database has the last word."""
    round_, crew, batch, at = piled()
    made.key(round_, crew.keyer1, ["12", "3", "b", "45"], at)
    with pytest.raises(WrongState), unit_of_work():
        paper_entry.take_batch(round_.id, actor=crew.keyer1, now=at)
    with pytest.raises(NotAllowed), unit_of_work():
        paper_entry.key_paper(batch.id, 1, "12", actor=crew.keyer1, now=at)
    with pytest.raises(IntegrityError), db.session.begin_nested():
        db.session.execute(sa.update(PaperBatch).values(second_keyer_id=crew.keyer1.id))
    with pytest.raises(NotAllowed), unit_of_work():
        paper_entry.take_batch(round_.id, actor=crew.desk1, now=at)
    with pytest.raises(NotAllowed), unit_of_work():
        paper_entry.take_batch(round_.id, actor=crew.keyer2, now=clock.now())


def test_differing_and_unclear_papers_wait_for_a_third_person() -> None:
    round_, crew, batch, at = piled(5)
    made.key(round_, crew.keyer1, ["12", "3", "b", "45", "u"], at)
    made.key(round_, crew.keyer2, ["12", "4", "b", "45", "u"], at)
    assert queries.open_places(batch.id) == [2, 5]
    fresh = db.session.get_one(PaperBatch, batch.id, populate_existing=True)
    assert fresh.state is BatchState.COMPARED
    with pytest.raises(NotAllowed), unit_of_work():
        paper_check.settle_paper(
            batch.id, 2, ground=Ground.FIRST_RIGHT, typed="", actor=crew.keyer1, today=clock.today()
        )
    with pytest.raises(WrongState):
        paper_sheets.sheet_numbers(round_.id, SheetKind.BATCH, batch.id)
    with unit_of_work():
        paper_check.settle_paper(
            batch.id, 2, ground=Ground.SECOND_RIGHT, typed="", actor=crew.judge, today=clock.today()
        )
    with unit_of_work():
        paper_check.settle_paper(
            batch.id, 5, ground=Ground.INTENT_CLEAR, typed="15", actor=crew.judge, today=clock.today()
        )
    with pytest.raises(WrongState), unit_of_work():
        paper_check.settle_paper(batch.id, 5, ground=Ground.NOT_THERE, typed="", actor=crew.judge, today=clock.today())
    assert made.check_samples(batch.id, ["12", "4", "b", "45", "15"], crew)
    found = paper_sheets.sheet_numbers(round_.id, SheetKind.BATCH, batch.id)
    assert (found.declared, found.accepted, dict(found.reasons)) == (5, 4, {"blank": 1})
    row = db.session.scalars(sa.select(PaperDecision)).first()
    assert row is not None
    with pytest.raises(IntegrityError), db.session.begin_nested():
        db.session.execute(sa.update(PaperDecision).values(decided_by_id=row.first_keyer_id))
    said = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.verb.in_(("settle_paper", "finish_keying")))).all()
    assert all("chosen" not in str(each.after) for each in said)


def test_a_sample_that_differs_opens_the_batch_again() -> None:
    """E18: two people may agree on a wrong reading."""
    round_, crew, batch, at = piled(1)
    made.key(round_, crew.keyer1, ["12"], at)
    made.key(round_, crew.keyer2, ["12"], at)
    drawn = queries.samples(batch.id, 1)
    assert [each.place for each in drawn] == [1], "at least one of each batch"
    with pytest.raises(NotAllowed), unit_of_work():
        paper_check.check_sample(batch.id, 1, "12", actor=crew.keyer2, today=clock.today())
    assert not made.check_samples(batch.id, ["13"], crew)
    fresh = db.session.get_one(PaperBatch, batch.id, populate_existing=True)
    assert (fresh.state, fresh.run, fresh.first_keyer_id) == (BatchState.SEALED, 2, None)
    assert queries.entries(batch.id) == []
    made.key(round_, crew.keyer1, ["13"], at)
    made.key(round_, crew.keyer2, ["13"], at)
    assert made.check_samples(batch.id, ["13"], crew)
    assert [each.agrees for each, _number in queries.samples_of_round(round_.id)] == [False, True]


def test_an_incomplete_score_is_rejected_and_not_scored_one() -> None:
    """E06."""
    round_, crew, batch, at = piled(2, kind=BallotType.SCORE, items=3, most=None)
    typed = ["A512", "B5.2"]
    made.key(round_, crew.keyer1, typed, at)
    made.key(round_, crew.keyer2, typed, at)
    assert made.check_samples(batch.id, typed, crew)
    found = paper_sheets.sheet_numbers(round_.id, SheetKind.BATCH, batch.id)
    assert (found.accepted, dict(found.reasons)) == (1, {Rejection.NOT_ALL_SCORED.value: 1})


def test_a_sheet_that_does_not_add_up_wants_words_and_two_people() -> None:
    """E17, also in the database."""
    round_, crew, batch, at = piled(3)
    for actor in (crew.keyer1, crew.keyer2):
        made.key(round_, actor, ["12", "3"], at)
    made.check_samples(batch.id, ["12", "3"], crew)
    with pytest.raises(DomainError) as refused, unit_of_work():
        paper_sheets.draw_sheet(round_.id, SheetKind.BATCH, batch.id, explanation=" ", actor=crew.rosa)
    assert refused.value.field == "explanation"
    with unit_of_work():
        sheet = paper_sheets.draw_sheet(
            round_.id, SheetKind.BATCH, batch.id, explanation="Two papers stuck together", actor=crew.rosa
        )
    assert (sheet.declared, sheet.accepted, sheet.rejected, sheet.unaccounted) == (3, 2, 0, 1)
    with pytest.raises(NotAllowed), unit_of_work():
        paper_sheets.sign_sheet(sheet.id, actor=crew.rosa, today=clock.today())
    for wrong in ({"unaccounted": 0}, {"explanation": ""}, {"second_id": crew.rosa.id}):
        with pytest.raises(IntegrityError), db.session.begin_nested():
            db.session.execute(sa.update(PaperSheet).values(**wrong))
    with unit_of_work():
        paper_sheets.tear_up_sheet(sheet.id, actor=crew.dev)
    made.sign(round_, SheetKind.BATCH, batch.id, crew, explanation="Two papers stuck together")
    assert queries.unfinished(round_.id) == 2, "the box and the desk"


def test_papers_become_ballots_only_when_everything_is_signed_and_the_envelopes_are_open() -> None:
    round_, crew, batch, at = piled(3)
    typed = ["12", "3", "12345"]
    for actor in (crew.keyer1, crew.keyer2):
        made.key(round_, actor, typed, at)
    made.check_samples(batch.id, typed, crew)
    assert not ballots.paper_is_reconciled(round_.id)
    made.opened(round_)
    with pytest.raises(DomainError, match="must be reconciled"), unit_of_work():
        count_round(round_.id, actor=crew.rosa)
    with pytest.raises(NotAllowed), unit_of_work():
        paper_sheets.count_papers(round_.id, actor=crew.rosa, today=clock.today())
    box, desk = queries.boxes(round_.id)[0], queries.desks(round_.id)[0]
    with pytest.raises(WrongState), unit_of_work():
        paper_sheets.draw_sheet(round_.id, SheetKind.BOX, box.id, explanation="", actor=crew.rosa)
    made.sign(round_, SheetKind.BATCH, batch.id, crew)
    made.sign(round_, SheetKind.BOX, box.id, crew)
    made.sign(round_, SheetKind.DESK, desk.id, crew, unused=200, explanation="A test hands nothing out")
    with pytest.raises(NotAllowed), unit_of_work():
        paper_sheets.count_papers(round_.id, actor=crew.judge, today=clock.today())
    with unit_of_work():
        record = paper_sheets.count_papers(round_.id, actor=crew.rosa, today=clock.today())
    assert (record.accepted, record.rejected) == (2, 1)
    assert ballots.paper_is_reconciled(round_.id)
    assert numbers(round_) == Counter({("12", ""): 1, ("3", ""): 1, ("", "too-many"): 1})
    assert ballots.ballot_counts(round_.id) == {Channel.PAPER: 3}
    assert db.session.scalars(sa.select(PaperEntry)).all() == []
    assert db.session.scalars(sa.select(JobRow.name).where(JobRow.name == "ballots-paper-sweep")).all()
    assert key_files.exists(sealing.key_name(round_.id))
    with pytest.raises(NotAllowed), unit_of_work():
        paper_sheets.count_papers(round_.id, actor=crew.rosa, today=clock.today())


def test_late_papers_are_rejected_unopened_and_counted() -> None:
    round_, crew, area = made.paper_round(), made.make_crew(), make_ward()
    desk = made.prepare(round_, crew, channel=Channel.POST)
    voter = make_voter(round_, area).voter
    with unit_of_work():
        paper_desk.hand_out(voter.id, desk.id, actor=crew.desk1, now=clock.now())
    with pytest.raises(DomainError), unit_of_work():
        paper_desk.note_late(desk.id, actor=crew.desk1, now=clock.now())
    after = round_.closes_at + dt.timedelta(days=1)
    with unit_of_work():
        paper_desk.note_late(desk.id, actor=crew.desk1, now=after)
    made.sign(round_, SheetKind.DESK, desk.id, crew, unused=199)
    made.opened(round_)
    with unit_of_work():
        paper_sheets.count_papers(round_.id, actor=crew.rosa, today=clock.today())
    assert ballots.rejected(round_.id) == {Rejection.LATE: 1}
    assert ballots.ballot_counts(round_.id) == {Channel.POST: 1}


def test_electorates_are_kept_apart() -> None:
    round_, crew = made.paper_round(), made.make_crew()
    with unit_of_work():
        db.session.add_all(
            RoundElectorate(round_id=round_.id, electorate=each, weight=weight)
            for each, weight in ((Electorate.OPEN, 80), (Electorate.PANEL, 20))
        )
    desk = made.prepare(round_, crew)
    box = made.make_box(round_, desk, crew)
    at = made.after_close(round_)
    made.empty(box, 2, crew, at)
    for electorate in (Electorate.OPEN, Electorate.PANEL):
        batch = made.make_batch(box, 1, crew, electorate=electorate)
        for actor in (crew.keyer1, crew.keyer2):
            made.key(round_, actor, ["1"], at)
        made.check_samples(batch.id, ["1"], crew)
        made.sign(round_, SheetKind.BATCH, batch.id, crew)
    made.sign(round_, SheetKind.BOX, box.id, crew)
    made.sign(round_, SheetKind.DESK, desk.id, crew, unused=200, explanation="A test")
    made.opened(round_)
    with unit_of_work():
        paper_sheets.count_papers(round_.id, actor=crew.rosa, today=clock.today())
    assert Counter(db.session.scalars(sa.select(Ballot.electorate))) == {Electorate.OPEN: 1, Electorate.PANEL: 1}


def test_what_was_typed_is_sealed_and_all_alike_in_length() -> None:
    """A copy of the database tells nothing of what stands on a paper, before or after the count."""
    round_, crew, batch, at = piled(3)
    made.key(round_, crew.keyer1, ["12", "3", "i"], at)
    rows = queries.entries(batch.id)
    assert len({len(row.sealed) for row in rows}) == 1
    assert len({row.sealed for row in rows}) == 3
    about = sealing.about(batch.id, 1, 1)
    assert sealing.opened(round_.id, about, rows[0].sealed).chosen == {1: 1, 2: 1}
    with pytest.raises(SealBroken):
        sealing.opened(round_.id, sealing.about(batch.id, 2, 1), rows[0].sealed)
    names = {c.name for model in (Ballot, Choice) for c in model.__table__.columns}
    assert not names & {"batch_id", "place", "pack_id", "box_id"}, "E22"


def test_a_batch_given_back_is_typed_from_the_start() -> None:
    round_, crew, batch, at = piled(2)
    with unit_of_work():
        paper_entry.take_batch(round_.id, actor=crew.keyer1, now=at)
    with unit_of_work():
        paper_entry.key_paper(batch.id, 1, "12", actor=crew.keyer1, now=at)
    with unit_of_work():
        paper_entry.release_batch(batch.id, 1, actor=crew.rosa, now=at)
    assert queries.entries(batch.id) == []
    made.key(round_, crew.keyer2, ["12", "3"], at)


def test_a_number_never_moves_on_paper_when_a_project_is_withdrawn() -> None:
    """E02, E03: the order and the lines of printed papers stay, and a paper that chose it stays valid."""
    from app.ballots.paper.contents import Contents

    round_, crew, batch, at = piled(1)
    plan = queries.plan(round_.id)
    assert plan is not None
    before = Contents.of(round_, plan, None).layout()
    with unit_of_work():
        db.session.query(BallotItem).filter_by(round_id=round_.id, number=2).one().is_withdrawn = True
    assert Contents.of(db.session.get_one(Round, round_.id), plan, None).layout() == before
    for actor in (crew.keyer1, crew.keyer2):
        made.key(round_, actor, ["12"], at)
    made.check_samples(batch.id, ["12"], crew)
    assert paper_sheets.sheet_numbers(round_.id, SheetKind.BATCH, batch.id).accepted == 1


@pytest.mark.slow
def test_a_hundred_papers_with_slips_are_counted_as_they_are_marked() -> None:
    """Issue 4, must hold: every disagreement queued, totals equal the truth, none lost (1,000: scripts/bench)."""
    found = simulate(110)
    assert sum(found.counted.values()) == 110
    assert found.slips > 0
    assert found.agreed_wrong == 0
    assert found.counted == found.truth


def test_rounds_without_paper_wait_for_none() -> None:
    unused = made.paper_round()
    assert ballots.paper_is_reconciled(unused.id), "no desk was ever set up"
    round_ = made.paper_round(channels=["online"])
    assert ballots.paper_is_reconciled(round_.id)
    crew = made.make_crew()
    with pytest.raises(NotAllowed), unit_of_work():
        paper_desk.plan_paper(round_.id, sets=3, return_on=None, actor=crew.rosa, now=clock.now())
    assert [each.id for each in queries.paper_rounds(made.officer(Role.OBSERVER))] == [unused.id]
