"""One count: eligible items, the rule, its completion and fill, ties weighed, and the reserve list."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from fractions import Fraction

from app.counting.add1 import Progress, climb, first_share
from app.counting.field import Field
from app.counting.greedy import Conflicts, Ledger, ranking, run_greedy
from app.counting.outcome import Exactness, Increments, Outcome, Step
from app.counting.profile import Profile, Totals
from app.counting.rule import Rule
from app.counting.runs import Run
from app.counting.shares import run_shares
from app.counting.ties import LotNeeded, Tie, TieOrder, Unresolved


def count(
    profile: Profile | Totals,
    rule: Rule,
    budget: int,
    lot_order: Sequence[int | str] | None = None,
    *,
    prefer: Sequence[str] = (),
    weigh_ties: bool = True,
    skip: bool = True,
    progress: Progress | None = None,
) -> Outcome:
    """The outcome of a rule over ballots (or over totals, for rules decided by totals), exact in every decision.

    `budget` is in minor units. `lot_order` lists item numbers or ids, first drawn first; without it a tie that only the
    lot can decide and that matters raises LotNeeded. `prefer` puts items first in every tie. `skip=False` makes Add1
    try every share. Raises ValueError for a rule that cannot be used with what is given, Unresolved for an open tie.
    """
    if rule.is_shares and isinstance(profile, Totals):
        raise ValueError("equal shares needs the ballots, totals are not enough")
    if budget < 0:
        raise ValueError("the budget must not be negative")
    totals = Totals.of(profile)
    ties = TieOrder(totals.items, totals.support, rule.ties, lot_order, prefer)
    eligible, refused = eligibility(totals, rule)
    if isinstance(profile, Profile) and rule.is_shares:
        outcome = _shares(profile, totals, rule, budget, ties, eligible, skip, progress)
    else:
        outcome = _greedy(totals, rule, budget, ties, eligible)
    outcome = replace(outcome, refused=refused, reserve=_reserve(totals, rule, ties, eligible, outcome))
    return _weigh(profile, outcome, lot_order) if weigh_ties and outcome.ties else outcome


def recount(
    profile: Profile | Totals,
    rule: Rule,
    budget: int,
    without: Iterable[str],
    lot_order: Sequence[int | str] | None = None,
) -> Outcome:
    """The outcome with some items disqualified: they leave every ballot, and every voter stays in n."""
    gone = set(without)
    unknown = gone - {item.id for item in profile.items}
    if unknown:
        raise ValueError(f"not an item: {', '.join(sorted(unknown))}")
    return count(profile.without(gone), rule, budget, lot_order)


def eligibility(totals: Totals, rule: Rule) -> tuple[list[int], dict[str, str]]:
    """The items that may be funded, and a reason for each that may not: no-quorum, few-voters, below-threshold."""
    if rule.quorum and totals.n < rule.quorum:
        return [], {item.id: "no-quorum" for item in totals.items}
    least = Fraction(rule.threshold or 0)
    if rule.threshold_share is not None:
        least = max(least, rule.threshold_share * totals.n)
    refused = {}
    for item, support, voters in zip(totals.items, totals.support, totals.voters, strict=True):
        if rule.least_voters and voters < rule.least_voters:
            refused[item.id] = "few-voters"
        elif support < least:
            refused[item.id] = "below-threshold"
    return [i for i, item in enumerate(totals.items) if item.id not in refused], refused


def _outcome(totals: Totals, rule: Rule, budget: int, ledger: Ledger) -> Outcome:
    ids = [totals.items[i].id for i in ledger.funded]
    return Outcome(
        rule,
        budget,
        totals.n,
        tuple(ids),
        dict(zip(ids, ledger.awards, strict=True)),
        sum(ledger.awards),
        tuple(ledger.steps),
        tuple(ledger.ties),
        totals={item.id: support for item, support in zip(totals.items, totals.support, strict=True)},
        voters={item.id: voters for item, voters in zip(totals.items, totals.voters, strict=True)},
    )


def _greedy(totals: Totals, rule: Rule, budget: int, ties: TieOrder, eligible: list[int]) -> Outcome:
    ledger = Ledger(budget)
    run_greedy(totals, rule, ties, ledger, eligible)
    return _outcome(totals, rule, budget, ledger)


def _shares(
    profile: Profile,
    totals: Totals,
    rule: Rule,
    budget: int,
    ties: TieOrder,
    eligible: list[int],
    skip: bool,
    progress: Progress | None,
) -> Outcome:
    """Equal shares with its completion and fill."""
    fld = Field(profile, rule, eligible)
    made: Increments | None = None
    if rule.completion == "none" or not profile.n:
        run = run_shares(fld, first_share(rule, budget, profile.n), ties)
        seen = [(run.endowment, tie) for tie in run.ties]
        exactness = Exactness(run.decisions, run.redone, run.margin)
    else:
        run, made, state = climb(fld, budget, ties, skip, progress)
        seen = state.ties
        exactness = Exactness(state.decisions, state.redone, state.margin)
    ledger = Ledger(budget)
    _enter(profile, ledger, run)
    if rule.fill == "greedy":
        rest = [i for i in eligible if i not in set(run.order)]
        run_greedy(totals, rule, ties, ledger, rest, "fill")
    fill_ties = ledger.ties
    ledger.ties = []
    return replace(
        _outcome(totals, rule, budget, ledger),
        ties=(*_merged(seen), *fill_ties),
        increments=made,
        exactness=exactness,
        endowment=run.endowment,
        fill_from=len(run.order),
    )


def _enter(profile: Profile, ledger: Ledger, run: Run) -> None:
    """The purchases of a run as steps of the ledger."""
    for index, rate in zip(run.order, run.rates, strict=True):
        item = profile.items[index]
        ledger.left -= item.cost
        ledger.funded.append(index)
        ledger.awards.append(item.cost)
        ledger.steps.append(Step(item.id, "funded", "shares", "shares", item.cost, ledger.left, rate))


def _merged(seen: list[tuple[Fraction, Tie]]) -> list[Tie]:
    """One record for each set of tied items, with every share at which it was met."""
    merged: dict[tuple[str, ...], Tie] = {}
    for endowment, tie in seen:
        known = merged.get(tie.items, tie)
        shares = known.endowments if str(endowment) in known.endowments else (*known.endowments, str(endowment))
        merged[tie.items] = replace(known, endowments=shares)
    return list(merged.values())


def _weigh(profile: Profile | Totals, outcome: Outcome, lot_order: Sequence[int | str] | None) -> Outcome:
    """Each tie with the answer to: would another choice have changed the winners? Raises LotNeeded where it would
    and only a lot that was not given could tell."""
    winners, known = set(outcome.winners), dict[str, bool]()
    tied_for_shares = {one for tie in outcome.ties if tie.phase == "shares" for one in tie.items}
    refill = None if not outcome.rule.is_shares else _refill_of(Totals.of(profile), outcome, lot_order)

    def changes(other: str) -> bool:
        """Other items win when this one goes first wherever it is level; the same in whichever tie it is asked."""
        if other not in known:
            if refill is not None and other not in tied_for_shares:
                known[other] = refill(other) != winners
            else:
                rule, budget = outcome.rule, outcome.budget
                again = count(profile, rule, budget, lot_order, prefer=(other,), weigh_ties=False)
                known[other] = set(again.winners) != winners
        return known[other]

    weighed = []
    for tie in outcome.ties:
        mattered = any(changes(one) for one in tie.items if one != tie.chosen)
        if mattered and tie.decided_by == "lot" and lot_order is None:
            raise LotNeeded(tie.items)
        if mattered and not tie.decided_by:
            raise Unresolved(tie.items)
        weighed.append(replace(tie, mattered=mattered))
    return replace(outcome, ties=tuple(weighed))


def _refill_of(totals: Totals, outcome: Outcome, lot_order: Sequence[int | str] | None) -> Callable[[str], set[str]]:
    """The winners if one item went first in every tie of the fill. What shares bought stays: it was level with nothing
    then, so nobody there would have chosen otherwise."""
    rule, (eligible, _refused) = outcome.rule, eligibility(totals, outcome.rule)
    place = {item.id: index for index, item in enumerate(totals.items)}
    bought = [place[one] for one in outcome.shares_winners]
    left = outcome.budget - sum(totals.items[index].cost for index in bought)
    rest = [index for index in eligible if index not in set(bought)]

    def refill(first: str) -> set[str]:
        ledger = Ledger(left, funded=list(bought))
        if rule.fill == "greedy":
            ties = TieOrder(totals.items, totals.support, rule.ties, lot_order, (first,))
            run_greedy(totals, rule, ties, ledger, rest, "fill")
        return {totals.items[index].id for index in ledger.funded}

    return refill


def _reserve(totals: Totals, rule: Rule, ties: TieOrder, eligible: list[int], outcome: Outcome) -> tuple[str, ...]:
    """The order in which further items would be funded with the winners fixed: most support first, conflicts left
    out."""
    funded = set(outcome.winners)
    chosen = [i for i, item in enumerate(totals.items) if item.id in funded]
    conflicts = Conflicts(totals.items, rule.exclusive)
    rest = [
        i
        for i in eligible
        if totals.items[i].id not in funded and totals.support[i] and conflicts.blocker(i, chosen) is None
    ]
    ordered = [totals.items[i].id for level in ranking(totals, rule, ties, rest) for i in level]
    return tuple(ordered if rule.reserve_len is None else ordered[: rule.reserve_len])
