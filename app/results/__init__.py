"""Results: counts, certification, certificates and publication."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask


def register(app: Flask) -> None:
    """The site knows results: tables and pages."""
    from . import models  # noqa: F401
