"""The register: who gets in, who is held and told so, codes, decisions, turnout, and what is forgotten when."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.areas.models import Area, Postcode
from app.core import clock, key_files
from app.core.access import Actor, Grant, Role, Scope
from app.core.audit import AuditEntry
from app.core.clock import now, today
from app.core.db import db, unit_of_work
from app.core.errors import DomainError, NotAllowed, Refusals, WrongState
from app.core.events import publish
from app.core.outbox import OutboxRow
from app.core.references import ALPHABET
from app.register import commands, policies, privacy, queries
from app.register.commands import Registration, dedupe_key, dedupe_secret, doubles, registering
from app.register.models import (
    Channel,
    CodeKind,
    HoldReason,
    RefusalReason,
    TurnoutCount,
    Voter,
    VoterCode,
    VoterState,
)
from app.rounds.events import RoundClosed
from app.rounds.models import Connection, Proof, Round, RoundState
from tests.ballots.factories import make_round, make_voter, make_ward, returning_officer

pytestmark = pytest.mark.usefixtures("session")


def test_a_voter_gets_ten_letters_that_are_kept_only_as_a_keyed_hash(session: Session) -> None:
    round_ = make_round()
    made = make_voter(round_, make_ward(), "Ann Lee")
    assert len(made.code) == 10
    assert set(made.code) <= set(ALPHABET)
    assert made.code not in str(session.execute(sa.text("SELECT * FROM voter_code")).all())
    spaced = f" {made.code[:5].lower()}-{made.code[5:]}"
    found = queries.voter_by_code(round_.id, spaced)
    assert found is not None
    assert found.id == made.voter.id
    assert queries.voter_by_code(make_round().id, made.code) is None


def test_several_codes_lead_to_one_voter_until_revoked() -> None:
    round_ = make_round()
    made = make_voter(round_, make_ward())
    with unit_of_work():
        second = commands.new_code(made.voter.id, kind=CodeKind.SCREEN)
    for code in (made.code, second.code):
        found = queries.voter_by_code(round_.id, code)
        assert found is not None
        assert found.id == made.voter.id
    with unit_of_work():
        db.session.get_one(VoterCode, second.code_id).is_revoked = True
    assert queries.voter_by_code(round_.id, second.code) is None
    assert queries.voter_by_code(round_.id, made.code) is not None


def test_a_code_works_to_its_last_day() -> None:
    code = VoterCode(ends_on=dt.date(2026, 6, 1), is_revoked=False)
    assert policies.can_use(code, dt.date(2026, 6, 1))
    assert not policies.can_use(code, dt.date(2026, 6, 2))


@pytest.mark.parametrize("name", ["Zoë  O'Neill", "zoe o neill", "ZOË O’NEILL"])
@pytest.mark.slow
def test_the_same_name_and_place_is_held_however_it_is_written(name: str) -> None:
    round_, area = make_round(), make_ward()
    assert make_voter(round_, area, "Zoe O'Neill").voter.state is VoterState.ACCEPTED
    second = make_voter(round_, area, name).voter
    assert (second.state, second.hold_reason) == (VoterState.HELD, HoldReason.SAME_PERSON)
    assert make_voter(round_, make_ward(), name).voter.state is VoterState.ACCEPTED
    assert make_voter(make_round(), area, name).voter.state is VoterState.ACCEPTED


@pytest.mark.parametrize("by_postcode_first", [True, False])
def test_one_person_by_postcode_and_by_ward_is_held_with_both_sides(by_postcode_first: bool) -> None:
    """E11: somebody without a fixed address today may have given a postcode yesterday, in whatever way."""
    round_, area = make_round(), make_ward("Manningham", postcode="BD8 1AA")
    ways: list[dict[str, Any]] = [{"postcode": "BD8 1AA", "area_id": None}, {"channel": Channel.KIOSK}]
    first, second = (
        make_voter(round_, area, "Iris Vale", **given).voter for given in (ways if by_postcode_first else ways[::-1])
    )
    assert (first.state, second.state) == (VoterState.ACCEPTED, VoterState.HELD)
    assert second.hold_reason is HoldReason.OTHER_CHANNEL
    [case] = queries.held_voters(round_.id)
    assert [(case.voter.id, [other.id for other, _area in case.others])] == [(second.id, [first.id])]
    for one, other in ((first, second), (second, first)):
        assert [found.id for found, _area in queries.held_case(one.id).others] == [other.id]
        assert policies.may_be_same(one, other)
    third = make_voter(round_, area, "Iris Vale").voter
    assert len(queries.held_case(third.id).others) == 2


def test_two_who_came_in_one_instant_are_held_at_the_close(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither could see the other; at the close, before any envelope is opened, both are there to be seen."""
    round_, area = make_round(), make_ward("Manningham", postcode="BD8 1AA")
    monkeypatch.setattr(registering, "ways_of_alike", lambda _voter: [])
    first = make_voter(round_, area, "Iris Vale", postcode="BD8 1AA", area_id=None).voter
    second = make_voter(round_, area, "Iris Vale").voter
    other = make_voter(round_, area, "Otto Vale").voter
    monkeypatch.undo()
    decided = make_voter(round_, area, "Ada Dee", postcode="BD8 1AA", area_id=None).voter
    decided_too = make_voter(round_, area, "Ada Dee").voter
    with unit_of_work():
        commands.decide_held(decided_too.id, accept=True, reason="Two people", actor=returning_officer())
    with unit_of_work():
        publish(RoundClosed(round_.id))
    states = [each.state for each in (first, second, other, decided, decided_too)]
    assert states == [VoterState.HELD, *[VoterState.ACCEPTED] * 4]
    assert [o.id for o, _area in queries.held_case(first.id).others] == [second.id]


def test_the_close_looks_at_every_voter_once_not_at_every_pair(session: Session) -> None:
    """At 10,000 voters it took 44 s, and at 50,000 some 20 minutes, in which the round stayed locked."""
    area = make_ward()
    rounds = [_full_round(area, number) for number in (200, 1600)]
    if session.get_bind().dialect.name == "sqlite":  # whose machine tells its steps
        few, many = (_steps_of_close(round_) for round_ in rounds)
        assert many < 16 * few  # eight times the voters; with every pair it were 64
    with unit_of_work():
        publish(RoundClosed(rounds[1].id))
    assert queries.held_count(rounds[1].id) == 0


def _full_round(area: Area, number: int) -> Round:
    """A round with so many voters of one ward, each by a postcode."""
    round_ = make_round()
    with unit_of_work():
        db.session.add_all(
            Voter(
                round_id=round_.id,
                name=f"Voter {place}",
                area_id=area.id,
                connection=Connection.LIVE,
                age_ok=True,
                dedupe_key=f"place {place}",
                ward_key=f"ward {place}",
                registered_on=dt.date(2026, 6, 1),
            )
            for place in range(number)
        )
    return round_


def _steps_of_close(round_: Round) -> int:
    """How many hundreds of steps the database takes."""
    seen = []
    with unit_of_work():
        connection = db.session.connection().connection.driver_connection
        assert connection is not None
        connection.set_progress_handler(lambda: seen.append(1), 100)
        publish(RoundClosed(round_.id))
        connection.set_progress_handler(None, 0)
    return len(seen)


def test_two_of_one_name_in_one_ward_at_two_postcodes_are_two_people() -> None:
    """E11: two people may truly share a name; only the same place, or a place not told, makes one look."""
    round_, area = make_round(), make_ward("Manningham", postcode="BD8 1AA")
    other_place = Postcode(postcode="BD8 2BB", ward_id=area.id, lookup_version="test")
    with unit_of_work():
        db.session.add(other_place)
    for postcode in ("BD8 1AA", "BD8 2BB"):
        voter = make_voter(round_, area, "Mo Khan", postcode=postcode, area_id=None).voter
        assert voter.state is VoterState.ACCEPTED, postcode
    assert make_voter(round_, make_ward("Toller"), "Mo Khan").voter.state is VoterState.ACCEPTED
    assert make_voter(round_, area, "Mo Khan").voter.state is VoterState.HELD


def test_names_in_other_scripts_are_told_apart() -> None:
    round_ = make_round()
    assert dedupe_key(round_.id, "عائشہ خان", "BD1") != dedupe_key(round_.id, "فاطمہ خان", "BD1")


def test_postcodes_give_the_ward_and_doubtful_ones_hold() -> None:
    round_, area = make_round(), make_ward(postcode="BD7 1AA")
    make_ward(postcode="BD7 9ZZ", terminated="202001")
    known = make_voter(round_, area, postcode="BD7 1AA", area_id=None).voter
    assert (known.area_id, known.state) == (area.id, VoterState.ACCEPTED)
    old = make_voter(round_, area, postcode="BD7 9ZZ", area_id=None).voter
    assert (old.state, old.hold_reason) == (VoterState.HELD, HoldReason.OLD_POSTCODE)
    unknown = make_voter(round_, area, postcode="ZE1 0AA", area_id=None).voter
    assert (unknown.state, unknown.hold_reason, unknown.area_id) == (
        VoterState.HELD,
        HoldReason.UNKNOWN_POSTCODE,
        None,
    )


def test_what_is_missing_is_said_all_at_once() -> None:
    round_ = make_round()
    nothing = Registration(name=" ", postcode=None, area_id=None, connection=None, age_ok=False)
    with pytest.raises(Refusals) as refused, unit_of_work():
        commands.register_voter(round_.id, nothing, received_at=now(), today=today())
    assert {each.field for each in refused.value.refusals} == {"name", "postcode", "connection", "age_ok"}
    assert "11 or over" in str(refused.value)


def test_a_connection_that_the_round_does_not_take_is_refused() -> None:
    round_ = make_round()
    with unit_of_work():
        round_.connections = ["live"]
    with pytest.raises(Refusals):
        make_voter(round_, make_ward(), connection=Connection.WORK)


def test_nobody_registers_before_or_after_the_vote() -> None:
    round_, area = make_round(), make_ward()
    for moment in (round_.opens_at - dt.timedelta(seconds=1), round_.closes_at):
        with pytest.raises(WrongState), clock.at(moment):
            make_voter(round_, area)


def test_a_form_sent_twice_is_one_registration(session: Session) -> None:
    round_, area = make_round(), make_ward()
    first = make_voter(round_, area, "Ann Lee", form_key="abc")
    second = make_voter(round_, area, "Ann Lee", form_key="abc")
    assert first.voter.id == second.voter.id
    assert second.voter.state is VoterState.ACCEPTED
    assert session.scalar(sa.select(sa.func.count()).select_from(Voter)) == 1


def test_a_mail_is_asked_for_and_sealed(session: Session) -> None:
    round_ = make_round()
    made = make_voter(round_, make_ward(), email="ann@example.org", link_prefix="http://localhost/vote/l/")
    row = session.scalars(sa.select(OutboxRow)).one()
    assert row.template == "register/mail/code"
    assert made.code.encode() not in row.sealed
    make_voter(round_, make_ward())
    assert session.scalar(sa.select(sa.func.count()).select_from(OutboxRow)) == 1


def test_issuing_and_holding_are_in_the_audit_log_without_code_or_name(session: Session) -> None:
    round_, area = make_round(), make_ward()
    made = make_voter(round_, area, "Ann Lee")
    make_voter(round_, area, "Ann Lee")
    mine = sa.select(AuditEntry).where(AuditEntry.subject_type == "voter").order_by(AuditEntry.id)
    rows = session.scalars(mine).all()
    assert [row.verb for row in rows] == ["issue_code", "hold_voter", "issue_code"]
    text = str([(row.subject_name, row.after, row.reason) for row in rows])
    assert "Ann" not in text
    assert made.code not in text


def held(name: str = "Ann Lee") -> Voter:
    round_, area = make_round(), make_ward()
    make_voter(round_, area, name)
    return make_voter(round_, area, name).voter


def test_a_held_voter_is_accepted_with_a_reason(session: Session) -> None:
    voter = held()
    with pytest.raises(DomainError, match="Say why"), unit_of_work():
        commands.decide_held(voter.id, accept=True, reason=" ", actor=returning_officer())
    with unit_of_work():
        commands.decide_held(voter.id, accept=True, reason="Two people, seen at the desk", actor=returning_officer())
    session.refresh(voter)
    assert voter.state is VoterState.ACCEPTED
    entry = session.scalars(sa.select(AuditEntry).where(AuditEntry.verb == "decide_held")).one()
    assert (entry.reason, entry.before["state"] if entry.before else "") == ("Two people, seen at the desk", "held")
    with pytest.raises(NotAllowed, match="already been decided"), unit_of_work():
        commands.decide_held(voter.id, accept=True, reason="again", actor=returning_officer())


def test_a_refusal_wants_the_published_reason() -> None:
    voter = held()
    with pytest.raises(DomainError) as refusal, unit_of_work():
        commands.decide_held(voter.id, accept=False, reason="Same person", actor=returning_officer())
    assert refusal.value.field == "refusal"


ACTORS = {
    "returning officer": (Grant(Role.RETURNING_OFFICER),),
    "deputy": (Grant(Role.DEPUTY_RETURNING_OFFICER),),
    "desk staff": (Grant(Role.DESK_STAFF),),
    "trustee": (Grant(Role.TRUSTEE),),
    "administrator": (Grant(Role.ADMINISTRATOR),),
    "nobody": (),
}


@pytest.mark.parametrize("who", ACTORS)
@pytest.mark.parametrize("state", list(RoundState))
def test_who_may_decide_and_when(who: str, state: RoundState) -> None:
    round_ = Round(id=uuid.uuid4(), state=state)
    voter = Voter(round_id=round_.id, state=VoterState.HELD)
    decision = policies.can_decide_held(Actor(None, who, grants=ACTORS[who]), round_, voter)
    in_time = state in {RoundState.LOCKED, RoundState.OPEN, RoundState.CLOSED}
    assert bool(decision) == (who in {"returning officer", "deputy"} and in_time)


@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("returning officer", True),
        ("desk staff", True),
        ("trustee", False),
        ("administrator", False),
        ("nobody", False),
    ],
)
def test_who_may_see_the_register(who: str, may: bool) -> None:
    round_ = make_round(has_box=False)
    assert bool(policies.can_see_register(Actor(None, who, grants=ACTORS[who]), round_)) is may
    elsewhere = Actor(None, "RO", grants=(Grant(Role.RETURNING_OFFICER, Scope.ROUND, make_ward().id),))
    assert not policies.can_see_register(elsewhere, round_)


def test_both_sides_of_a_held_case_are_found() -> None:
    voter = held("Bea Low")
    case = queries.held_voters(voter.round_id)[0]
    assert case.voter.id == voter.id
    assert [other.name for other, _area in case.others] == ["Bea Low"]
    assert [o.id for o, _a in queries.held_case(voter.id).others] == [o.id for o, _a in case.others]
    assert queries.held_count(voter.round_id) == 1


def test_turnout_is_rounded_and_an_hour_late() -> None:
    round_, area = make_round(), make_ward("Manningham")
    noon = dt.datetime(2026, 6, 1, 12, 0, tzinfo=dt.UTC)
    with unit_of_work():
        db.session.add(TurnoutCount(round_id=round_.id, area_id=area.id, channel=Channel.ONLINE, hour=noon, number=13))
    assert queries.turnout(round_.id, noon + dt.timedelta(minutes=59)).total == 0
    after = queries.turnout(round_.id, noon + dt.timedelta(minutes=60))
    assert (after.total, after.by_area, after.by_channel) == (15, {"Manningham": 15}, {Channel.ONLINE: 15})


@pytest.mark.parametrize(("number", "shown"), [(0, 0), (2, 0), (3, 5), (7, 5), (8, 10), (1234, 1235)])
def test_rounding_to_five(number: int, shown: int) -> None:
    assert queries.rounded(number) == shown


def test_the_register_goes_thirty_days_after_the_result(session: Session) -> None:
    round_ = make_round()
    make_voter(round_, make_ward())
    with unit_of_work():
        round_.state, round_.published_at = RoundState.PUBLISHED, now()
    assert list(privacy.overdue(today() + dt.timedelta(days=29))) == []
    due = list(privacy.overdue(today() + dt.timedelta(days=32)))
    assert [each.rows for each in due] == [1]
    with unit_of_work():
        assert due[0].erase() == 1
    assert session.scalars(sa.select(Voter)).all() == []
    assert session.scalars(sa.select(VoterCode)).all() == []
    assert not key_files.exists(dedupe_secret(round_.id))


def test_a_refused_name_that_comes_again_is_held() -> None:
    voter = held("Cy Moss")
    first = next(o for o, _a in queries.held_case(voter.id).others)
    with unit_of_work():
        commands.decide_held(
            voter.id, accept=False, reason="Twice", refusal=RefusalReason.VOTED_TWICE, actor=returning_officer()
        )
    with unit_of_work():
        again = commands.register_voter(
            voter.round_id,
            Registration("Cy Moss", None, first.area_id, Connection.LIVE, age_ok=True),
            received_at=now(),
            today=today(),
        )
    assert again.voter.state is VoterState.HELD


def _plan(session: Session, wanted: sa.SelectBase) -> list[str]:
    """How the database would find these rows; PostgreSQL is told not to read a small table whole."""
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    asked = str(wanted.compile(session.get_bind(), compile_kwargs={"literal_binds": True}))
    if not is_sqlite:
        session.execute(sa.text("SET LOCAL enable_seqscan = off"))
    rows = session.execute(sa.text(f"EXPLAIN {'QUERY PLAN ' if is_sqlite else ''}{asked.replace(':', chr(92) + ':')}"))
    return [row[3] if is_sqlite else row[0] for row in rows]


ALIKE = doubles.ALIKE.params(round_id=uuid.uuid4(), key="a", other_key="b", ward="a")
BY_FORM = registering.BY_FORM_KEY.params(round_id=uuid.uuid4(), form_key="a")
BY_CODE = queries.BY_CODE.params(round_id=uuid.uuid4(), code_id=uuid.uuid4())


@pytest.mark.parametrize(
    ("wanted", "indexes"),
    [
        (ALIKE, ["ix_voter_dedupe_key", "ix_voter_dedupe_key", "ix_voter_ward_key"]),
        (BY_FORM, ["form_key"]),
        (BY_CODE, ["voter_code", "voter"]),
    ],
    ids=["alike", "form", "code"],
)
def test_a_voter_is_found_by_index_also_while_nobody_knows_how_many_there_are(
    session: Session, wanted: sa.SelectBase, indexes: list[str]
) -> None:
    """In a round's first minutes PostgreSQL has no statistics: an index of the round alone would read its register at
    every registration, and so would SQLite for "round AND (one OR other)"."""
    plan = _plan(session, wanted)
    used = [line for line in plan if "USING" in line or "Scan" in line]
    assert not any(line.startswith("SCAN") or "Seq Scan" in line for line in used), plan
    if session.get_bind().dialect.name == "postgresql":
        conditions = [line for line in plan if "Index Cond" in line]
        assert not any("round_id" in line and "form_key" not in line for line in conditions), plan
    else:
        conditions = [line for line in plan if "USING" in line]
    if wanted is not BY_CODE:
        assert len(conditions) == len(indexes), plan
    assert all(any(name.removeprefix("ix_voter_") in line for line in used + conditions) for name in indexes), plan


def test_the_others_of_a_held_voter_are_found_by_index_too(session: Session) -> None:
    """Every officer's page of the queue would read the register, and a desk's page of any voter."""
    round_ = make_round()
    voters = [Voter(dedupe_key="a", ward_key="b"), Voter(dedupe_key="c", email="a@example.org", phone="07")]
    shown = [queries._same_contact(voters[1], proof) for proof in (Proof.EMAIL_CODE, Proof.SMS_CODE)]
    plan = _plan(session, sa.select(Voter.id).where(queries.alike_to(round_.id, voters, *shown)))
    assert not any(line.startswith("SCAN") or "Seq Scan" in line for line in plan), plan
    for index in ("dedupe_key", "ward_key", "ix_voter_shown_email", "ix_voter_shown_phone"):
        assert any(index in line for line in plan), plan
