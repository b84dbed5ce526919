"""Where the real elections are: PABULIB_DIR, else ../shared/pabulib beside the project. They are not part of it."""

from __future__ import annotations

import json
import os
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from app.counting import Item, Profile, Rule, pabulib

HERE = Path(__file__).parent
OWN = sorted((HERE / "data").glob("*.pb"))
CORPUS = Path(os.environ.get("PABULIB_DIR") or HERE.parents[2] / "shared" / "pabulib")
ALL = os.environ.get("COUNTING_FULL") == "1"
MISSING = (
    f"REAL ELECTIONS ARE MISSING: nothing at {CORPUS}; set PABULIB_DIR. Only the twelve made-up files were counted."
)

needs_corpus = pytest.mark.skipif(not (CORPUS / "golden").is_dir(), reason=MISSING)

SAMPLE = (
    "France_Toulouse_2022_12_-_Pont_des_Demoiselles_Ormeau_Montaudran_La_Terrasse_Malepere",
    "Netherlands_Assen_2024",
    "Poland_Swiecie_2023",
    "Poland_Wroclaw_2017_Rejon_nr_11_750",
    "Poland_Krakow_2025_Biezanow-Prokocim",
)


def files(kind: str = "ref") -> list[Path]:
    """The golden files: all with COUNTING_FULL=1, else a sample of every vote type."""
    found = sorted((CORPUS / "golden").glob(f"*.{kind}.json"))
    if ALL:
        return found
    small = [path for path in found if (CORPUS / "pb" / election(path)).stat().st_size < 30_000]
    chosen = {path for path in found if path.name.split(".")[0] in SAMPLE} | set(small[::6])
    return sorted(chosen)


def election(golden: Path) -> str:
    return golden.name.rsplit(".", 2)[0] + ".pb"


@cache
def read(name: str) -> pabulib.File:
    return pabulib.read(CORPUS / "pb" / name)


def golden(path: Path) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return data


COMPLETIONS = {
    "": ("none", "none"),
    "u": ("none", "greedy"),
    "add1": ("add1", "none"),
    "add1u": ("add1", "greedy"),
    "add1e": ("add1-exhaustive", "none"),
    "add1eu": ("add1-exhaustive", "greedy"),
}
UTILITIES = {"cost": "cost", "card": "count"}


def rule_for(config: str, data: dict[str, Any], file: pabulib.File, start: str = "floor") -> Rule:
    """Our rule for one golden configuration."""
    simple = {
        "greedy_score": "greedy",
        "greedy_cost": "greedy",
        "greedy_density": "greedy-density",
        "greedy_card": "greedy-density",
        "greedy_score_noskip": "greedy-stop",
    }
    if config in simple:
        return Rule(simple[config])
    settings = data["configs"][config]
    if config == "greedy_score_threshold":
        return Rule("greedy-threshold", threshold=int(settings["threshold"]) * file.point_scale)
    _, kind, *rest = config.split("_")
    completion, fill = COMPLETIONS["".join(rest)]
    counted = data["configs"].get(config.removesuffix("u"), settings)
    step = int(settings.get("step") or counted.get("step") or 1)
    return Rule(
        "equal-shares",
        utility=UTILITIES[kind],
        completion=completion,
        fill=fill,
        step=step,
        start=start,
        unit=file.scale,
    )


def edge_cases() -> list[dict[str, Any]]:
    path = CORPUS / "edge_cases.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else []


def edge_profile(case: dict[str, Any]) -> Profile:
    items = [Item(name, cost) for name, cost in case["costs"].items()]
    return Profile.from_ballots(items, [dict.fromkeys(ballot, 1) for ballot in case["ballots"]])
