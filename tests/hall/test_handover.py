"""What was made without a connection: taken once, held where it must be, late after the list is closed."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from flask import Flask

from app.ballots import queries as box
from app.ballots import seal
from app.ballots.commands.voting import envelope_about
from app.ballots.models import Envelope
from app.core.clock import now, today
from app.core.db import db, unit_of_work
from app.core.errors import DomainError, WrongState
from app.hall import commands, queries
from app.hall.models import HandoverState
from app.register.commands import Registration, decide_held, take_entitlement
from app.register.models import Channel, RefusalReason, Voter, VoterState
from app.register.queries import code_digest
from app.rounds.models import Connection, Round
from tests.ballots import factories as ballots
from tests.hall import factories as hall


def sealed(round_: Round, voter_id: uuid.UUID, scores: dict[int, int]) -> bytes:
    key, right = box.key_of(round_.id), queries.right_of(voter_id)
    return seal.seal(key.public_key, seal.pack(scores, key.inner_length), envelope_about(round_.id, right.id))


def hand(voter_id: uuid.UUID, key: str, serial: int, vote: bytes, at: dt.datetime | None = None) -> HandoverState:
    with unit_of_work():
        return commands.hand_over_vote(voter_id, key, serial, vote, received_at=at or now(), today=today())


@pytest.mark.slow
def test_five_times_is_one_envelope(committed: Flask) -> None:
    round_ = hall.make_score_round()
    day_id = hall.make_day(round_)
    voter_id = hall.card_voter(round_, day_id, hall.make_cards(day_id)[0])
    vote = sealed(round_, voter_id, {1: 4, 2: 5})
    assert {hand(voter_id, "a-key-of-this-device", 2, vote) for _time in range(5)} == {HandoverState.TAKEN}
    assert db.session.query(Envelope).count() == 1
    hand(voter_id, "an-older-one-of-it", 1, sealed(round_, voter_id, {1: 1}))
    assert hall.inside(round_) == [{1: 4, 2: 5}], "an older one does not come on top"
    hand(voter_id, "a-newer-one-of-it", 3, sealed(round_, voter_id, {1: 4, 2: 5, 3: 2}))
    assert hall.inside(round_) == [{1: 4, 2: 5, 3: 2}]


@pytest.mark.slow
def test_late_ones_are_listed_and_not_counted(committed: Flask) -> None:
    round_ = hall.make_score_round()
    day_id = hall.make_day(round_)
    voter_id = hall.card_voter(round_, day_id, hall.make_cards(day_id)[0])
    vote = sealed(round_, voter_id, {1: 4})
    hall.close(day_id, now())
    assert hand(voter_id, "a-key-that-comes-late", 1, vote) is HandoverState.LATE
    assert hand(voter_id, "a-key-that-comes-late", 1, vote) is HandoverState.LATE
    assert db.session.query(Envelope).count() == 0
    assert [each.state for each in queries.handed_over(day_id)] == [HandoverState.LATE]


@pytest.mark.slow
def test_taken_after_the_round_closed_while_the_list_is_open(committed: Flask) -> None:
    round_ = hall.make_score_round()
    day_id = hall.make_day(round_)
    voter_id = hall.card_voter(round_, day_id, hall.make_cards(day_id)[0])
    after = round_.closes_at + dt.timedelta(minutes=20)
    assert hand(voter_id, "sealed-before-the-close", 1, sealed(round_, voter_id, {3: 3}), after) is HandoverState.TAKEN
    assert hall.inside(round_) == [{3: 3}]


@pytest.mark.slow
def test_only_whole_sealed_votes(committed: Flask) -> None:
    round_ = hall.make_score_round()
    day_id = hall.make_day(round_)
    voter_id = hall.card_voter(round_, day_id, hall.make_cards(day_id)[0])
    for wrong in (b"", b"\4" * 40, sealed(round_, voter_id, {1: 1})[:-1]):
        with pytest.raises(DomainError, match="not a sealed vote"):
            hand(voter_id, "a-key-of-this-device", 1, wrong)


def entry(key: str, name: str, area_id: uuid.UUID, card: str = "") -> commands.OfflineEntry:
    return commands.OfflineEntry(key, Registration(name, None, area_id, Connection.LIVE, age_ok=True), card)


def hand_entry(day_id: uuid.UUID, given: commands.OfflineEntry) -> HandoverState:
    with unit_of_work():
        return commands.hand_over_check_in(day_id, given, actor=hall.OFFICER(), received_at=now(), today=today())


@pytest.mark.slow
def test_desk_entries_once_and_duplicates_held(committed: Flask) -> None:
    """The vote of a card given to somebody twice is held with its voter, and refused unopened."""
    round_ = hall.make_score_round()
    day_id, ward = hall.make_day(round_), ballots.make_ward()
    ballots.make_voter(round_, ward, "Amina Khan")
    codes = hall.make_cards(day_id, is_named=True)
    nameless = hall.holder(round_, codes[0])
    assert hall.voter(nameless).state is VoterState.HELD, "a card for use without a connection waits for its entry"
    hand(nameless, "sealed-without-a-network", 1, sealed(round_, nameless, {1: 5, 2: 5, 3: 5}))
    given = entry("desk-entry-number-one", "Amina Khan", ward.id, codes[0])
    assert {hand_entry(day_id, given) for _time in range(5)} == {HandoverState.HELD}
    assert db.session.query(Voter).filter_by(name="Amina Khan").count() == 2
    assert db.session.get(Voter, nameless) is None
    held = queries.card_by_digest(code_digest(round_.id, codes[0]))
    assert held is not None and held.voter_id is not None
    with unit_of_work():
        decide_held(
            held.voter_id,
            accept=False,
            reason="Had a card in the morning",
            actor=hall.OFFICER(),
            refusal=RefusalReason.VOTED_TWICE,
        )
    assert hall.inside(round_) == []


@pytest.mark.slow
def test_desk_entry_names_a_card_with_its_vote(committed: Flask) -> None:
    round_ = hall.make_score_round()
    day_id, ward, at = hall.make_day(round_), ballots.make_ward(), now()
    codes = hall.make_cards(day_id, is_named=True)
    hall.make_papers(day_id)
    nameless = hall.holder(round_, codes[0])
    first = hall.slots(day_id)[0]
    hall.start(day_id, first, at)
    hall.score(nameless, first, 5, at)
    assert hand_entry(day_id, entry("desk-entry-number-one", "Bo Li", ward.id, codes[0])) is HandoverState.TAKEN
    named = hall.holder(round_, codes[0])
    assert hall.voter(named).name == "Bo Li"
    with pytest.raises(DomainError, match="somebody else"):
        hand_entry(day_id, entry("desk-entry-number-two", "Cy Lo", ward.id, codes[0]))
    assert hand_entry(day_id, entry("desk-entry-with-a-paper", "Di Mo", ward.id)) is HandoverState.TAKEN
    hall.close(day_id, at + dt.timedelta(hours=1))
    assert [list(vote.values()) for vote in hall.inside(round_)] == [[5]]
    assert hand_entry(day_id, entry("desk-entry-much-too-late", "Ed No", ward.id)) is HandoverState.LATE


def test_a_paper_given_without_a_connection_uses_the_right_of_a_held_voter_too(committed: Flask) -> None:
    """E10: the paper cannot be taken back, so that nobody votes online as well when they are accepted later."""
    round_ = hall.make_score_round()
    day_id, ward = hall.make_day(round_), ballots.make_ward()
    hall.make_papers(day_id)
    ballots.make_voter(round_, ward, "Amina Khan")
    assert hand_entry(day_id, entry("desk-entry-with-a-paper", "Amina Khan", ward.id)) is HandoverState.HELD
    second = db.session.query(Voter).filter_by(name="Amina Khan", state=VoterState.HELD).one()
    assert [right.taken_by for right in second.entitlements] == [Channel.PAPER]
    with pytest.raises(WrongState), unit_of_work():
        take_entitlement(second.id, Channel.PAPER, today(), is_given=True)
