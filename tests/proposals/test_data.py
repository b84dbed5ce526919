"""The demo's data files are whole: every proposal fits its call, its group, the wards and the plan."""

from __future__ import annotations

import csv
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from app.core.references import slugify
from app.funds.models import Theme
from app.funds.seed import CALLS
from app.groups.terms import WRITTEN_IN
from app.proposals.models import BudgetHeading, Mixing

pytestmark = pytest.mark.pure
APP = Path(__file__).parents[2] / "app"


def read(path: str) -> Any:
    return json.loads((APP / path).read_text(encoding="utf-8"))


def column(path: str, name: str) -> set[str]:
    with open(APP / path, encoding="utf-8", newline="") as handle:
        return {row[name] for row in csv.DictReader(handle)}


PROPOSALS = read("proposals/data/proposals.json")


def test_the_demo_has_what_its_story_needs() -> None:
    counted = Counter((facts["call"], facts["state"]) for facts in PROPOSALS)
    assert counted["2025", "eligible"] == 18 and counted["2026", "eligible"] == 24
    assert {state for call, state in counted if call == "now"} == {"draft", "submitted", "query", "eligible"}
    assert len({facts["title"] for facts in PROPOSALS}) == len(PROPOSALS)
    assert {facts["lang"] for facts in PROPOSALS} >= {"en", "ur", "pl"}


@pytest.mark.parametrize("facts", PROPOSALS, ids=lambda facts: f"{facts['call']}-{facts['group']}")
def test_each_proposal_fits(facts: dict[str, Any]) -> None:
    call = next(each for each in CALLS if each.key == facts["call"])
    asked = sum(line[3] for line in facts["lines"]) * 100
    assert call.least <= asked <= call.most
    assert all(0 <= asked_for <= cost for _heading, _note, cost, asked_for in facts["lines"])
    assert {line[0] for line in facts["lines"]} <= set(BudgetHeading)
    assert set(facts["themes"]) <= set(Theme) and set(facts["forms"]) <= set(Mixing)
    assert 1 <= len(facts["actions"]) <= 3
    assert set(facts["actions"]) <= column("strategy/data/plan.csv", "Code")
    wards = {slugify(name) for name in column("areas/data/areas.csv", "name")}
    assert set(facts["wards"]) <= wards
    assert facts["group"] in {group["key"] for group in read("groups/data/groups.json")}
    assert facts["lang"] in WRITTEN_IN and facts["lang"] in read("proposals/data/answers.json")
    assert len(facts["title"]) <= 140 and len(facts["summary"]) <= 300


def test_forty_groups_in_real_wards() -> None:
    groups = read("groups/data/groups.json")
    wards = {slugify(name) for name in column("areas/data/areas.csv", "name")}
    assert len(groups) == len({group["name"] for group in groups}) == 40
    assert all(set(group["wards"]) <= wards for group in groups)
