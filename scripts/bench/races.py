"""Many at once with one entitlement: casts, votes anew, papers handed out and voids, by threads of several processes.

    python scripts/bench/races.py [--races 10000] [--processes 4]

TEST_DATABASE=sqlite (default) or postgresql, as the tests have it. In each race two to four acts with one voter's
entitlement start together. Afterwards nobody may have two votes (an envelope and a paper, or two envelopes), and no
vote that was acknowledged and not voided may be missing. Prints what happened; exit status 1 when a vote is double or
lost.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import random
import sys
import tempfile
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

MIXES = (
    ("cast", "cast"),
    ("cast", "paper"),
    ("paper", "paper"),
    ("cast", "cast", "paper"),
    ("cast", "void"),
    ("paper", "void", "cast"),
    ("cast", "paper", "void", "cast"),
)


def main() -> int:
    """Races run in `--processes` pairs of hands; each race has a voter of its own."""
    parser = argparse.ArgumentParser(description="Races with one entitlement")
    parser.add_argument("--races", type=int, default=10_000)
    parser.add_argument("--processes", type=int, default=4)
    options = parser.parse_args()
    from tests.support.databases import Databases

    kind = os.environ.get("TEST_DATABASE", "sqlite")
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="bench-races-") as folder, Databases.of(kind, Path(folder)) as made:
        url = made.copy()
        done = run(url, folder, options.races, options.processes)
        made.drop(url)
    print(f"{kind}: {options.races} races in {time.monotonic() - began:.0f} s, {dict(sorted(done.items()))}")
    return 1 if done["double"] or done["lost"] or done["broken"] else 0


def run(url: str, folder: str, races: int, processes: int) -> Counter[str]:
    """How often each thing happened; `double`, `lost` and `broken` must stay 0."""
    context = multiprocessing.get_context("spawn")
    with context.Pool(processes) as pool:
        ids = pool.apply(_prepare, (url, folder, races))
        parts = [(url, folder, ids[place::processes], place) for place in range(processes)]
        found: Counter[str] = Counter()
        for part in pool.starmap(_race_all, parts):
            found += part
    found.update(double=0, lost=0, broken=0)
    return found


def _app(url: str, folder: str) -> Any:
    from app import create_app
    from tests.support.settings import test_settings

    return create_app(test_settings(url, Path(folder) / "data"))


def _prepare(url: str, folder: str, races: int) -> list[uuid.UUID]:
    """A round, and a voter with a full draft for each race."""
    from app.ballots import commands
    from app.core.clock import now
    from app.core.db import unit_of_work
    from tests.ballots.factories import make_round, make_voter, make_ward

    with _app(url, folder).app_context():
        round_, area = make_round(), make_ward()
        voters = [make_voter(round_, area).voter.id for _ in range(races)]
        for voter_id in voters:
            with unit_of_work():
                commands.keep_draft(voter_id, shown=[1, 2], ticked=[1, 2], received_at=now())
        return voters


def _race_all(url: str, folder: str, voters: list[uuid.UUID], seed: int) -> Counter[str]:
    chance, found = random.Random(seed), Counter[str]()  # noqa: S311 - a replayable mix
    app = _app(url, folder)
    for voter_id in voters:
        mix = chance.choice(MIXES)
        answers = at_once(app, [_act(name, voter_id) for name in mix])
        found["races"] += 1
        with app.app_context():
            found += judge(voter_id, list(zip(mix, answers, strict=True)))
    return found


def at_once(app: Any, acts: list[Callable[[], Any]]) -> list[Any]:
    """What each act gave, or the refusal it met; all start together, each on a connection of its own."""
    from app.core.db import db

    barrier = threading.Barrier(len(acts))
    answers: list[Any] = [None] * len(acts)

    def work(place: int, act: Callable[[], Any]) -> None:
        with app.app_context():
            barrier.wait()
            try:
                answers[place] = act()
            except Exception as fault:  # noqa: BLE001 - judged afterwards
                answers[place] = fault
            finally:
                db.session.remove()

    threads = [threading.Thread(target=work, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    return answers


def _act(name: str, voter_id: uuid.UUID) -> Callable[[], Any]:
    from app.ballots.commands import cast_vote
    from app.core.clock import now, today
    from app.core.db import unit_of_work
    from app.register import commands as register
    from app.register.models import Channel
    from tests.ballots.factories import returning_officer

    def act() -> Any:
        with unit_of_work():
            if name == "cast":
                return cast_vote(voter_id, received_at=now(), today=today())
            if name == "paper":
                return register.take_entitlement(voter_id, Channel.PAPER, today())
            return register.void_online(voter_id, returning_officer(), "Wants a paper")

    return act


def judge(voter_id: uuid.UUID, answers: list[tuple[str, Any]]) -> Counter[str]:
    """What one race left: at most one vote, and every acknowledged one unless a void was acknowledged, too."""
    import sqlalchemy as sa

    from app.ballots.models import Envelope
    from app.core.db import db
    from app.core.errors import DomainError
    from app.register.models import Channel, Entitlement

    db.session.rollback()
    found: Counter[str] = Counter()
    for name, answer in answers:
        is_refusal = isinstance(answer, DomainError)
        found[f"{name} {'refused' if is_refusal else 'done'}"] += 1
        found["broken"] += isinstance(answer, Exception) and not is_refusal
    rights = db.session.scalars(sa.select(Entitlement).where(Entitlement.voter_id == voter_id)).all()
    envelopes = db.session.scalar(
        sa.select(sa.func.count()).where(Envelope.entitlement_id.in_([right.id for right in rights]))
    )
    papers = sum(right.taken_by in {Channel.PAPER, Channel.POST, Channel.HALL} for right in rights)
    did = {
        name: sum(not isinstance(answer, Exception) for each, answer in answers if each == name) for name, _ in answers
    }
    found["double"] += (envelopes or 0) + papers > 1 or did.get("paper", 0) > 1
    if not did.get("void"):
        found["lost"] += bool(did.get("cast")) and not envelopes
    found["lost"] += bool(did.get("paper")) and not papers
    return found


if __name__ == "__main__":
    raise SystemExit(main())
