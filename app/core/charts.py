"""Charts as SVG pictures, drawn on the server by Vega-Lite under one theme, kept by what they show.

A chart is always shown as `<img alt>` beside the table it is drawn from. A picture cannot use the page's fonts: what is
drawn in it is Latin letters and digits only, and the name, the unit and the key to its lines stand in words beside it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from flask import Flask, Response, abort, current_app, url_for

from .access import Rule, access
from .i18n import direction, language

INK, SOFT, LINE = "#23202b", "#5b5566", "#e6d9c6"
COLOURS = ("#7a1f4f", "#146152", "#c2410c", "#8a6a1c", "#2f5d8a", "#5a3d7a")
DASHES = ([1, 0], [6, 3], [2, 2], [8, 2, 2, 2], [1, 0], [6, 3])
VERSION = "2"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a chart, for the key beside it."""

    label: str
    colour: str
    is_dashed: bool


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawn chart: its address, its content for PDFs, and the words that stand for it. unit: "" when it is drawn."""

    digest: str
    alt: str
    unit: str = ""
    key: tuple[Line, ...] = ()

    @property
    def url(self) -> str:
        return url_for("chart", digest=self.digest)

    @property
    def data_uri(self) -> str:
        """For PDFs, where nothing is fetched."""
        import base64

        return "data:image/svg+xml;base64," + base64.b64encode(_path(self.digest).read_bytes()).decode()


def is_drawable(text: str) -> bool:
    """Whether every reader's own fonts have its letters: those of Latin scripts."""
    return all(ord(letter) < 0x250 for letter in text)


def bars(rows: Sequence[tuple[str, float]], *, alt: str, unit: str = "", width: int = 560) -> Chart:
    """Horizontal bars in the given order. rows: (label, value), at most 60."""
    values = [{"label": label, "value": value, "n": n} for n, (label, value) in enumerate(rows[:60])]
    encoding = {
        "y": {"field": "label", "type": "nominal", "sort": {"field": "n"}, "title": None},
        "x": {"field": "value", "type": "quantitative", "title": unit if is_drawable(unit) else None},
    }
    mark = {"type": "bar", "color": COLOURS[0], "cornerRadiusEnd": 3}
    return _draw(values, mark, encoding, alt, width=width, height={"step": 26})


def pairs(rows: Sequence[tuple[str, float, float]], parts: tuple[str, str], *, alt: str, width: int = 560) -> Chart:
    """Two horizontal bars for each label, to be compared. rows: (label, first, second) in order, at most 30.

    The names of the two parts are not drawn: `key` of the chart says them.
    """
    values = [
        {"label": label, "series": part, "value": value, "n": n}
        for n, (label, *both) in enumerate(rows[:30])
        for part, value in enumerate(both)
    ]
    encoding = {
        "y": {
            "field": "label",
            "type": "nominal",
            "sort": {"field": "n"},
            "title": None,
            "scale": {"paddingInner": 0.3},
        },
        "yOffset": {"field": "series", "type": "nominal"},
        "x": {"field": "value", "type": "quantitative", "title": None},
        "color": _scale([0, 1], COLOURS[::3]),
    }
    made = _draw(values, {"type": "bar", "cornerRadiusEnd": 2}, encoding, alt, width=width, height={"step": 12})
    return replace(
        made, key=tuple(Line(part, colour, False) for part, colour in zip(parts, COLOURS[::3], strict=False))
    )


def stacked(rows: Sequence[tuple[str, str, float]], *, alt: str, unit: str = "", width: int = 560) -> Chart:
    """Horizontal bars in parts. rows: (label, part, value) in order."""
    values = [{"label": label, "part": part, "value": v, "n": n} for n, (label, part, v) in enumerate(rows)]
    parts = list(dict.fromkeys(part for _, part, _ in rows))
    encoding = {
        "y": {"field": "label", "type": "nominal", "sort": {"field": "n"}, "title": None},
        "x": {"field": "value", "type": "quantitative", "title": unit or None},
        "color": {"field": "part", "scale": {"domain": parts, "range": list(COLOURS[: len(parts)])}, "title": None},
    }
    return _draw(values, {"type": "bar"}, encoding, alt, width=width, height={"step": 26})


def lines(rows: Sequence[tuple[str, str, float]], *, alt: str, unit: str = "", width: int = 560) -> Chart:
    """Lines over time. rows: (series, drawable period label, value); several points a series.

    The names of the series and the unit are not drawn: `key` and `unit` of the chart say them.
    """
    series = list(dict.fromkeys(row[0] for row in rows))
    values = [{"series": series.index(s), "at": at, "value": v, "n": n} for n, (s, at, v) in enumerate(rows)]
    drawn = [
        Line(label, colour, dashes != [1, 0]) for label, colour, dashes in zip(series, COLOURS, DASHES, strict=False)
    ]
    numbers = list(range(len(series)))
    encoding = {
        "x": {"field": "at", "type": "ordinal", "sort": None, "title": None, "axis": {"labelAngle": 0}},
        "y": {"field": "value", "type": "quantitative", "title": None},
        "color": _scale(numbers, COLOURS),
        "strokeDash": _scale(numbers, DASHES),
    }
    mark = {"type": "line", "point": True, "strokeWidth": 3}
    made = _draw(values, mark, encoding, alt, width=width, height=240)
    return replace(made, unit=unit, key=tuple(drawn))


def _scale(series: list[int], given: Sequence[Any]) -> dict[str, Any]:
    scale = {"domain": series, "range": list(given[: len(series)])}
    return {"field": "series", "type": "nominal", "scale": scale, "legend": None}


def _draw(values: list[dict[str, Any]], mark: dict[str, Any], encoding: dict[str, Any], alt: str, **size: Any) -> Chart:
    longest = max((len(str(value.get("label", ""))) for value in values), default=0)
    room = 5 + min(longest, 40) * 3 // 2  # readers' fonts may be wider than the one that the text is measured in
    spec = {"data": {"values": values}, "mark": mark, "encoding": encoding, **size}
    theme = {
        "background": "transparent",
        "padding": {"left": room, "right": 5, "top": 5, "bottom": 5},
        "font": "sans-serif",
        "axis": {"labelColor": INK, "titleColor": SOFT, "gridColor": LINE, "domainColor": SOFT, "labelFontSize": 13},
        "axisY": {"labelLimit": 240, "ticks": False},
        "view": {"stroke": None},
        "legend": {"labelFontSize": 13, "orient": "bottom"},
    }
    whole = {"$schema": "https://vega.github.io/schema/vega-lite/v5.json", "config": theme, **spec}
    key = json.dumps([VERSION, whole, language(), direction(language())], sort_keys=True)
    digest = hashlib.sha256(key.encode()).hexdigest()[:32]
    path = _path(digest)
    if not path.exists():
        import vl_convert

        path.parent.mkdir(parents=True, exist_ok=True)
        svg = vl_convert.vegalite_to_svg(json.dumps(whole))
        part = path.with_suffix(".part")
        part.write_text(svg, encoding="utf-8")
        part.replace(path)
    return Chart(digest, alt)


def _path(digest: str) -> Path:
    folder: Path = current_app.config["SETTINGS"].data_dir / "charts"
    return folder / f"{digest}.svg"


def register(app: Flask) -> None:
    @app.get("/charts/<digest>.svg", endpoint="chart")
    @access(Rule.PUBLIC)
    def chart(digest: str) -> Response:
        """A drawn chart; its name is a hash of what it shows, so only somebody who saw the page knows it."""
        path = _path(digest)
        if not digest.isalnum() or len(digest) != 32 or not path.is_file():
            abort(404)
        answer = Response(path.read_bytes(), mimetype="image/svg+xml")
        answer.headers["Cache-Control"] = "private, max-age=86400, immutable"
        answer.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'"
        return answer
