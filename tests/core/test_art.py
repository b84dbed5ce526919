"""Pictures of cards: the same for the same seed, well-formed, with nothing that a browser would run or fetch."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from app.core.art import MOTIFS, Dice, picture


@pytest.mark.parametrize("theme", sorted(MOTIFS))
def test_a_picture_is_an_svg_that_fetches_and_runs_nothing(theme: str) -> None:
    for seed in ("P-0001", "P-0002", "محلہ", ""):
        drawn = picture(seed, theme)
        root = ElementTree.fromstring(drawn)
        assert root.tag == "{http://www.w3.org/2000/svg}svg"
        assert root.get("viewBox") == "0 0 480 240"
        tags = {element.tag.rpartition("}")[2] for element in root.iter()}
        assert tags <= {"svg", "g", "rect", "circle", "ellipse", "path"}
        assert "STAR" not in drawn
        assert "nan" not in drawn
        assert len(drawn) < 9_000


def test_the_same_seed_gives_the_same_picture() -> None:
    assert picture("P-0042", "tree") == picture("P-0042", "tree")


def test_seeds_and_themes_give_different_pictures() -> None:
    drawn = {picture(f"P-{n:04}", theme) for n in range(10) for theme in MOTIFS}
    assert len(drawn) == 10 * len(MOTIFS)


def test_an_unknown_theme_gets_a_motif_by_the_seed() -> None:
    assert len({picture(str(n), "no such theme") for n in range(20)}) == 20


def test_dice_follow_from_their_bits_alone() -> None:
    dice = Dice(0b1101)
    assert [dice.roll(2) for _ in range(5)] == [1, 0, 1, 1, 0]
