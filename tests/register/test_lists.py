"""Lists, delegates (E09, E42), invitations, and reminders to exactly those with an unfinished vote."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.ballots import commands as ballots
from app.core import clock, jobs
from app.core.clock import now, today
from app.core.db import db, unit_of_work
from app.core.errors import DomainError, NotAllowed, Refusals, WrongState
from app.core.events import publish
from app.core.outbox import OutboxRow, _compose
from app.register import commands, imports, queries
from app.register import jobs as register_jobs
from app.register.commands import Member
from app.register.models import Channel, Reminder, Slot, Voter, VoterCode, VoterState
from app.rounds.events import RoundLocked
from app.rounds.models import ChannelPolicy, Electorate, Round, RoundElectorate, RoundState
from tests.ballots.factories import cast, make_round, make_voter, make_ward, returning_officer
from tests.groups.factories import make_group
from tests.people.factories import make_person

pytestmark = pytest.mark.usefixtures("session")


def round_of(*bodies: Electorate) -> Round:
    made = make_round(closes_in=dt.timedelta(days=5))
    with unit_of_work():
        db.session.add_all(RoundElectorate(round_id=made.id, electorate=body) for body in bodies)
    return db.session.get_one(Round, made.id)


def add(round_: Round, *members: Member, body: Electorate = Electorate.PANEL) -> list[Voter]:
    with unit_of_work():
        return commands.add_members(round_.id, body, members, actor=returning_officer(), now=now())


def test_a_panel_is_on_the_register_with_the_columns_that_were_mapped() -> None:
    round_, area = round_of(Electorate.PANEL), make_ward("Manningham", postcode="BD8 1AA")
    text = "Seat;Full name;Mail;Post code\n1;Ann Lee;ann@example.org;bd8 1aa\n\n2;Zoë Khan;;\n"
    names = imports.columns(text)
    guessed = imports.guess(names)
    assert guessed == {
        "name": "Full name", "email": "Mail", "phone": "", "postcode": "Post code", "area": "",
        "reference": "Seat", "lang": "",
    }  # fmt: skip
    ann, zoe = add(round_, *imports.members(text, guessed))
    assert (ann.electorate, ann.area_id, ann.postcode, ann.reference) == (Electorate.PANEL, area.id, "BD8 1AA", "1")
    assert (zoe.state, zoe.reference) == (VoterState.ACCEPTED, "2")


def test_all_faults_of_a_list_are_told_at_once_and_nobody_is_added(session: Session) -> None:
    round_ = round_of(Electorate.PANEL)
    make_ward("Manningham")
    with pytest.raises(Refusals) as refused:
        add(
            round_,
            Member(2, "", reference="1"),
            Member(3, "Ann Lee", email="ann", reference="1"),
            Member(4, "Bea Low", postcode="ZE1 0AA"),
            Member(5, "Cy Moss", area="Atlantis"),
            Member(6, "Di Ash", area="manningham"),
        )
    assert [each.message for each in refused.value.refusals] == [
        "Line 2: there is no name",
        "Line 3: ann is not an email address",
        "Line 3: 1 is on the list already",
        "Line 4: ZE1 0AA is not a postcode of the area",
        "Line 5: Atlantis is not a ward",
    ]
    assert session.scalars(sa.select(Voter)).all() == []
    with pytest.raises(DomainError, match="no such body"):
        add(round_, Member(2, "Ann Lee"), body=Electorate.REGISTERED)


def test_lists_are_prepared_in_a_draft_and_hold_from_the_lock(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever is on a list has the rights and own projects of the rules as they were locked; no letter goes before."""
    round_, group = round_of(Electorate.PANEL, Electorate.DELEGATES), make_group()
    officer = returning_officer(make_person("Rosa Ro").id)
    with unit_of_work():
        round_.state = RoundState.DRAFT
    wrong = add(round_, Member(2, "Ann Lee", reference="1"))[0].id
    with unit_of_work():
        assert commands.clear_list(round_.id, Electorate.PANEL, actor=officer, now=now()) == 1
    assert session.get(Voter, wrong) is None
    [ann] = add(round_, Member(2, "Ann Lee", email="ann@example.org", reference="1"))
    with unit_of_work():
        delegate = commands.add_delegate(
            round_.id, group.id, name="Del Gate", email="", lang="en", actor=officer, now=now()
        )
    with pytest.raises(NotAllowed, match="once the rules are locked"), unit_of_work():
        commands.start_invitations(round_.id, actor=officer, now=now())
    with pytest.raises(WrongState):
        cast(ann.id, [1])
    with unit_of_work():
        round_.rules.channel_policy = ChannelPolicy.ONE_PER_CHANNEL
    monkeypatch.setattr(queries, "own_items", lambda _round, _group: [2])
    with unit_of_work():
        round_.state = RoundState.LOCKED
        publish(RoundLocked(round_.id))
    assert {right.slot for right in queries.rights(ann.id)} == {Slot.ONLINE, Slot.IN_PERSON}
    assert session.get_one(Voter, delegate.id).own_items == [2]
    with unit_of_work():
        commands.start_invitations(round_.id, actor=officer, now=now())
    with pytest.raises(NotAllowed, match="off a list any more"), unit_of_work():
        commands.clear_list(round_.id, Electorate.PANEL, actor=officer, now=now())


def test_a_list_of_a_body_that_is_not_in_the_rules_stops_the_lock(session: Session) -> None:
    round_ = round_of(Electorate.PANEL, Electorate.OPEN)
    add(round_, Member(2, "Ann Lee", reference="1"))
    with unit_of_work():
        session.execute(sa.delete(RoundElectorate).where(RoundElectorate.electorate == Electorate.PANEL))
    session.expire_all()
    with pytest.raises(DomainError, match="Clear that list first"), unit_of_work():
        publish(RoundLocked(round_.id))


def test_an_organisation_has_one_delegate_however_many_branches() -> None:
    """E42"""
    round_, group = round_of(Electorate.DELEGATES), make_group()

    def send(name: str) -> Voter:
        with unit_of_work():
            return commands.add_delegate(
                round_.id, group.id, name=name, email="d@example.org", lang="en", actor=returning_officer(), now=now()
            )

    voter = send("Ann Lee")
    assert (voter.electorate, voter.group_id, voter.state) == (Electorate.DELEGATES, group.id, VoterState.ACCEPTED)
    with pytest.raises(DomainError, match="one ballot"):
        send("Bea Low")
    with unit_of_work():
        code = commands.new_code(voter.id, kind=commands.issuing.CodeKind.DESK)
    with unit_of_work():
        commands.replace_delegate(voter.id, name="Bea Low", email="", actor=returning_officer(), now=now())
    assert db.session.get_one(VoterCode, code.code_id).is_revoked
    cast(voter.id, [1])
    with pytest.raises(DomainError, match="has voted already"), unit_of_work():
        commands.replace_delegate(voter.id, name="Cy Moss", email="", actor=returning_officer(), now=now())


def test_invitations_go_once_to_those_with_an_address(session: Session) -> None:
    round_ = round_of(Electorate.PANEL)
    add(round_, Member(2, "Ann Lee", email="ann@example.org", reference="1"), Member(3, "Bea Low", reference="2"))
    for expected in (1, 0):
        with unit_of_work():
            assert commands.invite_some(round_.id, "http://localhost/vote/l/", now=now()) == expected
    row = session.scalars(sa.select(OutboxRow)).one()
    assert row.template == "register/mail/invitation"
    assert queries.electorate_counts(round_.id) == {Electorate.PANEL: (2, 1)}


def begin(voter: Voter) -> Voter:
    with unit_of_work():
        ballots.keep_draft(voter.id, shown=[1, 2], ticked=[1], received_at=now())
    return voter


def test_reminders_go_to_exactly_those_with_an_unfinished_vote_and_never_twice_within_a_day(session: Session) -> None:
    round_, area = round_of(), make_ward()
    with unit_of_work():
        db.session.get_one(Round, round_.id).languages = ["en", "ur"]
    begun = begin(make_voter(round_, area, email="begun@example.org", lang="ur").voter)
    make_voter(round_, area, email="never@example.org")
    begin(make_voter(round_, area).voter)
    done = begin(make_voter(round_, area, email="done@example.org").voter)
    cast(done.id, [1])
    paper = begin(make_voter(round_, area, email="paper@example.org").voter)
    with unit_of_work():
        commands.take_entitlement(paper.id, Channel.PAPER, today())
    officer = returning_officer(make_person("Rosa Ro").id)
    for expected in (1, 0):
        with unit_of_work():
            wave = commands.start_reminder(round_.id, now=now(), actor=officer)
        assert wave is not None
        register_jobs.remind(str(wave.id))
        assert session.get_one(Reminder, wave.id).number == expected
    mails = [_compose(row) for row in session.scalars(sa.select(OutboxRow))]
    assert [(mail["To"], mail["Content-Language"]) for mail in mails] == [("begun@example.org", "ur")]
    later = now() + dt.timedelta(days=1)
    assert queries.count_to_remind(round_.id, later.date(), has_texts=True) == 0
    assert queries.count_to_remind(round_.id, (later + dt.timedelta(days=1)).date(), has_texts=True) == 1
    assert begun.reminded_on == today()


def test_the_clock_begins_each_wave_once(session: Session) -> None:
    round_ = round_of()
    begin(make_voter(round_, make_ward(), email="begun@example.org").voter)
    with unit_of_work():
        db.session.get_one(Round, round_.id).state = db.session.get_one(Round, round_.id).state.OPEN
    closes = round_.closes_at
    for hours, waves in ((73, []), (71, [72]), (70, [72]), (23, [24, 72]), (1, [24, 72])):
        with clock.at(closes - dt.timedelta(hours=hours)):
            register_jobs.begin_waves()
            jobs.run_due()
        assert sorted(row.wave or 0 for row in session.scalars(sa.select(Reminder))) == waves
    assert [row.number for row in session.scalars(sa.select(Reminder).order_by(Reminder.wave))] == [1, 1]
