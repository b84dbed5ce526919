"""After the count: the independent check, objections, recounts, who leaves and who is promoted (E30, E31, E35, E50)."""

from __future__ import annotations

import datetime as dt
import json

import pytest
import sqlalchemy as sa
from flask import Flask

from app.awards.commands import decline_offer
from app.awards.models import Award, AwardState, Basis
from app.core import clock
from app.core.access import Actor, Function, Grant, Membership, Role
from app.core.db import db, unit_of_work
from app.core.errors import DomainError, NotAllowed, WrongState
from app.core.jobs import JobRow
from app.core.retention import overdue
from app.proposals import queries as proposals
from app.proposals.models import ProposalState
from app.register.models import Voter
from app.results import commands, jobs, policies, queries
from app.results.models import (
    Certificate,
    ChangeKind,
    Count,
    Grounds,
    ObjectionState,
    Remedy,
    Verification,
)
from app.rounds import queries as rounds
from app.rounds.models import BallotItem, Connection, Round, RoundState
from tests.people.factories import make_person
from tests.results.factories import AFTER, add_ballots, count_it, make_opened, object_now, publish_it, uphold
from tests.results.test_count import GREEDY, MANY
from tests.rounds.factories import officer

pytestmark = pytest.mark.usefixtures("session")
DAY = clock.london(AFTER).date()


def published(in_pot: int = 2_000_000) -> tuple[Round, Count, Actor, Actor]:
    """1 and 3 are funded with £4,000; 2 and 4 stand on the reserve list, 4 costs £3,500 and 2 £3,000."""
    votes = [[1], [1], [1], [2], [2], [3]] + [[4]]
    round_, first, second = make_opened(
        votes, costs=(300_000, 300_000, 100_000, 350_000), amount=400_000, in_pot=in_pot, rules=GREEDY
    )
    return round_, publish_it(count_it(round_, first), first, second), first, second


def item(round_: Round, number: int) -> BallotItem:
    return rounds.item_by_number(round_.id, number)


def state_of(round_: Round, number: int) -> ProposalState:
    key = item(round_, number).proposal_id
    assert key
    return proposals.proposal(key).state


def award_of(round_: Round, number: int) -> Award | None:
    wanted = sa.select(Award).where(Award.proposal_id == item(round_, number).proposal_id)
    return db.session.scalars(wanted.execution_options(populate_existing=True)).one_or_none()


def test_a_count_is_checked_by_the_other_program_before_anybody_certifies_it() -> None:
    round_, first, _second = make_opened(MANY)
    with clock.at(AFTER), unit_of_work():
        made = commands.count_round(round_.id, actor=first)
    assert db.session.scalars(sa.select(JobRow.name).where(JobRow.name == "results.verify")).all()
    with pytest.raises(NotAllowed, match="not finished"), unit_of_work():
        commands.certify(made.id, actor=first)

    jobs.verify(str(made.id))

    db.session.expire_all()
    assert made.verification is Verification.CONFIRMED
    assert policies.can_certify(first, round_, made)


def test_a_certificate_that_another_program_does_not_confirm_cannot_be_certified() -> None:
    round_, first, _second = make_opened(MANY)
    with clock.at(AFTER), unit_of_work():
        made = commands.count_round(round_.id, actor=first)
    with unit_of_work():
        row = db.session.scalars(sa.select(Certificate).where(Certificate.count_id == made.id)).first()
        assert row
        document = json.loads(row.body)
        document["winners"].reverse()
        row.body = json.dumps(document)

    jobs.verify(str(made.id))

    db.session.expire_all()
    assert made.verification is Verification.DIFFERS
    assert any("place 1 goes to" in line for line in made.verify_notes)
    with pytest.raises(NotAllowed, match="does not agree"), unit_of_work():
        commands.certify(made.id, actor=first)


def test_a_small_pots_notice_is_checked_with_its_sealed_file() -> None:
    round_, first, _second = make_opened([[1], [2]])
    made = count_it(round_, first)
    assert made.verification is Verification.CONFIRMED
    assert len(queries.certificates(made.id)) == 2


def test_objections_are_taken_for_five_working_days_over_christmas() -> None:
    """The round closes on Tuesday 15 December 2026; Christmas is no working day."""
    round_, made, _first, _second = published()
    assert made.objections_until == dt.date(2026, 12, 22)
    assert policies.can_object(made, dt.date(2026, 12, 22))
    assert not policies.can_object(made, dt.date(2026, 12, 23))
    with clock.at(AFTER + dt.timedelta(days=8)), pytest.raises(WrongState), unit_of_work():
        commands.object_to(round_.id, commands.Given(Grounds.OTHER, "Too late"))


def test_an_objection_is_decided_by_somebody_who_did_not_certify() -> None:
    round_, made, first, second = published()
    found = object_now(round_, name="Ann Other", email="ann@example.com")
    for certifier in (first, second):
        with pytest.raises(NotAllowed, match="certified this count"), unit_of_work():
            commands.decide_objection(found.id, None, answer="No", actor=certifier)
    with pytest.raises(DomainError, match="certified"), unit_of_work():
        again = queries.objection(round_.id, 1)
        again.decided_by_id, again.decided_at, again.state = first.id, AFTER, ObjectionState.DISMISSED
        db.session.flush()
    board = make_person(name="Bo Board")
    with clock.at(AFTER), unit_of_work():
        commands.decide_objection(
            found.id, None, answer="Every batch is there", actor=officer(board, Role.BOARD_MEMBER)
        )
    assert queries.objection(round_.id, 1).state is ObjectionState.DISMISSED
    assert not policies.can_count(first, round_)
    assert made.final_at is None


def test_a_published_result_is_counted_again_only_after_an_upheld_objection() -> None:
    round_, made, first, second = published()
    with pytest.raises(NotAllowed, match="upheld"), unit_of_work():
        commands.count_round(round_.id, actor=first, reason="I want to")
    uphold(round_, Remedy.RECOUNT)
    with unit_of_work():
        add_ballots(round_, [[2], [2], [2]])
    with clock.at(AFTER), unit_of_work():
        again = commands.count_round(round_.id, actor=first, reason="A batch was found")
    jobs.verify(str(again.id))
    publish_it(again, first, second)

    db.session.expire_all()
    assert made.superseded_at is not None
    assert queries.published_count(round_.id) == again
    assert not queries.due_remedies(round_.id, Remedy.RECOUNT)
    assert state_of(round_, 2) is ProposalState.FUNDED


def test_a_result_is_final_when_the_time_is_over_and_everything_is_decided() -> None:
    round_, made, _first, _second = published()
    found = object_now(round_)
    after = DAY + dt.timedelta(days=9)
    with unit_of_work():
        assert commands.close_results(after) == 0
    board = officer(make_person(name="Bo Board"), Role.BOARD_MEMBER)
    with clock.at(AFTER), unit_of_work():
        commands.decide_objection(found.id, None, answer="It is right as it is", actor=board)
    with unit_of_work():
        assert commands.close_results(DAY) == 0
        assert commands.close_results(after) == 1
    assert made.final_at is not None


def test_a_declined_offer_frees_its_money_for_the_next_of_the_certified_order() -> None:
    """E30, E31."""
    round_, made, first, _second = published()
    award = award_of(round_, 1)
    assert award
    lead = Actor(first.id, "Lead", memberships=(Membership(award.group_id, Function.LEAD),))
    with clock.at(AFTER), unit_of_work():
        decline_offer(lead, award.id, reason="Family", today=DAY)
    (change,) = queries.changes(made.id)
    assert (change.kind, change.amount_pence, change.reason) == (ChangeKind.DECLINED, 300_000, "")
    assert queries.standing(made, [change]).free == {round_.pots[0].id: 300_000}

    with clock.at(AFTER), unit_of_work():
        commands.promote(round_.pots[0].id, actor=first)

    promoted = award_of(round_, 2)
    assert promoted
    assert (promoted.basis, promoted.amount_pence, promoted.state) == (Basis.RESERVE, 300_000, AwardState.OFFERED)
    assert state_of(round_, 2) is ProposalState.FUNDED
    assert state_of(round_, 1) is ProposalState.NOT_FUNDED
    with pytest.raises(DomainError, match="not enough"), unit_of_work():
        commands.promote(round_.pots[0].id, actor=first)


def test_a_winner_that_withdraws_loses_its_offer_and_nothing_is_promoted_beyond_the_money() -> None:
    round_, made, first, _second = published()
    with clock.at(AFTER), unit_of_work():
        commands.withdraw_winner(made.id, item(round_, 3).id, reason="No hall", actor=first)
    award = award_of(round_, 3)
    assert award
    assert award.state is AwardState.LAPSED
    assert len(queries.changes(made.id)) == 1
    assert state_of(round_, 3) is ProposalState.WITHDRAWN
    with pytest.raises(DomainError, match="not enough"), unit_of_work():
        commands.promote(round_.pots[0].id, actor=first)


def test_two_officers_disqualify_and_the_votes_go_nowhere() -> None:
    """E50."""
    round_, made, first, second = published()
    with clock.at(AFTER), unit_of_work():
        change = commands.propose_disqualification(made.id, item(round_, 1).id, reason="Not eligible", actor=first)
    assert item(round_, 1).id in queries.standing(made, queries.changes(made.id)).gets
    with pytest.raises(NotAllowed, match="second officer"), unit_of_work():
        commands.confirm_disqualification(change.id, actor=first)
    with pytest.raises(DomainError, match="second officer"), unit_of_work():
        change.second_id, change.is_done = first.id, True
        db.session.flush()
    with clock.at(AFTER), unit_of_work():
        commands.confirm_disqualification(change.id, actor=second)
    assert item(round_, 1).id not in queries.standing(made, queries.changes(made.id)).gets
    support = {result.item_id: result.support for result in queries.count_by_id(made.id).items}
    assert support[item(round_, 1).id] == 3
    with clock.at(AFTER), unit_of_work():
        commands.promote(round_.pots[0].id, actor=second)
    assert state_of(round_, 2) is ProposalState.FUNDED


def test_who_was_disqualified_stays_out_of_a_recount() -> None:
    round_, made, first, second = published()
    with clock.at(AFTER), unit_of_work():
        change = commands.propose_disqualification(made.id, item(round_, 1).id, reason="Not eligible", actor=first)
    with clock.at(AFTER), unit_of_work():
        commands.confirm_disqualification(change.id, actor=second)
    again = publish_it(count_it(round_, first, "A batch was found"), first, second)
    assert item(round_, 1).id not in queries.standing(again, queries.changes(again.id)).gets
    assert state_of(round_, 1) is ProposalState.NOT_FUNDED
    assert round_.state is RoundState.PUBLISHED


def test_the_register_stays_while_an_objection_is_open() -> None:
    """`domain.md` vi.2: 30 days after the result, but never from under somebody who has to decide about it."""
    round_, _made, _first, _second = published()
    make_voter_row(round_)
    found = object_now(round_)
    late = DAY + dt.timedelta(days=40)

    def is_due() -> bool:
        return any("Registers" in each.what for each in overdue(late))

    assert not is_due()
    decider = officer(make_person(name="Ada Another"), Role.DEPUTY_RETURNING_OFFICER)
    with clock.at(AFTER), unit_of_work():
        commands.decide_objection(found.id, Remedy.RECOUNT, answer="A box was found", actor=decider)
    assert not is_due(), "upheld, and not counted again yet"
    other = object_now(round_)
    with clock.at(AFTER), unit_of_work():
        db.session.get_one(type(found), found.id).used_at = AFTER
        commands.decide_objection(other.id, None, answer="The result stands", actor=decider)
    assert is_due()


def make_voter_row(round_: Round) -> None:
    with unit_of_work():
        fields = {"name": "Ann Lee", "connection": Connection.LIVE, "age_ok": True, "registered_on": DAY}
        db.session.add(Voter(round_id=round_.id, **fields))


def test_names_of_objectors_go_a_year_after_the_decision(app: Flask) -> None:
    round_, _made, _first, _second = published()
    object_now(round_, name="Ann Other", email="ann@example.com")
    found = queries.objection(round_.id, 1)
    board = officer(make_person(name="Bo Board"), Role.BOARD_MEMBER)
    with clock.at(AFTER), unit_of_work():
        commands.decide_objection(found.id, Remedy.NONE, answer="Put right", actor=board)
    mine = [each for each in overdue(DAY + dt.timedelta(days=367)) if "objected" in each.what]
    assert [each.rows for each in mine] == [1]
    with unit_of_work():
        assert mine[0].erase() == 1
    db.session.expire_all()
    assert (found.name, found.email) == ("", "")
    assert Grant(Role.BOARD_MEMBER) in board.grants
