"""Every address has its rule (the golden table), and every rule holds for every role.

After adding a page: UPDATE_GOLDEN=1 pytest tests/house/test_access.py, then read the difference.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.routing import Rule as Route

from app.core.access import RULE_ROLES, Role, Rule
from tests.people.factories import make_person
from tests.support.client import GuardedClient

GOLDEN = Path(__file__).parent / "access.tsv"
SIGN_IN = "/account/sign-in"


def table(app: Flask) -> str:
    """`endpoint<TAB>rule<TAB>methods and addresses`, one line an endpoint."""
    lines = []
    for endpoint, view in sorted(app.view_functions.items()):
        routes = sorted(
            f"{' '.join(sorted((r.methods or set()) - {'HEAD', 'OPTIONS'}))} {r.rule}" for r in routes_of(app, endpoint)
        )
        lines.append("\t".join([endpoint, str(getattr(view, "access_rule", "UNMARKED")), ", ".join(routes)]))
    return "\n".join(lines) + "\n"


def routes_of(app: Flask, endpoint: str) -> list[Route]:
    return [route for route in app.url_map.iter_rules() if route.endpoint == endpoint]


def test_every_view_names_its_rule(app: Flask) -> None:
    assert [name for name, view in app.view_functions.items() if not hasattr(view, "access_rule")] == []


def test_the_table_of_rules_is_the_golden_one(app: Flask) -> None:
    if os.environ.get("UPDATE_GOLDEN"):
        GOLDEN.write_text(table(app), encoding="utf-8")
    assert table(app) == GOLDEN.read_text(encoding="utf-8")


def address_of(app: Flask, route: Route) -> str:
    """An address that fits the route and names nothing that exists."""
    values: dict[str, Any] = {}
    for name, converter in route._converters.items():
        allowed = sorted(getattr(converter, "items", ())) or ["none-such"]
        values[name] = {"UUIDConverter": uuid.uuid4(), "IntegerConverter": 999_999_999}.get(
            type(converter).__name__, allowed[0]
        )
    built = route.build({**(route.defaults or {}), **values})
    assert built is not None, route
    return built[1]


def open_all(app: Flask, client: FlaskClient) -> dict[str, tuple[Rule, int, str]]:
    """endpoint -> its rule, the status of a GET, and where it leads."""
    seen = {}
    for route in app.url_map.iter_rules():
        if "GET" in (route.methods or set()):
            answer = client.get(address_of(app, route))
            seen[f"{route.endpoint} {route.rule}"] = (
                app.view_functions[route.endpoint].access_rule,  # type: ignore[attr-defined]
                answer.status_code,
                answer.headers.get("Location", ""),
            )
    return seen


@pytest.fixture
def quick_client(app: Flask, session: Session) -> FlaskClient:
    client = app.test_client()
    assert isinstance(client, GuardedClient)
    client.lints = False
    return client


def test_a_visitor_is_sent_to_sign_in_from_every_closed_page(app: Flask, quick_client: FlaskClient) -> None:
    for where, (rule, status, location) in open_all(app, quick_client).items():
        if rule is not Rule.PUBLIC:
            assert (status, location.startswith(SIGN_IN)) == (302, True), f"{where}: {status} {location}"
        assert status < 500, f"{where}: {status}"


# Rules are decided before the database is asked for the thing: PostgreSQL walks a few roles, SQLite all of them.
FEW = [None, Role.ADMINISTRATOR, Role.FUND_MANAGER, Role.RETURNING_OFFICER]
WALKED = FEW if os.environ.get("TEST_DATABASE") == "postgresql" else [None, *Role]


@pytest.mark.slow
@pytest.mark.parametrize("role", WALKED, ids=lambda role: role or "nobody")
@pytest.mark.slow
def test_every_page_as_every_role(
    app: Flask, quick_client: FlaskClient, sign_in: Callable[[FlaskClient, Any], FlaskClient], role: Role | None
) -> None:
    person = make_person(roles=(role,) if role else ())
    sign_in(quick_client, person)
    for where, (rule, status, location) in open_all(app, quick_client).items():
        assert status < 500, f"{where}: {status}"
        assert not location.startswith(SIGN_IN), f"{where} sends a signed-in person to sign in"
        roles = RULE_ROLES.get(rule)
        if rule is Rule.GROUP_MEMBER or (roles is not None and role is None):
            assert status == 404, f"{where}: {status} for somebody without the right"
        elif roles is not None and role not in roles:
            assert status == 403, f"{where}: {status} for {role}"
        elif roles is not None:
            assert status != 403, f"{where}: {status} for {role}, who holds {rule}"
