"""Observers read everything and change nothing; before the opening nobody, in any role, finds a total."""

from __future__ import annotations

import hashlib
import json
import random
import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.ballots import queries as box
from app.ballots import seal
from app.ballots.commands.voting import envelope_about
from app.ballots.models import Envelope
from app.core.access import Grant, Role, Rule, Scope
from app.core.audit import AuditEntry
from app.core.clock import today
from app.core.db import db, unit_of_work
from app.core.references import new_code
from app.register.models import Channel, Entitlement, Slot, Voter
from app.results import queries
from app.rounds.models import Connection, Round
from tests.ballots.factories import make_round
from tests.people.factories import make_person
from tests.results.factories import count_it, make_opened, object_now, publish_it
from tests.results.test_count import MANY
from tests.support.browser import Visitor
from tests.support.crawl import crawl, fixed_addresses, near

SignIn = Callable[[FlaskClient, Any], FlaskClient]
OPEN_TO_ALL = {Rule.PUBLIC, Rule.SIGNED_IN, Rule.GROUP_MEMBER}


def observer_of(round_: Round) -> Any:
    return make_person(name="Olu Observer", roles=(Grant(Role.OBSERVER, Scope.ROUND, round_.id),))


@pytest.mark.usefixtures("session")
@pytest.mark.slow
def test_no_address_takes_anything_from_an_observer(
    app: Flask, visitor: Visitor, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tokens are not asked for here, so that it is the right that refuses."""
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", False)
    round_, first, second = make_opened(MANY)
    publish_it(count_it(round_, first), first, second)
    sign_in(visitor.client, observer_of(round_))
    before = db.session.scalar(sa.select(sa.func.count()).select_from(AuditEntry))
    took = []
    for route in app.url_map.iter_rules():
        rule = getattr(app.view_functions[route.endpoint], "access_rule", Rule.PUBLIC)
        if "POST" not in (route.methods or set()) or rule in OPEN_TO_ALL:
            continue
        status = visitor.send(_filled(route.rule, round_), {"reason": "Because", "text": "Because"}).status
        if status not in {403, 404}:
            took.append(f"{route.endpoint}: {status}")
    db.session.expire_all()
    assert not took
    assert db.session.scalar(sa.select(sa.func.count()).select_from(AuditEntry)) == before


def _filled(rule: str, round_: Round) -> str:
    def value(match: re.Match[str]) -> str:
        kind, name = match.group(1) or "", match.group(2)
        if kind.startswith("any"):
            return kind[4:-1].split(",")[0].strip()
        if name == "slug":
            return round_.slug
        return {"uuid": str(uuid.uuid4()), "int": "1"}.get(kind.split("(")[0], "none")

    return re.sub(r"<(?:((?:[^:<>(]|\([^)]*\))+):)?(\w+)>", value, rule)


@pytest.mark.usefixtures("session")
def test_an_observer_reads_rules_keys_counts_and_the_sealed_file(
    client: FlaskClient, visitor: Visitor, sign_in: SignIn
) -> None:
    """The sealed certificate is the one whose hash is published."""
    round_, first, second = make_opened([[1], [1, 2], [3]])
    made = publish_it(count_it(round_, first), first, second)
    object_now(round_)
    sign_in(client, observer_of(round_))

    page = visitor.open(f"/office/rounds/{round_.slug}/observe")

    assert page.status == 200
    assert round_.rules.rules_hash in page.text
    assert "Agrees" in page.text
    notice = json.loads(client.get(f"/rounds/{round_.slug}/results/1/certificate.json").data)
    whole = client.get(f"/office/rounds/{round_.slug}/observe/counts/{made.number}/1/open.json").get_json()
    bare = {key: value for key, value in whole.items() if key != "sha256"}
    text = json.dumps(bare, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert hashlib.sha256(text.encode()).hexdigest() == notice["sealed_sha256"]
    assert "The votes were added up or entered wrongly" in page.text


@pytest.mark.usefixtures("session")
def test_an_observer_of_another_round_sees_nothing(client: FlaskClient, sign_in: SignIn) -> None:
    round_, *_ = make_opened(MANY)
    sign_in(client, make_person(roles=(Grant(Role.OBSERVER, Scope.ROUND, uuid.uuid4()),)))
    assert client.get(f"/office/rounds/{round_.slug}/observe").status_code == 403
    assert client.get(f"/office/rounds/{round_.slug}/observe/counts/1/1/open.json").status_code == 403


@pytest.mark.usefixtures("session")
def test_the_trail_names_acts_and_roles_and_no_person(visitor: Visitor) -> None:
    round_, first, second = make_opened(MANY)
    publish_it(count_it(round_, first), first, second)
    object_now(round_, name="Ann Other")

    page = visitor.open(f"/rounds/{round_.slug}/trail")

    for words in ("Locked the rules as the second officer", "Counted the votes", "Published the result", "Somebody"):
        assert words in page.text
    assert not [name for name in (first.name, second.name, "Ann Other") if name in page.text]
    assert queries.acts(round_.id, ["count_round"])[0].roles == ()


TOTALS = (37, 53, 71)


def cast_many(round_: Round) -> None:
    """Project 1 has 37 votes, 2 has 53 and 3 has 71: written at once, as a cast leaves them."""
    key = box.key_of(round_.id)
    votes = [number for number, total in enumerate(TOTALS, start=1) for _ in range(total)]
    random.Random(3).shuffle(votes)
    voters, rights, envelopes = [], [], []
    for place, number in enumerate(votes):
        voter, right = uuid.uuid4(), uuid.uuid4()
        sealed = seal.seal(key.public_key, seal.pack({number: 1}, key.inner_length), envelope_about(round_.id, right))
        voters.append(
            {"id": voter, "version": 1, "round_id": round_.id, "name": f"Voter {place}", "connection": Connection.LIVE}
            | {"age_ok": True, "registered_on": today(), "has_begun": True, "has_cast": True}
        )
        rights.append({"id": right, "version": 1, "voter_id": voter, "slot": Slot.ANY, "taken_by": Channel.ONLINE})
        envelopes.append(
            {"id": uuid.uuid4(), "version": 1, "entitlement_id": right, "round_id": round_.id, "sealed": sealed}
            | {"receipt": new_code(12), "channel": Channel.ONLINE, "cast_on": today()}
        )
    with unit_of_work():
        for model, rows in ((Voter, voters), (Entitlement, rights), (Envelope, envelopes)):
            db.session.execute(sa.insert(model), rows)


@pytest.mark.slow
@pytest.mark.parametrize("role", [None, Role.RETURNING_OFFICER, Role.TRUSTEE, Role.OBSERVER, Role.ADMINISTRATOR])
def test_nobody_finds_how_it_stands_before_the_opening(
    app: Flask, session: object, sign_in: SignIn, role: Role | None
) -> None:
    """E24: every page, export and file that the role reaches. All roles: scripts/bench/standings.py."""
    client = FlaskClient(app, app.response_class)
    round_ = make_round(costs=(10_000, 20_000, 30_000))
    cast_many(round_)
    if role is not None:
        sign_in(client, make_person(roles=(role,)))
    starts = fixed_addresses(app, {"slug": round_.slug, "number": "1", "place": "1", "form": "open"})
    found = [
        (address, title)
        for address, text in crawl(client, starts, 250)
        for title, total in zip(("Project 1", "Project 2", "Project 3"), TOTALS, strict=True)
        if near(text, title, total)
    ]
    assert not found
    charts = app.config["SETTINGS"].data_dir / "charts"
    drawn = "".join(path.read_text() for path in charts.glob("*.svg")) if charts.is_dir() else ""
    assert not [total for total in TOTALS if f">{total}<" in drawn]


def test_the_crawl_would_find_a_total() -> None:
    """The test of the test."""
    assert near("<td>Project 1</td><td class='n'>37</td>", "Project 1", 37)
    assert not near("<td>Project 1</td><td>£37</td><td>2037</td>", "Project 1", 37)
