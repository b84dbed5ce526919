"""Nobody finds how it stands before the opening: every page, export, file, log and cache, as every role (E24).

    python scripts/bench/standings.py [--pages 5000] [--role returning-officer ...]

TEST_DATABASE=sqlite (default) or postgresql, as the tests have it. 161 votes for three projects lie sealed in the box.
A visitor, and one person of each role, open everything that the site's map and the links of its pages lead to. Then the
files that the site made and its log are read. Exit status 1 when an item's total stands beside its name anywhere.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

TITLES = ("Project 1", "Project 2", "Project 3")


def main() -> int:
    """One installation with a full box, walked by everybody."""
    parser = argparse.ArgumentParser(description="No standings before the opening")
    parser.add_argument("--pages", type=int, default=5_000, help="at most so many pages a role")
    parser.add_argument("--role", action="append", default=[], help="only these roles; visitor is one")
    options = parser.parse_args()
    from tests.support.databases import Databases

    kind = os.environ.get("TEST_DATABASE", "sqlite")
    with tempfile.TemporaryDirectory(prefix="bench-standings-") as folder, Databases.of(kind, Path(folder)) as made:
        url = made.copy()
        found = run(url, Path(folder) / "data", options.pages, set(options.role))
        made.drop(url)
    for where, title in found:
        print(f"{where}: the total of {title}")
    print(f"{kind}: {len(found)} totals found")
    return 1 if found else 0


def run(url: str, data: Path, most: int, only: set[str]) -> list[tuple[str, str]]:
    """Where a total stands beside its project."""
    from app import create_app
    from app.core.access import Role
    from app.core.db import db
    from tests.support.settings import test_settings

    app = create_app(test_settings(url, data))
    found: list[tuple[str, str]] = []
    with app.app_context():
        from app.ballots import seal
        from tests.ballots.factories import make_round
        from tests.people.factories import make_person
        from tests.results.test_observers import cast_many

        seal.SCRYPT_LOG_N = 5  # passphrases of trustees, which nobody here attacks
        round_ = make_round(costs=(10_000, 20_000, 30_000))
        cast_many(round_)
        slug = round_.slug
        people = {role.value: make_person(role.value, roles=(role,)).get_id() for role in Role}
        db.session.remove()
    for name, key in {"visitor": "", **people}.items():
        if only and name not in only:
            continue
        began, log = time.monotonic(), io.StringIO()
        with contextlib.redirect_stdout(log), contextlib.redirect_stderr(log):
            pages = [(f"{name} {address}", text) for address, text in _walk(app, slug, key, most)]
        found += _totals([*pages, (f"log of {name}", log.getvalue())])
        print(f"{name}: {len(pages)} pages and files in {time.monotonic() - began:.0f} s", flush=True)
    kept = [path for path in data.rglob("*") if path.is_file()]
    print(f"{len(kept)} files of caches, charts and queues")
    return found + _totals((str(path), path.read_bytes().decode("latin-1")) for path in kept)


def _walk(app: Any, slug: str, key: str, most: int) -> Iterator[tuple[str, str]]:
    from flask.testing import FlaskClient

    from tests.support.crawl import crawl, fixed_addresses

    client = FlaskClient(app, app.response_class)
    if key:
        with client.session_transaction() as cookie:
            cookie["_user_id"], cookie["_fresh"] = key, True
    starts = fixed_addresses(app, {"slug": slug, "number": "1", "place": "1", "form": "open"})
    yield from crawl(client, starts, most)


def _totals(texts: Any) -> list[tuple[str, str]]:
    from tests.results.test_observers import TOTALS
    from tests.support.crawl import near

    return [
        (where, title)
        for where, text in texts
        for title, total in zip(TITLES, TOTALS, strict=True)
        if near(text, title, total)
    ]


if __name__ == "__main__":
    sys.exit(main())
