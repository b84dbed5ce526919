"""Ties: the ordered list of tie rules, the public lot, and the record of every tie met."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from app.counting.items import Item, Number


class LotNeeded(Exception):
    """A tie that matters can only be decided by the lot, and no lot was given; `items` are the tied ids."""

    def __init__(self, items: Sequence[str]) -> None:
        super().__init__(f"a lot is needed to decide between {', '.join(items)}")
        self.items = tuple(items)


class Unresolved(Exception):
    """A tie that no rule of the list decides; `items` are the tied ids."""

    def __init__(self, items: Sequence[str]) -> None:
        super().__init__(f"no tie rule decides between {', '.join(items)}")
        self.items = tuple(items)


def lot_order(seed: str, numbers: Iterable[int | str]) -> list[int | str]:
    """The order drawn by a public seed: ascending hex of SHA-256 of `seed:number` (design.md, section 5)."""
    return sorted(numbers, key=lambda number: hashlib.sha256(f"{seed}:{number}".encode()).hexdigest())


@dataclass(frozen=True)
class Tie:
    """Items level at one decision: `chosen` went first by `decided_by`; `mattered` says whether another choice would
    have changed the winners. `endowments` are the shares (minor units) in which it was met, for Add1."""

    items: tuple[str, ...]
    chosen: str
    decided_by: str
    phase: str
    mattered: bool | None = None
    endowments: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON data."""
        return {
            "items": list(self.items),
            "chosen": self.chosen,
            "decided_by": self.decided_by,
            "phase": self.phase,
            "mattered": self.mattered,
            "endowments": list(self.endowments),
        }


class TieOrder:
    """The tie rules bound to one election: who goes first among items that are level."""

    def __init__(
        self,
        items: Sequence[Item],
        support: Sequence[Number],
        rules: Sequence[str],
        lot: Sequence[int | str] | None = None,
        prefer: Sequence[str] = (),
    ) -> None:
        """`lot` lists item numbers (ints) or ids, first first; `prefer` goes before every rule (used to try the other
        way). A missing lot is replaced by the ballot order and `lot_missing` remembers that it decided."""
        self.items = items
        self.rules = tuple(rules)
        self.lot_given = lot is not None
        self.prefer = frozenset(prefer)
        self._support = support
        self._lot = lot

    @cached_property
    def _keys(self) -> list[tuple[Any, ...]]:
        """What each tie rule sorts an item by; made when the first tie asks for it."""
        items, support, lot = self.items, self._support, self._lot
        last = len(lot or ())
        places = {name: place for place, name in enumerate(lot or ())}
        columns: dict[str, Sequence[Any]] = {
            "cheaper": [item.cost for item in items],
            "votes": [-one for one in support],
            "fewer-votes": support,
            "lot": [places.get(item.number or 0, places.get(item.id, last)) for item in items]
            if lot
            else [0] * len(items),
            "id": [item.id for item in items],
        }
        return list(zip(*(columns[rule] for rule in self.rules), strict=True)) or [()] * len(items)

    @cached_property
    def place(self) -> list[int]:
        """Where each item stands when all are put in tie order."""
        out = [0] * len(self.items)
        for place, index in enumerate(sorted(range(len(self.items)), key=self.key)):
            out[index] = place
        return out

    def key(self, index: int) -> tuple[Any, ...]:
        """A sort key: smaller goes first; ends in the ballot order so that sorting is total."""
        return (self.items[index].id not in self.prefer, *self._keys[index], index)

    def settle(self, tied: Sequence[int], phase: str, whole: bool = False) -> Tie:
        """Who goes first among tied items and the rule that says so; with `whole` the rule needed to order them all.

        `decided_by` is empty where no rule of the list tells them apart."""
        ranked = sorted(tied, key=self.key)
        pairs = zip(ranked, ranked[1:], strict=False) if whole else ((ranked[0], other) for other in ranked[1:])
        depth = max(self._depth(one, other) for one, other in pairs)
        rules = ("prefer", *self.rules, "")
        ids = tuple(self.items[i].id for i in ranked)
        return Tie(ids, ids[0], rules[depth], phase)

    def _depth(self, one: int, other: int) -> int:
        """Where in the list stands the first rule that tells two items apart (0 is a stated preference)."""
        if (self.items[one].id in self.prefer) != (self.items[other].id in self.prefer):
            return 0
        for place, rule in enumerate(self.rules):
            if rule == "lot" and not self.lot_given:
                return place + 1
            if self._keys[one][place] != self._keys[other][place]:
                return place + 1
        return len(self.rules) + 1
