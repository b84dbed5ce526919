"""Style sheets, fonts and scripts: small enough, no other brand, nothing fetched from elsewhere, readable colours."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest

STATIC = Path(__file__).parents[2] / "static"
TOKENS = dict(
    re.findall(r"--cp-([a-z-]+):\s*(#[0-9a-f]{3,6})\b", (STATIC / "css/site.css").read_text(encoding="utf-8"))
)


def zipped(*names: str) -> int:
    return sum(len(gzip.compress((STATIC / name).read_bytes(), 9)) for name in names)


def sizes(*names: str) -> int:
    return sum((STATIC / name).stat().st_size for name in names)


SCRIPTS = ("js/js-enabled.js", "js/site.mjs", "js/govuk-frontend.min.mjs", "js/budget.mjs", "js/reveal.mjs")
PICTURES = ("img/mark.svg", "img/icon.svg", "img/street.svg", "img/empty.svg")
LATIN = ("fonts/figtree.woff2", "fonts/bricolage.woff2")


def test_a_first_view_in_english_leaves_room_for_the_page() -> None:
    assert zipped("css/site.css", *SCRIPTS, *PICTURES) + sizes(*LATIN) < 95_000


def test_a_first_view_in_urdu_leaves_room_for_the_page() -> None:
    assert zipped("css/site.rtl.css", *SCRIPTS, *PICTURES) + sizes(*LATIN, "fonts/nastaliq.woff2") < 270_000


@pytest.mark.parametrize("name", ["css/site.css", "css/site.rtl.css"])
def test_a_style_sheet_fetches_only_our_own_files_and_bears_no_brand(name: str) -> None:
    text = (STATIC / name).read_text(encoding="utf-8")
    assert "GDS Transport" not in text
    assert "@import" not in text
    for address in re.findall(r"url\(([^)]+)\)", text):
        address = address.strip("\"'")
        if not address.startswith("data:"):
            assert (STATIC / "css" / address).resolve().is_file(), address


def test_every_font_has_a_stand_in_or_is_asked_for_by_its_script_only() -> None:
    text = (STATIC / "css/site.css").read_text(encoding="utf-8")
    faces = re.findall(r"@font-face\s*{([^}]*)}", text)
    assert all("unicode-range" in face for face in faces)
    assert all("font-display:swap" in face for face in faces if "woff2" in face)
    stand_ins = [face for face in faces if "size-adjust" in face]
    assert len(stand_ins) == 2


def test_left_and_right_change_sides_in_the_right_to_left_sheet() -> None:
    left = (STATIC / "css/site.css").read_text(encoding="utf-8")
    right = (STATIC / "css/site.rtl.css").read_text(encoding="utf-8")
    assert ".cp-timeline{border-left:" in left
    assert ".cp-timeline{border-right:" in right
    assert "street.rtl.svg" in right
    assert left.count("{") == right.count("{")


def test_there_is_a_class_for_every_text_size_and_every_bar() -> None:
    text = (STATIC / "css/site.css").read_text(encoding="utf-8")
    for size in (80, 90, 100, 110, 125, 150, 175, 200):
        assert f"text-size-{size}" in text
    for share in range(101):
        assert f".bar-{share}{{" in text


def luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    digits = "".join(d * 2 for d in digits) if len(digits) == 3 else digits
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(
    ("text", "ground"),
    [
        ("ink", "cream"), ("ink", "paper"), ("ink", "sand"), ("ink", "sand-dark"), ("ink", "accent"), ("ink", "blush"),
        ("ink", "sky"), ("ink", "mint"), ("soft", "cream"), ("soft", "paper"), ("soft", "sand"), ("link", "cream"),
        ("link", "paper"), ("link", "sand"), ("link", "sand-dark"), ("paper", "brand"), ("paper", "brand-dark"),
        ("paper", "brand-end"), ("paper", "action"), ("paper", "action-dark"), ("brand", "paper"),
    ],
)  # fmt: skip
def test_text_can_be_read_on_its_ground(text: str, ground: str) -> None:
    assert contrast(TOKENS[text], TOKENS[ground]) >= 4.5


def test_a_box_that_scrolls_shows_at_its_edges_that_there_is_more() -> None:
    """By style alone: white covers move with what is in the box, shadows stay with it, on both sides alike."""
    for name in ("css/site.css", "css/site.rtl.css"):
        text = (STATIC / name).read_text(encoding="utf-8")
        [box] = [rule for rule in re.findall(r"\.cp-scroll\{([^}]*)\}", text) if "linear-gradient" in rule]
        assert box.count("no-repeat local") == box.count("no-repeat scroll") == 2
    macro = (STATIC.parent / "templates/core/_tables.html").read_text(encoding="utf-8")
    assert 'class="cp-scroll" role="region" aria-label="{{ label }}" tabindex="0"' in macro


def test_words_without_a_language_are_readable_in_every_script() -> None:
    """The system's own font comes last: it has some letters of Urdu and none of Punjabi."""
    text = (STATIC / "css/site.css").read_text(encoding="utf-8")
    body = re.search(r"\.govuk-template__body\{[^}]*font-family:([^;}]*)", text)
    assert body and body[1].index("var(--cp-scripts)") < body[1].index("system-ui")
    assert re.search(r'--cp-scripts: ?"Noto Naskh Arabic", ?"Noto Sans Gurmukhi", ?"Noto Sans Bengali"', text)
