"""Languages outside the voting journey: those that speak only there, and what other pages do instead."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.core.db import db
from app.core.i18n import JOURNEY, WHOLE
from app.council.queries import council


@pytest.fixture
def all_on(app: Flask, session: Session) -> None:
    council().languages = ["en", "ur", "pl", "ar"]
    db.session.commit()


@pytest.mark.usefixtures("all_on")
@pytest.mark.parametrize(("path", "lang"), [("/rounds", "pl"), ("/", "pl"), ("/plan", "en"), ("/groups", "en")])
def test_a_language_of_the_voting_journey_speaks_there_only(client: FlaskClient, path: str, lang: str) -> None:
    client.set_cookie("lang", "pl")
    page = client.get(path, follow_redirects=True).text
    assert f'<html lang="{lang}"' in page
    assert ("Polski" in page) is (lang == "pl"), "a language is offered where it can be read"


@pytest.mark.usefixtures("all_on")
def test_a_language_of_the_journey_may_run_from_right_to_left(client: FlaskClient) -> None:
    client.set_cookie("lang", "ar")
    assert '<html lang="ar" dir="rtl"' in client.get("/rounds", follow_redirects=True).text
    assert {"en", "ur"} == WHOLE and "/vote" in JOURNEY
