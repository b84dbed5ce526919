"""Which statements the database is sent."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa


@contextmanager
def statements() -> Iterator[list[str]]:
    """What the database is sent meanwhile, as those who count see it."""
    seen: list[str] = []
    listen = lambda _c, _cursor, statement, *_rest: seen.append(statement)  # noqa: E731
    sa.event.listen(sa.Engine, "before_cursor_execute", listen)
    try:
        yield seen
    finally:
        sa.event.remove(sa.Engine, "before_cursor_execute", listen)
