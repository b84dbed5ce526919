"""Contrast as WCAG 2.2 defines it, on values that anyone can check."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.council import colours

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#777777", "#ffffff", 4.48),
        ("#767676", "#ffffff", 4.54),
        ("#ff0000", "#ffffff", 4.0),
    ],
)
def test_contrast_of_known_pairs(one: str, other: str, expected: float) -> None:
    assert colours.contrast(one, other) == pytest.approx(expected, abs=0.005)


@given(st.integers(0, 0xFFFFFF), st.integers(0, 0xFFFFFF))
def test_contrast_is_the_same_both_ways_and_in_its_range(one: int, other: int) -> None:
    a, b = f"#{one:06x}", f"#{other:06x}"
    assert colours.contrast(a, b) == colours.contrast(b, a)
    assert 1 <= colours.contrast(a, b) <= 21.0001


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("#7A1F4F", "#7a1f4f"), ("7a1f4f", "#7a1f4f"), ("#abc", "#aabbcc"), ("red", None), ("#12345g", None), ("", None)],
)
def test_colours_as_people_type_them(typed: str, kept: str | None) -> None:
    assert colours.normal(typed) == kept


def test_the_style_sheet_holds_nothing_but_custom_properties() -> None:
    sheet = colours.style_sheet("#7a1f4f", "#b5472f", "#8a1c56", "#146152", "#ffc857")
    assert sheet.startswith(":root{--cp-brand:#7a1f4f;--cp-brand-dark:#551637;")
    assert sheet.count("{") == sheet.count("}") == 1
