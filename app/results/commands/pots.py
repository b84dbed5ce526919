"""The pots of a round, counted one after the other: whose money goes on to which, and what has won already."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from app.core.errors import DomainError
from app.core.i18n import _
from app.counting import Explanation, LotNeeded, Outcome, Profile, Rule, Totals, count, explain, usual_rules
from app.rounds import queries as round_queries
from app.rounds.models import BallotItem, Leftover, Round, RoundPot

from .. import queries
from .tally import Tally, tally

Lot = Sequence[int | str] | None
MOST_STEPS = 1000


@dataclass(frozen=True, slots=True)
class Pot:
    """One pot counted: its items that could win, their ballots, the outcome, and why.

    countable: what was counted, without `won_elsewhere`: item key -> the like of it that won in a pot before (E43).
    received: what pots before left over, in minor units; leftover_to: the name of the pot that gets what this one
    leaves, "" where it stays.
    """

    pot: RoundPot
    items: list[BallotItem]
    tally: Tally
    countable: Profile | Totals
    outcome: Outcome
    why: dict[str, Explanation]
    other: tuple[str, Outcome] | None
    received: int = 0
    leftover_to: str = ""
    won_elsewhere: dict[str, str] = field(default_factory=dict)

    @property
    def standing(self) -> list[BallotItem]:
        """The items that were counted."""
        return [item for item in self.items if queries.item_key(item) not in self.won_elsewhere]


def order_of(round_: Round) -> list[tuple[RoundPot, RoundPot | None]]:
    """The pots in the order of counting, each with the pot that gets what it leaves.

    `up`: areas first, what they leave goes to the first pot for everyone, which is counted last. `next-pot`: each to
    the next in its place.
    """
    pots = round_queries.pots(round_.id)
    match round_.rules.leftover:
        case Leftover.NEXT_POT:
            return list(zip(pots, [*pots[1:], None], strict=True))
        case Leftover.UP if any(pot.area_id is None for pot in pots):
            everyones = next(pot for pot in pots if pot.area_id is None)
            rest = [pot for pot in pots if pot is not everyones]
            return [(pot, everyones if pot.area_id else None) for pot in rest] + [(everyones, None)]
        case _:
            return [(pot, None) for pot in pots]


def count_pots(round_: Round, rule: Rule, lot: Lot) -> list[Pot]:
    """Every pot counted, in the order of the round.

    Raises:
        DomainError: the lot must be drawn first, or there are ballots without a weight.
    """
    items = round_queries.items(round_.id)
    received: dict[object, int] = {}
    winners: list[BallotItem] = []
    counted: dict[object, Pot] = {}
    for pot, onward in order_of(round_):
        found = _count_pot(round_, pot, queries.counting_items(items, pot), rule, lot, received.get(pot.id, 0), winners)
        if onward is not None:
            found = replace(found, leftover_to=onward.name)
            received[onward.id] = received.get(onward.id, 0) + found.outcome.left
        won = set(found.outcome.winners)
        winners += [item for item in found.items if queries.item_key(item) in won]
        counted[pot.id] = found
    return [counted[pot.id] for pot in round_queries.pots(round_.id)]


def _count_pot(
    round_: Round,
    pot: RoundPot,
    items: list[BallotItem],
    rule: Rule,
    lot: Lot,
    received: int,
    winners: Sequence[BallotItem],
) -> Pot:
    budget = pot.amount_pence + received
    mine = {queries.item_key(item) for item in items}
    rule = replace(rule, exclusive=tuple(group for group in rule.exclusive if len(mine & set(group)) > 1))
    told = tally(round_, pot, items, rule)
    gone = _won_already(items, winners)
    countable = told.countable.without(gone) if gone else told.countable
    try:
        outcome = count(countable, rule, budget, lot)
    except LotNeeded as tie:
        names = ", ".join(tie.items)
        raise DomainError(
            _("Numbers %(names)s are level and it matters. Draw the lot in public and enter it first", names=names)
        ) from tie
    why = {each.item: each for each in explain(countable, outcome, lot_order=lot, what_if=False)}
    other = _other(round_, countable, rule, budget, lot)
    return Pot(pot, items, told, countable, outcome, why, other, received, won_elsewhere=gone)


def _won_already(items: Sequence[BallotItem], winners: Sequence[BallotItem]) -> dict[str, str]:
    """Of these items, those whose like (same proposal, or same exclusive group) has won in a pot before."""
    found = {}
    for item in items:
        for winner in winners:
            is_same = item.proposal_id is not None and item.proposal_id == winner.proposal_id
            if is_same or (item.exclusive_group and item.exclusive_group == winner.exclusive_group):
                found[queries.item_key(item)] = queries.item_key(winner)
    return found


def _other(round_: Round, countable: Profile | Totals, rule: Rule, budget: int, lot: Lot) -> tuple[str, Outcome] | None:
    """What the other way of counting would have funded, if the lock said that it would be shown."""
    if not round_.rules.publish_comparison:
        return None
    other = usual_rules(rule)["greedy" if rule.is_shares else "equal-shares cost"]
    if other.is_shares and isinstance(countable, Totals):
        return None  # the lock refuses this; an older round may hold it
    if other.is_shares:  # small units of a weak currency would make a comparison of many thousand counts
        share = budget // (max(countable.n, 1) * rule.unit)
        other = replace(other, step=max(rule.step, share // MOST_STEPS))
    return other.name, count(countable, other, budget, lot, weigh_ties=False)
