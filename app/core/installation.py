"""The settings of the installation that is running, for code that knows no web."""

from __future__ import annotations

from flask import current_app

from app.settings import Settings


def settings() -> Settings:
    """The checked settings of the current application."""
    found: Settings = current_app.config["SETTINGS"]
    return found
