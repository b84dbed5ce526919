"""Drawn pictures for cards without a photograph: SVG in one style, the same for the same seed and theme. Pure."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable
from dataclasses import dataclass

WIDTH, HEIGHT, GROUND = 480, 240, 196

# sky, far hill, ground, then four strong colours
PALETTES = (
    ("#dbeef3", "#c3e2dd", "#9fcfb9", ("#7a1f4f", "#e07a3f", "#ffc857", "#146152")),
    ("#fbe4ea", "#f4cdd6", "#e9b3a4", ("#146152", "#7a1f4f", "#ffc857", "#b5472f")),
    ("#fdeed6", "#f8dcae", "#e8bd84", ("#7a1f4f", "#1f6f78", "#c2410c", "#146152")),
    ("#e3efda", "#cbe2bd", "#a5cc92", ("#b5472f", "#7a1f4f", "#ffc857", "#1f6f78")),
    ("#e9e4f5", "#d6cdec", "#b9add9", ("#5a3d7a", "#e07a3f", "#ffc857", "#146152")),
    ("#fce1cb", "#f6caa6", "#e2a777", ("#146152", "#7a1f4f", "#1f6f78", "#ffc857")),
)
SKINS = ("#f2c9a5", "#d79f73", "#a86f47", "#7a4b2c", "#55331f", "#e8b48b")
HAIRS = ("#2b1d18", "#4a2c1a", "#7a4a22", "#8d8790", "#1d1a22", "#a2522a")
PAPER, INK, WOOD, LEAF, LEAF_DARK = "#fffaf2", "#33263a", "#8a5a35", "#3f8f62", "#2a6e4b"


@dataclass(slots=True)
class Dice:
    """Choices that follow from the seed alone."""

    bits: int

    def roll(self, sides: int) -> int:
        """A number from 0 to sides - 1; each call uses up some of the seed."""
        self.bits, face = divmod(self.bits, sides)
        return face

    def pick(self, things: tuple[str, ...]) -> str:
        return things[self.roll(len(things))]


Motif = Callable[[Dice, tuple[str, ...]], str]


def picture(seed: str, theme: str = "") -> str:
    """An SVG of 480 by 240 for this seed; a theme that is not known gets one of the known ones, by the seed."""
    dice = Dice(int.from_bytes(hashlib.sha512(f"{theme}/{seed}".encode()).digest(), "big"))
    names = sorted(MOTIFS)
    motif = MOTIFS[theme] if theme in MOTIFS else MOTIFS[names[dice.roll(len(names))]]
    sky, hill, ground, colours = PALETTES[dice.roll(len(PALETTES))]
    turn = dice.roll(4)
    strong = colours[turn:] + colours[:turn]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}">'
        f"{_rect(0, 0, WIDTH, HEIGHT, sky)}{_scenery(dice, hill, ground)}{motif(dice, strong)}</svg>"
    )


def _rect(x: float, y: float, width: float, height: float, fill: str, round_: float = 0) -> str:
    corners = f' rx="{round_:g}"' if round_ else ""
    return f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" fill="{fill}"{corners}/>'


def _disc(x: float, y: float, radius: float, fill: str) -> str:
    return f'<circle cx="{x:g}" cy="{y:g}" r="{radius:g}" fill="{fill}"/>'


def _oval(x: float, y: float, across: float, down: float, fill: str) -> str:
    return f'<ellipse cx="{x:g}" cy="{y:g}" rx="{across:g}" ry="{down:g}" fill="{fill}"/>'


def _shape(path: str, fill: str) -> str:
    return f'<path d="{path}" fill="{fill}"/>'


def _line(path: str, colour: str, width: float = 4) -> str:
    return (
        f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="{width:g}" stroke-linecap="round" '
        f'stroke-linejoin="round"/>'
    )


def _moved(drawing: str, x: float, y: float, turn: float = 0, size: float = 1) -> str:
    return f'<g transform="translate({x:g} {y:g}) rotate({turn:g}) scale({size:g})">{drawing}</g>'


def _scenery(dice: Dice, hill: str, ground: str) -> str:
    """Sun, two clouds, a hill and the ground."""
    sun, top = 60 + 40 * dice.roll(10), 36 + 4 * dice.roll(5)
    high, low = 120 + 5 * dice.roll(8), 150 + 4 * dice.roll(6)
    cloud = _oval(0, 0, 34, 11, PAPER) + _oval(-10, -9, 16, 12, PAPER) + _oval(12, -6, 14, 10, PAPER)
    return (
        _disc(sun, top, 24, "#ffd98a")
        + _moved(cloud, 70 + 20 * dice.roll(8), 40, 0, 0.9)
        + _moved(cloud, 280 + 20 * dice.roll(8), 62, 0, 0.7)
        + _shape(f"M0 {low} C120 {high} 220 {high + 10} 300 {low} S430 {high + 20} 480 {low - 10} V240 H0z", hill)
        + _shape(f"M0 {GROUND} Q240 {GROUND - 18} 480 {GROUND} V240 H0z", ground)
    )


def _person(dice: Dice, x: float, shirt: str, tall: float = 1.0, wave: bool = False) -> str:
    """Somebody standing on the ground; hair, scarf or cap by the dice."""
    skin, hair, look = dice.pick(SKINS), dice.pick(HAIRS if tall >= 1 else HAIRS[:3]), dice.roll(4)
    legs = _rect(-13, -34, 10, 34, INK, 4) + _rect(3, -34, 10, 34, INK, 4)
    arm = "M17 -74 L34 -98" if wave else "M17 -72 L25 -44"
    arms = _line("M-17 -72 L-25 -44", shirt, 10) + _line(arm, shirt, 10)
    hands = _disc(-25, -43, 5, skin) + (_disc(35, -100, 5, skin) if wave else _disc(25, -43, 5, skin))
    body = _shape("M-20 -72 Q-20 -84 -8 -84 H8 Q20 -84 20 -72 L18 -30 H-18z", shirt)
    face = _disc(0, -102, 16, skin)
    heads = (
        face + _shape("M-17 -102 a17 17 0 0 1 34 0 q-17 -12 -34 0z", hair),
        _shape("M-22 -78 Q-24 -124 0 -124 T22 -78z", hair)
        + face
        + _shape("M-16 -106 Q0 -126 16 -106 Q0 -114 -16 -106z", hair),
        _disc(0, -102, 21, hair) + _shape("M-21 -102 Q-24 -76 0 -76 T21 -102z", hair) + _oval(0, -101, 13, 15, skin),
        face + _shape("M-17 -106 a17 16 0 0 1 34 0z", hair) + _rect(-17, -108, 44, 5, hair, 2),
    )
    return _moved(arms + legs + body + hands + heads[look], x, GROUND + 22, 0, tall)


def people(dice: Dice, strong: tuple[str, ...]) -> str:
    """Four or five neighbours, one of them small."""
    many = 4 + dice.roll(2)
    waving = dice.roll(many)
    drawn = ""
    for place in range(many):
        x = WIDTH / 2 + (place - (many - 1) / 2) * 74
        tall = 0.78 if place == (waving + 2) % many else 1.02 + 0.06 * dice.roll(3)
        drawn += _person(dice, x, strong[place % 4], tall, wave=place == waving)
    return drawn


def _tree(x: float, size: float, leaf: str, shade: str) -> str:
    crown = _disc(-22, -78, 26, shade) + _disc(22, -78, 26, shade) + _disc(0, -100, 32, leaf) + _disc(0, -72, 26, leaf)
    return _moved(_rect(-6, -62, 12, 66, WOOD, 4) + crown, x, GROUND + 10, 0, size)


def tree(dice: Dice, strong: tuple[str, ...]) -> str:
    """Trees, a bench and flowers."""
    left = 70 + 10 * dice.roll(4)
    bench = (
        _rect(0, -34, 96, 9, strong[0], 4)
        + _rect(0, -56, 96, 9, strong[0], 4)
        + _rect(10, -58, 7, 62, INK, 3)
        + _rect(79, -58, 7, 62, INK, 3)
    )
    flowers = ""
    for place in range(7):
        x, y = 40 + place * 62 + dice.roll(24), GROUND + 22 + dice.roll(16)
        flowers += _line(f"M{x} {y} V{y - 14}", LEAF_DARK, 3) + _disc(x, y - 16, 6, strong[1 + place % 3])
    return (
        _tree(left, 1.35, LEAF, LEAF_DARK)
        + _tree(390 + 8 * dice.roll(4), 1.05, strong[3], LEAF_DARK)
        + _moved(bench, 190 + 10 * dice.roll(5), GROUND + 14)
        + flowers
    )


def book(dice: Dice, strong: tuple[str, ...]) -> str:
    """An open book with stars and letters that fly out of it."""
    cover = _shape("M-112 -4 V-88 Q-56 -104 0 -84 Q56 -104 112 -88 V-4 Q56 -20 0 0 Q-56 -20 -112 -4z", strong[0])
    pages = _shape("M-104 -14 V-92 Q-54 -106 0 -86 V-10 Q-54 -28 -104 -14z", PAPER) + _shape(
        "M104 -14 V-92 Q54 -106 0 -86 V-10 Q54 -28 104 -14z", "#f3e6d0"
    )
    lines = "".join(
        _line(f"M{side * 88} {y} Q{side * 50} {y - 12} {side * 16} {y + 2}", "#c9b48f", 4)
        for y in (-76, -60, -44)
        for side in (-1, 1)
    )
    flying = ""
    for place in range(6):
        x, y = 120 + place * 46 + dice.roll(16), 44 + dice.roll(46)
        colour = strong[1 + (place + dice.roll(2)) % 3]
        flying += _moved(_star(), x, y, dice.roll(60), 0.9) if place % 2 else _disc(x, y, 7, colour)
        flying = flying.replace("STAR", colour)
    return _moved(cover + pages + lines, WIDTH / 2, GROUND + 14, 0, 1.1) + flying


def _star() -> str:
    points = []
    for corner in range(10):
        reach, angle = (14.0 if corner % 2 == 0 else 6.0), math.pi * corner / 5
        points.append(f"{reach * math.sin(angle):.1f} {-reach * math.cos(angle):.1f}")
    return _shape("M" + " L".join(points) + "z", "STAR")


def food(dice: Dice, strong: tuple[str, ...]) -> str:
    """A steaming bowl on a table, with fruit."""
    steam = "".join(
        _line(f"M{x} 92 q-10 -14 0 -26 t0 -26", PAPER, 7) for x in (206 + dice.roll(6), 240, 272 + dice.roll(6))
    )
    bowl = _oval(240, 122, 84, 18, "#f0b35c") + _disc(214, 116, 9, LEAF) + _disc(252, 118, 8, "#c2410c")
    bowl += _disc(234, 124, 7, PAPER) + _disc(276, 120, 8, LEAF_DARK)
    bowl += _shape("M156 122 Q240 150 324 122 Q320 190 270 198 H210 Q160 190 156 122z", strong[0])
    bowl += _line("M172 148 Q240 170 308 148", PAPER, 5)
    apple = _disc(-9, -20, 20, "#c2410c") + _disc(9, -20, 20, "#c2410c") + _line("M0 -38 q2 -10 8 -14", WOOD, 4)
    apple += _oval(14, -48, 9, 5, LEAF)
    carrot = _shape("M-11 -62 Q0 -70 11 -62 L0 0z", "#e07a3f") + _line(
        "M0 -64 L-10 -84 M0 -64 L10 -84 M0 -64 V-88", LEAF, 5
    )
    bread = _shape("M-44 0 V-24 Q-44 -46 0 -46 T44 -24 V0z", "#d79a55") + _line(
        "M-20 -38 l8 14 M2 -40 l8 14 M22 -36 l6 12", "#b5793a", 4
    )
    sides = [_moved(apple, 0, 0), _moved(bread, 0, 0), _moved(carrot, 0, 0, 20)]
    first = dice.roll(3)
    table = (
        _rect(40, GROUND, 400, 14, WOOD, 7)
        + _rect(70, GROUND + 10, 14, 40, WOOD)
        + _rect(396, GROUND + 10, 14, 40, WOOD)
    )
    return (
        table + steam + bowl + _moved(sides[first], 104, GROUND, 0, 1.05) + _moved(sides[(first + 1) % 3], 378, GROUND)
    )


def ball(dice: Dice, strong: tuple[str, ...]) -> str:
    """A goal, a ball and a player."""
    net = "".join(_line(f"M{x} 92 V206", PAPER, 2) for x in range(56, 240, 18))
    net += "".join(_line(f"M40 {y} H244", PAPER, 2) for y in range(106, 206, 18))
    goal = _line("M40 208 V88 H244 V208", strong[0], 8)
    dots = "".join(
        _disc(15 * math.cos(math.radians(72 * n + 18)), 15 * math.sin(math.radians(72 * n + 18)), 5, INK)
        for n in range(5)
    )
    football = _disc(0, 0, 23, PAPER) + _disc(0, 0, 6.5, INK) + dots
    x = 268 + 6 * dice.roll(6)
    return (
        net
        + goal
        + _person(dice, 372 + 4 * dice.roll(6), strong[1], 1.1, wave=True)
        + _moved(football, x, 194, dice.roll(60))
    )


def music(dice: Dice, strong: tuple[str, ...]) -> str:
    """Drums and notes in the air."""
    drum = _rect(-52, -72, 104, 66, strong[0], 8) + _oval(0, -72, 52, 15, PAPER) + _oval(0, -72, 40, 10, "#f3e6d0")
    drum += _line("M-52 -50 L-26 -14 L0 -50 L26 -14 L52 -50", strong[2], 4) + _rect(-54, -12, 108, 9, strong[1], 4)
    small = _rect(-34, -54, 68, 48, strong[1], 7) + _oval(0, -54, 34, 10, PAPER) + _rect(-35, -10, 70, 7, strong[3], 3)
    sticks = _line("M-10 -86 L-58 -132", WOOD, 6) + _line("M12 -86 L62 -128", WOOD, 6)
    sticks += _disc(-58, -132, 7, PAPER) + _disc(62, -128, 7, PAPER)
    notes = ""
    for place in range(4):
        colour = strong[(place + 1) % 4]
        note = _oval(-7, 14, 9, 7, colour) + _line("M1 14 V-18 L16 -12", colour, 5)
        notes += _moved(note, 74 + place * 108 + dice.roll(30), 60 + dice.roll(44), dice.roll(24) - 12, 1.1)
    far = 110 + 4 * dice.roll(6)
    return (
        notes
        + _moved(small, WIDTH / 2 - far, GROUND + 20)
        + _moved(small, WIDTH / 2 + far, GROUND + 20, 0, 1.15)
        + _moved(drum + sticks, WIDTH / 2, GROUND + 24, 0, 1.1)
    )


def tools(dice: Dice, strong: tuple[str, ...]) -> str:
    """A tool box with a hammer, a spanner and a brush that look out of it."""
    hammer = _rect(-6, -104, 12, 104, WOOD, 5) + _shape("M-30 -124 H22 Q34 -122 38 -108 L22 -102 H-30z", "#6d6675")
    spanner = _rect(-7, -90, 14, 90, "#8d8790", 5) + _shape(
        "M-22 -120 L-12 -104 H12 L22 -120 Q30 -92 8 -84 H-8 Q-30 -92 -22 -120z", "#8d8790"
    )
    brush = _rect(-6, -70, 12, 70, strong[2], 5) + _rect(-17, -84, 34, 16, "#6d6675", 3)
    brush += _shape("M-16 -84 L-18 -112 Q0 -124 18 -112 L16 -84z", "#f3e6d0")
    order = dice.roll(3)
    things = [hammer, spanner, brush]
    out = "".join(
        _moved(things[(order + place) % 3], 184 + place * 58, GROUND - 20, (-16, 2, 15)[place] + dice.roll(6), 1)
        for place in range(3)
    )
    box = _rect(140, 136, 200, 78, strong[0], 12) + _rect(140, 136, 200, 20, strong[1], 8)
    box += _rect(222, 146, 36, 22, strong[2], 5) + _rect(234, 156, 12, 5, INK, 2)
    bits = "".join(
        _disc(90 + 300 * (n % 2) + dice.roll(30), 206 + dice.roll(16), 8, strong[1 + n % 3]) for n in range(4)
    )
    return out + box + bits


def garden(dice: Dice, strong: tuple[str, ...]) -> str:
    """Raised beds with flowers and plants, and a watering can."""
    plants = ""
    for place in range(6):
        x, tall = 66 + place * 46, 46 + 8 * dice.roll(6)
        top = GROUND - tall
        plants += _line(f"M{x} {GROUND} V{top}", LEAF_DARK, 5)
        plants += _oval(x - 11, top + tall * 0.55, 12, 6, LEAF) + _oval(x + 11, top + tall * 0.4, 12, 6, LEAF)
        if place % 2 == 0:
            petal = "".join(
                _oval(0, -13, 6, 10, "#ffc857").replace("/>", f' transform="rotate({45 * n})"/>') for n in range(8)
            )
            plants += _moved(petal + _disc(0, 0, 8, WOOD), x, top)
        else:
            plants += _disc(x, top, 11, strong[place % 4]) + _disc(x + 9, top + 9, 8, strong[place % 4])
    bed = _rect(36, GROUND - 6, 296, 34, WOOD, 6) + _line("M44 210 H324", "#6f4526", 3)
    can = _shape("M-34 0 L-30 -58 H30 L34 0z", strong[0]) + _line("M32 -16 L66 -50", strong[0], 10)
    can += _line("M-28 -50 Q-62 -44 -34 -12", strong[0], 8) + _line("M58 -56 L76 -42", strong[1], 9)
    can += _line("M-18 -60 Q0 -84 18 -60", strong[1], 7)
    return plants + bed + _moved(can, 390, GROUND + 24)


def home(dice: Dice, strong: tuple[str, ...]) -> str:
    """A terrace of houses."""
    drawn, x = "", 22
    walls = ("#fffaf2", "#f6d9b8", "#f2c4b0", "#e7e0f0")
    first = dice.roll(4)
    for place in range(4):
        tall, colour = 84 + 8 * dice.roll(4), strong[(place + 1) % 4]
        top = GROUND + 14 - tall
        drawn += _rect(x + 74, top - 40, 15, 34, "#9a5b40", 2)
        drawn += _rect(x, top, 106, tall, walls[(first + place) % 4])
        drawn += _shape(f"M{x - 7} {top + 2} L{x + 53} {top - 46} L{x + 113} {top + 2}z", strong[place % 4])
        drawn += _rect(x + 14, GROUND + 14 - 48, 28, 48, colour, 4) + _disc(x + 36, GROUND - 10, 2.5, "#ffd98a")
        light = "#ffd98a" if dice.roll(2) else "#bcdde6"
        for across, down in ((60, 18), (16, 12), (60, tall - 44)):
            if across != 16 or tall > 90:
                drawn += _rect(x + across, top + down, 30, 24, light, 3)
                drawn += _line(f"M{x + across + 15} {top + down} v24 M{x + across} {top + down + 12} h30", PAPER, 2.5)
        x += 110
    return drawn + _tree(468, 0.7, LEAF, LEAF_DARK)


def bus(dice: Dice, strong: tuple[str, ...]) -> str:
    """A bus at its stop."""
    x = 76 + 6 * dice.roll(8)
    body = _rect(0, -116, 268, 104, strong[0], 18) + _rect(0, -48, 268, 12, strong[2])
    body += "".join(_rect(16 + n * 48, -102, 40, 40, "#d8eef2", 7) for n in range(4)) + _rect(
        212, -102, 46, 84, "#d8eef2", 7
    )
    heads = "".join(_disc(36 + n * 48, -72, 11, dice.pick(SKINS)) for n in range(4) if dice.roll(4))
    wheels = "".join(_disc(w, -10, 23, INK) + _disc(w, -10, 10, "#d6cfdb") for w in (58, 192))
    lamp = _disc(258, -26, 6, "#ffd98a")
    sign = _rect(-4, -110, 8, 112, INK, 3) + _disc(0, -116, 24, strong[1]) + _rect(-13, -123, 26, 14, PAPER, 4)
    road = _rect(0, 216, WIDTH, 24, "#6d6675") + "".join(_rect(n * 70 + 14, 226, 36, 4, PAPER, 2) for n in range(7))
    return road + _moved(sign, 408 + 3 * dice.roll(8), 214) + _moved(body + heads + wheels + lamp, x, 218)


MOTIFS: dict[str, Motif] = {
    "ball": ball,
    "book": book,
    "bus": bus,
    "food": food,
    "garden": garden,
    "home": home,
    "music": music,
    "people": people,
    "tools": tools,
    "tree": tree,
}
