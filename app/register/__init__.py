"""The register: who may vote in a round, the one right each has, and the codes that lead to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask


def register(app: Flask) -> None:
    """The site knows the register: tables, the way into voting, the officers' page, retention."""
    from app.core.ports import ports

    from . import codes, kiosk, models, panels, privacy  # noqa: F401
    from .views import bp, office_bp

    app.register_blueprint(bp)
    app.register_blueprint(office_bp)
    codes.register(app)
    kiosk.register(app)
    with app.app_context():
        ports().add_panel("round", panels.of_round)
        ports().add_panel("office-round", panels.of_office_round)
        ports().queue.append(panels.waiting_for)
        ports().personal_data.append(privacy.PERSONAL_DATA)
