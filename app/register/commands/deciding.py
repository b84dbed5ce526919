"""Held voters: a person decides with a reason, or what was missing comes in and the hold ends by itself."""

from __future__ import annotations

import uuid
from collections.abc import Collection

import sqlalchemy as sa

from app.core import audit
from app.core.access import Actor
from app.core.db import db, locked
from app.core.errors import DomainError, NotAllowed
from app.core.events import publish
from app.core.i18n import _
from app.rounds.models import Round

from .. import policies
from ..events import VoterRefused
from ..models import HoldReason, RefusalReason, Voter, VoterState


def decide_held(
    voter_id: uuid.UUID,
    *,
    accept: bool,
    reason: str,
    actor: Actor,
    refusal: RefusalReason | None = None,
    area_id: uuid.UUID | None = None,
) -> Voter:
    """The held voter is accepted, or refused by a published reason and their envelope destroyed unopened.

    reason: the officer's own words, for the audit log. refusal: wanted when `accept` is False. area_id: where the vote
    counts, for a voter whose postcode did not tell.
    Raises:
        NotAllowed: not this actor's, decided already, or the envelopes are open.
        DomainError: no reason was given.
    """
    round_ = held_open(sa.select(Voter.round_id).where(Voter.id == voter_id).scalar_subquery())
    known = locked(Voter, voter_id)
    if not (may := policies.can_decide_held(actor, round_, known)):
        raise NotAllowed(may.reason)
    if not reason.strip():
        raise DomainError(_("Say why you decided this"), field="reason")
    if not accept and refusal is None:
        raise DomainError(_("Choose the reason that will be published"), field="refusal")
    known.state = VoterState.ACCEPTED if accept else VoterState.REFUSED
    known.refusal = None if accept else refusal
    if accept and known.area_id is None:
        known.area_id = area_id
    audit.record(
        actor,
        "decide_held",
        known,
        before={"state": VoterState.HELD, "hold_reason": known.hold_reason, "waits_for": known.waits_for},
        after={"state": known.state, "refusal": known.refusal},
        reason=reason.strip(),
    )
    known.waits_for = []
    db.session.flush()
    if known.refusal is not None:
        publish(VoterRefused(round_.id, known.id, known.refusal))
    return known


def held_open(round_id: uuid.UUID | sa.ScalarSelect[uuid.UUID]) -> Round:
    """The round as it is now; until the unit of work ends nobody can close or open it. Taken before any voter's row."""
    return db.session.scalars(
        sa.select(Round)
        .where(Round.id == round_id)
        .with_for_update(read=True)
        .execution_options(populate_existing=True)
    ).one()


def hold(voter: Voter, reason: HoldReason, *, actor: Actor) -> None:
    """The voter, whose row is locked, waits for this too."""
    if voter.state is VoterState.REFUSED or reason.value in voter.waits_for:
        return
    voter.waits_for = [each.value for each in HoldReason if each.value in {*voter.waits_for, reason.value}]
    voter.state, voter.hold_reason = VoterState.HELD, HoldReason(voter.waits_for[0])
    audit.record(actor, "hold_voter", voter, after={"hold_reason": reason})


def settle(voter: Voter, settled: Collection[HoldReason], *, actor: Actor) -> None:
    """What the voter, whose row is locked, waited for is settled; when nothing is left they are accepted at once."""
    left = [word for word in voter.waits_for if HoldReason(word) not in settled]
    if left == voter.waits_for or voter.state is not VoterState.HELD:
        return
    audit.record(actor, "release_voter", voter, before={"waits_for": voter.waits_for}, after={"waits_for": left})
    voter.waits_for = left
    if left:
        voter.hold_reason = HoldReason(left[0])
    else:
        voter.state, voter.hold_reason = VoterState.ACCEPTED, None
