"""What other packages may hear about proposals."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from .models import ProposalState


@dataclass(frozen=True, slots=True)
class ProposalSubmitted:
    proposal_id: uuid.UUID


@dataclass(frozen=True, slots=True)
class ProposalStateChanged:
    proposal_id: uuid.UUID
    before: ProposalState
    after: ProposalState
