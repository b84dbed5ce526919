"""Made-up voters who behave like people: which way they vote, what they like, who is held, who thinks again."""

from __future__ import annotations

import itertools
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from app.rounds.models import Channel, Connection

SHARES = {Channel.KIOSK: 0.04, Channel.ASSISTED: 0.03, Channel.PAPER: 0.02, Channel.POST: 0.01, Channel.HALL: 0.02}
MOST = {Channel.PAPER: 600, Channel.POST: 200, Channel.HALL: 600}  # of each, so that typing does not take all day
LEAST = 4
FIRST = ("Aisha", "Ben", "Chidi", "Dorota", "Emma", "Farhan", "Gita", "Hugh", "Irina", "Jamal", "Kate", "Lena", "Musa")
LAST = ("Malik", "Hartley", "Obi", "Nowak", "Booth", "Aziz", "Sharma", "Naylor", "Popescu", "Khan", "Clough", "Horvat")
CONNECTIONS = (*[Connection.LIVE] * 7, Connection.WORK, Connection.STUDY, Connection.VOLUNTEER)
HOW_MANY = (1, 2, 3, 3, 4, 5, 5, 5)
THEMES = 6
UNKNOWN = "ZZ99 9ZZ"


@dataclass(slots=True)
class Voter:
    """One registration. is_double: of a person who is on the register already; is_unknown: with an unknown postcode.

    again: what they choose when they think again; changed: they voted online before they came for a paper.
    """

    name: str
    postcode: str
    connection: Connection
    channel: Channel
    chosen: list[int]
    again: list[int] = field(default_factory=list)
    is_double: bool = False
    is_unknown: bool = False
    is_changed: bool = False

    @property
    def final(self) -> list[int]:
        return self.again or self.chosen


class Taste:
    """What people like: every project is liked as much as chance says, more by those near it and of its theme."""

    def __init__(self, items: int, chance: random.Random) -> None:
        self._chance, self._numbers = chance, range(1, items + 1)
        self._liked = [chance.lognormvariate(0, 0.8) for _number in self._numbers]
        self._theme = [chance.randrange(THEMES) for _number in self._numbers]
        self._known: dict[int, list[float]] = {}

    def choose(self, most: int) -> list[int]:
        """Between one and `most` numbers, in ascending order."""
        theme = self._chance.randrange(THEMES)
        if theme not in self._known:
            pairs = zip(self._liked, self._theme, strict=True)
            self._known[theme] = list(itertools.accumulate(w * (3 if t == theme else 1) for w, t in pairs))
        wanted, found = min(most, self._chance.choice(HOW_MANY), len(self._numbers)), set[int]()
        while len(found) < wanted:
            found.update(self._chance.choices(self._numbers, cum_weights=self._known[theme]))
        return sorted(found)


def make(number: int, items: int, most: int, postcodes: Sequence[str], chance: random.Random) -> list[Voter]:
    """So many voters, those of each channel in a row; the same chance makes the same."""
    taste, made = Taste(items, chance), list[Voter]()
    for at, channel in enumerate(_channels(number)):
        name = f"{chance.choice(FIRST)} {chance.choice(LAST)} {at + 1:06}"
        voter = Voter(name, chance.choice(postcodes), chance.choice(CONNECTIONS), channel, taste.choose(most))
        _make_strange(voter, at, made, taste, most)
        made.append(voter)
    return made


def _channels(number: int) -> Iterator[Channel]:
    sizes = Counter[Channel]()
    for channel, share in SHARES.items():
        sizes[channel] = min(max(round(number * share), LEAST), MOST.get(channel, number))
    yield from [Channel.ONLINE] * max(number - sizes.total(), 0)
    yield from itertools.islice(sizes.elements(), min(number, sizes.total()))


def _make_strange(voter: Voter, at: int, before: Sequence[Voter], taste: Taste, most: int) -> None:
    """Some register twice, have a postcode that nobody knows, think again, or come for a paper after all."""
    if voter.channel is Channel.ONLINE and at % 40 == 21:
        voter.name, voter.postcode, voter.is_double = before[-1].name, before[-1].postcode, True
    elif voter.channel is Channel.ONLINE and at % 60 == 33:
        voter.postcode, voter.is_unknown = UNKNOWN, True
    if voter.channel in {Channel.ONLINE, Channel.KIOSK} and at % 20 == 7:
        voter.again = taste.choose(most)
    if voter.channel is Channel.PAPER and at % 5 == 2:
        voter.is_changed = True
