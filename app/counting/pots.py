"""Several pots: areas first, their unspent money upward to the pot above them, then that pot."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.counting.engine import count
from app.counting.outcome import Outcome
from app.counting.profile import Profile, Totals
from app.counting.rule import Rule


@dataclass(frozen=True)
class Pot:
    """One pot: its own ballots (its n is those with a valid choice in it), rule and money in minor units.

    `upward` names the pot that gets what is left; None keeps it."""

    name: str
    profile: Profile | Totals
    rule: Rule
    budget: int
    upward: str | None = None
    lot_order: Sequence[int | str] | None = None


@dataclass(frozen=True)
class PotOutcome:
    """A pot's outcome with its own money and what came from the pots below."""

    outcome: Outcome
    own: int
    received: int

    @property
    def budget(self) -> int:
        """All the money the pot had."""
        return self.own + self.received


def count_pots(pots: Iterable[Pot]) -> dict[str, PotOutcome]:
    """The outcome of each pot, counted from the bottom up. Raises ValueError for an unknown pot or a circle."""
    left = {pot.name: pot for pot in pots}
    received = dict.fromkeys(left, 0)
    for pot in left.values():
        if pot.upward is not None and pot.upward not in left:
            raise ValueError(f"{pot.name} hands its money to {pot.upward}, which is not a pot")
    out: dict[str, PotOutcome] = {}
    while left:
        waited_for = {pot.upward for pot in left.values()}
        ready = [pot for pot in left.values() if pot.name not in waited_for]
        if not ready:
            raise ValueError(f"pots hand their money round in a circle: {', '.join(left)}")
        for pot in ready:
            outcome = count(pot.profile, pot.rule, pot.budget + received[pot.name], pot.lot_order)
            out[pot.name] = PotOutcome(outcome, pot.budget, received[pot.name])
            if pot.upward is not None:
                received[pot.upward] += outcome.left
            del left[pot.name]
    return out
