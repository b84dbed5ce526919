"""Questions about the ballot box that are answered yes or no, with a reason."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable

from app.core.access import YES, Actor, Decision, Role, Scope, no
from app.core.i18n import _, ngettext
from app.rounds.models import Channel, Round, RoundState
from app.rounds.policies import can_vote, is_returning, phase
from app.rounds.states import Phase

from ..models import Opening, OpeningKey

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


def can_cast_here(taken: Channel | None) -> Decision:
    """May a voter cast online whose right was used this other way? taken: None when it is free or in an envelope."""
    if taken is None:
        return YES
    if taken is Channel.HALL:
        return no(_("You vote in the hall. One person has one vote"))
    return no(_("You have a paper ballot. One person has one vote. If this is wrong, ask at a voting desk"))


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
