"""How mixed a session was: the worked example of `domain.md` iii.19, and what the index always keeps."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.conversations.mixing import is_encounter, mixing_index, shown_mixing


@pytest.mark.parametrize(("counts", "index"), [((6, 4, 2), 0.611), ((12, 0, 0), 0.0), ((4, 4, 4), 0.667), ((12,), 0.0)])
def test_the_worked_example(counts: tuple[int, ...], index: float) -> None:
    assert shown_mixing(counts) == index


@pytest.mark.parametrize("counts", [(), (0, 0), (5, 4)])
def test_it_is_not_shown_for_fewer_than_ten_known(counts: tuple[int, ...]) -> None:
    assert shown_mixing(counts) is None


@given(st.lists(st.integers(0, 500), min_size=1, max_size=8))
def test_it_is_nought_for_one_group_and_never_reaches_one(counts: list[int]) -> None:
    index, groups = mixing_index(counts), sum(n > 0 for n in counts)
    if index is None:
        assert groups == 0
    else:
        assert -1e-12 <= index <= 1 - 1 / groups + 1e-12
        assert groups > 1 or index == 0


def test_an_encounter_needs_two_groups_in_one_dimension() -> None:
    assert not is_encounter([[9, 0], [9]])  # a session for one group only is legitimate, and no encounter (E71)
    assert is_encounter([[9, 0], [8, 1]])
    assert not is_encounter([])
