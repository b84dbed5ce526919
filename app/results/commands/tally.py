"""What a pot's ballots add up to, for every type of ballot: votes, points, scores, means, places, boosts, weights."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any

from app.ballots import queries as ballots
from app.core.errors import DomainError
from app.core.i18n import _
from app.counting import Profile, Rule, Totals, weighted
from app.counting.ballots import Blend
from app.counting.items import Number, number_text
from app.rounds import queries as round_queries
from app.rounds.models import BallotItem, BallotType, Electorate, Round, RoundPot

from .. import queries


class Measure(StrEnum):
    """What decides: how many chose an item, its points, its scores added up, their mean, points for places, or per
    cent of several bodies of voters by their weights."""

    VOTES = "votes"
    POINTS = "points"
    SCORES = "scores"
    MEAN = "mean"
    PLACES = "places"
    PERCENT = "percent"


MEASURES = {
    BallotType.APPROVE: Measure.VOTES,
    BallotType.BUDGET: Measure.VOTES,
    BallotType.POINTS: Measure.POINTS,
    BallotType.SCORE: Measure.SCORES,
    BallotType.RANK: Measure.PLACES,
}


@dataclass(frozen=True, slots=True)
class Part:
    """What one body of voters said in one pot, item by item in ballot order. voters: whose mark is worth something; on
    score ballots everyone who scored the item. plain: votes, points, sum or mean, before boost votes are added."""

    n: int
    voters: list[int]
    sums: list[int]
    boosts: list[int]
    plain: list[Number]
    profile: Profile

    @property
    def support(self) -> list[Number]:
        """What counts: boost votes are added after they were shown apart (E05)."""
        return [one + boost for one, boost in zip(self.plain, self.boosts, strict=True)]

    def totals(self) -> Totals:
        return Totals(self.profile.items, self.n, self.support, self.voters)


@dataclass(frozen=True, slots=True)
class Tally:
    """One pot's ballots as the rule counts them. parts: by body of voters; None is everybody together."""

    measure: Measure
    countable: Profile | Totals
    parts: dict[Electorate | None, Part]
    blend: Blend | None

    def detail(self, place: int) -> dict[str, Any]:
        """The numbers of one item behind its support, for its sentence."""
        parts = {str(name or ""): part for name, part in self.parts.items()}
        return {
            "measure": self.measure.value,
            "parts": {
                name: {
                    "plain": number_text(part.plain[place]),
                    "sum": part.sums[place],
                    "voters": part.voters[place],
                    "boosts": part.boosts[place],
                    "percent": self._percent(part, place),
                }
                for name, part in parts.items()
            },
        }

    def electorates(self) -> list[dict[str, Any]]:
        """Each body of voters with the weight that it had in the end; an empty one's went to the others (printed)."""
        if self.blend is None:
            return []
        return [
            {
                "electorate": name.value,
                "n": part.n,
                "weight": number_text(self.blend.weights.get(name.value, Fraction(0))),
                "is_empty": name.value in self.blend.empty,
            }
            for name, part in self.parts.items()
            if name is not None
        ]

    def _percent(self, part: Part, place: int) -> str | None:
        """The item's share of this body's own total, in hundredths."""
        whole = sum((Fraction(one) for one in part.support), Fraction(0))
        if self.blend is None or not whole:
            return None
        return number_text(100 * Fraction(part.support[place]) / whole)


def tally(round_: Round, pot: RoundPot, items: list[BallotItem], rule: Rule) -> Tally:
    """The ballots of one pot, ready for the rule.

    Raises:
        DomainError: there are ballots of a body of voters that has no weight.
    """
    measure = MEASURES[round_.rules.ballot_type]
    weights = round_queries.weights(round_)
    if not weights:
        whole = _part(round_, pot, items, rule, None)
        return Tally(_measure(round_, measure), _countable(round_, whole, rule), {None: whole}, None)
    strangers = ballots.electorates_voting(round_.id) - weights.keys()
    if strangers:
        names = ", ".join(sorted(strangers))
        raise DomainError(
            _("There are ballots of voters without a weight (%(names)s). Nothing was counted", names=names)
        )
    parts: dict[Electorate | None, Part] = {name: _part(round_, pot, items, rule, name) for name in weights}
    totals = {name.value: (part.totals(), weights[name]) for name, part in parts.items() if name is not None}
    if not any(any(part.support) for part in parts.values()):
        nothing = Totals(tuple(queries.as_counted(item) for item in items), 0, [0] * len(items), [0] * len(items))
        return Tally(Measure.PERCENT, nothing, parts, Blend(nothing, {}, tuple(totals)))
    blend = weighted(totals)
    return Tally(Measure.PERCENT, blend.totals, parts, blend)


def is_by_mean(round_: Round) -> bool:
    """Items are compared by the mean of those who scored them: late arrivals, or own projects left out (E08, E09)."""
    return round_queries.is_by_mean(round_.rules)


def check(round_: Round, found: Sequence[tuple[RoundPot, list[BallotItem], Tally]]) -> None:
    """Two independent sums of the same ballots agree, for every body of voters: votes, points, boosts and n (E25).

    Raises:
        DomainError: they do not.
    """
    top = {pot.id: first for pot in round_.pots if (first := queries.first_place(round_, pot.id)) is not None}
    totals = ballots.totals_sql(round_.id, is_score=queries.counts_zero(round_), top=top or None)
    lines: dict[uuid.UUID, list[tuple[Electorate, ballots.Line]]] = {}
    for (body, item_id), line in totals.lines.items():
        lines.setdefault(item_id, []).append((body, line))
    for pot, items, part in found:
        for electorate, mine in part.parts.items():
            for place, item in enumerate(items):
                ours = (mine.voters[place], mine.sums[place], mine.boosts[place])
                if ours != _theirs(lines, electorate, item.id):
                    raise DomainError(
                        _(
                            "Two ways of adding up number %(number)s do not agree. Nothing was counted",
                            number=item.number,
                        )
                    )
            if not round_.rules.blanks and mine.n != _theirs_n(totals, electorate, pot.id):
                raise DomainError(_("Two ways of counting the ballots of %(pot)s do not agree", pot=pot.name))


def _theirs(
    lines: dict[uuid.UUID, list[tuple[Electorate, ballots.Line]]], electorate: Electorate | None, item_id: uuid.UUID
) -> tuple[int, int, int]:
    mine = [line for body, line in lines.get(item_id, []) if electorate is None or body is electorate]
    return sum(line.votes for line in mine), sum(line.points for line in mine), sum(line.boosts for line in mine)


def _theirs_n(totals: ballots.Totals, electorate: Electorate | None, pot_id: uuid.UUID) -> int:
    return totals.pots.get(pot_id, 0) if electorate is None else totals.by_electorate.get((electorate, pot_id), 0)


def _measure(round_: Round, measure: Measure) -> Measure:
    return Measure.MEAN if is_by_mean(round_) else measure


def _countable(round_: Round, whole: Part, rule: Rule) -> Profile | Totals:
    """Ballots where the rule needs them; totals where boosts, means or scores of 0 are in them."""
    is_plain = not queries.counts_zero(round_) and not any(whole.boosts)
    return whole.profile if rule.is_shares or is_plain else whole.totals()


def _part(round_: Round, pot: RoundPot, items: list[BallotItem], rule: Rule, electorate: Electorate | None) -> Part:
    given = ballots.boosts(round_.id, electorate=electorate) if round_.rules.boost_votes else {}
    boosts = [given.get(item.id, 0) for item in items]
    rows = queries.marked_rows(round_, items, pot.id, electorate)
    counted = [queries.as_counted(item) for item in items]
    if queries.counts_zero(round_) and not rule.is_shares:
        return _scores(round_, Profile.from_rows(counted, _one_more(rows)), boosts)
    profile = Profile.from_rows(counted, rows)
    if rule.blanks:
        profile = queries.with_blanks(round_.id, profile)
    return Part(profile.n, list(profile.voters), list(profile.support), boosts, list(profile.support), profile)


def _one_more(rows: Iterator[ballots.Chunk]) -> Iterator[ballots.Chunk]:
    """Every score is one higher, so that a 0 is a mark like any other (E07)."""
    for keys, places, values in rows:
        yield keys, places, values + 1


def _scores(round_: Round, raised: Profile, boosts: list[int]) -> Part:
    """Sums and scorers of scores that were raised by one; items compared by sum, or by the mean of their scorers."""
    voters = list(raised.voters)
    sums = [int(one) - scorers for one, scorers in zip(raised.support, voters, strict=True)]
    plain: list[Number] = list(sums)
    if is_by_mean(round_):
        plain = [Fraction(one, scorers) if scorers else 0 for one, scorers in zip(sums, voters, strict=True)]
    return Part(raised.n, voters, sums, boosts, plain, raised)
