"""Colours of the council's look: whether words on them can be read, and the style sheet made of them."""

from __future__ import annotations

import re

WHITE, CREAM, INK = "#ffffff", "#fff8ee", "#23202b"
LEAST_CONTRAST = 4.5
COLOUR = re.compile(r"#[0-9a-f]{6}")

# which words or ground each colour stands with on the pages
SEEN_WITH = {
    "brand_colour": WHITE,
    "brand_end_colour": WHITE,
    "link_colour": CREAM,
    "action_colour": WHITE,
    "accent_colour": INK,
}


def normal(text: str) -> str | None:
    """`#rrggbb` in small letters from "#ABC", "aabbcc" or "#aabbcc"; None when it is no colour."""
    squeezed = text.strip().lower().removeprefix("#")
    if len(squeezed) == 3:
        squeezed = "".join(letter * 2 for letter in squeezed)
    return f"#{squeezed}" if COLOUR.fullmatch(f"#{squeezed}") else None


def _parts(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def luminance(colour: str) -> float:
    """Relative luminance of `#rrggbb`, 0 for black to 1 for white (WCAG 2.2, definition)."""
    light = [part / 255 for part in _parts(colour)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in light)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, 1 to 21 (WCAG 2.2, definition)."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def shade(colour: str, ratio: float) -> str:
    """The colour with each part multiplied by `ratio`: 0.7 is darker."""
    return "#" + "".join(f"{round(part * ratio):02x}" for part in _parts(colour))


def style_sheet(brand: str, brand_end: str, link: str, action: str, accent: str) -> str:
    """The custom properties that are set over those of `static/css/site.css`."""
    properties = {
        "--cp-brand": brand,
        "--cp-brand-dark": shade(brand, 0.7),
        "--cp-brand-end": brand_end,
        "--cp-link": link,
        "--cp-action": action,
        "--cp-action-dark": shade(action, 0.6),
        "--cp-accent": accent,
        "--cp-accent-dark": shade(accent, 0.54),
        "--govuk-brand-colour": brand,
        "--govuk-link-colour": link,
        "--govuk-link-hover-colour": shade(link, 0.7),
        "--govuk-success-colour": action,
    }
    return ":root{" + ";".join(f"{name}:{value}" for name, value in properties.items()) + "}\n"
