"""Turnout beside a result: nobody is found behind a small number, nor by subtracting from the total (E23)."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest
import sqlalchemy as sa

from app.areas.models import Area
from app.core.db import db, unit_of_work
from app.register import queries as register
from app.register.models import Channel, TurnoutCount
from app.register.queries import voted
from app.results.presenters import turnout_tables
from tests.ballots.factories import make_round, make_ward

pytestmark = pytest.mark.usefixtures("session")
NOON = dt.datetime(2026, 6, 1, 12, 0, tzinfo=dt.UTC)


def told(numbers: dict[str, dict[Channel, int]], threshold: int = 5) -> tuple[int, dict[str, str], dict[str, str]]:
    """The total, and what stands beside each area and each way of voting. numbers: area -> channel -> voters."""
    round_ = make_round()
    known = {area.name: area for area in db.session.scalars(sa.select(Area))}
    wards = {name: known.get(name) or make_ward(name) for name in numbers}
    with unit_of_work():
        db.session.add_all(
            TurnoutCount(round_id=round_.id, area_id=wards[name].id, channel=channel, hour=NOON, number=number)
            for name, ways in numbers.items()
            for channel, number in ways.items()
        )
    found = register.turnout(round_.id, NOON + dt.timedelta(hours=2), threshold)
    tables = turnout_tables(found)
    return found.total, dict(tables.by_area), dict(tables.by_channel)


@pytest.mark.slow
def test_a_small_number_and_what_would_tell_it_are_hidden() -> None:
    """Before, 2 were shown as 0, 4 as 5, and three areas with their total told the fourth."""
    total, areas, ways = told(
        {
            "City": {Channel.ONLINE: 212, Channel.PAPER: 40},
            "Eccleshill": {Channel.ONLINE: 61},
            "Toller": {Channel.ONLINE: 33},
            "Tong": {Channel.ONLINE: 2},
        }
    )
    assert total == 350
    assert areas == {"City": "250", "Eccleshill": "60", "Toller": "hidden", "Tong": "hidden"}
    assert set(ways.values()) == {"310", "40"}


@pytest.mark.slow
def test_one_small_way_of_voting_hides_the_next() -> None:
    _total, _areas, ways = told({"City": {Channel.ONLINE: 90, Channel.HALL: 30, Channel.ASSISTED: 4}})
    assert sorted(ways.values()) == ["90", "hidden", "hidden"]


@pytest.mark.slow
def test_the_threshold_is_the_councils() -> None:
    numbers = {"City": {Channel.ONLINE: 90}, "Tong": {Channel.ONLINE: 9}, "Toller": {Channel.ONLINE: 30}}
    assert "hidden" not in told(numbers)[1].values()
    assert sorted(told(numbers, 10)[1].values()) == ["90", "hidden", "hidden"]
    assert told({"City": {Channel.ONLINE: 4}, "Tong": {Channel.ONLINE: 1}})[1] == {}


def test_no_hidden_number_can_be_worked_out() -> None:
    """From the total, were it exact, and the lines that are shown: at least two are hidden, and they could be split in
    more ways than one."""
    for numbers in itertools.product((0, 1, 3, 4, 6, 12, 40), repeat=4):
        page = on_page(numbers)
        hidden = [place for place, text in enumerate(page) if text == "hidden"]
        assert all(number >= 5 for number, text in zip(numbers, page, strict=True) if text.isdecimal())
        if hidden:
            rest = sum(numbers[place] for place in hidden)
            assert len(hidden) > 1 and rest > len(hidden), f"{numbers}: {page}"


def on_page(numbers: tuple[int, ...]) -> tuple[str, ...]:
    """What a page says of so many areas."""
    known = {str(place): number for place, number in enumerate(numbers)}
    listed = {key: voted.rounded(n) for key, n in known.items() if n}
    turnout = voted.Turnout(NOON, 0, {}, listed, {}, voted._small(known, 5))
    lines = dict(turnout_tables(turnout).by_area)
    return tuple(lines.get(key, "no line") for key in known)
