"""Placeholder."""

from __future__ import annotations

from flask import Flask


def register(app: Flask) -> None:
    """The tables are known."""
    from . import models  # noqa: F401
