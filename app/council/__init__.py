"""The council: the one row of this installation and what it gives every page."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask


def register(app: Flask) -> None:
    """The tables are known."""
    from . import models  # noqa: F401
