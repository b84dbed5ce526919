"""Representation watch: the funnel, shares beside the census, alerts, and no standing before the result."""

from __future__ import annotations

import datetime as dt
import threading
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.areas.models import Area
from app.core.access import SYSTEM, Role
from app.core.clock import now, today
from app.core.db import db, unit_of_work
from app.core.errors import Refusals
from app.core.outbox import OutboxRow
from app.insight import commands, imports, opens, policies, presenters, queries, watching
from app.insight.models import CensusShare, OutreachAlert, PageOpens
from app.register.models import TurnoutCount, Voter
from app.rounds.models import Channel, Round
from tests.ballots.factories import cast, make_round, make_voter, make_ward
from tests.groups.factories import acting
from tests.people.factories import make_person
from tests.results.factories import count_it, make_opened, publish_it
from tests.support.browser import Visitor
from tests.support.server import serve

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


@pytest.mark.slow
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


@pytest.mark.slow
def test_the_funnel_is_rounded_and_hides_small_numbers(session: Session) -> None:
    """Twelve of thirteen voted in English, one of three in Urdu: the row is hidden, and English with it."""
    ward, round_ = make_ward(), make_round()
    for number in range(13):
        voter = make_voter(round_, ward).voter.id
        if number:
            cast(voter, [1])
    commands.add_opens({opened(round_, lang="en"): 63})
    found = presenters.watch_of(round_, 60)
    assert [(each.key, each.reached, each.opened, each.voted) for each in found.by_language] == [("en", 15, 65, 10)]
    assert [step.key for step in found.by_channel] == ["online"]
    for number in range(3):
        made = make_voter(round_, ward)
        session.get_one(Voter, made.voter.id).lang = "ur"
        session.flush()
        if not number:
            cast(made.voter.id, [1])
    found = presenters.watch_of(round_, 60)
    assert [(each.key, each.reached, each.voted) for each in found.by_language] == [
        ("en", None, None),
        ("ur", None, None),
        ("", 15, 15),
    ]
    (languages,) = (each for each in found.tables if each.dimension == "language")
    assert languages.base == 15 and {line.people for line in languages.lines} == {None}


@pytest.mark.slow
def test_the_table_of_languages_hides_what_the_funnel_hides(session: Session) -> None:
    """Nothing that one table hides can be read in the other: each language of the census has a row in both."""
    round_ = make_round()
    voters = {"en": (90, 80, 70, 60), "ur": (40, 30, 20, 18), "pl": (50, 40, 14, 11), "pa": (9, 4, 2, 0)}
    with patch.object(queries, "reach", lambda _id: queries.Reach(dict(voters), {}, {"en": 400, "sk": 3}, {})):
        commands.load_shares(SYSTEM, [share("language", "ar", 0.01)])
        found = presenters.watch_of(round_, 60)
    hidden = {step.key for step in found.by_language if step.is_hidden}
    (languages,) = (each for each in found.tables if each.dimension == "language")
    assert hidden == {"ar", "pa", "pl", "sk"}
    assert {line.key for line in languages.lines if line.people is None} == hidden
    assert {line.key for line in languages.lines} == {step.key for step in found.by_language if step.key}


def opened(round_: Round, *, lang: str = "en", channel: Channel = Channel.ONLINE, hours: int = 0) -> commands.Opened:
    hour = now().replace(minute=0, second=0, microsecond=0) - dt.timedelta(hours=hours)
    return commands.Opened(round_.slug, hour, channel, lang)


@pytest.mark.slow
def test_opens_of_the_start_page_are_hourly_totals(session: Session, visitor: Visitor) -> None:
    """A GET of the page itself: no other page, no form that was sent, and nothing of who opened it."""
    round_ = make_round()
    opens.tally().take()
    page = visitor.open(f"/vote/{round_.slug}/")
    visitor.open(f"/vote/{round_.slug}/")
    page.submit("Continue")
    visitor.open(f"/rounds/{round_.slug}")
    opens.tally().flush()
    visitor.open(f"/vote/{round_.slug}/?lang=ur")
    opens.tally().flush()
    visitor.open(f"/vote/{round_.slug}/")
    opens.tally().flush()
    opens.tally().flush()
    rows = session.scalars(sa.select(PageOpens).order_by(PageOpens.lang)).all()
    assert [(row.channel, row.lang, row.number) for row in rows] == [("online", "en", 2), ("online", "ur", 2)]
    assert {column.name for column in PageOpens.__table__.columns} == {"round_id", "hour", "channel", "lang", "number"}
    assert all(row.hour.minute == row.hour.second == row.hour.microsecond == 0 for row in rows)


@pytest.mark.slow
def test_what_cannot_be_written_is_written_later(session: Session, app: Flask) -> None:
    tally = opens.Tally(app, 0)
    round_ = make_round()
    tally.note(opened(round_))
    fault = sa.exc.OperationalError("insert", {}, Exception("locked"))
    with patch.object(commands, "add_opens", side_effect=fault), pytest.raises(sa.exc.OperationalError):
        tally.flush()
    tally.note(opened(round_))
    assert tally.take() == {opened(round_): 2}


@pytest.mark.slow
def test_many_processes_add_to_one_total_without_being_asked(committed: Flask) -> None:
    """Eight writers at once; each writes by itself a moment after it noted something, as a server's processes do."""
    round_ = make_round()
    slug, tallies = round_.slug, [opens.Tally(committed, 0.02) for _each in range(8)]
    cells = [opened(round_, lang=lang, hours=hours) for lang in ("en", "ur") for hours in range(2)]

    def work(tally: opens.Tally) -> None:
        for turn in range(25):
            tally.note(cells[turn % len(cells)])
            time.sleep(0.004)

    threads = [threading.Thread(target=work, args=(tally,)) for tally in tallies]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    until = time.monotonic() + 20
    wanted = sa.select(sa.func.coalesce(sa.func.sum(PageOpens.number), 0)).join(Round).where(Round.slug == slug)
    while (found := db.session.scalar(wanted)) != 200 and time.monotonic() < until:
        db.session.rollback()
        time.sleep(0.05)
    assert found == 200


@pytest.mark.slow
def test_a_server_that_is_stopped_writes_what_it_noted(committed: Flask, tmp_path: Path) -> None:
    """A restart loses nothing."""
    round_ = make_round()
    url, path = committed.config["SETTINGS"].database_url, f"/vote/{round_.slug}/"
    db.session.remove()
    with serve(url, tmp_path / "site") as server:
        for _each in range(3):
            assert urllib.request.urlopen(server.url + path).status == 200  # noqa: S310 - our own loopback server
        assert db.session.scalar(sa.select(sa.func.count()).select_from(PageOpens)) == 0
        db.session.remove()
    assert db.session.scalars(sa.select(PageOpens.number)).all() == [3]


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


def test_census_options_are_called_what_the_questions_call_them() -> None:
    assert presenters.option_text("age", "75+") == "75 or over"
    assert presenters.option_text("language", "ur") == "اردو"
    assert presenters.option_text("ward", "Toller") == "Toller"
    assert presenters.option_text("made-up", "key") == "key"


def test_census_shares_name_their_source_and_every_fault_its_row(session: Session) -> None:
    made = imports.shares(HEAD + "ward,North,12.5,Census 2021,2021-03-21\n")
    assert [(each.key, each.ratio, each.source_on) for each in made] == [("North", 0.125, dt.date(2021, 3, 21))]
    with pytest.raises(Refusals) as refusal:
        imports.shares(
            HEAD + "ward,North,120,Census,2021-03-21\nward,South,5,,2021-03-21\nparty,X,5,Census,2021-03-21\n"
        )
    assert [each.message.split(":")[0] for each in refusal.value.refusals] == ["Row 2", "Row 3", "Row 4"]


@pytest.mark.slow
def test_only_those_who_may_watch_see_it(session: Session, client: FlaskClient, sign_in: SignIn) -> None:
    round_ = make_round()
    may = {Role.STRATEGY_OFFICER, Role.AREA_COORDINATOR, Role.RETURNING_OFFICER, Role.DEPUTY_RETURNING_OFFICER}
    for role in (*may, Role.ASSESSOR, Role.DESK_STAFF):
        sign_in(client, make_person(roles=(role,)))
        found = client.get(f"/office/representation/{round_.slug}").status_code
        assert found == (200 if role in may else 403), role
