"""Real elections: winners and order equal to every golden, nine edge cases, real cities, whole cities with carry-over.

The suite takes a sample; COUNTING_FULL=1 takes all 208 (about ten minutes).
"""

from __future__ import annotations

import json
import warnings
from pathlib import Path
from typing import Any

import pytest

from app.counting import Pot, Rule, count, count_pots, fairness, pabulib
from tests.counting import corpus
from tests.counting.corpus import CORPUS, needs_corpus

pytestmark = pytest.mark.pure

GOLDENS = corpus.files() if (CORPUS / "golden").is_dir() else []
PABUTOOLS = corpus.files("pabutools") if (CORPUS / "golden").is_dir() else []


def test_real_elections_are_there_or_it_is_said_aloud() -> None:
    if not (CORPUS / "golden").is_dir():
        warnings.warn(corpus.MISSING, stacklevel=1)
    assert len(corpus.OWN) == 12


@needs_corpus
@pytest.mark.parametrize("path", GOLDENS, ids=lambda path: corpus.election(path))
@pytest.mark.slow
def test_equals_the_exact_golden(path: Path) -> None:
    data = corpus.golden(path)
    file = corpus.read(data["file"])
    for config, expected in data["configs"].items():
        rule = corpus.rule_for(config, data, file)
        outcome = count(file.profile, rule, file.budget, weigh_ties=False)
        assert list(outcome.winners) == expected["order"], config
        if outcome.increments is not None and "increments" in expected:
            assert outcome.increments.made == int(expected["increments"]), config
        if rule.is_shares:
            assert fairness(file.profile, outcome).is_fair, config


@needs_corpus
@pytest.mark.parametrize("path", PABUTOOLS, ids=lambda path: corpus.election(path))
@pytest.mark.slow
def test_equals_the_pabutools_golden(path: Path) -> None:
    data = corpus.golden(path)
    file = corpus.read(data["file"])
    for config, expected in data["configs"].items():
        if config.endswith("plainprofile"):
            continue
        rule = corpus.rule_for(config, data, file, "exact")
        assert list(count(file.profile, rule, file.budget, weigh_ties=False).winners) == expected["order"], config


@needs_corpus
@pytest.mark.parametrize("case", corpus.edge_cases(), ids=lambda case: case["name"])
def test_edge_case(case: dict[str, Any]) -> None:
    profile, budget, expected = corpus.edge_profile(case), case["budget"], case["expected"]
    assert list(count(profile, Rule(), budget).winners) == expected["greedy"]
    for kind, utility in corpus.UTILITIES.items():
        plain = count(profile, Rule("equal-shares", utility=utility), budget)
        told = expected[f"mes_{kind}"]
        assert list(plain.winners) == told["order"]
        assert [set(tie.items) for tie in plain.ties] == [set(tied) for _, tied in told["ties"]]
        more = count(profile, Rule("equal-shares", utility=utility, completion="add1"), budget)
        told = expected[f"mes_{kind}_add1"]
        assert sorted(more.winners) == told["winners"]
        assert more.increments is not None
        assert more.increments.made == told["increments"]
        assert more.increments.stopped == {"all": "all-funded", "infeasible": "over-budget"}[told["stop"]]
        filled = count(profile, Rule("equal-shares", utility=utility, completion="add1", fill="greedy"), budget)
        assert sorted(filled.winners) == expected[f"mes_{kind}_add1u"]


# Files whose recorded decision the declared rule does not give, with the cause; and files that declare no rule.
MISSES: dict[str, str] = {}
UNKNOWN = {
    "Hungary_Budapest_2022_VIII_Jozsefvaros.pb": "half of the votes were on paper and are not in the file",
    "Hungary_Budapest_2024.pb": "money by category, and a top-up over all categories",
    "Hungary_Budapest_2025_XI_Ujbuda.pb": "a tenth of the votes were on paper and are not in the file",
    "Hungary_Veszprem_2025.pb": "costs are only known as ranges; the winners cost more than the budget",
}


@needs_corpus
@pytest.mark.slow
def test_cities_decisions_come_from_the_rule_they_declare() -> None:
    tried, missed, unknown = 0, set(), set()
    for path in sorted((CORPUS / "pb").glob("*.pb")):
        file = corpus.read(path.name) if path.stat().st_size < 200_000 or corpus.ALL else None
        if file is None or file.selected is None:
            continue
        try:
            rule = pabulib.declared_rule(file)
        except ValueError:
            unknown.add(path.name)
            continue
        tried += 1
        profile = file.profile.without(pabulib.withdrawn(file))
        funded = set(count(profile, rule, file.budget).winners)
        paid = {one for one, mark in file.selected.items() if mark in ("1", "2")}
        if funded != file.chosen and funded != paid:
            missed.add(path.name)
    assert missed <= set(MISSES)
    assert unknown <= set(UNKNOWN)
    assert tried == 175 if corpus.ALL else tried > 100


@needs_corpus
@pytest.mark.slow
def test_lodz_2025_carries_its_areas_money_to_the_city() -> None:
    """The declared citywide budget is 8,694,120 zloty, two less than base plus what was left: the city's rounding."""
    lodz = next(one for one in json.loads((CORPUS / "areas.json").read_text("utf-8")) if one["city"] == "Łódź")
    pots = []
    for told in lodz["files"]:
        if told["area"] == "CITYWIDE":
            continue
        file = corpus.read(told["file"])
        pots.append(Pot(told["area"], file.profile, pabulib.declared_rule(file), file.budget, "city"))
    city = corpus.read("Poland_Lodz_2025.pb")
    pots.append(Pot("city", city.profile, pabulib.declared_rule(city), 8_000_000))
    outcomes = count_pots(pots)
    assert outcomes["city"].received == lodz["district_leftover"] == 694_122
    assert abs(outcomes["city"].budget - city.budget) <= 2
    assert set(outcomes["city"].outcome.winners) == city.chosen
