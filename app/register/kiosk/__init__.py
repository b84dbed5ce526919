"""Devices that many voters share: handing one over, what it shows, how it forgets each voter."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask


def register(app: Flask) -> None:
    """The site knows shared devices: tables, their pages, and the fence round them."""
    from . import device, models  # noqa: F401
    from .views import bp, office_bp

    app.register_blueprint(bp)
    app.register_blueprint(office_bp)
    device.register(app)
