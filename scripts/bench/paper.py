"""A thousand papers with seeded slips of the key, on an empty database of their own: `python -m scripts.bench.paper`.

Prints how many readings differed, how many were queued for an adjudicator, and whether the ballots are the papers.
Exit code 1 when a paper is lost or counted otherwise than it is marked.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from app.core.db import db
from tests.ballots.paper.simulation import simulate
from tests.support.settings import test_settings

PAPERS = 1_000


def main(papers: int = PAPERS) -> int:
    """The exit code."""
    from flask_migrate import upgrade

    from app import create_app

    with tempfile.TemporaryDirectory() as folder:
        app = create_app(test_settings(f"sqlite:///{folder}/paper.db", Path(folder) / "data"))
        with app.app_context():
            upgrade()
            began = time.perf_counter()
            found = simulate(papers)
            took = time.perf_counter() - began
            db.session.remove()
            db.engine.dispose()
    lost = sum((found.truth - found.counted).values())
    print(f"{found.papers} papers, {sum(found.counted.values())} ballots, {took:.0f} s")
    print(f"{found.slips} readings differed, {found.queued} papers settled by a third person (unclear ones too)")
    print(f"{found.reopened} batches typed anew after their sample, {found.agreed_wrong} papers read alike and wrongly")
    print(f"{lost} papers lost or counted otherwise")
    return int(sum(found.counted.values()) != papers or lost > found.agreed_wrong)


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:2])))
