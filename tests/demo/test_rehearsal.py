"""`flask rehearse`: a whole round with made-up voters, apart from everything real (E40)."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.core.errors import DomainError
from app.counting.pabulib import read_text
from app.demo import rehearsal
from app.demo.rehearsal import Plan, Report, voters
from app.demo.rehearsal import place as places
from app.demo.rehearsal.ending import compare
from app.rounds.models import Channel
from tests.support.databases import Databases
from tests.support.settings import test_settings

VERIFIER = Path(__file__).resolve().parents[2] / "scripts" / "verify_result.py"


@pytest.fixture
def empty(databases: Databases) -> Iterator[str]:
    """The address of a database without tables; "" on SQLite, where a rehearsal makes its own."""
    if databases.kind == "sqlite":
        yield ""
        return
    url = databases.empty()
    yield url
    databases.drop(url)


def settings(tmp_path: Path) -> Any:
    return test_settings("sqlite:////nowhere/real.db", tmp_path / "real")


def run(tmp_path: Path, url: str, **changed: Any) -> tuple[Report, list[str]]:
    said: list[str] = []
    plan = Plan(12, 120, tmp_path / "out", pages=20, url=url, **changed)
    return rehearsal.rehearse(plan, settings(tmp_path), said.append), said


@pytest.mark.slow
def test_a_round_goes_from_draft_to_final_result(tmp_path: Path, empty: str) -> None:
    """Every channel votes, every vote is counted once, the certificate is confirmed and nothing is left behind."""
    report, said = run(tmp_path, empty)
    assert report.errors == []
    assert all(report.cast[channel.value] for channel in Channel)
    assert report.cast["held, then refused"] and report.cast["held, then accepted"]
    assert report.cast["through pages"] == 20
    assert [line.split(" funds ")[0] for line in report.sentences] == [
        "With these ballots equal-shares",
        "With these ballots greedy",
    ]
    out = tmp_path / "out"
    done = subprocess.run([sys.executable, "-I", VERIFIER, out / "certificate.json"], check=False)
    assert done.returncode == 0
    assert "Rehearsal" in json.loads((out / "certificate.json").read_text())["title"]
    assert "Rehearsal" in (out / "result.pb").read_text()
    votes = report.truth.total()
    assert sum(read_text((out / "result.pb").read_text()).profile.support) == votes
    told = json.loads((out / "report.json").read_text())
    assert told["is_rehearsal"] and told["number_of_errors"] == 0 and told["seconds_in_all"] > 0
    assert said[-1].endswith("are destroyed.")
    assert not (tmp_path / "real").exists()
    if empty:
        assert tables(empty) == []


@pytest.mark.slow
def test_what_was_kept_is_purged_whole_and_nothing_else(tmp_path: Path, empty: str) -> None:
    """E40: the purge takes the round with its database; a note that names another installation purges nothing."""
    real, out = settings(tmp_path), tmp_path / "out"
    out.mkdir()
    place = places.make(real, empty, print)
    places.keep(place, out)
    assert len(tables(place.url)) > 50 and (place.folder / "data").is_dir()
    assert rehearsal.purge(real, out)
    assert not place.folder.exists() and not (out / places.KEPT).exists()
    if empty:
        assert tables(empty) == []
        places.destroy(places.make(real, empty, print))  # it is as empty as it was, so it can be used again
        assert tables(empty) == []
    assert not rehearsal.purge(real, out)
    (out / places.KEPT).write_text(json.dumps({"folder": str(tmp_path), "url": real.database_url}))
    with pytest.raises(DomainError):
        rehearsal.purge(real, out)


@pytest.mark.slow
def test_a_database_with_a_real_round_is_never_purged(tmp_path: Path, empty: str) -> None:
    real, out = settings(tmp_path), tmp_path / "out"
    out.mkdir()
    place = places.make(real, empty, print)
    with place.app.app_context():
        from tests.rounds.factories import make_locked

        make_locked()
    places.keep(place, out)
    with pytest.raises(DomainError, match="other rounds"):
        rehearsal.purge(real, out)
    assert len(tables(place.url)) > 50
    places.destroy(place)


def test_a_database_with_anything_in_it_is_refused(tmp_path: Path, databases: Databases) -> None:
    url = databases.copy()
    report, _said = run(tmp_path, url)
    assert any("not empty" in error for error in report.errors) and not report.sentences
    assert len(tables(url)) > 50
    databases.drop(url)


@pytest.mark.slow
def test_while_people_vote_nobody_rehearses_by_mistake(app: Flask, session: Any, tmp_path: Path) -> None:
    from tests.ballots.factories import make_round

    runner, words = app.test_cli_runner(), ["rehearse", "--out", str(tmp_path / "out")]
    assert not rehearsal.is_voting_open()
    make_round()
    assert rehearsal.is_voting_open()
    done = runner.invoke(args=words)
    assert done.exit_code == 1 and "People are voting on this server now" in done.output
    assert runner.invoke(args=[*words, "--purge"]).output == "No rehearsal was kept there.\n"


@pytest.mark.pure
def test_a_vote_that_is_lost_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """The comparison with what was given is no formality."""
    from types import SimpleNamespace
    from uuid import UUID

    item = SimpleNamespace(id=UUID(int=1), number=1)
    made = SimpleNamespace(items=[SimpleNamespace(item_id=item.id, voters=2)])
    ending = "app.demo.rehearsal.ending"
    monkeypatch.setattr(f"{ending}.result_queries", SimpleNamespace(count_by_id=lambda _id: made))
    monkeypatch.setattr(f"{ending}.round_queries", SimpleNamespace(items=lambda _id: [item]))
    monkeypatch.setattr(f"{ending}.ballot_queries", SimpleNamespace(ballot_counts=lambda _id: {"online": 2}))
    report = Report(lambda _text: None, truth=Counter({1: 3}), cast=Counter(online=3))
    compare(SimpleNamespace(round_id=None), UUID(int=2), report)  # type: ignore[arg-type]
    assert len(report.errors) == 2


@pytest.mark.pure
@pytest.mark.slow
def test_a_stage_is_never_silent_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not even in one long statement, from inside which nothing can be told."""
    monkeypatch.setattr("app.demo.rehearsal.report.EVERY", 0.02)
    said: list[str] = []
    report = Report(said.append)
    with report.stage("opening"):
        time.sleep(0.15)
        report.progress(1_000, 2_000)
        time.sleep(0.15)
    assert said[0] == "  opening, after 0 s" and said[-2] == "  opening: 1,000 of 2,000, after 0 s"
    assert said[-1] == "opening: 0.3 s"


@pytest.mark.pure
def test_the_same_seed_makes_the_same_voters() -> None:
    import random

    first, second = (voters.make(500, 20, 5, ["BD1 1AA", "BD2 2BB"], random.Random(3)) for _turn in range(2))
    assert first == second
    assert {voter.channel for voter in first} == set(Channel)
    assert {len(voter.chosen) for voter in first} == {1, 2, 3, 4, 5}
    assert len(first) == 500


def tables(url: str) -> list[str]:
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    try:
        return sa.inspect(engine).get_table_names()
    finally:
        engine.dispose()
