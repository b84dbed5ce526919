"""What awards tell the packages above them."""

from __future__ import annotations

import uuid
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OfferAccepted:
    """A group has accepted an offer: there is work to be done with the money."""

    award_id: uuid.UUID
