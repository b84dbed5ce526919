"""Small elections that catch a shortcut which is not one."""

from __future__ import annotations

# (costs, ballots, budget): shares 7 to 9 fit, 10 costs too much, 11 to 13 fit again.
BISECTION = (
    {"a": 6, "b": 10, "c": 16, "d": 21, "e": 20},
    [["c", "e"], ["a", "c", "d", "e"], ["a", "e"], ["a", "c", "d"], ["d"], ["b", "e"]],
    44,
)
