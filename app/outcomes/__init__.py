"""Readings of indicators that projects log."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask


def register(app: Flask) -> None:
    """The package's tables are known."""
    from . import models  # noqa: F401 - its tables
