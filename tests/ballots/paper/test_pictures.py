"""Pictures on papers for people who do not read much."""

from __future__ import annotations

import pytest

from app.ballots.paper.prints import drawn
from app.core import art
from app.funds.models import Theme
from app.rounds.models import BallotItem


def items(*themes: str) -> list[BallotItem]:
    return [BallotItem(number=number, theme=theme) for number, theme in enumerate(themes, start=1)]


def test_no_two_pictures_are_alike_as_long_as_there_are_others() -> None:
    """`domain.md` iv.3, voters under 18; E37: the same on every paper of the round."""
    every = items(*[Theme.GREEN_SPACES] * 4, Theme.FOOD, "", Theme.GREEN_SPACES, Theme.SPORT)
    found = drawn(every)
    assert len(set(found.values())) == len(every)
    assert (found[1], found[5], found[8]) == ("garden", "food", "ball"), "who has a theme first keeps it"
    assert drawn(every[::-1]) == found


@pytest.mark.parametrize("count", [len(art.MOTIFS), len(art.MOTIFS) + 3])
def test_many_projects_of_one_theme(count: int) -> None:
    found = drawn(items(*[Theme.FOOD] * count))
    assert set(found.values()) == set(art.MOTIFS)
