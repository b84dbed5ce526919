"""Random small elections and rules for the property tests."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from hypothesis import strategies as st

from app.counting import Item, Profile, Rule


@dataclass(frozen=True)
class Small:
    """A small election; equal costs and votes are common so that ties are."""

    items: tuple[Item, ...]
    ballots: tuple[dict[str, int], ...]
    budget: int

    @property
    def profile(self) -> Profile:
        return Profile.from_ballots(self.items, self.ballots)

    @property
    def lot(self) -> list[int | str]:
        return [item.id for item in reversed(self.items)]


@st.composite
def small(draw: st.DrawFn, points: bool = True, most_items: int = 6, most_voters: int = 9) -> Small:
    count = draw(st.integers(1, most_items))
    costs = draw(st.lists(st.sampled_from([1, 2, 3, 5, 7, 10, 12, 20]), min_size=count, max_size=count))
    items = tuple(Item(f"i{place}", cost, place + 1) for place, cost in enumerate(costs))
    top = draw(st.sampled_from([1, 1, 3])) if points else 1
    ballot = st.dictionaries(st.sampled_from([item.id for item in items]), st.integers(1, top), max_size=count)
    ballots = tuple(draw(st.lists(ballot, min_size=1, max_size=most_voters)))
    return Small(items, ballots, draw(st.integers(0, sum(costs) + 3)))


@st.composite
def greedy_rules(draw: st.DrawFn) -> Rule:
    name = draw(st.sampled_from(["greedy", "greedy-stop", "greedy-density", "greedy-threshold"]))
    return Rule(
        name,
        ties=draw(tie_orders()),
        complete_at=draw(st.sampled_from([None, None, Fraction(4, 5)])),
        threshold=draw(st.integers(0, 4)) if name == "greedy-threshold" else None,
        exclusive=draw(conflicts()),
    )


@st.composite
def share_rules(draw: st.DrawFn) -> Rule:
    return Rule(
        "equal-shares",
        utility=draw(st.sampled_from(["cost", "count"])),
        ties=draw(tie_orders()),
        completion=draw(st.sampled_from(["none", "add1", "add1-exhaustive"])),
        fill=draw(st.sampled_from(["none", "greedy"])),
        step=draw(st.integers(1, 2)),
        exclusive=draw(conflicts()),
        threshold=draw(st.sampled_from([None, None, 1, 2])),
    )


def tie_orders() -> st.SearchStrategy[tuple[str, ...]]:
    return st.sampled_from([("cheaper", "votes", "id"), ("cheaper", "votes", "lot"), ("lot",), ("fewer-votes", "id")])


def conflicts() -> st.SearchStrategy[tuple[tuple[str, ...], ...]]:
    return st.sampled_from([(), (), (("i0", "i1"),), (("i0", "i2", "i3"), ("i1", "i4"))])


def rules() -> st.SearchStrategy[Rule]:
    return st.one_of(greedy_rules(), share_rules())
