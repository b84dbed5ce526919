"""A second, plain way to count: every voter apart, fractions everywhere, no shortcut. Slow and easy to read."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from app.counting import Item, Rule

Marks = Sequence[dict[str, int]]


def support(items: Sequence[Item], ballots: Marks) -> dict[str, int]:
    return {item.id: sum(ballot.get(item.id, 0) for ballot in ballots) for item in items}


def tie_key(rule: Rule, item: Item, votes: int, lot: Sequence[str]) -> tuple[object, ...]:
    keys = {"cheaper": item.cost, "votes": -votes, "fewer-votes": votes, "id": item.id}
    return tuple(lot.index(item.id) if one == "lot" else keys[one] for one in rule.ties)


def equal_shares(
    items: Sequence[Item], ballots: Marks, rule: Rule, share: Fraction, lot: Sequence[str] = ()
) -> tuple[list[str], list[Fraction]]:
    """The order bought at one share and the exact rate of each purchase."""
    votes = support(items, ballots)
    purses = [share for _ in ballots]
    bought: list[str] = []
    rates: list[Fraction] = []
    while True:
        offers = []
        for item in items:
            if item.id in bought or any(item.id in group and set(group) & set(bought) for group in rule.exclusive):
                continue
            rate = lowest_rate(item, ballots, purses)
            if rate is not None:
                value = rate / item.cost if rule.utility == "cost" else rate
                offers.append((value, tie_key(rule, item, votes[item.id], lot), item, rate))
        if not offers:
            return bought, rates
        _, _, item, rate = min(offers, key=lambda offer: offer[:2])
        for voter, ballot in enumerate(ballots):
            purses[voter] -= min(purses[voter], rate * ballot.get(item.id, 0))
        bought.append(item.id)
        rates.append(rate)


def lowest_rate(item: Item, ballots: Marks, purses: Sequence[Fraction]) -> Fraction | None:
    """The rate at which supporters pay the cost, tried with each number of supporters who give all they have."""
    holds = sorted(
        (purses[voter] / ballot[item.id], ballot[item.id])
        for voter, ballot in enumerate(ballots)
        if ballot.get(item.id)
    )
    for broke in range(len(holds)):
        given = sum((most * points for most, points in holds[:broke]), Fraction(0))
        rate = (item.cost - given) / sum(points for _, points in holds[broke:])
        if rate <= holds[broke][0]:
            return rate
    return None


def add1(
    items: Sequence[Item], ballots: Marks, rule: Rule, budget: int, lot: Sequence[str] = ()
) -> tuple[list[str], int]:
    """Every share tried, one after another; the last that fits, and how many increments stood."""
    cost = {item.id: item.cost for item in items}
    votes = support(items, ballots)
    wanted = {item.id for item in items if votes[item.id]}
    share = Fraction(budget // (len(ballots) * rule.unit) * rule.unit)
    made = 0
    bought, _ = equal_shares(items, ballots, rule, share, lot)
    while True:
        blocked = {one for group in rule.exclusive for one in group if set(group) & set(bought)}
        rest = wanted - set(bought) - blocked
        spent = sum(cost[one] for one in bought)
        if not rest:
            return bought, made
        if rule.completion == "add1-exhaustive" and all(spent + cost[one] > budget for one in rest):
            return bought, made
        ahead, _ = equal_shares(items, ballots, rule, share + (made + 1) * rule.step * rule.unit, lot)
        if sum(cost[one] for one in ahead) > budget:
            return bought, made
        bought, made = ahead, made + 1


def greedy(
    items: Sequence[Item],
    votes: dict[str, int],
    rule: Rule,
    left: int,
    lot: Sequence[str] = (),
    before: Sequence[str] = (),
) -> list[str]:
    """Most support first among items not yet funded."""

    def key(item: Item) -> tuple[object, ...]:
        value = Fraction(votes[item.id], item.cost if rule.name == "greedy-density" else 1)
        return (-value, *tie_key(rule, item, votes[item.id], lot))

    funded = list(before)
    for item in sorted((item for item in items if item.id not in before), key=key):
        if any(item.id in group and set(group) & set(funded) for group in rule.exclusive):
            continue
        if item.cost <= left:
            funded.append(item.id)
            left -= item.cost
        elif rule.complete_at is not None and left >= rule.complete_at * item.cost:
            funded.append(item.id)
            left = 0
            if rule.name == "greedy-stop":
                break
        elif rule.name == "greedy-stop":
            break
    return funded[len(before) :]


def winners(items: Sequence[Item], ballots: Marks, rule: Rule, budget: int, lot: Sequence[str] = ()) -> list[str]:
    """The winners in order under any rule but part awards."""
    votes = support(items, ballots)
    if rule.threshold is not None:
        items = [item for item in items if votes[item.id] >= rule.threshold]
    if not rule.is_shares:
        return greedy(items, votes, rule, budget, lot)
    if rule.completion == "none":
        bought, _ = equal_shares(items, ballots, rule, Fraction(budget, len(ballots)), lot)
    else:
        bought, _ = add1(items, ballots, rule, budget, lot)
    if rule.fill == "greedy":
        spent = sum(item.cost for item in items if item.id in bought)
        bought = bought + greedy(items, votes, rule, budget - spent, lot, bought)
    return bought
