"""Translators read texts, mark them as reviewed, and note better words; a changed text is unreviewed again."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.core import catalogues
from app.core.access import Role
from app.core.db import db, unit_of_work
from app.core.errors import DomainError
from app.office import commands, queries
from app.office.models import MessageReview
from app.office.queries import Checked
from tests.groups.factories import acting
from tests.people.factories import make_person
from tests.support.browser import Visitor

SignIn = Callable[[FlaskClient, Any], FlaskClient]
WORDS = "%(money)s left of %(amount)s"


@pytest.fixture
def translator(session: Session) -> Any:
    return make_person(roles=(Role.TRANSLATOR,))


def line_of(english: str, lang: str = "ur") -> catalogues.Line:
    return next(line for line in catalogues.lines(lang).values() if line.english[0] == english)


def test_a_text_is_marked_as_reviewed_on_the_page(
    app: Flask, session: Session, client: FlaskClient, sign_in: SignIn, translator: Any
) -> None:
    visitor = Visitor(sign_in(client, translator))
    assert "اردو" in visitor.open("/office/translations").text
    path = "/office/translations/ur?q=left+of+%25%28amount"
    page = visitor.open(path).form(f"It is right: {WORDS}").submit()
    assert "Marked as reviewed" in page.text and f"It is right: {WORDS}" not in page.text
    assert [text.state for text in queries.texts("ur", WORDS)] == [Checked.REVIEWED]
    assert visitor.open("/office/translations/xx").status == 404


def test_better_words_are_noted_and_fetched(
    app: Flask, session: Session, client: FlaskClient, sign_in: SignIn, translator: Any
) -> None:
    visitor = Visitor(sign_in(client, translator))
    page = visitor.open("/office/translations/ur?q=left+of+%25%28amount")
    page = page.form("Note these words").fill("Better words", "باقی رقم %(money)s").submit()
    assert "Keep these values as they are: %(amount)s, %(money)s" in page.text and "باقی رقم" in page.text
    better = "%(amount)s میں سے %(money)s بچے"
    page = page.form("Note these words").fill("Better words", better).submit()
    assert "Noted: better words" in page.text
    assert json.loads(client.get("/office/translations/ur.json").data) == {WORDS: better}


def test_a_text_that_changed_is_unreviewed_again(app: Flask, session: Session, translator: Any) -> None:
    line = line_of(WORDS)
    with unit_of_work():
        commands.review_message("ur", line.key, stamp=line.stamp, actor=acting(translator))
        with pytest.raises(DomainError, match="changed while"):
            commands.review_message("ur", line.key, stamp="0" * 32, actor=acting(translator))
    db.session.query(MessageReview).update({"stamp": "0" * 32})
    assert [text.state for text in queries.texts("ur", WORDS)] == [Checked.DRAFTED]
