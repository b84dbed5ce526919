"""What a run of equal shares leaves behind, and when two runs prove what every share between them buys."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

from app.counting.steady import Steady
from app.counting.ties import Tie

Peer = tuple[int, Fraction | None, Fraction | None]  # item, exact rates of the winner and of it (None: the same always)


@dataclass
class Run:
    """What one run bought: the order, its rates (most paid per point) and the proved bounds of each decision.

    `upper[t]` is at least the winner's exact rate in round t, `second[t]` at most that of everybody else but
    `peers[t]`; both in the rule's terms (per unit of utility). Peers are rivals whose place against the winner is the
    same at every share between two runs in which both have the same exact rates (who has nothing left in the richer run
    has nothing in those between, and everybody else has more than in the poorer one). `over`: given up because it
    costs more than the budget; `strayed`: because it left its guide."""

    endowment: Fraction
    order: list[int] = field(default_factory=list)
    rates: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    second: list[float] = field(default_factory=list)
    peers: list[frozenset[Peer]] = field(default_factory=list)
    ties: list[Tie] = field(default_factory=list)
    spent: int = 0
    over: bool = False
    strayed: bool = False
    decisions: int = 0
    redone: int = 0
    margin: float = 0.0
    steady: Steady | None = None


def same_round(low: Run, high: Run, turn: int) -> bool:
    """True when every share between the two runs buys the same in this round, as in all before it.

    Along one order of purchases a larger share leaves everyone no less and every rate no higher, so the winner's rate
    is at most its bound at the lower share, and all others' at least their bound at the higher one, but for peers."""
    return (
        turn < len(low.order)
        and low.order[turn] == high.order[turn]
        and low.upper[turn] < high.second[turn]
        and high.peers[turn] <= low.peers[turn]
    )


def sandwiched(low: Run, high: Run) -> bool:
    """True when every share between two runs is proved to buy what both buy."""
    if high.over or high.strayed or len(low.order) != len(high.order):
        return False
    return all(same_round(low, high, turn) for turn in range(len(low.order)))
