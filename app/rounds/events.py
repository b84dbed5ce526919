"""What rounds tell the packages above them."""

from __future__ import annotations

import uuid
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RoundLocked:
    """Two officers have locked the rules: the ballot box may be made."""

    round_id: uuid.UUID


@dataclass(frozen=True, slots=True)
class RoundOpened:
    """The voting window has begun."""

    round_id: uuid.UUID


@dataclass(frozen=True, slots=True)
class RoundClosed:
    """The voting window has ended: no cast comes in any more."""

    round_id: uuid.UUID


@dataclass(frozen=True, slots=True)
class RoundPublished:
    """The result is public."""

    round_id: uuid.UUID


@dataclass(frozen=True, slots=True)
class RoundCancelled:
    """The round ended without a result."""

    round_id: uuid.UUID
