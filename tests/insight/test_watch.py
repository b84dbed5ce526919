"""Representation watch: the funnel, shares beside the census, alerts, and no standing before the result."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.areas.models import Area
from app.core.access import SYSTEM, Role
from app.core.clock import now, today
from app.core.db import db, unit_of_work
from app.core.errors import Refusals
from app.core.outbox import OutboxRow
from app.insight import commands, imports, opens, policies, presenters, queries, watching
from app.insight.models import CensusShare, OutreachAlert
from app.register.models import TurnoutCount
from app.rounds.models import Channel, Round
from tests.ballots.factories import cast, make_round, make_voter, make_ward
from tests.groups.factories import acting
from tests.people.factories import make_person
from tests.results.factories import count_it, make_opened, publish_it
from tests.support.browser import Visitor

SignIn = Callable[[FlaskClient, Any], FlaskClient]
HEAD = "dimension,key,percent,source,source_on\n"


def share(dimension: str, key: str, ratio: float) -> CensusShare:
    return CensusShare(dimension=dimension, key=key, ratio=ratio, source="Test", source_on=today(), is_sample=True)


def add_votes(round_: Round, **wards: int) -> None:
    with unit_of_work():
        for name, number in wards.items():
            area_id = db.session.scalars(sa.select(Area.id).where(Area.name == name)).one()
            db.session.add(
                TurnoutCount(round_id=round_.id, area_id=area_id, channel=Channel.ONLINE, hour=now(), number=number)
            )


def unequal_round() -> Round:
    for name in ("North", "South"):
        make_ward(name)
    round_ = make_round()
    add_votes(round_, North=90, South=12)
    with unit_of_work():
        commands.load_shares(SYSTEM, [share("ward", "North", 0.5), share("ward", "South", 0.5)])
    return round_


@pytest.mark.slow
def test_a_ward_under_the_set_ratio_raises_one_alert(session: Session, sign_in: SignIn, visitor: Visitor) -> None:
    officer = make_person(roles=(Role.AREA_COORDINATOR,))
    round_ = unequal_round()
    watching.watch()
    watching.watch()
    alert = session.scalars(sa.select(OutreachAlert)).one()
    assert (alert.dimension, alert.key) == ("ward", "South")
    mail = sa.select(sa.func.count()).where(OutboxRow.template == "insight/mail/alert_office")
    assert session.scalar(mail) == 1
    sign_in(visitor.client, officer)
    page = visitor.open(f"/office/representation/{round_.slug}").follow(f"See to it: {alert.text}")
    page.form("Close the alert").fill("What was done?", "A stall at the school gate").submit()
    assert "A stall at the school gate" in visitor.open(f"/office/representation/{round_.slug}").text
    watching.watch()
    assert session.scalar(sa.select(sa.func.count()).select_from(OutreachAlert)) == 1


def test_the_ratio_can_be_set(session: Session) -> None:
    round_, actor = unequal_round(), acting(make_person())
    with unit_of_work():
        commands.set_ratio(actor, round_.id, 10)
    assert presenters.low_ones(round_) == []


@pytest.mark.pure
def test_a_hidden_share_raises_nothing() -> None:
    assert not policies.is_under(None, 0.5, 60)
    assert policies.is_under(0.2, 0.5, 60)
    assert not policies.is_under(0.3, 0.5, 60)


def test_the_funnel_is_rounded_and_hides_small_numbers(session: Session) -> None:
    ward, round_ = make_ward(), make_round()
    for number in range(13):
        voter = make_voter(round_, ward).voter.id
        if number < 3:
            cast(voter, [1])
    (english,) = queries.funnel_by_language(round_.id, queries.by_language(round_.id))
    assert (english.key, english.reached, english.voted) == ("en", 15, None)
    assert [step.key for step in queries.funnel_by_channel(round_.id)] == ["online"]


def test_page_opens_are_daily_totals_by_language(session: Session, visitor: Visitor) -> None:
    round_ = make_round()
    opens.tally().take()
    for _each in range(2):
        visitor.open(f"/rounds/{round_.slug}")
    opens.flush()
    visitor.open(f"/rounds/{round_.slug}")
    opens.flush()
    assert queries.opens_by_language(round_.id) == {"en": 3}


def test_there_are_no_standings_before_the_result(session: Session, visitor: Visitor, sign_in: SignIn) -> None:
    round_, _first, _second = make_opened([[1]] * 40 + [[2]] * 20)
    assert queries.served(round_) is None
    sign_in(visitor.client, make_person(roles=(Role.STRATEGY_OFFICER,)))
    text = visitor.open(f"/office/representation/{round_.slug}").text
    assert "served" not in text


def test_who_was_served_by_the_money(session: Session, visitor: Visitor, sign_in: SignIn) -> None:
    round_, first, second = make_opened([[1]] * 40 + [[3]] * 20)
    publish_it(count_it(round_, first), first, second)
    session.expire_all()
    found = queries.served(round_)
    assert found is not None
    assert found.projects >= 1
    assert found.pence == sum(pence for _number, pence in found.areas.values())
    sign_in(visitor.client, make_person(roles=(Role.STRATEGY_OFFICER,)))
    assert "Who was served by the money" in visitor.open(f"/office/representation/{round_.slug}").text


def test_census_shares_name_their_source_and_every_fault_its_row(session: Session) -> None:
    made = imports.shares(HEAD + "ward,North,12.5,Census 2021,2021-03-21\n")
    assert [(each.key, each.ratio, each.source_on) for each in made] == [("North", 0.125, dt.date(2021, 3, 21))]
    with pytest.raises(Refusals) as refusal:
        imports.shares(
            HEAD + "ward,North,120,Census,2021-03-21\nward,South,5,,2021-03-21\nparty,X,5,Census,2021-03-21\n"
        )
    assert [each.message.split(":")[0] for each in refusal.value.refusals] == ["Row 2", "Row 3", "Row 4"]


def test_only_those_who_may_watch_see_it(session: Session, client: FlaskClient, sign_in: SignIn) -> None:
    round_ = make_round()
    may = {Role.STRATEGY_OFFICER, Role.AREA_COORDINATOR, Role.RETURNING_OFFICER, Role.DEPUTY_RETURNING_OFFICER}
    for role in (*may, Role.ASSESSOR, Role.DESK_STAFF):
        sign_in(client, make_person(roles=(role,)))
        found = client.get(f"/office/representation/{round_.slug}").status_code
        assert found == (200 if role in may else 403), role
