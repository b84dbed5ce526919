"""The rule a file declares, as one of ours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from app.counting.pabulib.file import File
from app.counting.rule import Rule

WITHDRAWN = 999_999_999
POZNAN = Fraction(4, 5)
SHARES = ("equalshares", "equalshares/add1", "equalshares/add1-comparison")


def declared_rule(file: File, exclusive: Sequence[Sequence[str]] = ()) -> Rule:
    """The rule in the file's header with its threshold; ties by the same order as everywhere on the command line.

    `greedy-custom` is the Poznan rule: stop at the first that does not fit, but fund it when 80 % of it is left.
    Raises ValueError for a rule that is unknown.
    """
    name = file.declared_rule
    threshold = _threshold(file)
    groups = tuple(tuple(group) for group in exclusive)
    if name in SHARES:
        completion = "none" if name == "equalshares" else "add1"
        return Rule("equal-shares", completion=completion, unit=file.scale, threshold=threshold, exclusive=groups)
    known = {
        "greedy": Rule("greedy"),
        "greedy-threshold": Rule("greedy"),
        "greedy-no-skip": Rule("greedy-stop"),
        "greedy-custom": Rule("greedy-stop", complete_at=POZNAN),
        "greedy-exclusive": Rule("greedy"),
    }
    if name not in known:
        raise ValueError(f"the file declares the rule {name or 'nothing'!r}, which does not say how to count")
    if name == "greedy-threshold" and threshold is None:
        raise ValueError("the file declares greedy-threshold without min_project_score_threshold")
    rule = replace(known[name], threshold=threshold, exclusive=groups, unit=file.scale)
    return replace(rule, name="greedy-threshold") if name == "greedy-threshold" else rule


def withdrawn(file: File) -> list[str]:
    """Items withdrawn after the vote, which files mark by this cost; they take no part and stop nothing."""
    return [item.id for item in file.items if item.cost == WITHDRAWN * file.scale]


def _threshold(file: File) -> int | None:
    text = file.meta.get("min_project_score_threshold", "")
    try:
        least = Fraction(text) * file.point_scale
    except (ValueError, ZeroDivisionError):
        return None
    return -(-least.numerator // least.denominator) if len(text) < 20 else None
