"""Devices that many voters share: handing one over, what it shows, how it forgets each voter."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask


def register(app: Flask) -> None:
    """The site knows the table of devices."""
    from . import models  # noqa: F401
