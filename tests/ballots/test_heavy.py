"""The heavy proofs of scripts/bench, small: races with one entitlement from two processes, a kill in the opening."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts.bench import kills, races
from tests.support.databases import Databases

pytestmark = pytest.mark.slow


def test_races_with_one_entitlement_leave_no_double_and_no_lost_vote(databases: Databases, tmp_path: Path) -> None:
    url = databases.copy()
    found = races.run(url, str(tmp_path), 8, 2)
    databases.drop(url)
    assert found["races"] == 8
    assert (found["double"], found["lost"], found["broken"]) == (0, 0, 0), found


def test_an_opening_that_was_killed_opens_every_acknowledged_vote_once(databases: Databases, tmp_path: Path) -> None:
    url = databases.copy()
    found = kills.one_turn(url, tmp_path, kills.VICTIMS.index("opening"), 4)
    databases.drop(url)
    assert found["acknowledged"] >= 4
    assert (found["lost"], found["double"]) == (0, 0), found
