"""A delegate is sent by one organisation, and so is every code that makes somebody vote as one (E42)."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.core.access import Role
from app.core.clock import now
from app.core.db import db, unit_of_work
from app.core.errors import NotAllowed, Refusals, WrongState
from app.register import commands, policies, queries
from app.register.codes import policies as code_policies
from app.register.codes.commands import Wish
from app.register.codes.models import CodeBatch, Desk, Shape
from app.register.models import Channel, CodeKind, Voter
from app.rounds.models import Electorate, Round
from tests.ballots.factories import make_voter, make_ward, returning_officer
from tests.groups.factories import make_group
from tests.people.factories import make_person
from tests.register.test_codes import order
from tests.register.test_lists import round_of
from tests.support.browser import Visitor

pytestmark = pytest.mark.usefixtures("session")
SignIn = Callable[[FlaskClient, Any], FlaskClient]


def send(round_: Round, group_id: uuid.UUID, name: str = "Ann Lee") -> Voter:
    """The organisation's delegate is on the register."""
    with unit_of_work():
        return commands.add_delegate(
            round_.id, group_id, name=name, email="", lang="en", actor=returning_officer(), now=now()
        )


def test_no_batch_of_codes_is_for_delegates(session: Session) -> None:
    """Whoever found such a slip would vote for an organisation that nobody knows."""
    round_ = round_of(Electorate.DELEGATES, Electorate.PANEL)
    with pytest.raises(Refusals, match="belongs to one organisation"):
        order(round_, Wish(Desk.ORGANISATION, Shape.SHEETS, "Groups", 3, electorate=Electorate.DELEGATES))
    batch = order(round_, Wish(Desk.ORGANISATION, Shape.SHEETS, "Groups", 3, electorate=Electorate.PANEL))
    with pytest.raises(IntegrityError), session.begin_nested():
        session.execute(sa.update(CodeBatch).where(CodeBatch.id == batch.id).values(electorate=Electorate.DELEGATES))


def test_where_only_delegates_vote_nobody_else_comes_on_the_register() -> None:
    round_, area = round_of(Electorate.DELEGATES), make_ward()
    assert "Only delegates" in code_policies.can_make(returning_officer(), round_, now()).reason
    with pytest.raises(NotAllowed):
        order(round_, Wish(Desk.ORGANISATION, Shape.SHEETS, "Groups", 3))
    with pytest.raises(WrongState, match="people who were invited"):
        make_voter(round_, area)
    assert not policies.can_register(round_, now(), has_code=True)


def test_a_walk_in_is_never_a_delegate() -> None:
    round_ = round_of(Electorate.DELEGATES, Electorate.OPEN)
    for channel in Channel:
        assert policies.electorate_of(round_, channel, Electorate.DELEGATES) is Electorate.OPEN


def test_the_code_of_a_delegate_leads_to_the_one_ballot_of_the_organisation() -> None:
    """Also as an invitation on paper before the vote opens; a voter of another body waits for the opening."""
    round_, group = round_of(Electorate.DELEGATES, Electorate.PANEL), make_group()
    delegate, officer = send(round_, group.id), returning_officer()
    [other] = commands_of_panel(round_)
    with unit_of_work():
        db.session.get_one(Round, round_.id).opens_at = now() + dt.timedelta(days=1)
    round_ = db.session.get_one(Round, round_.id)
    assert policies.can_give_code(officer, round_, delegate, now())
    assert not policies.can_give_code(officer, round_, other, now())
    codes = []
    for _turn in range(2):
        with unit_of_work():
            codes.append(commands.new_code(delegate.id, kind=CodeKind.DESK, actor=officer).code)
    for code in codes:
        found = queries.voter_by_code(round_.id, code)
        assert found is not None and (found.id, found.group_id) == (delegate.id, group.id)
    assert len(queries.rights(delegate.id)) == 1


def commands_of_panel(round_: Round) -> list[Voter]:
    with unit_of_work():
        members = [commands.Member(2, "Bea Low", reference="1")]
        return commands.add_members(round_.id, Electorate.PANEL, members, actor=returning_officer(), now=now())


def test_the_register_shows_whose_delegate_somebody_is(client: FlaskClient, sign_in: SignIn) -> None:
    round_, group = round_of(Electorate.DELEGATES, Electorate.PANEL), make_group()
    delegate = send(round_, group.id, "Nadia Iqbal")
    officer = Visitor(sign_in(client, make_person(roles=(Role.RETURNING_OFFICER,))))
    start = f"/office/rounds/{round_.slug}"
    for path in ("/desk?q=Nadia", "/register?q=Nadia"):
        assert f"Nadia Iqbal, delegate of {group.name}" in officer.open(start + path).text
    assert group.name in officer.open(f"{start}/desk/{delegate.id}").text
    page = officer.open(f"{start}/lists")
    assert "one delegate and one ballot" in page.text
    page = page.form("Give a code to Nadia Iqbal").submit()
    assert page.h1 == "New code for Nadia Iqbal"
    page = officer.open(f"{start}/codes/new")
    assert "Delegates of organisations" not in page.text and "Panel drawn by lot" in page.text
