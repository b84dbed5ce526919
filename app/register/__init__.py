"""The register: who may vote in a round, the one right each has, and the codes that lead to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask


def register(app: Flask) -> None:
    """The site knows the register: tables, the way into voting, the officers' page."""
    from . import models  # noqa: F401
