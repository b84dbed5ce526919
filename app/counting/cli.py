"""The verbs of the command line; what they print, and their exit codes (0 good, 1 differs, 2 cannot be counted)."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

from app.counting import pabulib
from app.counting.certificate import certificate, verify
from app.counting.compare import compare, usual_rules
from app.counting.engine import count
from app.counting.explain import explain
from app.counting.fairness import fairness
from app.counting.options import lot_of, parser, rule_of
from app.counting.outcome import Outcome
from app.counting.profile import Profile
from app.counting.rule import Rule
from app.counting.tables import Money, compare_text, explanation_text, fairness_text, outcome_text
from app.counting.ties import LotNeeded, Unresolved

Lot = list[int | str] | None


def main(arguments: Sequence[str]) -> int:
    """Run one verb; returns the exit code."""
    options = parser().parse_args(arguments)
    try:
        return _verbs()[options.verb](options)
    except pabulib.Faults as error:
        return _faults(options, error)
    except (OSError, ValueError, LotNeeded, Unresolved) as error:
        print(f"{options.file}: {error}", file=sys.stderr)
        return 2


def _verbs() -> dict[str, Callable[[argparse.Namespace], int]]:
    return {
        "count": _count,
        "explain": _explain,
        "compare": _compare,
        "fairness": _fairness,
        "certify": _certify,
        "verify": _verify,
        "check": _check,
    }


def _faults(options: argparse.Namespace, error: pabulib.Faults) -> int:
    """The list of faults, as JSON on the output or as lines on the error channel."""
    if options.json:
        _print({"faults": [{"line": fault.line, "message": fault.message} for fault in error.faults]})
    else:
        for fault in error.faults:
            print(f"{options.file}: {fault}", file=sys.stderr)
    return 2


def _print(data: Any) -> None:
    print(json.dumps(data, ensure_ascii=False, indent=1))


def _read(options: argparse.Namespace) -> tuple[pabulib.File, Profile, Rule, Lot]:
    """The file, its ballots without what was withdrawn (only under the file's own rule), the rule and the lot."""
    file = pabulib.read(options.file)
    profile = file.profile
    if options.rule == "file":
        profile = profile.without(pabulib.withdrawn(file))
    return file, profile, rule_of(options, file), lot_of(options, file)


def _bar(runs: int, share: Fraction) -> None:
    """A line that says how far Add1 is, overwritten as it goes."""
    if runs % 8 == 0:
        print(f"\r{runs} counts, share {float(share):,.2f} ", end="", file=sys.stderr)


def _counted(file: pabulib.File, profile: Profile, rule: Rule, lot: Lot) -> Outcome:
    """The outcome, with a progress bar when a person is looking."""
    watching = sys.stderr.isatty() and rule.completion != "none"
    outcome = count(profile, rule, file.budget, lot, progress=_bar if watching else None)
    if watching:
        print("\r" + " " * 50 + "\r", end="", file=sys.stderr)
    return outcome


def in_file_units(outcome: Outcome, money: Money) -> dict[str, Any]:
    """The outcome as JSON data with money in the file's unit."""
    data = outcome.to_dict()
    for key in ("budget", "spent", "left", "outside"):
        data[key] = money.number(data[key])
    data["awards"] = {one: money.number(amount) for one, amount in data["awards"].items()}
    for step in data["rounds"]:
        step["amount"], step["left"] = money.number(step["amount"]), money.number(step["left"])
        if "rate" in step:
            step["rate"] = step["rate"] / money.scale
    if data["endowment"] is not None:
        data["endowment"] = str(Fraction(data["endowment"]) / money.scale)
    return data


def _count(options: argparse.Namespace) -> int:
    file, profile, rule, lot = _read(options)
    outcome = _counted(file, profile, rule, lot)
    money = Money(file)
    if options.json:
        _print(in_file_units(outcome, money))
    else:
        print(outcome_text(outcome, file.items, money))
    return 0


def _explain(options: argparse.Namespace) -> int:
    file, profile, rule, lot = _read(options)
    outcome = _counted(file, profile, rule, lot)
    known = {item.id for item in profile.items}
    wanted = set(options.item or known)
    if wanted - known:
        raise ValueError(f"no such item: {', '.join(sorted(wanted - known))}")
    told = explain(profile, outcome, lot_order=lot, what_if=not options.no_what_if, only=wanted)
    if options.json:
        _print([one.to_dict() for one in told])
    else:
        money = Money(file)
        print("\n".join(explanation_text(one, money) for one in told))
    return 0


def _compare(options: argparse.Namespace) -> int:
    file, profile, rule, lot = _read(options)
    rows = compare(profile, usual_rules(rule), file.budget, lot)
    if options.json:
        _print([row.to_dict() for row in rows])
    else:
        print(compare_text(rows, Money(file)))
    return 0


def _fairness(options: argparse.Namespace) -> int:
    file, profile, rule, lot = _read(options)
    result = fairness(profile, _counted(file, profile, rule, lot))
    if options.json:
        _print(result.to_dict())
    else:
        print(fairness_text(result, Money(file)))
    return 0


def _certify(options: argparse.Namespace) -> int:
    file, profile, rule, lot = _read(options)
    outcome = _counted(file, profile, rule, lot)
    title = file.meta.get("description", "")
    currency = file.meta.get("currency", "")
    _print(certificate(profile, outcome, lot, seed=options.lot_seed, currency=currency, scale=file.scale, title=title))
    return 0


def _verify(options: argparse.Namespace) -> int:
    document = json.loads(Path(options.file).read_text(encoding="utf-8"))
    if not isinstance(document, dict):
        raise ValueError("this is not a certificate")
    found = verify(document)
    if options.json:
        _print({"confirmed": not found, "differences": [dict(one.__dict__) for one in found]})
    else:
        print(
            "\n".join(str(one) for one in found)
            or f"Confirmed: {len(document['winners'])} winners, {document['sha256']}"
        )
    return 1 if found else 0


def _check(options: argparse.Namespace) -> int:
    file = pabulib.read(options.file)
    if options.json:
        notes = [{"line": note.line, "message": note.message} for note in file.notes]
        _print({"faults": [], "notes": notes, "items": len(file.items), "voters": file.profile.n})
        return 0
    print(f"{options.file}: {len(file.items)} items, {file.profile.n:,} votes, {len(file.profile.weights):,} different")
    for note in file.notes[:50]:
        print(f"{options.file}: note: {note}")
    return 0
