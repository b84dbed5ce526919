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
def test_an_address_with_a_secret_is_not_kept(live: FlaskClient) -> None:
    live.get("/vote/l/abcdefgh")
    assert "abcdefgh" not in repr(kept(live))


@pytest.mark.slow
def test_strange_addresses_do_not_fill_the_memory(live: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frames, "MOST_FRAMES", 5)
    live.get("/help?a=" + "x" * 300)
    assert not kept(live)
    for number in range(8):
        live.get(f"/help?a={number}")
    assert len(kept(live)) == 5
