"""Speed of `app/counting` beside pabutools, in one run: ratios, peak memory, growth. Exit 1 when a bar is missed.

    python scripts/bench/counting.py [--data DIR] [--only NAME,...] [--quick]

Needs the `bench` extra (pabutools). The real elections come from PABULIB_DIR, --data, or ../shared/pabulib. Names:
shares, add1, file, million, growth, fine, explain, certified. --quick leaves out pabutools' slowest calls.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from app.counting import Profile, Rule, count, explain, pabulib  # noqa: E402
from app.counting.field import Field  # noqa: E402
from app.counting.shares import Runner  # noqa: E402
from app.counting.ties import TieOrder  # noqa: E402
from scripts.bench import counting_peer as peer  # noqa: E402

BIGGEST = (
    "Poland_Lodz_2022",
    "Poland_Warszawa_2026",
    "Poland_Lodz_2025",
    "Hungary_Budapest_2024",
    "Netherlands_Amsterdam_621",
)
ADD1 = ("Poland_Lodz_2022", "Poland_Warszawa_2023_Wola", "Poland_Warszawa_2023_Mokotow")
UTILITIES = ("cost", "count")


class Bench:
    """The measurements; each adds lines and whether it met its bar."""

    def __init__(self, data: Path, quick: bool) -> None:
        self.data = data
        self.quick = quick
        self.missed: list[str] = []

    def path(self, name: str) -> Path:
        return self.data / "pb" / f"{name}.pb"

    def bar(
        self, what: str, value: float, least: float | None = None, most: float | None = None, unit: str = "x"
    ) -> None:
        """Print a value beside its bar and remember a miss."""
        met = (least is None or value >= least) and (most is None or value <= most)
        told = f"at least {least:g}" if least is not None else f"at most {most:g}"
        print(f"  {'ok  ' if met else 'MISS'} {what}: {value:,.2f}{unit} ({told})", flush=True)
        if not met:
            self.missed.append(what)

    def shares(self) -> None:
        """Equal shares from arrays, set-up included, against pabutools' call."""
        ratios = []
        for name in BIGGEST:
            file = pabulib.read(self.path(name))
            instance, profile = peer.load(self.path(name))
            for utility in UTILITIES:
                rule = Rule("equal-shares", utility=utility)
                ours, outcome = best(partial(counted, file.profile, rule, file.budget), 9)
                theirs, winners = best(partial(peer.equal_shares, instance, profile, utility), 1)
                same = list(outcome.winners) == winners
                ratios.append(theirs / ours)
                print(
                    f"  {name} {utility}: {ours * 1e3:.2f} ms, pabutools {theirs:.2f} s, {ratios[-1]:,.0f}x, same "
                    f"{same}",
                    flush=True,
                )
                if not same:
                    self.missed.append(f"winners of {name} {utility}")
        self.bar("equal shares, median", statistics.median(ratios), least=2000)
        self.bar("equal shares, worst", min(ratios), least=500)

    def add1(self) -> None:
        """Add1 at the same step and start, exact and certified, against pabutools."""
        ratios = []
        for name in ADD1[1:] if self.quick else ADD1:
            file = pabulib.read(self.path(name))
            instance, profile = peer.load(self.path(name))
            step = max(file.budget // file.profile.n // 50, 1)
            for utility in UTILITIES:
                rule = Rule("equal-shares", utility=utility, completion="add1-exhaustive", start="exact", step=step)
                ours, outcome = best(partial(counted, file.profile, rule, file.budget), 3)
                theirs, winners = best(partial(peer.equal_shares, instance, profile, utility, step), 1)
                same = list(outcome.winners) == winners
                ratios.append(theirs / ours)
                print(
                    f"  {name} {utility} step {step}: {ours * 1e3:.0f} ms "
                    f"({outcome.increments and outcome.increments.runs} runs), "
                    f"pabutools {theirs:.1f} s, {ratios[-1]:,.0f}x, same {same}",
                    flush=True,
                )
                if not same:
                    self.missed.append(f"Add1 winners of {name} {utility}")
        self.bar("Add1, median", statistics.median(ratios), least=400)
        self.bar("Add1, worst", min(ratios), least=200)

    def file(self) -> None:
        """From a .pb file to a certified Add1 + fill outcome, against pabutools' reading plus its plain call."""
        path = self.path("Poland_Lodz_2022")
        rule = Rule("equal-shares", completion="add1", fill="greedy")

        def ours() -> Any:
            file = pabulib.read(path)
            return count(file.profile, rule, file.budget)

        def theirs() -> Any:
            instance, profile = peer.load(path)
            return peer.equal_shares(instance, profile, "cost")

        mine, _ = best(ours, 3)
        other, _ = best(theirs, 1)
        print(f"  Łódź 2022: {mine * 1e3:.0f} ms, pabutools {other:.1f} s")
        self.bar("file to outcome", other / mine, least=30)

    def million(self) -> None:
        """A million voters, 500 items, 10 marks each, arrays memory-mapped, in a process of its own."""
        with tempfile.TemporaryDirectory() as folder:
            told = child("make", folder, "1000000", "500", "10") | child("count", folder)
        print(f"  {told['marks']:,} marks: {told['seconds'] * 1e3:.0f} ms, one gather {told['gather'] * 1e3:.0f} ms")
        self.bar("gathers", told["seconds"] / told["gather"], most=12)
        self.bar("peak memory", told["peak"] / 1e9, most=1, unit=" GB")

    def growth(self) -> None:
        """The exponent of time in the number of marks, from a hundred thousand to ten million."""
        points = []
        for voters in (10_000, 31_623, 100_000, 316_228, 1_000_000):
            with tempfile.TemporaryDirectory() as folder:
                child("make", folder, str(voters), "500", "10")
                told = child("count", folder)
            points.append((math.log(told["marks"]), math.log(told["seconds"])))
            print(f"  {told['marks']:>12,} marks: {told['seconds'] * 1e3:8.1f} ms")
        middle = [statistics.mean(axis) for axis in zip(*points, strict=True)]
        slope = sum((x - middle[0]) * (y - middle[1]) for x, y in points) / sum((x - middle[0]) ** 2 for x, _ in points)
        self.bar("growth exponent", slope, most=1.1, unit="")

    def fine(self) -> None:
        """Add1 at the grosz against one plain scan at the zloty: time, and the same winners as a scan of every
        grosz."""
        file = pabulib.read(self.path("Poland_Warszawa_2023_Wola"))
        items = [replace(item, cost=item.cost * 100) for item in file.items]
        minor = replace_items(file.profile, items)
        coarse = Rule("equal-shares", completion="add1", unit=100)
        plain, _ = best(partial(counted, minor, coarse, file.budget * 100, False), 1)
        rule = replace(coarse, unit=1)
        quick, outcome = best(partial(counted, minor, rule, file.budget * 100), 1)
        made = outcome.increments
        print(
            f"  Wola: zloty scan {plain:.2f} s; grosz {quick:.2f} s, {made and made.made} steps, "
            f"{made and made.runs} runs"
        )
        self.bar("Add1 at the grosz", quick / plain, most=25)
        if not self.quick:
            every = count(fresh(minor), rule, file.budget * 100, weigh_ties=False, skip=False)
            print(f"  same winners as every grosz tried: {every.winners == outcome.winners}")
            if every.winners != outcome.winners:
                self.missed.append("Add1 at the grosz: winners")

    def explain(self) -> None:
        """All unfunded items of Łódź 2022 explained, plain shares, in plain counts' time."""
        file = pabulib.read(self.path("Poland_Lodz_2022"))
        for utility in UTILITIES:
            rule = Rule("equal-shares", utility=utility)
            plain, outcome = best(partial(counted, file.profile, rule, file.budget), 9)
            took, told = best(partial(explain, file.profile, outcome), 1)
            print(f"  {utility}: {len(told)} items in {took:.2f} s, one count {plain * 1e3:.1f} ms")
            self.bar(f"explained, {utility}", took / plain, most=2000)

    def certified(self) -> None:
        """The certified kernel against the same kernel that trusts its floats, where no decision is near a tie."""
        ratios = []
        for name in BIGGEST:
            file = pabulib.read(self.path(name))
            for utility in UTILITIES:
                rule = Rule("equal-shares", utility=utility)
                fld = Field(file.profile, rule, range(len(file.items)))
                ties = TieOrder(file.items, file.profile.support, rule.ties)
                share = Fraction(file.budget, file.profile.n)
                sure, run = best(partial(runs, Runner, fld, share, ties), 25)
                if run.redone:
                    continue
                trusting, _ = best(partial(runs, Trusting, fld, share, ties), 25)
                ratios.append(sure / trusting)
                print(f"  {name} {utility}: {sure * 1e3:.2f} ms, {trusting * 1e3:.2f} ms uncertified")
        self.bar("certified against uncertified, median", statistics.median(ratios), most=1.3)


class Trusting(Runner):
    """The kernel without its proofs: the least computed rate wins."""

    def _certain(self, best: Any, seen: Any, limit: float) -> Any:
        self.run.upper.append(limit)
        return best, frozenset()


def counted(profile: Profile, rule: Rule, budget: int, skip: bool = True) -> Any:
    """One count with set-up."""
    return count(fresh(profile), rule, budget, weigh_ties=False, skip=skip)


def runs(kernel: type[Runner], fld: Field, share: Fraction, ties: TieOrder) -> Any:
    """One run of a kernel."""
    return kernel(fld, share, ties).go()


def fresh(profile: Profile) -> Profile:
    """The same arrays without anything computed from them before."""
    return Profile(profile.items, profile.n, profile.weights, profile.indptr, profile.groups, profile.scores)


def replace_items(profile: Profile, items: list[Any]) -> Profile:
    return Profile(tuple(items), profile.n, profile.weights, profile.indptr, profile.groups, profile.scores)


def best(call: Callable[[], Any], times: int) -> tuple[float, Any]:
    """The least wall time of some calls, and what the last returned."""
    least, out = math.inf, None
    for _ in range(times):
        began = time.perf_counter()
        out = call()
        least = min(least, time.perf_counter() - began)
    return least, out


def child(*arguments: str) -> dict[str, Any]:
    """What the helper process measured about itself."""
    script = Path(__file__).with_name("counting_million.py")
    done = subprocess.run([sys.executable, str(script), *arguments], check=True, capture_output=True, text=True)
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def main() -> int:
    """Run the measurements asked for."""
    names = ("shares", "add1", "file", "million", "growth", "fine", "explain", "certified")
    parser = argparse.ArgumentParser(description="Speed of app/counting beside pabutools.")
    parser.add_argument(
        "--data", type=Path, default=Path(os.environ.get("PABULIB_DIR") or ROOT.parent / "shared" / "pabulib")
    )
    parser.add_argument("--only", default=",".join(names))
    parser.add_argument("--quick", action="store_true")
    options = parser.parse_args()
    bench = Bench(options.data, options.quick)
    for name in options.only.split(","):
        print(f"{name}: {getattr(Bench, name).__doc__}")
        getattr(bench, name)()
    print("all bars met" if not bench.missed else f"missed: {', '.join(bench.missed)}")
    return 1 if bench.missed else 0


if __name__ == "__main__":
    sys.exit(main())
