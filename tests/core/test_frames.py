"""The frame of a visitor's page is kept for other visitors, and nothing of it is ever somebody else's."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.core.db import unit_of_work
from app.core.web import frames
from app.council import queries as councils
from tests.people.factories import make_person

SignIn = Callable[[FlaskClient, Any], FlaskClient]


@pytest.fixture
def live(committed: Flask) -> Iterator[FlaskClient]:
    """Pages as outside of tests, where frames are kept."""
    committed.config["TESTING"] = False
    yield committed.test_client()
    committed.config["TESTING"] = True


def kept(live: FlaskClient) -> dict[object, object]:
    found: dict[object, object] = live.application.extensions.get("kept_frames", {})
    return found


@pytest.mark.slow
def test_a_frame_is_drawn_once_for_an_address_and_a_language(live: FlaskClient) -> None:
    first = live.get("/help").text
    assert len(kept(live)) == 1
    assert live.application.test_client().get("/help").text == first
    assert len(kept(live)) == 1
    live.set_cookie("lang", "ur")
    urdu = live.get("/help").text
    assert 'dir="rtl"' in urdu
    assert urdu != first
    assert len(kept(live)) == 2
    assert live.get("/privacy").text.count('href="/privacy?') == urdu.count('href="/help?')


def test_a_change_of_the_council_is_on_the_next_page(live: FlaskClient) -> None:
    live.get("/help")
    with unit_of_work():
        councils.council().site_name = "Purse of Saltaire"
    assert "Purse of Saltaire" in live.get("/help").text


def test_who_is_signed_in_gets_a_frame_of_their_own(live: FlaskClient, sign_in: SignIn) -> None:
    sign_in(live, make_person())
    kept(live).clear()
    assert "/account" in live.get("/help").text
    assert not kept(live)


@pytest.mark.slow
@pytest.mark.parametrize(
    "address", ["/vote/l/QK7RV9NWYD", "/vote/QK7RV9NWYD/", "/QK7RV9NWYD", "/areas?postcode=QK7RV9NWYD"]
)
def test_no_address_that_says_something_of_a_visitor_is_kept(live: FlaskClient, address: str) -> None:
    """A code that somebody types into the address bar is in no cache (`design.md` section 5)."""
    live.get(address)
    assert not kept(live)


def test_not_more_are_kept_than_so_many(live: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frames, "MOST_FRAMES", 2)
    for address in ("/help", "/contact", "/privacy", "/cookies"):
        live.get(address)
    assert len(kept(live)) == 2
