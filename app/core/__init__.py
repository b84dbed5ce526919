"""What any council web app needs, and nothing about participatory budgeting (role names excepted)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from app.settings import Settings


def register(app: Flask, settings: Settings) -> None:
    """The application has its clock, ports, rights, jobs and the web floor that every page stands on."""
    from . import attempts, audit, charts, clock, files, jobs, outbox, retention, web  # noqa: F401 - for their tables
    from .access import Rights
    from .backup import backup, restore
    from .ports import Ports

    clock.set_clock(settings.clock_at)
    app.extensions["ports"] = Ports()
    app.extensions["rights"] = Rights()
    jobs.register(app, settings)
    web.register(app, settings)
    files.register(app)
    charts.register(app)
    attempts.register(app)
    retention.register(app)
    for command in (backup, restore, jobs.consume):
        app.cli.add_command(command)
