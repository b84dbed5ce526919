"""What the rest of the site hears from the strategy."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StrategyAdopted:
    """A version is the plan in force now."""

    strategy_id: uuid.UUID
    version_number: int


@dataclass(frozen=True, slots=True)
class ObservationApproved:
    """A value of an indicator is public now."""

    indicator_id: uuid.UUID
    observation_id: uuid.UUID
    to_on: dt.date
