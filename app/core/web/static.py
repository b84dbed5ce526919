"""Static files under one content hash in the path, so that they can be kept for ever; compressed once, in memory."""

from __future__ import annotations

import functools
import gzip
import hashlib
import mimetypes
from pathlib import Path

from flask import Flask, Response, abort, current_app, request

from app.core.access import Rule, access

ROOT = Path(__file__).parents[3] / "static"
TEXT = frozenset({".css", ".js", ".mjs", ".svg", ".json", ".txt"})
mimetypes.add_type("text/javascript", ".mjs")
mimetypes.add_type("font/woff2", ".woff2")


def fingerprint() -> str:
    """Ten letters that change when any static file does."""
    digest = hashlib.sha256()
    for path in sorted(p for p in ROOT.rglob("*") if p.is_file()):
        digest.update(path.relative_to(ROOT).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()[:10]


def static_url(endpoint: str = "static", filename: str = "") -> str:
    """`url_for("static", ...)` that needs no request: for error pages."""
    return f"/{endpoint}/{current_app.config['STATIC_SEAL']}/{filename}"


@functools.lru_cache(maxsize=200)
def _content(name: str, zipped: bool) -> bytes | None:
    path = (ROOT / name).resolve()
    if ROOT not in path.parents or not path.is_file():
        return None
    plain = path.read_bytes()
    return gzip.compress(plain, 9, mtime=0) if zipped else plain


def register(app: Flask) -> None:
    current = app.config["STATIC_SEAL"] = fingerprint()

    @app.get("/static/<seal>/<path:filename>", endpoint="static")
    @access(Rule.PUBLIC)
    def static(seal: str, filename: str) -> Response:
        zipped = Path(filename).suffix in TEXT and "gzip" in request.headers.get("Accept-Encoding", "")
        content = _content(filename, zipped)
        if content is None:
            abort(404)
        answer = Response(content, mimetype=mimetypes.guess_type(filename)[0] or "application/octet-stream")
        answer.headers["Vary"] = "Accept-Encoding"
        if zipped:
            answer.headers["Content-Encoding"] = "gzip"
        answer.headers["Cache-Control"] = "public, max-age=31536000, immutable" if seal == current else "no-cache"
        return answer

    @app.get("/favicon.ico")
    @access(Rule.PUBLIC)
    def favicon() -> Response:
        return Response(_content("img/icon.svg", False) or b"", mimetype="image/svg+xml")

    @app.url_defaults
    def _add_seal(endpoint: str, values: dict[str, object]) -> None:
        if endpoint == "static":
            values.setdefault("seal", current)
