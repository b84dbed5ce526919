"""Rounds: rule sets, ballot items and the life of a vote from draft to published result."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask


def register(app: Flask) -> None:
    """The site knows rounds: tables and pages."""
    from . import models  # noqa: F401
