"""Recompute a published result from its certificate, with nothing but Python itself.

    python3 verify_result.py CERTIFICATE.json [--sealed SEALED.json]

Exit 0: winners, order, awards, steps and hash are confirmed. Exit 1: a list of what differs. Exit 2: cannot be read.
All arithmetic is in whole numbers and fractions. Read `docs/certificate.md` for the format and the rules in words.
"""

from __future__ import annotations

import hashlib
import heapq
import json
import sys
from collections.abc import Iterator
from fractions import Fraction as F
from functools import cmp_to_key
from itertools import zip_longest
from math import gcd
from typing import Any


class Election:
    """What the certificate says was voted on, by whom and under which rule."""

    def __init__(self, doc: dict[str, Any]) -> None:
        end = "" if "scale" in doc else "_pence"
        self.rule, self.budget, self.n = doc["rule"], doc["budget" + end], doc["n"]
        self.ids = [item["id"] for item in doc["items"]]
        self.cost = {item["id"]: item["cost" + end] for item in doc["items"]}
        self.part = {item["id"]: item.get("min_viable" + end) for item in doc["items"]}
        self.ballots = [(kind["count"], kind["choices"]) for kind in doc.get("ballots", [])]
        self.support = {one: F(doc["totals"][one]["support"]) for one in self.ids}
        if doc["form"] == "ballots":
            self.support = dict.fromkeys(self.ids, F(0))
            for count, choices in self.ballots:
                for one, value in choices.items():
                    self.support[one] += count * value
            self.n = sum(count for count, _ in self.ballots)
        if bodies := doc.get("electorates"):
            self.n, given = sum(body["n"] for body in bodies), [body for body in bodies if F(body["sum"])]
            whole = sum(F(body["weight"]) for body in given)
            self.support = {one: sum((100 * F(body["weight"]) / whole * F(body["totals"][one]["support"])
                                      / F(body["sum"]) for body in given), F(0)) for one in self.ids}
        places = {name: place for place, name in enumerate((doc.get("lot") or {}).get("order") or [])}
        self.lot = {i["id"]: places.get(i.get("number"), places.get(i["id"], len(places))) for i in doc["items"]}
        self.place = {one: place for place, one in enumerate(self.ids)}
        self.clash: dict[str, set[str]] = {one: {other for group in self.rule["exclusive"] if one in group
                                                 for other in group if other != one} for one in self.ids}
        least = max(F(self.rule["threshold"] or 0), F(self.rule["threshold_share"] or 0) * self.n)
        self.marks: dict[str, list[tuple[int, int, int]]] = {}
        seen, few = {one: doc["totals"][one]["voters"] for one in self.ids}, self.rule.get("least_voters") or 0
        self.eligible = [one for one in self.ids if self.support[one] >= least and seen[one] >= few
                         and self.n >= (self.rule.get("quorum") or 0)]

    def tie_key(self, one: str) -> list[Any]:
        """Who goes first among equals: smaller is first."""
        keys = {"cheaper": self.cost[one], "votes": -self.support[one], "fewer-votes": self.support[one],
                "lot": self.lot[one], "id": one}
        return [*(keys[rule] for rule in self.rule["ties"]), self.place[one]]


def ranked(vote: Election, items: list[str]) -> list[str]:
    """Items from most to least support (per unit of cost for greedy-density), equals in tie order."""
    by_cost = vote.rule["name"] == "greedy-density"
    return sorted(items, key=lambda one: [-vote.support[one] / (vote.cost[one] if by_cost else 1), *vote.tie_key(one)])


def greedy(vote: Election, items: list[str], left: int, before: list[str]) -> Iterator[tuple[str, int]]:
    """Fund what fits, most support first; yields (item, amount)."""
    rule, funded = vote.rule, set(before)
    for one in ranked(vote, items):
        cost, stop = vote.cost[one], False
        if vote.clash[one] & funded:
            continue
        amount = cost if cost <= left else 0
        if not amount:
            stop = rule["name"] == "greedy-stop"
            if rule["complete_at"] is not None and left >= F(rule["complete_at"]) * cost:
                amount = cost
            elif rule["part_awards"] and vote.part[one] is not None and left >= vote.part[one]:
                amount = left
        if amount:
            left = max(left - amount, 0)
            funded.add(one)
            yield one, amount
        if stop:
            return


def poorer(one: tuple[int, int, int], other: tuple[int, int, int]) -> int:
    """Negative where the first (money, points, ballots) holds less per point."""
    return one[0] * other[1] - other[0] * one[1]


class Shares:
    """One run of equal shares at one share each, exact; `second` bounds what all others cost in a round, like `won`."""

    def __init__(self, vote: Election, share: F, limit: int | None = None) -> None:
        self.vote, self.order, self.rates, self.won = vote, list[str](), list[F](), list[F]()
        self.second = list[F | None]()
        self.scale, self.purses, self.when = [share.denominator], [share.numerator], [0]
        self.holder = [0] * len(vote.ballots)
        self.spent, self.over, out = 0, False, set[str]()
        marks = vote.marks
        heap = [(F(vote.cost[one]) / vote.support[one] / self.unit(one), vote.place[one], one)
                for one in vote.eligible if marks.get(one)]
        heapq.heapify(heap)
        while heap:
            level, best = [], None
            while heap and (best is None or heap[0][0] <= best):
                one = heapq.heappop(heap)[2]
                rate = None if one in out else self.rate(one)
                if rate is not None:
                    bound = rate / self.unit(one)
                    level.append((bound, vote.place[one], one, rate))
                    best = bound if best is None else min(best, bound)
            if best is None:
                break
            first = min((row for row in level if row[0] == best), key=lambda row: vote.tie_key(row[2]))
            for row in level:
                if row is not first:
                    heapq.heappush(heap, row[:3])
            self.pay(first[2], first[3])
            out |= vote.clash[first[2]]
            self.won.append(best)
            self.second.append(heap[0][0] if heap else None)
            if limit is not None and self.spent > limit:
                self.over = True
                break

    def unit(self, one: str) -> int:
        """What a rate is divided by to compare items: the cost, or nothing for utility `count`."""
        return self.vote.cost[one] if self.vote.rule["utility"] == "cost" else 1

    def held(self, purse: int) -> int:
        """What a class holds, over the common denominator of now."""
        if self.when[purse] != len(self.scale) - 1:
            self.purses[purse] *= self.scale[-1] // self.scale[self.when[purse]]
            self.when[purse] = len(self.scale) - 1
        return self.purses[purse]

    def rate(self, one: str) -> F | None:
        """The most a point costs when its supporters pay together, each at most all they have; None: too little."""
        classes: dict[tuple[int, int], int] = {}
        holder = self.holder
        for group, count, score in self.vote.marks[one]:
            key = (holder[group], score)
            classes[key] = classes.get(key, 0) + count
        rows = [(self.held(purse), score, count) for (purse, score), count in classes.items()]
        rows.sort(key=cmp_to_key(poorer))
        need = self.vote.cost[one] * self.scale[-1]
        points = sum(score * count for _, score, count in rows)
        for held, score, count in rows:
            if held * points >= need * score:
                return F(need, points * self.scale[-1])
            need -= held * count
            points -= score * count
        return None

    def pay(self, one: str, rate: F) -> None:
        """Each supporter pays rate x points or all they have."""
        before = self.scale[-1]
        self.scale.append(before // gcd(before, rate.denominator) * rate.denominator)
        price = rate.numerator * (self.scale[-1] // rate.denominator)
        moved, same = dict[tuple[int, int], int](), dict[int, int]()
        for group, _, score in self.vote.marks[one]:
            key = (self.holder[group], score)
            if key not in moved:
                rest = max(self.held(key[0]) - price * score, 0)
                if rest not in same:
                    same[rest] = len(self.purses)
                    self.purses.append(rest)
                    self.when.append(len(self.scale) - 1)
                moved[key] = same[rest]
            self.holder[group] = moved[key]
        self.order, self.rates, self.spent = [*self.order, one], [*self.rates, rate], self.spent + self.vote.cost[one]


def between(low: Shares, high: Shares) -> bool:
    """True when every share between two runs buys the same: a larger share never makes a rate higher."""
    return low.order == high.order and not high.over and all(
        second is None or won < second for won, second in zip(low.won, high.second, strict=True))


def finished(vote: Election, run: Shares) -> bool:
    """True when no higher share is worth trying."""
    gone = set(run.order).union(*(vote.clash[one] for one in run.order))
    rest = [one for one in vote.eligible if vote.marks.get(one) and one not in gone]
    return not rest or (vote.rule["completion"] == "add1-exhaustive"
                        and all(run.spent + vote.cost[one] > vote.budget for one in rest))


def equal_shares(vote: Election) -> Shares:
    """The run that decides: plain, or the last of Add1 before one costs more than the budget."""
    rule = vote.rule
    for group, (count, choices) in enumerate(vote.ballots):
        for one, value in choices.items():
            vote.marks.setdefault(one, []).append((group, count, value))
    share = F(vote.budget, vote.n) if vote.n else F(0)
    if rule["completion"] == "none" or not vote.n:
        return Shares(vote, share)
    if rule["start"] == "floor":
        share = F(share // rule["unit"] * rule["unit"])
    step, place, jump, tried = rule["step"] * rule["unit"], 0, 1, dict[int, Shares]()
    run = Shares(vote, share, vote.budget)
    while not run.over and not finished(vote, run):
        ahead = tried.get(place + jump) or Shares(vote, share + (place + jump) * step, vote.budget)
        tried[place + jump] = ahead
        same = between(run, ahead)
        if not same and jump > 1:
            jump //= 2
            continue
        if ahead.over:
            break
        place, run, jump = place + jump, ahead, jump * 2 if same else 1
        tried = {key: one for key, one in tried.items() if key > place}
    return run


def recount(vote: Election) -> tuple[list[str], dict[str, int], list[str], list[str]]:
    """(winners, awards, exact rates, reserve) under the certificate's rule."""
    rates, done = list[str](), list[tuple[str, int]]()
    if vote.rule["name"] == "equal-shares":
        run = equal_shares(vote)
        rates = [str(rate) for rate in run.rates]
        done = [(one, vote.cost[one]) for one in run.order]
        if vote.rule["fill"] == "greedy":
            rest = [one for one in vote.eligible if one not in run.order]
            done += greedy(vote, rest, vote.budget - run.spent, run.order)
    else:
        done = list(greedy(vote, vote.eligible, vote.budget, []))
    winners = [one for one, _ in done]
    clash = set[str]().union(*(vote.clash[one] for one in winners))
    rest = [one for one in vote.eligible if one not in winners and one not in clash and vote.support[one]]
    return winners, dict(done), rates, ranked(vote, rest)[: vote.rule["reserve_len"]]


def digest(doc: dict[str, Any]) -> str:
    """SHA-256 of the content: sorted keys, no blanks, UTF-8, without `sha256` itself."""
    bare = {key: value for key, value in doc.items() if key != "sha256"}
    text = json.dumps(bare, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def differences(doc: dict[str, Any]) -> list[str]:
    """What a recount does not confirm, in words."""
    vote = Election(doc)
    winners, awards, rates, reserve = recount(vote)
    told = [step.get("rate") for step in doc["steps"] if step["phase"] == "shares"]
    out = [] if digest(doc["rule"]) == doc["rule_sha256"] else ["the rule's hash is not the one stated"]
    lot = doc["lot"] or {"seed": None, "order": []}
    drawn = sorted(lot["order"], key=lambda number: hashlib.sha256(f"{lot['seed']}:{number}".encode()).hexdigest())
    if lot["seed"] is not None and drawn != lot["order"]:
        out.append(f"the lot drawn from the seed is {drawn}, not {lot['order']}")
    if vote.n != doc["n"]:
        out.append(f"there are {vote.n} ballots, not {doc['n']}")
    for one in vote.ids:
        here, there = str(vote.support[one]), doc["totals"][one]["support"]
        out += [f"item {one} has support {here}, not {there}"] if here != there else []
        got, told_got = awards.get(one, 0), doc["awards"].get(one, 0)
        out += [f"item {one} gets {got}, not {told_got}"] if got != told_got else []
    for place, (here, there) in enumerate(zip_longest(winners, doc["winners"], fillvalue="nothing")):
        out += [f"place {place + 1} goes to {here}, not {there}"] if here != there else []
    out += [f"item {one} cost its supporters {here} a point, not {there}"
            for one, here, there in zip(winners, rates, told, strict=False) if here != there]
    out += [f"{sum(awards.values())} is spent, not {doc['spent']}"] if sum(awards.values()) != doc["spent"] else []
    return out if reserve == doc["reserve"] else [*out, f"the reserve list is {reserve}, not {doc['reserve']}"]


def main(arguments: list[str]) -> int:
    """Print what differs and return the exit code."""
    try:
        with open(arguments[0], encoding="utf-8") as file:
            doc = json.load(file)
        found = [] if digest(doc) == doc["sha256"] else [f"the content's SHA-256 is {digest(doc)}, not {doc['sha256']}"]
        if doc["format"] != "common-purse-certificate" or doc["version"] != 1:
            raise ValueError("not a certificate of version 1")
        if doc["form"] == "sealed":
            if arguments[1:2] != ["--sealed"]:
                print("This result is published without its ballots. Give the sealed certificate: --sealed FILE")
                return 1 if found else 2
            with open(arguments[2], encoding="utf-8") as file:
                sealed = json.load(file)
            found += [] if digest(sealed) == doc["sealed_sha256"] else ["the sealed file is not the one published"]
            found += [] if sealed["winners"] == doc["winners"] else ["the sealed certificate has other winners"]
            doc = sealed
        found += differences(doc)
    except (OSError, ValueError, KeyError, IndexError, TypeError, AttributeError) as error:
        print(f"cannot verify: {type(error).__name__}: {error}", file=sys.stderr)
        return 2
    for line in found:
        print("DIFFERS:", line)
    print("NOT CONFIRMED" if found else f"CONFIRMED: {len(doc['winners'])} winners, SHA-256 {doc['sha256']}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]) if len(sys.argv) > 1 else __doc__)
