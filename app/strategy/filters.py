"""What a visitor asks of the plan: a pillar, an area, a status."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from .models import Action, ActionState, Pillar


@dataclass(frozen=True, slots=True)
class Filters:
    """What a visitor wants to see. None: all."""

    pillar: str | None = None
    area_id: uuid.UUID | None = None
    state: ActionState | None = None

    def takes(self, pillar: Pillar, action: Action) -> bool:
        """An action without areas is for the whole district, so it is for every area."""
        in_area = self.area_id is None or not action.areas or any(area.id == self.area_id for area in action.areas)
        is_state = self.state is None or action.state is self.state
        return (self.pillar is None or pillar.code == self.pillar) and in_area and is_state
