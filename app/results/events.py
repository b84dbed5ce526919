"""What results tell the packages above them."""

from __future__ import annotations

import uuid
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Winner:
    """Money that a published result gives to one proposal."""

    proposal_id: uuid.UUID
    amount_pence: int
    round_pot_id: uuid.UUID


@dataclass(frozen=True, slots=True)
class ResultPublished:
    """A certified result is public; `winners` are the proposals funded, in the order funded, pot by pot."""

    round_id: uuid.UUID
    winners: tuple[Winner, ...]


@dataclass(frozen=True, slots=True)
class WinnerLeft:
    """A project that a published result funded is funded no more: an offer to it ends and its money is free."""

    round_id: uuid.UUID
    proposal_id: uuid.UUID
    reason: str


@dataclass(frozen=True, slots=True)
class ReservePromoted:
    """The next project of the certified reserve list gets money."""

    round_id: uuid.UUID
    winner: Winner
