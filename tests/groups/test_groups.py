"""Registering a group, its people, invitations and requests, over HTTP and by command."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.core import outbox
from app.core.access import Function, Role
from app.core.audit import AuditEntry
from app.core.clock import now, today
from app.core.db import unit_of_work
from app.core.errors import DomainError, NotAllowed, WrongState
from app.groups import commands, queries
from app.groups.models import GroupState, Invitation
from tests.areas.factories import make_set
from tests.groups.factories import acting, join, make_group
from tests.people.factories import make_person
from tests.support.browser import Visitor

SignIn = Callable[[FlaskClient, Any], FlaskClient]


def mails(app: Flask) -> list[tuple[str, str, str]]:
    """(template, to, text) of what waits to be sent."""
    from app.core.db import db

    found = []
    for row in db.session.scalars(sa.select(outbox.OutboxRow).order_by(outbox.OutboxRow.id)):
        message = outbox._compose(row)
        found.append((row.template, message["To"], message.get_content()))
    return found


def test_a_person_registers_a_group_and_leads_it(session: Session, visitor: Visitor, sign_in: SignIn) -> None:
    make_set("Northfield", "Millgate")
    sign_in(visitor.client, make_person(name="Ann Lee"))
    form = visitor.open("/my/groups/new").form("Register the group")
    form.fill("What is the group called?", "Café Sunrise").pick("Informal group of people")
    form.fill("What does the group do, in one sentence?", "We drink tea together").pick("Millgate").pick("Polish")
    page = form.submit()
    assert page.h1 == "Café Sunrise"
    group = queries.group_by_slug("cafe-sunrise")
    assert [m.person.name for m in queries.members(group.id)] == ["Ann Lee"]
    assert queries.live_lead_count(group.id) == 1
    assert [a.name for a in queries.areas_of(group.id)] == ["Millgate"]
    public = visitor.open("/groups/cafe-sunrise")
    assert "Millgate" in public.text and "Polish" in public.text
    assert "Ann Lee" not in public.text, "the names of people are not public"


def test_what_is_missing_is_said_at_the_fields(session: Session, visitor: Visitor, sign_in: SignIn) -> None:
    make_set("Northfield")
    sign_in(visitor.client, make_person())
    form = visitor.open("/my/groups/new").form("Register the group")
    form.fill("Charity number", "12")
    page = form.submit()
    assert "Enter the name of the group" in page.errors
    assert "Choose at least one ward" in page.errors
    assert "Enter a charity number like 123456, 1234567 or SC012345" in page.errors


def test_a_name_that_is_here_leads_to_asking_to_join(session: Session, visitor: Visitor, sign_in: SignIn) -> None:
    make_set("Northfield")
    lead = make_person(name="Lena Lead")
    make_group(lead, name="The Loom")
    sign_in(visitor.client, make_person(name="Bob Brown"))
    form = visitor.open("/my/groups/new").form("Register the group")
    form.fill("What is the group called?", "the  LOOM!").pick("Company").pick("Northfield")
    form.fill("What does the group do, in one sentence?", "Weaving")
    page = form.submit()
    assert page.errors == ["A group with this name is already here. Ask to join it"]
    asked = page.follow("Ask to join it").form("Ask to join").fill("What would you like the group to know?", "I weave")
    assert "A lead of the group will answer you" in asked.submit().text
    sign_in(visitor.client, lead)
    page = visitor.open("/my/groups").follow("Answer")
    assert "Bob Brown asks to join" in page.text and "I weave" in page.text
    page = page.submit("Yes, add them")
    assert "Bob Brown" in page.text
    group = queries.group_by_slug("the-loom")
    assert {m.person.name for m in queries.members(group.id)} == {"Lena Lead", "Bob Brown"}


def test_an_invitation_is_mailed_and_accepted(app: Flask, session: Session, visitor: Visitor, sign_in: SignIn) -> None:
    lead = make_person(name="Lena Lead")
    group = make_group(lead, name="The Loom")
    sign_in(visitor.client, lead)
    form = visitor.open(f"/my/groups/{group.slug}/invite").form("Send the invitation")
    form.fill("Email address of the person you invite", "new@example.org").pick("Looks after the money").submit()
    [(template, to, text)] = mails(app)
    assert (template, to) == ("groups/mail/invitation", "new@example.org")
    path = re.search(r"https?://[^/]+(/my/groups/invitations/\S+)", text)
    assert path
    other = make_person(name="Wrong", email="wrong@example.org")
    sign_in(visitor.client, other)
    assert "sent to another email address" in visitor.open(path[1]).text
    sign_in(visitor.client, make_person(name="Nina New", email="new@example.org"))
    page = visitor.open(path[1])
    assert queries.live_lead_count(group.id) == 1, "opening the link alone changes nothing"
    assert page.submit("Join the group").h1 == "My groups"
    found = {m.person.name: m.membership.function for m in queries.members(group.id)}
    assert found["Nina New"] is Function.FINANCE
    assert "already been used" in visitor.open(path[1]).text


def test_a_token_is_not_kept_in_clear(app: Flask, session: Session) -> None:
    lead = make_person()
    group = make_group(lead)
    with app.test_request_context(), unit_of_work():
        commands.invite_member(acting(lead), group.id, "new@example.org", Function.MEMBER, on=today())
    invitation = session.scalars(sa.select(Invitation)).one()
    [(_template, _to, text)] = mails(app)
    assert len(invitation.token_digest) == 64
    assert invitation.token_digest not in text
    with app.test_request_context(), unit_of_work():
        commands.invite_member(acting(lead), group.id, "new@example.org", Function.LEAD, on=today())
    assert len(queries.open_invitations(group.id, today())) == 1, "the second takes the place of the first"


def test_the_last_lead_may_not_leave(session: Session, visitor: Visitor, sign_in: SignIn) -> None:
    lead = make_person(name="Lena Lead")
    group = make_group(lead)
    sign_in(visitor.client, lead)
    page = visitor.open(f"/my/groups/{group.slug}/people").follow("Leave the group")
    page = page.submit("Leave the group")
    assert "A group needs a lead. Make someone else a lead first" in page.text
    join(group, make_person(name="Second"), Function.LEAD)
    page = visitor.open(f"/my/groups/{group.slug}/people").follow("Leave the group").submit("Leave the group")
    assert page.h1 == "My groups"
    assert queries.groups_of(lead.id) == []


def test_ended_membership_ends_the_rights_at_once(app: Flask, session: Session) -> None:
    lead, member = make_person(), make_person(name="Bob")
    group = make_group(lead)
    row = join(group, member)
    assert acting(member).in_group(group.id)
    with app.test_request_context(), unit_of_work():
        commands.end_membership(acting(lead), row.id, on=today())
    assert not acting(member).in_group(group.id)
    assert [template for template, *_ in mails(app)] == ["groups/mail/membership_ended"]
    with pytest.raises(NotAllowed), unit_of_work():
        commands.end_membership(acting(lead), row.id, on=today())


def test_members_do_not_manage_people(session: Session, client: FlaskClient, sign_in: SignIn) -> None:
    group = make_group()
    member = make_person(name="Bob")
    row = join(group, member)
    sign_in(client, member)
    assert client.get(f"/my/groups/{group.slug}/people").status_code == 200
    for path in (f"/my/groups/{group.slug}/invite", f"/my/groups/{group.slug}/edit"):
        assert client.get(path).status_code == 404
    assert client.get(f"/my/groups/{group.slug}/people/{row.id}").status_code == 404


def test_another_group_is_not_there(session: Session, client: FlaskClient, sign_in: SignIn) -> None:
    outsider = make_person()
    make_group(outsider)
    other = make_group()
    sign_in(client, outsider)
    for page in ("", "/people", "/invite", "/edit"):
        assert client.get(f"/my/groups/{other.slug}{page}").status_code == 404


def test_a_stale_edit_is_refused_and_keeps_what_was_typed(session: Session, visitor: Visitor, sign_in: SignIn) -> None:
    lead = make_person()
    area = make_set("Northfield").areas[0]
    group = make_group(lead, area_ids=[area.id])
    sign_in(visitor.client, lead)
    form = visitor.open(f"/my/groups/{group.slug}/edit").form("Save")
    with unit_of_work():
        facts = {"name": group.name, "legal_form": "company", "summary": "Changed by another"}
        commands.edit_group(acting(lead), group.id, facts, [area.id], seen=group.version)
    page = form.fill("What does the group do, in one sentence?", "Typed by me").submit()
    assert "Someone changed this while you had it open" in page.errors[0]
    assert "Typed by me" in page.response.text
    assert page.submit("Save").h1 == group.name
    assert queries.group(group.id).summary == "Typed by me"


def test_change_of_function_keeps_history(session: Session) -> None:
    lead, member = make_person(), make_person(name="Bob")
    group = make_group(lead)
    row = join(group, member)
    with unit_of_work():
        commands.change_function(acting(lead), row.id, Function.LEAD, on=today())
    assert [m.function for _g, m in queries.every_membership(member.id)] == [Function.MEMBER, Function.LEAD]
    assert queries.live_lead_count(group.id) == 2


def test_asking_twice_is_refused(app: Flask, session: Session) -> None:
    group, person = make_group(), make_person()
    with app.test_request_context(), unit_of_work():
        commands.ask_to_join(acting(person), group.id, "Hello", now=now())
    with pytest.raises(WrongState), unit_of_work():
        commands.ask_to_join(acting(person), group.id, "Hello", now=now())


def test_the_directory_searches_filters_and_pages(session: Session, visitor: Visitor) -> None:
    north, south = make_set("Northfield", "Southfield").areas
    for number in range(22):
        make_group(name=f"Choir {number:02d}", area_ids=[north.id])
    make_group(name="Repair shed", area_ids=[south.id], summary="We mend kettles")
    page = visitor.open("/groups")
    assert "23 groups" in page.text and "Choir 00" in page.text
    assert "Repair shed" in page.follow("Next page").text
    assert "Choir" not in visitor.open("/groups?q=kettles").text
    assert "1 group" in visitor.open(f"/groups?area={south.id}").text
    assert visitor.open("/groups?q=nothing-like-this").status == 200
    assert visitor.open("/groups?page=99999&area=nonsense").status == 200


def test_an_officer_ends_a_group_with_a_reason(session: Session, visitor: Visitor, sign_in: SignIn) -> None:
    lead = make_person()
    group = make_group(lead, name="The Loom")
    sign_in(visitor.client, make_person(roles=(Role.FUND_MANAGER,)))
    page = visitor.open("/office/groups").follow("The Loom").follow("End this group")
    assert page.submit("End this group").errors == ["Give a reason"]
    page = page.form("End this group").fill("Why?", "It asked us to").submit()
    assert "Ended" in page.text
    assert queries.group(group.id).state is GroupState.ENDED
    entry = session.scalars(sa.select(AuditEntry).where(AuditEntry.verb == "set_group_state")).one()
    assert entry.reason == "It asked us to"
    with pytest.raises(NotAllowed), unit_of_work():
        commands.invite_member(acting(lead), group.id, "x@example.org", Function.MEMBER, on=today())
    csv = visitor.client.get("/office/groups/groups.csv")
    assert "The Loom" in csv.text and csv.mimetype == "text/csv"


def test_two_leads_leave_at_once_and_one_stays(app: Flask, session: Session) -> None:
    first, second = make_person(), make_person()
    group = make_group(first)
    rows = [queries.live_membership(group.id, first.id), join(group, second, Function.LEAD)]
    assert rows[0] is not None
    with unit_of_work():
        commands.end_membership(acting(first), rows[0].id, on=today())
    with pytest.raises(NotAllowed), unit_of_work():
        commands.end_membership(acting(second), rows[1].id, on=today())


def test_own_data_and_erasure(app: Flask, session: Session) -> None:
    person = make_person()
    group = make_group(person, name="The Loom")
    source = next(p for p in app.extensions["ports"].personal_data if p.name == "groups")
    assert source.export(person.id)["memberships"][0]["group"] == "The Loom"
    with unit_of_work():
        assert source.erase(person.id) == 1
    assert queries.members(group.id, today() + dt.timedelta(days=1)) == []


def test_the_same_name_twice_is_refused_by_command(session: Session) -> None:
    make_group(name="The Loom")
    with pytest.raises(DomainError, match="already here"):
        make_group(name="THE LOOM")
