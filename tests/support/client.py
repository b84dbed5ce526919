"""A test client that looks at every answer: nothing uncommitted, few statements, a page as it should be."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import g
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.support.pages import lint

STATEMENTS_IN_A_GET = 15
STATEMENTS_TO_KNOW_WHO = 3


class GuardedClient(FlaskClient):
    """Every request fails the test if the view flushed and did not commit, or if its page breaks the rules."""

    lints = True

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        from app.core.db import db

        for name in list(g) if g else []:  # one context spans the test: without this flask-login keeps the last person
            g.pop(name)
        unsaved: list[bool] = []
        statements: list[str] = []
        factory = db.session.session_factory

        def flushed(*_: object) -> None:
            unsaved.append(True)

        def committed(*_: object) -> None:
            unsaved.clear()

        def executed(_c: object, _cur: object, statement: str, *_: object) -> None:
            if not statement.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN")):
                statements.append(statement)

        sa.event.listen(factory, "after_flush", flushed)
        sa.event.listen(factory, "after_commit", committed)
        sa.event.listen(factory, "after_rollback", committed)
        sa.event.listen(sa.Engine, "before_cursor_execute", executed)
        try:
            response = super().open(*args, **kwargs)
        finally:
            sa.event.remove(factory, "after_flush", flushed)
            sa.event.remove(factory, "after_commit", committed)
            sa.event.remove(factory, "after_rollback", committed)
            sa.event.remove(sa.Engine, "before_cursor_execute", executed)
        assert not unsaved, "the request left flushed but uncommitted changes: open a unit_of_work in the view"
        if self.lints:
            check(response, statements)
        return response


def check(response: TestResponse, statements: list[str]) -> None:
    """The answer keeps the rules of `design.md` sections 2 and 9."""
    request = response.request
    if request.method == "GET" and response.status_code == 200 and not response.history:  # each step was counted itself
        most = STATEMENTS_IN_A_GET + STATEMENTS_TO_KNOW_WHO
        listing = "\n".join(statement[:160] for statement in statements)
        assert len(statements) <= most, f"{len(statements)} statements for {request.path} (at most {most}):\n{listing}"
    if response.mimetype == "text/html" and response.status_code not in {301, 302, 303} and response.data:
        faults = lint(response.text)
        assert not faults, f"{request.path}: " + "; ".join(faults)
