"""Who may do what in a group: role by state matrices."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest

from app.core.access import VISITOR, Actor, Function, Grant, Membership, Role
from app.groups import policies
from app.groups.models import Group, GroupState, Invitation, InvitationState, LegalForm
from app.groups.models import Membership as MembershipRow

pytestmark = pytest.mark.pure
GROUP_ID, PERSON_ID = uuid.uuid4(), uuid.uuid4()
DAY = dt.date(2026, 6, 1)


def group(state: GroupState = GroupState.ACTIVE) -> Group:
    return Group(id=GROUP_ID, name="Roundhill", legal_form=LegalForm.INFORMAL, state=state)


def somebody(*functions: Function, group_id: uuid.UUID = GROUP_ID) -> Actor:
    return Actor(PERSON_ID, "Ann", memberships=tuple(Membership(group_id, f) for f in functions))


OFFICER = Actor(PERSON_ID, "Officer", grants=(Grant(Role.FUND_MANAGER),))


@pytest.mark.parametrize(
    ("actor", "acts", "leads"),
    [
        (VISITOR, False, False),
        (OFFICER, False, False),
        (somebody(), False, False),
        (somebody(Function.LEAD, group_id=uuid.uuid4()), False, False),
        (somebody(Function.MEMBER), True, False),
        (somebody(Function.FINANCE), True, False),
        (somebody(Function.VOLUNTEER_MANAGER), True, False),
        (somebody(Function.LEAD), True, True),
    ],
)
def test_acting_and_leading(app: object, actor: Actor, acts: bool, leads: bool) -> None:
    assert bool(policies.can_act_for(actor, group())) is acts
    assert bool(policies.can_lead(actor, group())) is leads
    assert not policies.can_act_for(actor, group(GroupState.ENDED))


@pytest.mark.parametrize(
    ("function", "is_me", "leads", "allowed"),
    [
        (Function.LEAD, True, 1, False),
        (Function.LEAD, True, 2, True),
        (Function.LEAD, False, 1, False),
        (Function.MEMBER, False, 1, True),
        (Function.MEMBER, True, 1, True),
    ],
)
def test_the_last_lead_stays(app: object, function: Function, is_me: bool, leads: int, allowed: bool) -> None:
    row = MembershipRow(
        group_id=GROUP_ID, person_id=PERSON_ID if is_me else uuid.uuid4(), function=function, from_on=DAY
    )
    assert bool(policies.can_end_membership(somebody(Function.LEAD), group(), row, live_leads=leads)) is allowed


def test_a_member_ends_only_their_own_part(app: object) -> None:
    other = MembershipRow(group_id=GROUP_ID, person_id=uuid.uuid4(), function=Function.MEMBER, from_on=DAY)
    assert not policies.can_end_membership(somebody(Function.MEMBER), group(), other, live_leads=2)


@pytest.mark.parametrize(
    ("state", "email", "today", "allowed"),
    [
        (InvitationState.OPEN, "ann@example.org", DAY, True),
        (InvitationState.OPEN, "ANN@Example.org", DAY, True),
        (InvitationState.OPEN, "bob@example.org", DAY, False),
        (InvitationState.OPEN, "ann@example.org", DAY + dt.timedelta(days=1), False),
        (InvitationState.ACCEPTED, "ann@example.org", DAY, False),
        (InvitationState.WITHDRAWN, "ann@example.org", DAY, False),
    ],
)
def test_an_invitation_is_for_one_address_until_its_day(
    app: object, state: InvitationState, email: str, today: dt.date, allowed: bool
) -> None:
    invitation = Invitation(email="ann@example.org", state=state, ends_on=DAY, function=Function.MEMBER)
    assert bool(policies.can_accept(invitation, email, today=today)) is allowed
