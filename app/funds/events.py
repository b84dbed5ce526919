"""What other packages may hear about calls."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CallExtended:
    """The call closes later than it was going to."""

    call_id: uuid.UUID
    before: dt.datetime
    after: dt.datetime
