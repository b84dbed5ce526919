"""What the register tells the packages above it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from .models import RefusalReason


@dataclass(frozen=True, slots=True)
class VoterRefused:
    """A held voter was refused: an envelope of theirs must be destroyed unopened and counted by reason."""

    round_id: uuid.UUID
    voter_id: uuid.UUID
    reason: RefusalReason


@dataclass(frozen=True, slots=True)
class OnlineVoid:
    """A desk made an online vote void before the close: the envelope of this right is destroyed unopened."""

    round_id: uuid.UUID
    voter_id: uuid.UUID
    entitlement_id: uuid.UUID
