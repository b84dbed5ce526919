"""Codes given out at desks and by letter before anybody is on the register: batches, their prints, how one is used."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask


def register(app: Flask) -> None:
    """The site knows the tables of batches."""
    from . import models  # noqa: F401
