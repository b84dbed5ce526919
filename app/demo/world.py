"""What the parts of the demo world share while they are planted."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from faker import Faker

from app.core import clock
from app.core.db import unit_of_work


@dataclass
class SignIn:
    """A way in that is printed and shown on the demo's sign-in page."""

    role: str
    email: str
    password: str


@dataclass
class World:
    """Things by short keys, filled in the order of the layers; the same seed makes the same world."""

    today: dt.date
    fake: Faker
    random: random.Random
    people: dict[str, Any] = field(default_factory=dict)
    areas: dict[str, Any] = field(default_factory=dict)
    groups: dict[str, Any] = field(default_factory=dict)
    actions: dict[str, Any] = field(default_factory=dict)
    funds: dict[str, Any] = field(default_factory=dict)
    pots: dict[str, Any] = field(default_factory=dict)
    calls: dict[str, Any] = field(default_factory=dict)
    proposals: dict[str, Any] = field(default_factory=dict)
    rounds: dict[str, Any] = field(default_factory=dict)
    projects: dict[str, Any] = field(default_factory=dict)
    sign_ins: list[SignIn] = field(default_factory=list)

    @classmethod
    def on(cls, today: dt.date) -> World:
        fake = Faker("en_GB")
        fake.seed_instance(7)
        return cls(today, fake, random.Random(7))  # noqa: S311 - a believable world, not a secret

    def day(self, offset: int) -> dt.date:
        """The date `offset` days from the day of seeding."""
        return self.today + dt.timedelta(days=offset)

    def moment(self, offset: int, hour: int = 10, minute: int = 0) -> dt.datetime:
        """The instant when it is `hour`:`minute` in London, `offset` days from the day of seeding."""
        return clock.london_instant(self.day(offset), dt.time(hour, minute))

    @contextmanager
    def step(self, offset: int, hour: int = 10) -> Iterator[None]:
        """One unit of work as if done on that day."""
        with clock.at(self.moment(offset, hour)), unit_of_work():
            yield
