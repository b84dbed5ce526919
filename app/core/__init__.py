"""What any council web app needs, and nothing about participatory budgeting (role names excepted)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from app.settings import Settings


def register(app: Flask, settings: Settings) -> None:
    """The application has its clock, ports, rights, jobs and the web floor that every page stands on."""
    from . import audit, charts, clock, files, jobs, outbox, web  # noqa: F401 - audit, outbox: their tables
    from .access import Rights
    from .ports import Ports

    clock.set_clock(settings.clock_at)
    app.extensions["ports"] = Ports()
    app.extensions["rights"] = Rights()
    jobs.register(app, settings)
    web.register(app, settings)
    files.register(app)
    charts.register(app)
