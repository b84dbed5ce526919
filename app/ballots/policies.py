"""Questions about the ballot box that are answered yes or no, with a reason; and what is wrong with a vote."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from app.core import money
from app.core.access import YES, Actor, Decision, Role, Scope, no
from app.core.i18n import _, ngettext
from app.rounds.models import BallotType, Round, RoundPot, RoundState, RuleSet
from app.rounds.policies import can_vote, is_returning, phase
from app.rounds.states import Phase

from .models import Opening, OpeningKey, Rejection

LEAST_PASSPHRASE = 12


def can_cast_at(round_: Round, received_at: dt.datetime) -> Decision:
    """May a vote that reached us at `received_at` go into the box?

    One that came before the close is taken also when the round was marked closed meanwhile (E15); never after the
    opening, which waits for casts under way.
    """
    if round_.state is RoundState.CLOSED and round_.opens_at <= received_at < round_.closes_at:
        return no(_("Voting is paused. What you have chosen is kept")) if round_.paused_at is not None else YES
    return can_vote(round_, received_at)


def can_see_box(actor: Actor, round_: Round) -> Decision:
    """May the actor open the pages of this round's key and opening?"""
    if is_returning(actor, round_) or actor.covers(Role.TRUSTEE, Scope.ROUND, round_.id):
        return YES
    return no(_("Only the trustees and returning officers of this round can do this"))


def can_enrol(
    actor: Actor, round_: Round, trustee_ids: Iterable[uuid.UUID], key: OpeningKey | None, has_key: bool
) -> Decision:
    """May the actor choose a passphrase as a trustee? Once, after the lock, before the key is made."""
    if actor.id not in set(trustee_ids):
        return no(_("You are not one of the trustees of this round"))
    if round_.state is not RoundState.LOCKED:
        return no(_("Trustees choose their passphrase after the rules are locked and before voting"))
    if key is not None:
        return no(_("The key has been made. Passphrases cannot change any more"))
    return no(_("You have already chosen your passphrase")) if has_key else YES


def can_make_key(
    actor: Actor, round_: Round, trustee_ids: Iterable[uuid.UUID], enrolled: Iterable[uuid.UUID], key: OpeningKey | None
) -> Decision:
    """May the actor have the round's key made and shared out?"""
    if not can_see_box(actor, round_):
        return can_see_box(actor, round_)
    if round_.state is not RoundState.LOCKED:
        return no(_("The key is made after the rules are locked and before voting"))
    if key is not None:
        return no(_("The key has already been made"))
    if set(trustee_ids) - set(enrolled):
        return no(_("Every trustee must choose a passphrase first"))
    return YES


def can_test_key(actor: Actor, round_: Round, key: OpeningKey | None) -> Decision:
    """May the actor have two trustees open the test envelope?"""
    if not can_see_box(actor, round_):
        return can_see_box(actor, round_)
    if key is None:
        return no(_("The key has not been made yet"))
    if key.is_proven or round_.state is not RoundState.LOCKED:
        return no(_("The test envelope has already been opened"))
    return YES


def can_open(
    actor: Actor, round_: Round, key: OpeningKey | None, opening: Opening | None, waiting: int, now: dt.datetime
) -> Decision:
    """May the envelopes be opened now? waiting: held voters with an envelope whom nobody has decided."""
    if not can_see_box(actor, round_):
        return can_see_box(actor, round_)
    if opening is not None:
        return no(_("The envelopes have already been opened"))
    if phase(round_, now) is not Phase.CLOSED:
        return no(_("The envelopes can be opened when voting has closed"))
    if key is None or not key.is_proven:
        return no(_("This round has no key that was tested, so there is nothing to open"))
    if waiting:
        number = ngettext("%(num)s held vote must be decided", "%(num)s held votes must be decided", waiting)
        return no(_("%(number)s before the opening", number=number))
    return YES


class Costed(Protocol):
    """An item as far as limits look at it."""

    @property
    def number(self) -> int: ...
    @property
    def round_pot_id(self) -> uuid.UUID: ...
    @property
    def cost_pence(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Limits:
    """What a valid vote in a round keeps to, ready for many votes: item number -> pot and cost; pot -> money."""

    ballot_type: BallotType
    least: int
    most: int | None
    pot_of: dict[int, uuid.UUID] = field(default_factory=dict)
    cost_of: dict[int, int] = field(default_factory=dict)
    money_of: dict[uuid.UUID, int] = field(default_factory=dict)

    @classmethod
    def of(cls, rules: RuleSet, pots: Sequence[RoundPot], items: Iterable[Costed]) -> Limits:
        known = list(items)
        return cls(
            rules.ballot_type,
            rules.min_choices,
            rules.max_choices,
            {item.number: item.round_pot_id for item in known},
            {item.number: item.cost_pence for item in known},
            {pot.id: pot.amount_pence for pot in pots},
        )


def fault(limits: Limits, chosen: Mapping[int, int]) -> Rejection | None:
    """What is wrong with this vote (item number -> value), None when it is valid. The limits hold in each pot (E03)."""
    if any(number not in limits.pot_of or value != 1 for number, value in chosen.items()):
        return Rejection.NOT_IN_ROUND
    if not chosen:
        return Rejection.TOO_FEW if limits.least else None
    by_pot: dict[uuid.UUID, list[int]] = {}
    for number in chosen:
        by_pot.setdefault(limits.pot_of[number], []).append(number)
    return next(filter(None, (_pot_fault(limits, pot, numbers) for pot, numbers in by_pot.items())), None)


def _pot_fault(limits: Limits, pot: uuid.UUID, numbers: list[int]) -> Rejection | None:
    if len(numbers) < limits.least:
        return Rejection.TOO_FEW
    if limits.most is not None and len(numbers) > limits.most:
        return Rejection.TOO_MANY
    if limits.ballot_type is BallotType.BUDGET and sum(map(limits.cost_of.__getitem__, numbers)) > limits.money_of[pot]:
        return Rejection.OVER_BUDGET
    return None


def fault_in_words(limits: Limits, chosen: Mapping[int, int], found: Rejection, currency: str) -> str:
    """What the voter must change, with the amount or number that is too much."""
    if found is Rejection.TOO_FEW:
        return str(ngettext("Choose at least %(num)s project", "Choose at least %(num)s projects", limits.least))
    if found is Rejection.TOO_MANY and limits.most is not None:
        over = max(_pot_sizes(limits, chosen)) - limits.most
        most = ngettext("You can choose %(num)s project", "You can choose %(num)s projects", limits.most)
        return f"{most}. " + str(ngettext("Take %(num)s off", "Take %(num)s off", over))
    if found is Rejection.OVER_BUDGET:
        over = max(_overspent(limits, chosen))
        return str(_("Your choices cost %(money)s too much. Take something off", money=money.show(over, currency)))
    return str(_("Something you chose is not on this ballot"))


def _pot_sizes(limits: Limits, chosen: Mapping[int, int]) -> list[int]:
    return list(Counter(limits.pot_of[number] for number in chosen).values())


def _overspent(limits: Limits, chosen: Mapping[int, int]) -> list[int]:
    spent: dict[uuid.UUID, int] = {}
    for number in chosen:
        spent[limits.pot_of[number]] = spent.get(limits.pot_of[number], 0) + limits.cost_of[number]
    return [pence - limits.money_of[pot] for pot, pence in spent.items()]
