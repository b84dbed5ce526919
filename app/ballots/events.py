"""What the ballot box tells the packages above it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DeskReconciled:
    """A desk's sheet is being drawn up: from now on no paper of it can be noted as handed out."""

    desk_id: uuid.UUID


@dataclass(frozen=True, slots=True)
class BallotsOpened:
    """Every accepted envelope of the round is a ballot now, and the count may begin."""

    round_id: uuid.UUID
