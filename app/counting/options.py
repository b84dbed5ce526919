"""The command line's options: the words, what they mean, and the rule they make."""

from __future__ import annotations

import argparse
import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from app.counting import pabulib
from app.counting.rule import COMPLETIONS, FILLS, NAMES, STARTS, TIES, UTILITIES, Rule
from app.counting.ties import lot_order

TEACH = """
What the rules do
  greedy            most votes first; an item that no longer fits is skipped
  greedy-stop       the same, but the first item that does not fit ends it
  greedy-threshold  greedy among items with at least --threshold votes (or share: 10%)
  greedy-density    most votes per unit of cost first
  equal-shares      everyone gets the same share of the budget; an item is funded when its supporters can pay for it
                    together, the one that costs each of them least (per unit of --utility) first
  file              what the file declares

Equal shares leaves money over. --completion add1 raises everyone's share until the items would cost more than the
budget; add1-exhaustive also stops when nothing more would fit; --fill greedy then spends what is left by votes.

Examples
  python -m app.counting count town.pb --rule equal-shares --completion add1 --fill greedy
  python -m app.counting explain town.pb --item 12 --rule greedy
  python -m app.counting compare town.pb
  python -m app.counting certify town.pb --rule file > town.json
  python -m app.counting verify town.json
"""

FILE_HELP = "a Pabulib file (.pb)"


def parser() -> argparse.ArgumentParser:
    """The parser with all verbs."""
    top = argparse.ArgumentParser(
        prog="python -m app.counting",
        description="Count participatory-budgeting votes exactly, and say why.",
        epilog=TEACH,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    verbs = top.add_subparsers(dest="verb", required=True, metavar="VERB")
    for verb, text in (
        ("count", "who is funded, in order"),
        ("explain", "why each item was funded or not, and what would have been enough"),
        ("compare", "greedy and equal shares side by side"),
        ("fairness", "is any group of voters left out of money it was entitled to?"),
        ("certify", "a certificate from which anyone can recompute the count"),
    ):
        verb_parser = verbs.add_parser(
            verb,
            help=text,
            description=text.capitalize() + ".",
            epilog=TEACH,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        verb_parser.add_argument("file", help=FILE_HELP)
        _rule_options(verb_parser)
        if verb == "explain":
            verb_parser.add_argument("--item", action="append", metavar="ID", help="only this item; may be repeated")
            verb_parser.add_argument("--no-what-if", action="store_true", help="leave out what would have been enough")
    check = verbs.add_parser("check", help="read a file and list what is wrong with it")
    check.add_argument("file", help=FILE_HELP)
    check.add_argument("--json", action="store_true", help="print JSON")
    verify = verbs.add_parser("verify", help="recount a certificate and say what differs")
    verify.add_argument("file", help="a certificate (.json)")
    verify.add_argument("--json", action="store_true", help="print JSON")
    return top


def _rule_options(verb: argparse.ArgumentParser) -> None:
    """The options that describe a rule."""
    add = verb.add_argument
    add("--rule", choices=(*NAMES, "file"), default="greedy", help="how to count (default: greedy)")
    add("--utility", choices=UTILITIES, default="cost", help="equal shares: what an item is worth (default: cost)")
    add("--completion", choices=COMPLETIONS, default="none", help="equal shares: what to do with money over")
    add("--step", type=int, default=1, metavar="N", help="add1: units of the currency added at a time (default: 1)")
    add("--start", choices=STARTS, default="floor", help="add1: start at B/n in whole units, or at B/n itself")
    add("--fill", choices=FILLS, default="none", help="equal shares: spend what is left by votes")
    add("--ties", default="cheaper,votes,id", metavar="LIST", help=f"in this order: {', '.join(TIES)}")
    add("--complete-at", metavar="SHARE", help="greedy: fund an item when this share of its cost is left, such as 0.8")
    add("--exclusive", metavar="FILE", help="groups of which only one item may be funded: JSON lists, or a line each")
    add("--threshold", metavar="N", help="least votes or points; with %% the least share of the ballots")
    add("--lot-order", metavar="FILE", help="item ids in the order drawn: a JSON list, or a line each")
    add("--lot-seed", metavar="TEXT", help="draw the lot from this public seed")
    add("--json", action="store_true", help="print JSON")


def rule_of(options: argparse.Namespace, file: pabulib.File) -> Rule:
    """The rule that the options describe, for a file's unit. Raises ValueError, OSError."""
    ties = tuple(one.strip() for one in options.ties.split(",") if one.strip())
    groups = _groups(options.exclusive)
    if options.rule == "file":
        return replace(pabulib.declared_rule(file, groups), ties=ties)
    votes, share = _threshold(options.threshold, file)
    return Rule(
        options.rule,
        utility=options.utility,
        completion=options.completion,
        step=options.step,
        start=options.start,
        fill=options.fill,
        ties=ties,
        complete_at=_share(options.complete_at),
        exclusive=groups,
        threshold=votes,
        threshold_share=share,
        unit=file.scale,
    )


def lot_of(options: argparse.Namespace, file: pabulib.File) -> list[int | str] | None:
    """The lot: ids from a file, or drawn from a seed; None when there is none."""
    if options.lot_seed is not None:
        return lot_order(options.lot_seed, [item.id for item in file.items])
    if options.lot_order is None:
        return None
    rows = _rows(options.lot_order)
    ids = [str(one) for row in rows for one in row]
    missing = {item.id for item in file.items} - set(ids)
    if missing:
        raise ValueError(f"the lot order leaves out {', '.join(sorted(missing))}")
    return list(ids)


def _share(text: str | None) -> Fraction | None:
    if text is None:
        return None
    try:
        return Fraction(text.rstrip("%")) / (100 if text.endswith("%") else 1)
    except (ValueError, ZeroDivisionError):
        raise ValueError(f"{text!r} is not a share such as 0.8") from None


def _threshold(text: str | None, file: pabulib.File) -> tuple[int | None, Fraction | None]:
    if text is None:
        return None, None
    if text.endswith("%"):
        return None, _share(text)
    if not text.isdecimal():
        raise ValueError(f"threshold {text!r} is not a whole number, nor a share such as 10%")
    return int(text) * file.point_scale, None


def _groups(path: str | None) -> tuple[tuple[str, ...], ...]:
    return () if path is None else tuple(tuple(row) for row in _rows(path))


def _rows(path: str) -> list[list[str]]:
    """Lists of ids from a file: JSON (a list, or a list of lists), or lines with ids between commas or semicolons."""
    text = Path(path).read_text(encoding="utf-8-sig")
    if text.lstrip().startswith("["):
        data = json.loads(text)
        return [[str(one) for one in row] if isinstance(row, list) else [str(row)] for row in data]
    lines = [line.replace(";", ",").split(",") for line in text.splitlines() if line.strip()]
    return [[one.strip() for one in line if one.strip()] for line in lines]
