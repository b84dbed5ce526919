"""Mails of one run are each in the language of its reader."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from app.core import outbox
from app.core.db import db, unit_of_work


@pytest.mark.usefixtures("session")
def test_two_mails_of_one_run_are_in_two_languages() -> None:
    with unit_of_work():
        for lang in ("en", "ur", "en"):
            words = {"name": "Ann", "round": "You Decide", "code": "AB2C3D4E6F", "link": "https://example.org/"}
            outbox.put("register/mail/code", f"{lang}@example.org", lang=lang, **words)
    rows = db.session.scalars(sa.select(outbox.OutboxRow).order_by(outbox.OutboxRow.id)).all()
    first, second, third = (str(outbox._compose(row)["Subject"]) for row in rows)
    assert first == third
    assert first != second
