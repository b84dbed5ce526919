"""Casting: one entitlement, one envelope; the close to the second; limits; what is kept and what is never shown."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.ballots import commands, queries
from app.ballots.models import Draft, Envelope, RefusedVote
from app.core import clock
from app.core.audit import AuditEntry
from app.core.clock import now, today
from app.core.db import db, unit_of_work
from app.core.errors import DomainError, NotAllowed, WrongState
from app.register import commands as register
from app.register.models import RefusalReason, TurnoutCount, VoterState
from app.rounds.models import BallotItem, BallotType, RoundState
from tests.ballots.factories import cast, make_round, make_voter, make_ward, returning_officer

pytestmark = pytest.mark.usefixtures("session")


def keep(voter_id: object, *numbers: int, shown: range = range(1, 100)) -> dict[int, int]:
    with unit_of_work():
        return commands.keep_draft(voter_id, shown=shown, ticked=numbers, received_at=now())  # type: ignore[arg-type]


def envelopes() -> list[Envelope]:
    db.session.expire_all()
    return list(db.session.scalars(sa.select(Envelope)))


def test_every_choice_is_kept_and_what_a_filter_hides_stays(session: Session) -> None:
    voter = make_voter(make_round(), make_ward()).voter
    keep(voter.id, 1, 2)
    assert keep(voter.id, 4, shown=range(3, 6)) == {1: 1, 2: 1, 4: 1}
    assert keep(voter.id, shown=range(1, 2)) == {2: 1, 4: 1}
    session.refresh(voter)
    assert (voter.has_begun, voter.has_cast) == (True, False)


def test_a_draft_and_an_envelope_show_nothing_by_their_length() -> None:
    round_, area = make_round(), make_ward()
    for numbers in ((1,), (1, 2, 3)):
        voter = make_voter(round_, area).voter
        keep(voter.id, *numbers)
    assert len({len(row.sealed) for row in db.session.scalars(sa.select(Draft))}) == 1
    for voter_id in db.session.scalars(sa.select(Draft.voter_id)).all():
        with unit_of_work():
            commands.cast_vote(voter_id, received_at=now(), today=today())
    assert len({len(row.sealed) for row in envelopes()}) == 1


def test_voting_anew_takes_the_place_of_the_old_vote_and_keeps_the_receipt(session: Session) -> None:
    voter = make_voter(make_round(), make_ward()).voter
    receipt = cast(voter.id, [1])
    first = envelopes()[0].sealed
    assert queries.draft(voter.id) is None
    assert cast(voter.id, [2, 3]) == receipt
    assert len(envelopes()) == 1
    assert envelopes()[0].sealed != first
    assert session.scalars(sa.select(TurnoutCount.number)).all() == [1]
    session.refresh(voter)
    assert voter.has_cast


def test_casting_again_without_a_new_choice_changes_nothing() -> None:
    voter = make_voter(make_round(), make_ward()).voter
    receipt = cast(voter.id, [1])
    before = envelopes()[0].sealed
    with unit_of_work():
        assert commands.cast_vote(voter.id, received_at=now(), today=today()) == receipt
    assert envelopes()[0].sealed == before


def test_casting_writes_no_audit_row() -> None:
    voter = make_voter(make_round(), make_ward()).voter
    count = sa.select(sa.func.count()).select_from(AuditEntry)
    before = db.session.scalar(count)
    cast(voter.id, [1])
    assert db.session.scalar(count) == before


def test_the_close_is_to_the_second_and_looks_at_when_the_request_came() -> None:
    round_ = make_round()
    voter = make_voter(round_, make_ward()).voter
    keep(voter.id, 1)
    with pytest.raises(WrongState, match="Voting has closed"), unit_of_work():
        commands.cast_vote(voter.id, received_at=round_.closes_at, today=today())
    assert queries.draft(voter.id) is not None
    with unit_of_work():
        commands.cast_vote(voter.id, received_at=round_.closes_at - dt.timedelta(microseconds=1), today=today())
    assert len(envelopes()) == 1


@pytest.mark.parametrize("day", [dt.date(2026, 3, 29), dt.date(2026, 10, 25)])
def test_the_close_on_a_clock_change_sunday(day: dt.date) -> None:
    closes = clock.london_instant(day, dt.time(17, 0))
    with clock.at(closes - dt.timedelta(hours=30)):
        round_ = make_round(closes_in=dt.timedelta(hours=30))
        voter = make_voter(round_, make_ward()).voter
        keep(voter.id, 1)
    with clock.at(closes - dt.timedelta(seconds=1)), unit_of_work():
        assert clock.london(now()).hour == 16
        commands.cast_vote(voter.id, received_at=now(), today=today())
    with pytest.raises(WrongState), clock.at(closes), unit_of_work():
        commands.cast_vote(voter.id, received_at=now(), today=today())


def test_a_vote_that_came_before_the_close_is_taken_after_the_round_was_marked_closed() -> None:
    round_ = make_round()
    voter = make_voter(round_, make_ward()).voter
    keep(voter.id, 1)
    came = now()
    with unit_of_work():
        round_.state = RoundState.CLOSED
    with unit_of_work():
        commands.cast_vote(voter.id, received_at=came, today=today())
    assert len(envelopes()) == 1


def test_nothing_is_cast_without_a_tested_key() -> None:
    round_ = make_round(has_box=False)
    with pytest.raises(WrongState, match="not started"):
        make_voter(round_, make_ward())


def test_too_many_and_too_few_are_refused() -> None:
    voter = make_voter(make_round(least=2, most=3), make_ward()).voter
    with pytest.raises(DomainError, match="Choose at least 2 projects") as refusal:
        cast(voter.id, [1])
    assert refusal.value.field == "choices"
    with pytest.raises(DomainError, match="You can choose 3 projects. Take 1 off"):
        cast(voter.id, [1, 2, 3, 4])
    assert envelopes() == []


def test_over_budget_is_refused_with_the_amount() -> None:
    voter = make_voter(make_round(ballot_type=BallotType.BUDGET, most=None), make_ward()).voter
    with pytest.raises(DomainError, match="cost £1,500 too much"):
        cast(voter.id, [1, 2, 3])
    cast(voter.id, [2, 4])
    assert len(envelopes()) == 1


def test_a_withdrawn_project_cannot_be_cast_any_more() -> None:
    round_ = make_round()
    voter = make_voter(round_, make_ward()).voter
    keep(voter.id, 1, 2)
    with unit_of_work():
        db.session.query(BallotItem).filter_by(round_id=round_.id, number=2).one().is_withdrawn = True
    with pytest.raises(DomainError, match="withdrawn"), unit_of_work():
        commands.cast_vote(voter.id, received_at=now(), today=today())
    assert keep(voter.id, 1, 2) == {1: 1}


def test_what_was_reviewed_is_what_is_cast() -> None:
    voter = make_voter(make_round(), make_ward()).voter
    keep(voter.id, 1)
    draft = queries.draft(voter.id)
    assert draft is not None
    mark = commands.draft_mark(draft)
    keep(voter.id, 2)
    with pytest.raises(WrongState, match="changed since you looked"), unit_of_work():
        commands.cast_vote(voter.id, received_at=now(), today=today(), mark=mark)


def test_the_same_choice_kept_twice_does_not_spoil_the_review() -> None:
    """A script's last keep may arrive after the whole ballot was sent."""
    voter = make_voter(make_round(), make_ward()).voter
    marks = []
    for number in (1, 1, 2):
        with unit_of_work():
            commands.keep_one(voter.id, number, 1, received_at=now())
        draft = queries.draft(voter.id)
        assert draft is not None
        marks.append(commands.draft_mark(draft))
    assert marks[0] == marks[1] != marks[2]


def test_an_area_pot_is_for_its_own_voters() -> None:
    round_, here, there = make_round(), make_ward(), make_ward()
    with unit_of_work():
        round_.pots[0].area_id = here.id
    voter = make_voter(round_, there).voter
    with pytest.raises(DomainError, match="not on this ballot"):
        cast(voter.id, [1])
    cast(make_voter(round_, here).voter.id, [1])


def test_a_refused_voters_envelope_is_destroyed_unopened_and_counted(session: Session) -> None:
    round_, area = make_round(), make_ward()
    make_voter(round_, area, "Same Name")
    second = make_voter(round_, area, "same  NAME").voter
    assert second.state is VoterState.HELD
    cast(second.id, [1])
    assert queries.held_envelopes(round_.id) == 1
    with unit_of_work():
        register.decide_held(
            second.id,
            accept=False,
            reason="The desk spoke to her",
            refusal=RefusalReason.VOTED_TWICE,
            actor=returning_officer(),
        )
    assert envelopes() == []
    assert queries.refused(round_.id) == {RefusalReason.VOTED_TWICE: 1}
    assert session.scalars(sa.select(RefusedVote.number)).all() == [1]
    with pytest.raises(NotAllowed):
        keep(second.id, 1)
