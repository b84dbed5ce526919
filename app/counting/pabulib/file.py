"""A Pabulib file after reading: its header, items, grouped ballots, what the city recorded."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.counting.items import Item
from app.counting.pabulib.faults import Note
from app.counting.profile import Profile


@dataclass(frozen=True)
class File:
    """One election. Money is in minor units: `scale` of them make one unit of the file (1 where the file has no
    fractions); `point_scale` likewise for points. `selected` is what the city recorded, by item id."""

    meta: dict[str, str]
    items: tuple[Item, ...]
    profile: Profile
    budget: int
    scale: int = 1
    point_scale: int = 1
    project_columns: tuple[str, ...] = ()
    projects: dict[str, dict[str, str]] = field(default_factory=dict)
    selected: dict[str, str] | None = None
    notes: tuple[Note, ...] = ()

    @property
    def vote_type(self) -> str:
        """approval, cumulative, choose-1, ordinal or scoring."""
        return self.meta.get("vote_type", "").strip().lower()

    @property
    def declared_rule(self) -> str:
        """The rule named in the file's header, as written there."""
        return self.meta.get("rule", "").strip().lower()

    @property
    def chosen(self) -> set[str] | None:
        """The items that the city paid for from this budget (`selected` 1), None where it recorded nothing."""
        return None if self.selected is None else {key for key, value in self.selected.items() if value == "1"}
