"""Rungs of proof: below the needed one a voter casts and is held; what comes later releases the vote by itself."""

from __future__ import annotations

import datetime as dt
import re

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.access import Actor, Function, Grant, Membership, Role
from app.core.audit import AuditEntry
from app.core.clock import now, today
from app.core.db import db, unit_of_work
from app.core.errors import DomainError, NotAllowed, WrongState
from app.core.outbox import OutboxRow, _compose
from app.register import commands, policies
from app.register.commands import Registration
from app.register.models import Channel, ContactCode, HoldReason, Voter, VoterState
from app.rounds.models import Connection, Electorate, Proof, Round, RoundElectorate
from tests.ballots.factories import make_round, make_voter, make_ward, returning_officer
from tests.groups.factories import make_group

pytestmark = pytest.mark.usefixtures("session")
DESK = Actor(None, "Dee Desk", grants=(Grant(Role.DESK_STAFF),))


def round_with(*proofs: Proof, channels: tuple[Channel, ...] = (Channel.ONLINE,)) -> Round:
    made = make_round()
    with unit_of_work():
        round_ = db.session.get_one(Round, made.id)
        round_.proofs = [proof.value for proof in proofs]
        round_.rules.channels = [channel.value for channel in channels]
    return db.session.get_one(Round, made.id)


def waits(voter: Voter) -> tuple[VoterState, list[str]]:
    db.session.refresh(voter)
    return voter.state, voter.waits_for


def prove(voter: Voter, proof: Proof, actor: Actor = DESK, **more: object) -> None:
    with unit_of_work():
        commands.give_proof(voter.id, proof, actor=actor, today=today(), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("proof", list(Proof))
def test_which_rungs_are_enough(proof: Proof) -> None:
    round_ = Round(proofs=[Proof.EMAIL_CODE.value])
    assert policies.meets(round_, proof) == (proof in {Proof.EMAIL_CODE, Proof.DESK, Proof.ID_SEEN})
    assert policies.is_better(round_, Proof.EMAIL_CODE, Proof.ORGANISATION)
    assert not policies.is_better(round_, Proof.DECLARATION, Proof.POSTCODE)


def test_a_postcode_in_the_ward_is_a_proof_and_a_chosen_area_is_not() -> None:
    round_, area = round_with(Proof.POSTCODE), make_ward(postcode="BD7 1AA")
    sure = make_voter(round_, area, postcode="BD7 1AA", area_id=None).voter
    assert (sure.state, sure.proof, sure.proved_on) == (VoterState.ACCEPTED, Proof.POSTCODE, today())
    unsure = make_voter(round_, area).voter
    assert waits(unsure) == (VoterState.HELD, ["no-address", "no-proof"])
    assert unsure.hold_reason is HoldReason.NO_ADDRESS


def test_a_code_by_mail_releases_the_vote_in_one_transaction(session: Session) -> None:
    round_, area = round_with(Proof.EMAIL_CODE), make_ward(postcode="BD7 1AA")
    voter = make_voter(round_, area, postcode="BD7 1AA", area_id=None).voter
    assert waits(voter) == (VoterState.HELD, ["no-proof"])
    with unit_of_work():
        commands.send_contact_code(voter.id, Proof.EMAIL_CODE, to="ann@example.org", today=today())
    text = _compose(session.scalars(sa.select(OutboxRow)).one()).get_content()
    code = re.findall(r"\b\d{6}\b", text)[0]
    assert code not in str(session.execute(sa.text("SELECT digest FROM contact_code")).all())
    with unit_of_work():
        assert not commands.type_contact_code(voter.id, "000000" if code != "000000" else "1", today=today())
    with unit_of_work():
        assert not commands.type_contact_code(voter.id, code, today=today() + dt.timedelta(days=2))
    with unit_of_work():
        assert commands.type_contact_code(voter.id, f"{code[:3]} {code[3:]}", today=today())
    assert waits(voter) == (VoterState.ACCEPTED, [])
    assert voter.hold_reason is None
    assert session.scalars(sa.select(ContactCode)).all() == []
    assert "release_voter" in session.scalars(sa.select(AuditEntry.verb)).all()


def test_a_text_message_is_a_mail_to_the_gateway(session: Session) -> None:
    round_ = round_with(Proof.SMS_CODE)
    voter = make_voter(round_, make_ward()).voter
    with pytest.raises(NotAllowed), unit_of_work():
        commands.send_contact_code(voter.id, Proof.EMAIL_CODE, to="ann@example.org", today=today())
    with unit_of_work():
        commands.send_contact_code(voter.id, Proof.SMS_CODE, to="07700 900 982", today=today())
    assert _compose(session.scalars(sa.select(OutboxRow)).one())["To"] == "07700900982@sms.example"


def test_two_who_prove_one_address_are_looked_at(session: Session) -> None:
    round_, area = round_with(Proof.EMAIL_CODE), make_ward(postcode="BD7 1AA")
    for name, state in (("Ann Lee", VoterState.ACCEPTED), ("Bea Lee", VoterState.HELD)):
        voter = make_voter(round_, area, name, postcode="BD7 1AA", area_id=None).voter
        with unit_of_work():
            commands.send_contact_code(voter.id, Proof.EMAIL_CODE, to="lee@example.org", today=today())
        mails = session.scalars(sa.select(OutboxRow).order_by(OutboxRow.id)).all()
        code = re.findall(r"\b\d{6}\b", _compose(mails[-1]).get_content())[0]
        with unit_of_work():
            assert commands.type_contact_code(voter.id, code, today=today())
        assert waits(voter)[0] is state
    assert voter.waits_for == ["same-person"]


def test_a_desk_or_papers_seen_are_enough_everywhere_and_audited(session: Session) -> None:
    round_, area = round_with(Proof.EMAIL_CODE), make_ward()
    for proof in (Proof.DESK, Proof.ID_SEEN):
        voter = make_voter(round_, area).voter
        prove(voter, proof)
        assert waits(voter) == (VoterState.ACCEPTED, [])
    entries = session.scalars(sa.select(AuditEntry).where(AuditEntry.verb == "give_proof")).all()
    assert [(entry.after or {})["proof"] for entry in entries] == ["desk", "id-seen"]


def test_no_address_waits_for_the_organisation_that_was_asked() -> None:
    round_, area, group, other = round_with(Proof.POSTCODE), make_ward(), make_group(), make_group()
    with unit_of_work():
        for each in (group, other):
            commands.add_partner(round_.id, each.id, actor=returning_officer(), now=now())
    voter = make_voter(round_, area).voter
    member = Actor(None, "Mo", memberships=(Membership(group.id, Function.MEMBER),))
    with pytest.raises(NotAllowed, match="not asked"):
        prove(voter, Proof.ORGANISATION, member, partner_id=group.id)
    with unit_of_work():
        commands.ask_partner(voter.id, group.id)
    for actor, partner in ((member, other.id), (Actor(None, "No"), group.id)):
        with pytest.raises(NotAllowed):
            prove(voter, Proof.ORGANISATION, actor, partner_id=partner)
    prove(voter, Proof.ORGANISATION, member, partner_id=group.id)
    assert waits(voter) == (VoterState.ACCEPTED, [])


def test_a_declared_area_is_enough_where_a_declaration_is_and_no_organisation_is_named() -> None:
    round_, area = round_with(Proof.DECLARATION), make_ward()
    assert make_voter(round_, area).voter.state is VoterState.ACCEPTED
    group = make_group()
    with unit_of_work():
        commands.add_partner(round_.id, group.id, actor=returning_officer(), now=now())
    assert make_voter(round_, area).voter.waits_for == ["no-address"]


def test_an_unknown_postcode_is_settled_by_a_desk_that_knows_the_ward() -> None:
    round_, area = round_with(Proof.DECLARATION), make_ward()
    voter = make_voter(round_, area, postcode="ZE1 0AA", area_id=None).voter
    with unit_of_work():
        commands.tell_more(voter.id, street="Chapel Lane")
    prove(voter, Proof.DESK)
    assert waits(voter) == (VoterState.HELD, ["unknown-postcode"])
    prove(voter, Proof.DESK, area_id=area.id)
    assert waits(voter) == (VoterState.ACCEPTED, [])
    assert (voter.street, voter.area_id) == ("Chapel Lane", area.id)


def test_a_proof_does_not_settle_a_duplicate() -> None:
    round_, area = round_with(Proof.EMAIL_CODE), make_ward(postcode="BD7 1AA")
    make_voter(round_, area, "Ann Lee", postcode="BD7 1AA", area_id=None)
    voter = make_voter(round_, area, "Ann Lee", postcode="BD7 1AA", area_id=None).voter
    assert voter.waits_for == ["same-person", "no-proof"]
    prove(voter, Proof.ID_SEEN)
    assert waits(voter) == (VoterState.HELD, ["same-person"])


def register_at(
    round_: Round, channel: Channel, name: str, area_id: object, actor: Actor = DESK, **more: object
) -> Voter:
    given = Registration(name, None, area_id, Connection.LIVE, age_ok=True, channel=channel, **more)  # type: ignore[arg-type]
    with unit_of_work():
        return commands.register_voter(round_.id, given, received_at=now(), today=today(), actor=actor).voter


def test_a_walk_in_of_the_same_name_is_held_as_of_another_channel() -> None:
    round_, area = round_with(Proof.DECLARATION, channels=(Channel.ONLINE, Channel.PAPER)), make_ward()
    make_voter(round_, area, "Ann Lee")
    voter = register_at(round_, Channel.PAPER, "Ann Lee", area.id, seen=Proof.ID_SEEN)
    assert (voter.hold_reason, voter.proof) == (HoldReason.OTHER_CHANNEL, Proof.ID_SEEN)
    with pytest.raises(NotAllowed):
        register_at(round_, Channel.PAPER, "Cy Moss", area.id, Actor(None, "Nobody"))


def test_an_assisted_vote_wants_a_listener_or_consent_and_notes_the_worker_on_the_register_only() -> None:
    """E41"""
    round_ = round_with(Proof.DECLARATION)
    area = make_ward()
    with pytest.raises(NotAllowed, match="no votes by telephone"):
        register_at(round_, Channel.ASSISTED, "Ann Lee", area.id, second_listener="Lee")
    with unit_of_work():
        db.session.get_one(Round, round_.id).rules.channels = ["online", "assisted"]
    from tests.people.factories import make_person

    worker = Actor(make_person("Wes Worker").id, "Wes Worker", grants=(Grant(Role.DESK_STAFF),))
    with pytest.raises(DomainError, match="second listener"):
        register_at(round_, Channel.ASSISTED, "Ann Lee", area.id, worker)
    voter = register_at(round_, Channel.ASSISTED, "Ann Lee", area.id, worker, has_consent=True)
    assert (voter.assisted_by_id, voter.registered_by) == (worker.id, Channel.ASSISTED)


def test_invited_people_only_where_the_open_electorate_is_missing() -> None:
    round_, area = round_with(Proof.DECLARATION), make_ward()
    with unit_of_work():
        db.session.add(RoundElectorate(round_id=round_.id, electorate=Electorate.PANEL))
    with pytest.raises(WrongState, match="invited"):
        make_voter(round_, area)
