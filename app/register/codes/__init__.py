"""Codes given out at desks and by letter before anybody is on the register: batches, their prints, how one is used."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask


def register(app: Flask) -> None:
    """The site knows batches of codes: tables, officers' pages, the work that makes and prints them, the demo's two."""
    import datetime as dt

    from app.core import jobs
    from app.core.ports import Seed, ports

    from . import jobs as work
    from . import models  # noqa: F401
    from .panels import of_office_round
    from .seed import plant
    from .views import office_bp

    app.register_blueprint(office_bp)
    jobs.handler(app, work.MAKE, work.make)
    jobs.handler(app, work.PRINT, work.press)
    jobs.every(app, "sweep-code-batches", dt.timedelta(hours=1), work.sweep)
    with app.app_context():
        ports().add_panel("office-round", of_office_round)
        ports().seeds.append(Seed(105, "batches of codes", plant))
