"""The ballot box: keys, drafts, envelopes, the opening and the ballots it leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask


def register(app: Flask) -> None:
    """The site knows the ballot box: tables, the voter's pages, the trustees' pages."""
    from . import models  # noqa: F401
