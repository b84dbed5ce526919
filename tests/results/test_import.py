"""Real elections: loaded, counted to the golden's winners, shown as imported; broken files refused whole."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.ballots.models import Ballot
from app.core.db import db, unit_of_work
from app.core.errors import DomainError
from app.counting.pabulib import read_text
from app.results import queries
from app.results.imports import Wish, import_round, read_election
from app.rounds import queries as rounds
from app.rounds.models import BallotType, Round, RoundState
from tests.support.browser import Visitor

pytestmark = pytest.mark.usefixtures("session")
REAL = Path(os.environ.get("PABULIB_DIR", Path(__file__).parents[3] / "shared" / "pabulib"))
needs_data = pytest.mark.skipif(not REAL.is_dir(), reason=f"no real elections in {REAL}: set PABULIB_DIR")

SMALL = """META
key;value
description;Parks
country;Poland
unit;Łódź
instance;2024
num_projects;3
num_votes;4
budget;1000.50
vote_type;{kind}
rule;greedy
currency;PLN
date_begin;31.03.2024
date_end;15.04.2024
PROJECTS
project_id;cost;votes;name
10;600;3;Swings
9;600;2;Pond
7;400.50;1;=Bench
VOTES
voter_id;vote{columns}
1;10,9{a}
2;10{b}
3;10,7{c}
4;9{b}
"""


def small(kind: str = "approval", points: tuple[str, str, str] | None = None) -> str:
    a, b, c = points or ("", "", "")
    text = SMALL.format(kind=kind, columns=";points" if points else "", a=a, b=b, c=c)
    return (
        text.replace("votes;name", "name")
        .replace(";3;Swings", ";Swings")
        .replace(";2;Pond", ";Pond")
        .replace(";1;=Bench", ";=Bench")
    )


def load(text: str, wish: Wish | None = None, name: str = "small.pb") -> Round:
    with unit_of_work():
        return import_round(read_text(text), name, wish or Wish(), content=text.encode())


def winners(round_: Round) -> list[str]:
    made = queries.current_count(round_.id)
    assert made
    (outcome,) = made.outcome.values()
    return list(outcome["winners"])


def test_a_file_becomes_a_closed_round_that_says_it_is_imported(visitor: Visitor) -> None:
    """Fractions of the currency are kept, a pound sign is never printed for another currency."""
    round_ = load(small())

    assert round_.slug == "lodz-2024"
    assert (round_.is_imported, round_.state, round_.currency) == (True, RoundState.PUBLISHED, "PLN")
    assert round_.money(round_.pots[0].amount_pence) == "1,000.50 PLN"
    assert winners(round_) == ["10", "7"]
    page = visitor.open("/rounds/lodz-2024/results")
    assert "This is an imported election" in page.text
    assert "2 of 3 projects are funded, with 1,000.50 PLN of 1,000.50 PLN." in page.text
    assert "£" not in page.text
    listed = visitor.open("/rounds/lodz-2024")
    assert "imported election" in listed.text
    assert "Vote now" not in listed.links()
    assert "'=Bench" in visitor.client.get("/rounds/lodz-2024/results.csv").text


@pytest.mark.parametrize(
    ("kind", "points", "ballot_type", "support"),
    [
        ("approval", None, BallotType.APPROVE, {"10": 3, "9": 2, "7": 1}),
        ("ordinal", None, BallotType.RANK, {"10": 6, "9": 3, "7": 1}),
        ("cumulative", (";3,2", ";5", ";1,4"), BallotType.POINTS, {"10": 9, "9": 7, "7": 4}),
    ],
)
def test_every_vote_type_keeps_its_meaning(
    kind: str, points: tuple[str, str, str] | None, ballot_type: BallotType, support: dict[str, int]
) -> None:
    text = small(kind, points)
    if kind == "ordinal":
        text = text.replace("date_begin", "max_length;2\ndate_begin")
    round_ = load(text)

    made = queries.current_count(round_.id)
    assert made
    keys = {item.id: item.external_id for item in rounds.items(round_.id)}
    assert {keys[r.item_id]: r.support for r in made.items} == support
    assert round_.rules.ballot_type is ballot_type


def test_the_ballots_come_out_again_as_they_went_in(visitor: Visitor) -> None:
    load(small())

    answer = visitor.client.get("/rounds/lodz-2024/results/1/election.pb")

    again = read_text(answer.text)
    assert again.profile.multiset() == read_text(small()).profile.multiset()
    assert {item.id: item.cost / again.scale for item in again.items} == {"10": 600, "9": 600, "7": 400.5}


def test_another_rule_can_be_asked_for_and_an_impossible_one_is_refused() -> None:
    shares = load(small(), Wish(rule="equal-shares", utility="cost", fill="greedy"))

    assert shares.rules.rule == "equal-shares"
    assert shares.slug == "lodz-2024"
    assert load(small()).slug == "lodz-2024-2"
    with pytest.raises(DomainError):
        load(small(), Wish(rule="greedy-threshold"))


def test_a_broken_file_lists_every_fault_with_its_line_and_imports_nothing(app: Flask, tmp_path: Path) -> None:
    broken = tmp_path / "broken.pb"
    broken.write_text(small().replace("9;600;Pond", "9;many;Pond").replace("4;9\n", "4;99\n"), encoding="utf-8")
    before = db.session.scalar(sa.select(sa.func.count()).select_from(Round))

    result = app.test_cli_runner().invoke(args=["import-round", str(broken)])

    assert result.exit_code == 2
    assert "broken.pb: line 18:" in result.output
    assert "broken.pb: line 25:" in result.output
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Round)) == before


def test_a_file_that_is_not_there_is_said_so(app: Flask, tmp_path: Path) -> None:
    result = app.test_cli_runner().invoke(args=["import-round", str(tmp_path / "none.pb")])

    assert result.exit_code == 2
    assert "none.pb: No such file" in result.output


def test_the_command_prints_the_address(app: Flask, tmp_path: Path) -> None:
    path = tmp_path / "small.pb"
    path.write_text(small(), encoding="utf-8")

    result = app.test_cli_runner().invoke(args=["import-round", str(path)])

    assert result.exit_code == 0
    assert result.output.strip().endswith("/rounds/lodz-2024/results")


CASES = [
    ("Netherlands_Assen_2024", "mes_cost_add1", Wish("equal-shares", "cost", "add1")),
    ("Poland_Katowice_2022_Giszowiec", "mes_card_add1u", Wish("equal-shares", "count", "add1", fill="greedy")),
    ("Poland_Poznan_2026_9_-_Stare_Miasto__small", "greedy_score", Wish("greedy")),
]


@needs_data
@pytest.mark.parametrize(("name", "config", "wish"), CASES, ids=[case[0] for case in CASES])
def test_real_elections_have_the_golden_winners(name: str, config: str, wish: Wish) -> None:
    """Approval, cumulative and choose-1; equal shares with both utilities and greedy."""
    path = REAL / "pb" / f"{name}.pb"
    golden: dict[str, Any] = json.loads((REAL / "golden" / f"{name}.ref.json").read_text())["configs"][config]
    file = read_election(path)
    with unit_of_work():
        round_ = import_round(file, path.name, wish, content=path.read_bytes())

    assert sorted(winners(round_)) == sorted(golden["winners"])
    kept = db.session.scalar(sa.select(sa.func.count()).where(Ballot.round_id == round_.id))
    assert kept == file.profile.n
