"""A synthetic election in memory-mapped arrays: `make FOLDER VOTERS ITEMS MARKS`, then `count FOLDER` in its own
process."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from app.counting import Item, Profile, Rule, count  # noqa: E402

ARRAYS = ("weights", "indptr", "groups", "costs")


def make(folder: Path, voters: int, items: int, marks: int) -> dict[str, int]:
    """Skewed popularity, about `marks` different items each, costs over two orders of size; written item by item."""
    rng = np.random.default_rng(20261121)
    popularity = 1.0 / np.arange(1, items + 1) ** 0.7
    chosen = rng.choice(items, size=(voters, marks), p=popularity / popularity.sum()).astype(np.uint16)
    chosen.sort(axis=1)
    keep = np.ones(chosen.shape, dtype=bool)
    keep[:, 1:] = chosen[:, 1:] != chosen[:, :-1]
    flat = chosen[keep]
    owners = np.repeat(np.arange(voters), keep.sum(axis=1))
    order = np.argsort(flat, kind="stable")
    np.save(folder / "groups.npy", owners[order])
    np.save(folder / "indptr.npy", np.concatenate(([0], np.cumsum(np.bincount(flat, minlength=items)))))
    np.save(folder / "weights.npy", np.ones(voters, dtype=np.int64))
    np.save(folder / "costs.npy", (10 ** rng.uniform(5.5, 7.5, items)).astype(np.int64))
    return {"marks": int(len(flat))}


def run(folder: Path) -> dict[str, float]:
    """Seconds of one count from the arrays, of one gather over all marks, and the peak memory of this process."""
    weights, indptr, groups, costs = (np.load(folder / f"{name}.npy", mmap_mode="r") for name in ARRAYS)
    items = tuple(Item(f"i{index}", int(cost)) for index, cost in enumerate(costs))
    budget = int(costs.sum()) // 3
    purse = np.full(len(weights), 1.5)
    plain, seconds = [], []
    for _ in range(3):
        began = time.perf_counter()
        purse.take(groups)
        plain.append(time.perf_counter() - began)
    for _ in range(3):
        began = time.perf_counter()
        profile = Profile(items, len(weights), weights, indptr, groups, None)
        outcome = count(profile, Rule("equal-shares"), budget, weigh_ties=False)
        seconds.append(time.perf_counter() - began)
    return {
        "marks": len(groups),
        "seconds": min(seconds),
        "gather": min(plain),
        "peak": _peak(),
        "winners": len(outcome.winners),
    }


def _peak() -> int:
    """The most bytes this program held at once. Linux hands `ru_maxrss` on from the parent, so it is no measure."""
    status = Path("/proc/self/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")) * 1024


def main(arguments: list[str]) -> None:
    """Make or count, and print what was found as JSON."""
    folder = Path(arguments[1])
    if arguments[0] == "make":
        voters, items, marks = (int(one) for one in arguments[2:])
        print(json.dumps(make(folder, voters, items, marks)))
    else:
        print(json.dumps(run(folder)))


if __name__ == "__main__":
    main(sys.argv[1:])
