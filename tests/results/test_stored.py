"""The page of a published result is made of stored results: no ballot is read for it, however many there are."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from app.core.db import db
from tests.results.factories import count_it, make_opened, publish_it
from tests.results.test_count import GREEDY

pytestmark = pytest.mark.usefixtures("session")
MOST = 15


@pytest.fixture
def statements() -> Iterator[list[str]]:
    """Every statement from now on."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        seen.append(statement)

    sa.event.listen(db.engine, "before_cursor_execute", note)
    yield seen
    sa.event.remove(db.engine, "before_cursor_execute", note)


@pytest.mark.parametrize("ballots", [60, 240])
@pytest.mark.slow
def test_a_published_result_is_shown_without_reading_a_ballot(
    client: FlaskClient, statements: list[str], ballots: int
) -> None:
    round_, first, second = make_opened(
        [[1], [1], [1], [2], [2], [3]] * (ballots // 6), costs=(300_000, 300_000, 100_000), amount=400_000, rules=GREEDY
    )
    publish_it(count_it(round_, first), first, second)
    statements.clear()

    answer = client.get(f"/rounds/{round_.slug}/results")

    assert "2 of 3 projects are funded" in answer.text
    reads = [each.replace('"', "") for each in statements if each.lstrip().startswith(("SELECT", "WITH", "COPY"))]
    assert 0 < len(reads) <= MOST
    assert not [
        each for each in reads for table in ("ballot", "choice") if f" {table} " in f"{each.replace(chr(10), ' ')} "
    ]
