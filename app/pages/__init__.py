"""Pages that belong to the whole site: home, help, privacy, cookies, accessibility, contact, search, worried."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask


def register(app: Flask) -> None:
    """The home page and the pages of the footer exist."""
    from . import views

    app.register_blueprint(views.bp)
