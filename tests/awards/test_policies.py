"""Who may answer an offer, and until when."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from flask import Flask

from app.awards.models import Award, AwardState
from app.awards.policies import can_answer_offer, can_sign
from app.core.access import Actor, Function, Membership

LAST_DAY = dt.date(2026, 6, 30)


def offer(state: AwardState = AwardState.OFFERED) -> Award:
    return Award(id=uuid.uuid4(), group_id=uuid.uuid4(), state=state, offer_ends_on=LAST_DAY)


@pytest.mark.parametrize(
    ("state", "day", "is_open"),
    [
        (AwardState.OFFERED, LAST_DAY, True),
        (AwardState.OFFERED, LAST_DAY + dt.timedelta(days=1), False),
        (AwardState.ACCEPTED, LAST_DAY, False),
        (AwardState.DECLINED, LAST_DAY, False),
        (AwardState.LAPSED, LAST_DAY, False),
    ],
)
def test_an_offer_is_open_to_its_last_day(app: Flask, state: AwardState, day: dt.date, is_open: bool) -> None:
    with app.test_request_context():
        verdict = can_answer_offer(offer(state), today=day)
    assert bool(verdict) is is_open
    assert is_open or verdict.reason


@pytest.mark.parametrize("function", list(Function))
def test_leads_and_treasurers_sign(app: Flask, function: Function) -> None:
    award = offer()
    with app.test_request_context():
        mine = Actor(uuid.uuid4(), "Ann", memberships=(Membership(award.group_id, function),))
        other = Actor(uuid.uuid4(), "Bea", memberships=(Membership(uuid.uuid4(), function),))
        assert bool(can_sign(mine, award)) is (function in {Function.LEAD, Function.FINANCE})
        assert not can_sign(other, award)
