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
