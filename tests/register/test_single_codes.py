"""One code of a batch replaced, a lost letter's or a spoilt slip's; and batches for one body of voters."""

from __future__ import annotations

import uuid

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.access import Actor, Grant, Role
from app.core.audit import AuditEntry
from app.core.clock import now, today
from app.core.db import db, unit_of_work
from app.core.errors import DomainError, Refusals, WrongState
from app.register import commands as register
from app.register.codes import commands, jobs, policies, queries
from app.register.codes.commands import Wish
from app.register.codes.models import BatchCode, CodeBatch, Desk, Shape
from app.register.models import Voter, VoterState
from app.rounds.models import Electorate, Round, RoundElectorate
from tests.ballots.factories import make_round, make_voter, make_ward, returning_officer
from tests.register.test_codes import come, fetch, order, pepper, ready

pytestmark = pytest.mark.usefixtures("session")

# One code replaced


def spoil(batch: CodeBatch, **said: object) -> str:
    with unit_of_work():
        given = commands.Spoilt(**({"reason": "The letter did not arrive"} | said))  # type: ignore[arg-type]
        return commands.replace_code(batch.id, given, pepper(), actor=returning_officer(), now=now())


def given_out(round_: Round, **changed: object) -> tuple[CodeBatch, list[str]]:
    """A batch of three that has been downloaded."""
    wish = Wish(Desk.LETTER, Shape.FILE, "Letters", 3, **changed)  # type: ignore[arg-type]
    batch, codes = ready(round_, wish)
    fetch(batch, round_, passphrase="a long passphrase")
    return queries.batch(batch.id), codes


def test_the_code_of_a_lost_letter_is_replaced_by_its_number_and_again(session: Session) -> None:
    """The old code is told to be replaced; the number leads to the new one, also of a batch made in pieces."""
    round_ = make_round()
    batch, codes = given_out(round_)
    fresh = spoil(batch, number=2)
    assert fresh not in codes
    with pytest.raises(WrongState, match="replaced by a new one"):
        come(round_, codes[1], "Una Late")
    newest = spoil(batch, number=2, seen=1)
    with pytest.raises(WrongState, match="replaced by a new one"):
        come(round_, fresh, "Una Late")
    assert come(round_, newest, "Una Late").state is VoterState.ACCEPTED
    assert come(round_, codes[0], "Otto Other").state is VoterState.ACCEPTED
    line = queries.line(batch.id, today())
    assert (line.made, line.used, line.unused, line.dead) == (5, 2, 1, 2)
    entries = session.scalars(sa.select(AuditEntry).where(AuditEntry.verb == "replace_code")).all()
    assert [(entry.after, entry.reason) for entry in entries] == [({"number": 2}, "The letter did not arrive")] * 2
    everywhere = str(session.execute(sa.text("SELECT * FROM audit_entry")).all())
    assert not [code for code in (*codes, fresh, newest) if code in everywhere]


@pytest.mark.slow
def test_a_spoilt_slip_is_replaced_by_its_code_and_a_used_code_never() -> None:
    round_ = make_round()
    batch, codes = given_out(round_)
    other, strange = given_out(round_)
    with pytest.raises(DomainError, match="not one of this batch"):
        spoil(batch, code=strange[0])
    with pytest.raises(DomainError, match="has this number"):
        spoil(batch, number=4)
    with pytest.raises(DomainError, match="Say why"):
        spoil(batch, number=1, reason=" ")
    come(round_, codes[0], "Ann Early")
    for said in ({"number": 1}, {"code": codes[0]}):
        with pytest.raises(WrongState, match="Somebody has used this code"):
            spoil(batch, **said)
    fresh = spoil(batch, code=f" {codes[1][:5].lower()}-{codes[1][5:]}")
    with pytest.raises(WrongState, match="was replaced while you had this open"):
        spoil(batch, code=codes[1])
    with pytest.raises(WrongState, match="replaced already"):
        spoil(batch, code=codes[1], seen=1)
    assert come(round_, fresh, "Bea Spoilt").proof is not None
    assert queries.line(other.id, today()).unused == 3


def test_a_code_is_replaced_from_the_download_to_the_close_by_a_returning_officer() -> None:
    round_ = make_round()
    batch, _codes = ready(round_)
    officer = returning_officer()
    assert not policies.can_replace(officer, round_, batch, now()), "its codes are still on the server"
    fetch(batch, round_, passphrase="a long passphrase")
    batch = queries.batch(batch.id)
    assert policies.can_replace(officer, round_, batch, now())
    assert not policies.can_replace(Actor(uuid.uuid4(), "Desk", (Grant(Role.DESK_STAFF),)), round_, batch, now())
    assert not policies.can_replace(officer, round_, batch, round_.closes_at)
    assert not policies.can_replace(officer, make_round(), batch, now())
    with unit_of_work():
        commands.revoke_batch(batch.id, reason="Stolen", actor=officer, today=today())
    assert not policies.can_replace(officer, round_, batch, now())


def test_the_number_on_a_slip_leads_to_nothing(session: Session) -> None:
    """It is there to be checked off at the desk. A spoilt slip is replaced by its code, which whoever holds it can
    read."""
    round_ = make_round()
    with unit_of_work():
        batch = commands.order_batch(
            round_.id, Wish(Desk.LIBRARY, Shape.SHEETS, "Library", 9), actor=returning_officer(), now=now()
        )
    jobs.make(str(batch.id))
    codes = jobs.clear_codes(batch.id)
    assert session.scalars(sa.select(BatchCode.slip_key).distinct()).all() == [None]
    assert [queries.by_slip(batch.id, number) for number in range(1, 10)] == [None] * 9
    with unit_of_work():
        commands.note_printed(batch.id, 9)
        commands.claim_download(batch.id, actor=returning_officer(), today=today())
    with pytest.raises(DomainError, match="Nothing here knows"):
        spoil(batch, number=2)
    fresh = spoil(batch, code=codes[1])
    with pytest.raises(WrongState, match="replaced by a new one"):
        come(round_, codes[1], "Una Late")
    assert come(round_, fresh, "Una Late").state is VoterState.ACCEPTED


# Whose codes


@pytest.mark.slow
def test_a_code_made_for_a_body_of_voters_brings_its_holder_into_it() -> None:
    """Panel or people in the hall: whoever uses the code votes as one, also if they registered before."""
    round_ = make_round()
    with unit_of_work():
        bodies = (Electorate.OPEN, Electorate.PANEL, Electorate.ATTENDEES)
        db.session.add_all(RoundElectorate(round_id=round_.id, electorate=body) for body in bodies)
    round_ = db.session.get_one(Round, round_.id)
    for body in bodies:
        _batch, codes = given_out(round_, electorate=body)
        assert come(round_, codes[0], f"Nia {body}").electorate is body
    _batch, codes = given_out(round_, electorate=Electorate.PANEL)
    voter = make_voter(round_, make_ward()).voter
    with unit_of_work():
        register.prove_by_code(voter.id, queries.digest_of(round_.id, codes[0]), today=today())
    assert db.session.get_one(Voter, voter.id).electorate is Electorate.PANEL
    _batch, codes = given_out(round_, electorate=Electorate.ATTENDEES)
    with unit_of_work():
        register.prove_by_code(voter.id, queries.digest_of(round_.id, codes[0]), today=today())
    assert voter.electorate is Electorate.PANEL, "whom the council put in a body stays there"


def test_a_body_that_the_rules_do_not_have_gets_no_codes() -> None:
    with pytest.raises(Refusals, match="no such body"):
        order(make_round(), Wish(Desk.LETTER, Shape.FILE, "Letters", 3, electorate=Electorate.PANEL))
    round_ = make_round()
    with unit_of_work():
        bodies = (Electorate.DELEGATES, Electorate.PANEL)
        db.session.add_all(RoundElectorate(round_id=round_.id, electorate=body) for body in bodies)
    with pytest.raises(Refusals, match="for which body"):
        order(db.session.get_one(Round, round_.id), Wish(Desk.LETTER, Shape.FILE, "Letters", 3))
