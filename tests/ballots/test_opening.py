"""The key and the opening: what it takes, what it leaves, and that one person alone gets nowhere."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest
import sqlalchemy as sa
from flask import Flask

from app.ballots import commands, policies, queries, seal
from app.ballots.events import BallotsOpened
from app.ballots.models import (
    Ballot,
    Choice,
    Draft,
    Envelope,
    KeyShare,
    Opening,
    OpeningKey,
    Rejection,
    TrusteeKey,
)
from app.core import key_files
from app.core.access import Actor, Grant, Role
from app.core.audit import AuditEntry
from app.core.clock import now, today
from app.core.db import db, unit_of_work
from app.core.errors import DomainError, NotAllowed, WrongState
from app.core.events import subscribe
from app.core.jobs import JobRow
from app.register import commands as register
from app.register import queries as register_queries
from app.register.models import Channel, RefusalReason, VoterCode
from app.rounds.models import BallotItem, BallotType, Round, RoundState
from tests.ballots.factories import (
    PASSPHRASES,
    as_trustee,
    cast,
    make_box,
    make_round,
    make_voter,
    make_ward,
    open_box,
    returning_officer,
    secrets_of,
    trustees_of,
)

pytestmark = pytest.mark.usefixtures("session")
VOTES = [[1], [1, 2], [1, 2, 3], [4], [4, 5], [1]]


@pytest.fixture
def voted() -> Round:
    """A round in which six people voted."""
    round_, area = make_round(), make_ward()
    for numbers in VOTES:
        cast(make_voter(round_, area).voter.id, numbers)
    return round_


def votes_in(round_: Round) -> Counter[tuple[int, ...]]:
    """The valid ballots as item numbers."""
    rows = db.session.execute(
        sa.select(Ballot.id, BallotItem.number)
        .join(Choice, Choice.ballot_id == Ballot.id)
        .join(BallotItem, BallotItem.id == Choice.item_id)
        .where(Ballot.round_id == round_.id)
    )
    by_ballot: dict[int, list[int]] = {}
    for key, number in rows:
        by_ballot.setdefault(key, []).append(number)
    return Counter(tuple(sorted(numbers)) for numbers in by_ballot.values())


def test_every_envelope_is_a_ballot_and_nothing_that_led_to_it_is_left(voted: Round) -> None:
    heard: list[object] = []
    subscribe(_app(), BallotsOpened, heard.append)
    receipts = sorted(db.session.scalars(sa.select(Envelope.receipt)))
    make_voter(voted, make_ward())
    open_box(voted)
    assert votes_in(voted) == Counter(tuple(numbers) for numbers in VOTES)
    assert queries.receipts(voted.id) == {Channel.ONLINE: receipts}
    assert queries.ballot_counts(voted.id) == {Channel.ONLINE: len(VOTES)}
    for model in (Envelope, Draft, KeyShare, TrusteeKey, VoterCode):
        assert db.session.scalars(sa.select(model)).all() == [], model
    db.session.expire_all()
    assert voted.state is RoundState.OPENED
    opening = queries.opening(voted.id)
    assert opening is not None
    assert (opening.envelopes, opening.is_swept) == (len(VOTES), False)
    assert heard[-1] == BallotsOpened(voted.id)
    assert db.session.scalars(sa.select(JobRow.name).where(JobRow.name == "ballots-sweep")).all() == ["ballots-sweep"]


def _app() -> Flask:
    from flask import current_app

    return current_app._get_current_object()  # type: ignore[attr-defined, no-any-return]


def test_totals_from_sql_and_from_the_ballots_are_equal(voted: Round) -> None:
    open_box(voted)
    items = db.session.scalars(sa.select(BallotItem).order_by(BallotItem.number)).all()
    totals = queries.totals_sql(voted.id)
    counted = Counter(number for numbers in VOTES for number in numbers)
    assert {item.number: totals.items[item.id] for item in items} == {n: (counted[n], counted[n]) for n in range(1, 6)}
    assert totals.pots == {voted.pots[0].id: len(VOTES)}
    places = {item.id: index for index, item in enumerate(items)}
    lines = [line for chunk in queries.ballot_rows(voted.id, places) for line in zip(*chunk, strict=True)]
    assert Counter(index + 1 for _key, index, _value in lines) == counted
    assert len({key for key, _index, _value in lines}) == len(VOTES)
    assert queries.valid_ballots(voted.id) == len(VOTES)


def test_an_envelope_that_was_touched_or_moved_is_rejected_and_counted(voted: Round) -> None:
    rows = db.session.scalars(sa.select(Envelope).order_by(Envelope.id)).all()
    with unit_of_work():
        first, second, third = (db.session.get_one(Envelope, row.id) for row in rows[:3])
        first.sealed = first.sealed[:-1] + bytes([first.sealed[-1] ^ 1])
        second.sealed = third.sealed
    open_box(voted)
    assert queries.rejected(voted.id) == {Rejection.UNREADABLE: 2}
    assert sum(queries.ballot_counts(voted.id).values()) == len(VOTES)
    assert queries.valid_ballots(voted.id) == len(VOTES) - 2
    assert len(queries.receipts(voted.id)[Channel.ONLINE]) == len(VOTES)


@pytest.mark.parametrize(
    ("chosen", "reason"),
    [
        ({9: 1}, Rejection.NOT_IN_ROUND),
        ({1: 2}, Rejection.TWICE),
        ({}, Rejection.TOO_FEW),
        ({1: 1, 2: 1, 3: 1, 4: 1}, Rejection.TOO_MANY),
    ],
)
@pytest.mark.slow
def test_a_vote_that_breaks_the_rules_is_rejected_with_its_reason(
    voted: Round, chosen: dict[int, int], reason: Rejection
) -> None:
    from app.ballots.commands.voting import envelope_about

    key = queries.opening_key(voted.id)
    assert key is not None
    with unit_of_work():
        row = db.session.scalars(sa.select(Envelope)).first()
        assert row is not None
        inner = seal.pack(chosen, key.inner_length)
        row.sealed = seal.seal(key.public_key, inner, envelope_about(voted.id, row.entitlement_id))
    open_box(voted)
    assert queries.rejected(voted.id) == {reason: 1}


def test_withdrawn_items_do_not_spoil_a_ballot(voted: Round) -> None:
    with unit_of_work():
        db.session.query(BallotItem).filter_by(round_id=voted.id, number=4).one().is_withdrawn = True
    open_box(voted)
    assert queries.rejected(voted.id) == {}


def test_held_envelopes_must_be_decided_first(voted: Round) -> None:
    area = make_ward()
    make_voter(voted, area, "Ann Lee")
    held = make_voter(voted, area, "Ann Lee").voter
    cast(held.id, [5])
    with pytest.raises(NotAllowed, match="1 held vote must be decided"):
        open_box(voted)
    with unit_of_work():
        register.decide_held(
            held.id, accept=False, reason="Twice", refusal=RefusalReason.VOTED_TWICE, actor=returning_officer()
        )
    open_box(voted)
    assert queries.refused(voted.id) == {RefusalReason.VOTED_TWICE: 1}
    assert sum(queries.ballot_counts(voted.id).values()) == len(VOTES)


def test_a_held_voter_who_never_voted_holds_nothing_up(voted: Round) -> None:
    area = make_ward()
    make_voter(voted, area, "Ann Lee")
    make_voter(voted, area, "Ann Lee")
    open_box(voted)
    assert sum(queries.ballot_counts(voted.id).values()) == len(VOTES)


def test_nobody_opens_before_the_close_or_twice(voted: Round) -> None:
    with pytest.raises(NotAllowed, match="when voting has closed"):
        open_box(voted, at=voted.closes_at - dt.timedelta(seconds=1))
    opener = commands.recover_key(voted.id, secrets_of(voted))
    open_box(voted)
    with pytest.raises(NotAllowed, match="already been opened"), unit_of_work():
        commands.open_envelopes(
            voted.id,
            opener,
            list(secrets_of(voted)),
            actor=returning_officer(),
            now=voted.closes_at + dt.timedelta(days=1),
        )
    with pytest.raises(DomainError):
        commands.recover_key(voted.id, secrets_of(voted))


def test_one_trustee_alone_opens_nothing(voted: Round) -> None:
    person, words = next(iter(secrets_of(voted).items()))
    with pytest.raises(DomainError, match="Two different trustees"):
        commands.recover_key(voted.id, {person: words})
    second = trustees_of(voted)[1].id
    with pytest.raises(DomainError) as refusal:
        commands.recover_key(voted.id, {person: words, second: words})
    assert refusal.value.field == "second"


def test_a_copy_of_the_database_and_one_share_open_nothing(voted: Round) -> None:
    """Everything in the tables and one passphrase, but no key file: not even that trustee's own share comes out."""
    shares, trustees = queries.key_shares(voted.id), queries.trustee_keys(voted.id)
    person, words = next(iter(secrets_of(voted).items()))
    about = b"|".join([b"trustee", voted.id.bytes, person.bytes])
    private = seal.unlock_with_words(words, trustees[person].by_passphrase or b"", about)
    with pytest.raises(seal.SealBroken):
        seal.Opener(private).open(shares[person].sealed, b"|".join([b"share", voted.id.bytes, person.bytes]))
    key = queries.opening_key(voted.id)
    assert key is not None
    assert seal.public_of(private) != key.public_key


def test_any_two_trustees_open_and_a_recovery_code_does_as_well(voted: Round) -> None:
    round_ = make_round(has_box=False)
    people, codes = trustees_of(round_), []
    for person, words in zip(people, PASSPHRASES, strict=True):
        made = commands.new_enrolment(round_.id, person.id, words)
        codes.append(made.recovery_code)
        with unit_of_work():
            commands.enrol_trustee(round_.id, made, actor=as_trustee(person, round_), today=today())
    with unit_of_work():
        commands.make_keys(round_.id, actor=returning_officer(), today=today())
    key = queries.opening_key(round_.id)
    assert key is not None
    given = {people[1].id: PASSPHRASES[1], people[2].id: codes[2].lower()}
    assert commands.recover_key(round_.id, given).public == key.public_key
    server = commands.server_key(round_.id)
    key_files.destroy(commands.server_key_name(round_.id))
    with pytest.raises(DomainError) as refusal:
        commands.recover_key(round_.id, given)
    assert refusal.value.field == "server"
    assert commands.recover_key(round_.id, given, server.lower()).public == key.public_key
    with pytest.raises(DomainError):
        commands.recover_key(round_.id, given, "A" * 52)


def test_a_backup_of_voting_time_opens_nothing_after_the_opening(voted: Round) -> None:
    """The rows come back, the trustees type their words, but the key in KEYS_DIR is destroyed."""
    kept = [
        (model.__table__, [dict(row._mapping) for row in db.session.execute(sa.select(model.__table__))])
        for model in (KeyShare, TrusteeKey)
    ]
    open_box(voted)
    for name in (commands.server_key_name(voted.id), f"draft-{voted.id.hex}"):
        key_files.destroy(name)
    with unit_of_work():
        for table, rows in kept:
            db.session.execute(sa.insert(table), rows)  # type: ignore[arg-type]
    with pytest.raises(DomainError) as refusal:
        commands.recover_key(voted.id, secrets_of(voted))
    assert refusal.value.field == "server"


def test_the_key_is_made_once_and_only_when_every_trustee_is_ready() -> None:
    round_ = make_round(has_box=False)
    with pytest.raises(NotAllowed, match="Every trustee must choose"), unit_of_work():
        commands.make_keys(round_.id, actor=returning_officer(), today=today())
    make_box(round_)
    with pytest.raises(NotAllowed, match="already been made"), unit_of_work():
        commands.make_keys(round_.id, actor=returning_officer(), today=today())
    person = trustees_of(round_)[0]
    made = commands.new_enrolment(round_.id, person.id, "another passphrase")
    with pytest.raises(NotAllowed, match="cannot change"), unit_of_work():
        commands.enrol_trustee(round_.id, made, actor=as_trustee(person, round_), today=today())


def test_voting_waits_for_the_test_envelope() -> None:
    round_ = make_round(has_box=False)
    for person, words in zip(trustees_of(round_), PASSPHRASES, strict=True):
        made = commands.new_enrolment(round_.id, person.id, words)
        with unit_of_work():
            commands.enrol_trustee(round_.id, made, actor=as_trustee(person, round_), today=today())
    with unit_of_work():
        key = commands.make_keys(round_.id, actor=returning_officer(), today=today())
    assert key.test_envelope is not None
    with pytest.raises(WrongState):
        make_voter(round_, make_ward())
    with pytest.raises(DomainError, match="could not be opened"), unit_of_work():
        commands.prove_key(round_.id, seal.Opener(seal.new_pair()[0]), actor=returning_officer(), now=now())
    opener = commands.recover_key(round_.id, secrets_of(round_))
    with unit_of_work():
        commands.prove_key(round_.id, opener, actor=returning_officer(), now=now())
    make_voter(round_, make_ward())


def test_a_short_passphrase_is_refused() -> None:
    round_ = make_round(has_box=False)
    with pytest.raises(DomainError) as refusal:
        commands.new_enrolment(round_.id, trustees_of(round_)[0].id, "short")
    assert refusal.value.field == "passphrase"


ACTORS = {
    "trustee": (Grant(Role.TRUSTEE),),
    "returning officer": (Grant(Role.RETURNING_OFFICER),),
    "observer": (Grant(Role.OBSERVER),),
    "administrator": (Grant(Role.ADMINISTRATOR),),
}


@pytest.mark.parametrize("who", ACTORS)
@pytest.mark.parametrize("state", list(RoundState))
def test_who_may_open_and_when(who: str, state: RoundState) -> None:
    at = now()
    round_ = Round(
        state=state, opens_at=at - dt.timedelta(days=2), closes_at=at - dt.timedelta(days=1), box_ready_at=at
    )
    may = policies.can_open(Actor(None, who, grants=ACTORS[who]), round_, OpeningKey(is_proven=True), None, 0, at)
    closed = state in {RoundState.LOCKED, RoundState.OPEN, RoundState.CLOSED}
    assert bool(may) == (who in {"trustee", "returning officer"} and closed)


def test_a_second_trustee_is_held_by_the_database(voted: Round) -> None:
    person = trustees_of(voted)[0].id
    with pytest.raises(sa.exc.IntegrityError), unit_of_work():
        db.session.add(Opening(round_id=voted.id, first_id=person, second_id=person, opened_at=now(), envelopes=0))
        db.session.flush()


def test_the_audit_log_says_how_many_and_never_what(voted: Round) -> None:
    open_box(voted)
    entry = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.verb == "open_envelopes")).one()
    assert entry.after is not None
    assert set(entry.after) == {"ballots", "rejected", "trustees"}


def test_an_empty_box_opens_cleanly() -> None:
    round_ = make_round()
    open_box(round_)
    assert queries.ballot_counts(round_.id) == {}
    assert queries.receipts(round_.id) == {}
    assert set(queries.totals_sql(round_.id).items.values()) == {(0, 0)}


def test_a_budget_ballot_is_checked_at_the_opening() -> None:
    round_ = make_round(ballot_type=BallotType.BUDGET, most=None)
    limits = policies.Limits.of(round_.rules, round_.pots, db.session.scalars(sa.select(BallotItem)).all())
    assert policies.fault(limits, {1: 1, 2: 1, 3: 1}) is Rejection.OVER_BUDGET
    assert policies.fault(limits, {2: 1, 4: 1}) is None


def test_codes_lead_nowhere_after_the_opening(voted: Round) -> None:
    made = make_voter(voted, make_ward())
    open_box(voted)
    assert register_queries.voter_by_code(voted.id, made.code) is None
