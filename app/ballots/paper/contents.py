"""What stands on a paper: whose pots, which projects in which order, and how an operator types it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from app.rounds import queries as rounds
from app.rounds.models import BallotItem, BallotType, PotScope, Round, RoundPot

from .. import queries
from ..models.paper import PaperPlan
from ..policies import Limits
from ..queries import paper as reads
from .keying import BY_PLACE, Layout
from .orders import in_set, letters

MOST_POINTS = 99


@dataclass(frozen=True, slots=True)
class Contents:
    """The pots of one kind of paper and all their projects, withdrawn ones included: a number never moves (E02)."""

    round: Round
    plan: PaperPlan
    pots: list[RoundPot]
    items: list[BallotItem]

    @classmethod
    def of(cls, round_: Round, plan: PaperPlan, area_id: uuid.UUID | None) -> Contents:
        """area_id: an area whose voters have pots of their own; None for everyone else."""
        around = queries.areas_around(area_id)
        pots = reads.open_to(rounds.pots(round_.id), round_.rules, around)
        open_ = {pot.id for pot in pots}
        return cls(round_, plan, pots, [item for item in rounds.items(round_.id) if item.round_pot_id in open_])

    @property
    def letters(self) -> str:
        return letters(self.plan.sets)

    def in_order(self, letter: str) -> list[tuple[RoundPot, list[BallotItem]]]:
        """The projects of each pot as the papers with this letter show them."""
        by_pot = [(pot, [item for item in self.items if item.round_pot_id == pot.id]) for pot in self.pots]
        return [(pot, in_set(items, self.plan.seed, letter, self.plan.sets)) for pot, items in by_pot if items]

    def layout(self) -> Layout:
        """How these papers are typed."""
        rules = self.round.rules
        most = 1
        if rules.ballot_type is BallotType.SCORE:
            most = rules.scale_max
        elif rules.ballot_type is BallotType.POINTS:
            most = rules.per_item_max or rules.points_total or MOST_POINTS
        sets = self.letters if rules.ballot_type in BY_PLACE else self.letters[:1]
        orders = {each: [item.number for _pot, items in self.in_order(each) for item in items] for each in sets}
        boosted = frozenset(item.number for item in self.items if item.is_boosted) if rules.boost_votes else frozenset()
        return Layout(rules.ballot_type, orders, most, boosted, {item.number: item.round_pot_id for item in self.items})

    def limits(self) -> Limits:
        return Limits.of(self.round.rules, self.pots, self.items)


def kinds(round_: Round) -> list[uuid.UUID | None]:
    """The kinds of paper that a round needs: None, and one for each area with a pot for its own voters only (E14)."""
    own = {pot.area_id for pot in round_.pots if pot.area_id is not None}
    if round_.rules.pot_scope is PotScope.ALL or not own:
        return [None]
    for_all: list[uuid.UUID | None] = [None] if any(pot.area_id is None for pot in round_.pots) else []
    return [*for_all, *sorted(own, key=str)]


def kind_for(round_: Round, area_id: uuid.UUID | None) -> uuid.UUID | None:
    """Which kind a voter of this area gets: the innermost area that has a pot of its own, or None."""
    around = queries.areas_around(area_id)
    mine = [kind for kind in kinds(round_) if kind is not None and kind in around]
    inner = [kind for kind in mine if all(other in queries.areas_around(kind) for other in mine)]
    return inner[0] if inner else None
