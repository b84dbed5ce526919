"""Certificates: round trips, the stand-alone verifier under every rule and both forms, and what tampering does."""

from __future__ import annotations

import copy
import importlib.util
import json
import subprocess
import sys
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from types import ModuleType
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings

from app.counting import (
    Body,
    Item,
    Profile,
    Rule,
    Totals,
    certificate,
    count,
    digest,
    explain,
    lot_order,
    notice,
    pabulib,
    verify,
    weighted,
)
from tests.counting import corpus
from tests.counting.elections import Small, rules, small

pytestmark = [pytest.mark.pure, pytest.mark.slow]
ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "scripts" / "verify_result.py"
SCHEMA = json.loads((ROOT / "docs" / "certificate.schema.json").read_text(encoding="utf-8"))

ITEMS = [Item("P1", 4000, 1), Item("P2", 4000, 2), Item("P3", 2500, 3), Item("P4", 2500, 4, min_viable=1000)]
BALLOTS = [{"P1": 1}] * 6 + [{"P2": 1}] * 6 + [{"P3": 1, "P1": 1}] * 3 + [{"P4": 1, "P2": 1}] * 3 + [{"P3": 1, "P4": 1}]
SEED = "dice 6 1 4"
LOT = lot_order(SEED, [item.number or 0 for item in ITEMS])


def verifier() -> ModuleType:
    spec = importlib.util.spec_from_file_location("verify_result", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


VERIFIER = verifier()


def made(rule: Rule, budget: int = 7000) -> dict[str, Any]:
    profile = Profile.from_ballots(ITEMS, BALLOTS)
    document = certificate(profile, count(profile, rule, budget, LOT), LOT, seed=SEED, title="Made up")
    return json.loads(json.dumps(document))  # type: ignore[no-any-return]


RULES = [
    Rule.live(),
    Rule.live(utility="count"),
    Rule.live(completion="none", fill="none"),
    Rule.live(completion="add1-exhaustive"),
    Rule("greedy", ties=("lot",)),
    Rule("greedy-stop"),
    Rule("greedy-density"),
    Rule("greedy-threshold", threshold=7),
    Rule("greedy", part_awards=True),
    Rule("greedy", exclusive=(("P1", "P2"),)),
]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.name}-{rule.completion}-{rule.utility}")
def test_a_certificate_is_confirmed_by_us_and_by_the_script(rule: Rule, tmp_path: Path) -> None:
    document = made(rule)
    jsonschema.validate(document, SCHEMA)
    assert verify(document) == []
    path = tmp_path / "certificate.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    done = subprocess.run([sys.executable, "-I", str(SCRIPT), str(path)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert document["form"] == ("ballots" if rule.is_shares else "totals")
    assert ("ballots" in document) == rule.is_shares


@settings(max_examples=120, deadline=None)
@given(small(), rules())
def test_the_script_agrees_on_random_elections(election: Small, rule: Rule) -> None:
    outcome = count(election.profile, rule, election.budget, election.lot)
    document = json.loads(json.dumps(certificate(election.profile, outcome, election.lot, scale=1)))
    assert verify(document) == []
    assert VERIFIER.differences(document) == []
    assert VERIFIER.digest(document) == document["sha256"] == digest(document)


@pytest.mark.parametrize("path", corpus.OWN, ids=lambda path: path.stem)
@pytest.mark.parametrize("rule", [Rule(), Rule("equal-shares"), Rule("equal-shares", completion="add1", fill="greedy")])
def test_files_round_trip(path: Path, rule: Rule) -> None:
    file = pabulib.read(path)
    outcome = count(file.profile, rule, file.budget)
    document = json.loads(json.dumps(certificate(file.profile, outcome, scale=file.scale)))
    jsonschema.validate(document, SCHEMA)
    assert verify(document) == []
    assert VERIFIER.differences(document) == []


def test_weighted_totals_can_be_certified() -> None:
    panel = Profile.from_ballots(ITEMS, [{"P3": 1}] * 3)
    totals = weighted({"residents": (Profile.from_ballots(ITEMS, BALLOTS), 80), "panel": (panel, 20)}).totals
    document = certificate(totals, count(totals, Rule("greedy"), 7000))
    assert "/" in document["totals"]["P1"]["support"]
    assert VERIFIER.differences(document) == []


def weighted_document() -> dict[str, Any]:
    """Residents 80, panel 20, an empty body 30; P4 has won elsewhere and is not counted, but was voted for."""
    parts = {
        "residents": Totals.of(Profile.from_ballots(ITEMS, BALLOTS)),
        "panel": Totals.of(Profile.from_ballots(ITEMS, [{"P3": 1}] * 3 + [{"P4": 1}])),
        "nobody": Totals.of(Profile.from_ballots(ITEMS, [])),
    }
    weights = {"residents": 80, "panel": 20, "nobody": 30}
    totals = weighted({name: (part, weights[name]) for name, part in parts.items()}).totals.without({"P4"})
    bodies = [Body(name, weights[name], part) for name, part in parts.items()]
    made = certificate(totals, count(totals, Rule("greedy", threshold=1), 7000), bodies=bodies)
    return dict(json.loads(json.dumps(made)))


def test_each_bodys_totals_put_together_are_the_support() -> None:
    """E33: what decided can be recomputed from the totals of each body and its weight."""
    document = weighted_document()
    jsonschema.validate(document, SCHEMA)
    assert [(each["name"], each["weight"], each["n"], each["sum"]) for each in document["electorates"]] == [
        ("residents", "80", 19, "26"),
        ("panel", "20", 4, "4"),
        ("nobody", "30", 0, "0"),
    ]
    shares = Fraction(80, 100) * Fraction(4, 26) + Fraction(20, 100) * Fraction(3, 4)
    assert document["totals"]["P3"]["support"] == str(100 * shares)
    assert verify(document) == [] and VERIFIER.differences(document) == []


@pytest.mark.parametrize("what", ["weight", "sum", "n", "support"])
def test_a_changed_body_is_found_by_both_programs(what: str) -> None:
    document = weighted_document()
    panel = document["electorates"][1]
    if what == "support":
        panel["totals"]["P3"]["support"] = "2"
    else:
        panel[what] = 5 if what == "n" else "5"
    assert verify(document)
    assert VERIFIER.differences(document)


def ballot_changed(document: dict[str, Any]) -> None:
    document["ballots"][0]["choices"] = {"P4": 1}


def cost_changed(document: dict[str, Any]) -> None:
    document["items"][0]["cost_pence"] -= 1


def lot_swapped(document: dict[str, Any]) -> None:
    document["lot"]["order"].reverse()


def winner_swapped(document: dict[str, Any]) -> None:
    document["winners"].reverse()


def support_changed(document: dict[str, Any]) -> None:
    document["totals"]["P2"]["support"] = "99"


@pytest.mark.parametrize("change", [ballot_changed, cost_changed, lot_swapped, winner_swapped, support_changed])
@pytest.mark.parametrize("hash_too", [False, True])
def test_one_thing_changed_is_caught(change: Any, hash_too: bool) -> None:
    document = copy.deepcopy(made(Rule.live(unit=1)))
    change(document)
    if hash_too:
        document["sha256"] = digest(document)
    assert verify(document)
    assert VERIFIER.differences(document) or not hash_too
    assert VERIFIER.digest(document) != document["sha256"] or hash_too


def test_the_script_names_the_item_that_differs(tmp_path: Path) -> None:
    document = made(Rule("greedy"))
    document["winners"], document["awards"] = ["P3"], {"P3": 2500}
    document["sha256"] = digest(document)
    path = tmp_path / "wrong.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    done = subprocess.run([sys.executable, str(SCRIPT), str(path)], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "place 1 goes to P2, not P3" in done.stdout or "place 1 goes to P1, not P3" in done.stdout
    path.write_text("{}", encoding="utf-8")
    assert subprocess.run([sys.executable, str(SCRIPT), str(path)], capture_output=True, check=False).returncode == 2


def test_a_small_pot_publishes_winners_and_the_hash_of_the_sealed(tmp_path: Path) -> None:
    sealed = made(Rule.live())
    told = notice(sealed)
    jsonschema.validate(told, SCHEMA)
    assert told["winners"] == sealed["winners"]
    assert not {"ballots", "totals", "n", "steps"} & set(told)
    assert verify(told) == []
    public, private = tmp_path / "public.json", tmp_path / "private.json"
    public.write_text(json.dumps(told), encoding="utf-8")
    private.write_text(json.dumps(sealed), encoding="utf-8")
    command = [sys.executable, str(SCRIPT), str(public), "--sealed", str(private)]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0
    private.write_text(json.dumps(made(Rule.live(), 6999)), encoding="utf-8")
    assert subprocess.run(command, capture_output=True, check=False).returncode == 1


def test_the_script_stands_alone() -> None:
    text = SCRIPT.read_text(encoding="utf-8")
    assert len(text.splitlines()) < 300
    assert "app." not in text.replace("append.", "")
    imported = {line.split()[1].split(".")[0] for line in text.splitlines() if line.startswith(("import ", "from "))}
    assert imported <= sys.stdlib_module_names


def test_quorum_and_least_voters_come_before_any_money_and_are_certified() -> None:
    """E08, domain.md iii.9 rule 9: too few ballots fund nothing; a mean of few is not compared with a mean of many."""
    items = [Item("a", 10, 1), Item("b", 10, 2)]
    totals = Totals(tuple(items), 30, [Fraction(4), Fraction(5)], [30, 2])
    rule = Rule("greedy", least_voters=5, ties=("cheaper", "lot"))
    outcome = count(totals, rule, 20)
    assert (outcome.winners, outcome.refused) == (("a",), {"b": "few-voters"})
    assert [one.threshold for one in explain(totals, outcome, what_if=False)] == [None, 5]
    assert confirmed(certificate(totals, outcome))
    none = count(totals, replace(rule, quorum=31), 20)
    assert (none.winners, set(none.refused.values()), none.left) == ((), {"no-quorum"}, 20)
    assert confirmed(certificate(totals, none))
    assert "quorum" not in Rule().to_dict(), "older rule sets keep their hash"
    assert Rule.from_dict(rule.to_dict()) == rule


def confirmed(document: dict[str, Any]) -> bool:
    """By a recount of the library and by the stand-alone verifier."""
    kept = json.loads(json.dumps(document))
    jsonschema.validate(kept, SCHEMA)
    return verify(kept) == [] and VERIFIER.differences(kept) == []
