"""Makes the web fonts in static/fonts and their @font-face rules; scripts/vendor-assets runs it for maintainers."""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter, load_font, save_font
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

HERE = Path(__file__).parent
PACKAGES = HERE / "node_modules" / "@fontsource-variable"
FONTS = HERE.parent.parent / "static" / "fonts"

LATIN = (
    "U+0020-007E,U+00A0-00FF,U+0131,U+0152-0153,U+02C6,U+02DA,U+02DC,U+2002-200A,U+2010-2015,U+2018-201E,U+2020-2022,"
    "U+2026,U+202F,U+2030,U+2032-2033,U+2039-203A,U+20AC,U+2122,U+2190-2193,U+2212,U+2215,U+2248,U+2260,U+2264-2265"
)
LATIN_EXT = "U+0100-0130,U+0132-0151,U+0154-021B,U+0259,U+1E00-1E9F,U+1EF2-1EFF"
URDU = (
    "U+060C,U+061B,U+061F,U+0621-0624,U+0626-0628,U+062A-063A,U+0641-0642,U+0644-0646,U+0648,U+064B-0652,U+0654-0656,"
    "U+0670,U+0679,U+067E,U+0686,U+0688,U+0691,U+0698,U+06A9,U+06AF,U+06BA,U+06BE,U+06C1-06C3,U+06CC,U+06D2-06D4,"
    "U+06F0-06F9,U+066A-066C,U+200C-200F,U+2018-2019,U+201C-201D,U+FDFA,U+FDFD"
)
ARABIC = "U+0600-06FF,U+0750-077F,U+FB50-FDFF,U+FE70-FEFF"

# (family, package, source, file, characters, weights, where a browser may use it; None means not on web pages)
SOURCES = (
    ("Figtree", "figtree", "figtree-latin-wght-normal", "figtree", LATIN, (400, 700), LATIN),
    ("Figtree", "figtree", "figtree-latin-ext-wght-normal", "figtree-ext", LATIN_EXT, (400, 700), LATIN_EXT),
    (
        "Bricolage Grotesque",
        "bricolage-grotesque",
        "bricolage-grotesque-latin-wght-normal",
        "bricolage",
        LATIN,
        (600, 700),
        LATIN,
    ),
    (
        "Bricolage Grotesque",
        "bricolage-grotesque",
        "bricolage-grotesque-latin-ext-wght-normal",
        "bricolage-ext",
        LATIN_EXT,
        (600, 700),
        LATIN_EXT,
    ),
    (
        "Noto Nastaliq Urdu",
        "noto-nastaliq-urdu",
        "noto-nastaliq-urdu-arabic-wght-normal",
        "nastaliq",
        URDU,
        (400, 700),
        URDU,
    ),
    (
        "Noto Naskh Arabic",
        "noto-naskh-arabic",
        "noto-naskh-arabic-arabic-wght-normal",
        "naskh",
        ARABIC,
        (400, 700),
        ARABIC,
    ),
    (
        "Noto Sans Gurmukhi",
        "noto-sans-gurmukhi",
        "noto-sans-gurmukhi-gurmukhi-wght-normal",
        "gurmukhi",
        "*",
        (400, 700),
        "U+0A00-0A7F,U+0964-0965,U+25CC",
    ),
    (
        "Noto Sans Bengali",
        "noto-sans-bengali",
        "noto-sans-bengali-bengali-wght-normal",
        "bengali",
        "*",
        (400, 700),
        "U+0980-09FF,U+0964-0965,U+25CC",
    ),
)

# Advance widths of Arial in 2,048ths of an em, and how often each letter comes in 1,000 of English text.
ARIAL = dict(
    zip(
        " abcdefghijklmnopqrstuvwxyz",
        (569, 1139, 1139, 1024, 1139, 1139, 569, 1139, 1139, 455, 455, 1024, 455, 1706, 1139, 1139, 1139, 1139, 682)
        + (1024, 569, 1139, 1024, 1479, 1024, 1024, 1024),
        strict=True,
    )
)
OFTEN = dict(
    zip(
        " abcdefghijklmnopqrstuvwxyz",
        (180, 67, 12, 23, 35, 104, 18, 16, 50, 57, 1, 6, 33, 20, 57, 62, 16, 1, 49, 52, 74, 23, 8, 19, 1, 16, 1),
        strict=True,
    )
)


def ranges(text: str) -> set[int]:
    """The code points of a CSS unicode-range."""
    points: set[int] = set()
    for part in text.split(","):
        first, _, last = part.removeprefix("U+").partition("-")
        points.update(range(int(first, 16), int(last or first, 16) + 1))
    return points


def cut(source: Path, target: Path, characters: str, weights: tuple[int, int]) -> TTFont:
    """The font with only these characters and weights stands at target."""
    options = Options()
    options.flavor = "woff2"
    options.layout_features = ["*"]
    font = load_font(str(source), options)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=set(font.getBestCmap()) if characters == "*" else ranges(characters))
    subsetter.subset(font)
    axis = font["fvar"].axes[0]
    low, high = max(weights[0], axis.minValue), min(weights[1], axis.maxValue)
    font.ensureDecompiled()
    instantiateVariableFont(font, {"wght": (low, high)}, inplace=True)
    font.flavor = "woff2"
    save_font(font, str(target), options)
    return font


def stand_in(family: str, font: TTFont) -> str:
    """A rule that gives Arial the measures of this font, so that nothing moves when the font arrives."""
    em, cmap, widths, lines = font["head"].unitsPerEm, font.getBestCmap(), font["hmtx"], font["hhea"]
    ours = sum(widths[cmap[ord(c)]][0] / em * often for c, often in OFTEN.items())
    arial = sum(ARIAL[c] / 2048 * often for c, often in OFTEN.items())
    adjust = ours / arial
    ascent, descent, gap = (abs(x) / em / adjust for x in (lines.ascent, lines.descent, lines.lineGap))
    return (
        f'@font-face{{font-family:"{family} stand-in";src:local("Arial"),local("Liberation Sans"),local("Helvetica");'
        f"size-adjust:{adjust:.2%};ascent-override:{ascent:.2%};descent-override:{descent:.2%};"
        f"line-gap-override:{gap:.2%};unicode-range:{LATIN},{LATIN_EXT}}}"
    )


def main() -> int:
    """Fonts and the Sass partial of their rules are written; the sizes are printed."""
    FONTS.mkdir(parents=True, exist_ok=True)
    rules, done = [], set()
    for family, package, source, file, characters, weights, span in SOURCES:
        target = FONTS / f"{file}.woff2"
        font = cut(PACKAGES / package / "files" / f"{source}.woff2", target, characters, weights)
        rules.append(
            f'@font-face{{font-family:"{family}";font-weight:{weights[0]} {weights[1]};font-display:swap;'
            f'src:url(../fonts/{file}.woff2) format("woff2");unicode-range:{span}}}'
        )
        if family in ("Figtree", "Bricolage Grotesque") and family not in done:
            rules.append(stand_in(family, font))
        done.add(family)
        print(f"{target.name:20} {target.stat().st_size:8,} bytes")
    (HERE / "_fonts.scss").write_text("// Written by fonts.py.\n" + "\n".join(rules) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
