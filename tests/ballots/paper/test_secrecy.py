"""Papers as they are typed: nowhere in clear before the count; not in the data folder, database, queue or a log."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
import structlog
from flask import Flask
from flask.testing import FlaskClient

from app.ballots.commands import paper_entry
from app.ballots.models.paper import PaperEntry, SheetKind
from app.ballots.queries import paper as queries
from app.core import clock
from app.core.db import db, unit_of_work
from app.core.jobs import run_due
from app.people.models import Person
from app.rounds.models import Round
from tests.ballots.paper import factories as made
from tests.ballots.test_secrecy import _nothing_is_in_clear, everything, ids_of_items
from tests.support.browser import Visitor

SignIn = Callable[[FlaskClient, Any], FlaskClient]
pytestmark = pytest.mark.slow
PAPERS, ITEMS = 40, 24


def planted() -> list[tuple[int, ...]]:
    """40 different papers of four ticks each."""
    every = list(itertools.combinations(range(1, ITEMS + 1), 4))
    return random.Random(11).sample(every, PAPERS)


def typed(vote: Sequence[int]) -> str:
    return "".join(f"{number:02d}" for number in vote)


def test_typed_papers_are_nowhere_before_the_count(
    committed: Flask, capfd: pytest.CaptureFixture[str], sign_in: SignIn
) -> None:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(20))
    round_, crew = made.paper_round(items=ITEMS, most=4), made.make_crew()
    desk = made.prepare(round_, crew)
    box, at = made.make_box(round_, desk, crew), made.after_close(round_)
    votes = planted()
    before = ids_of_items(everything(committed, ""))
    made.empty(box, PAPERS, crew, at)
    batch_id = made.make_batch(box, PAPERS, crew).id
    truth = [typed(vote) for vote in votes]
    made.key(round_, crew.keyer1, [*truth[:-2], *reversed(truth[-2:])], at)
    _key_over_http(committed, sign_in, round_, crew, truth)
    assert queries.open_places(batch_id) == [PAPERS - 1, PAPERS], "two papers that were read in another order"
    made.settle_all(batch_id, truth, crew)
    made.check_samples(batch_id, truth, crew)
    run_due()
    db.session.rollback()
    seen = capfd.readouterr()
    assert '"event": "request"' in seen.out + seen.err
    found = everything(committed, seen.out + seen.err)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(PaperEntry)) == 3 * PAPERS, (
        "two readings and what counts"
    )
    _nothing_is_in_clear(found, votes, truth)
    after = ids_of_items(found)
    assert {key: after[key] - before[key] for key in before} == dict.fromkeys(before, 0)
    assert len(set(db.session.scalars(sa.select(sa.func.length(PaperEntry.sealed))))) == 1, "all of one length"
    _nothing_is_left_after_the_count(committed, db.session.get_one(Round, round_.id), crew, box.id, desk.id, batch_id)


def _key_over_http(app: Flask, sign_in: SignIn, round_: Round, crew: made.Crew, truth: Sequence[str]) -> None:
    """The second reading: three papers on the page, the rest by the command that the page calls."""
    at = made.after_close(round_)
    keyer = db.session.get_one(Person, crew.keyer2.id)
    visitor = Visitor(sign_in(app.test_client(), keyer))
    with clock.at(at):
        page = visitor.open(f"/office/paper/{round_.slug}/key").submit("Take the next batch")
        for place, text in enumerate(truth[:3], start=1):
            page = page.form("Next paper").fill(f"What is on paper {place}", text).submit()
    batch = queries.batch_of(round_.id, crew.keyer2.id)
    assert batch is not None
    for place, text in enumerate(truth[3:], start=4):
        with unit_of_work():
            paper_entry.key_paper(batch.id, place, text, actor=crew.keyer2, now=at)
    with unit_of_work():
        paper_entry.finish_keying(batch.id, actor=crew.keyer2, now=at)


def _nothing_is_left_after_the_count(
    app: Flask, round_: Round, crew: made.Crew, box_id: Any, desk_id: Any, batch_id: Any
) -> None:
    """The ballots are written: what was typed is gone from the database, and the key that sealed it from its folder."""
    from app.ballots.commands import paper_sheets
    from app.ballots.paper.sealing import key_name

    made.opened(round_)
    made.sign(round_, SheetKind.BATCH, batch_id, crew)
    made.sign(round_, SheetKind.BOX, box_id, crew)
    made.sign(round_, SheetKind.DESK, desk_id, crew, unused=1, explanation="Nothing was handed out in a test")
    with unit_of_work():
        paper_sheets.count_papers(round_.id, actor=crew.rosa, today=clock.today())
    run_due()
    assert db.session.scalars(sa.select(PaperEntry.id)).all() == []
    keys: Path = app.config["SETTINGS"].keys_dir
    assert not [path for path in keys.rglob("*") if key_name(round_.id) in path.name]
