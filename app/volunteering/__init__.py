"""Volunteer hours that projects log."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask


def register(app: Flask) -> None:
    """Projects can log hours, which another person looks at."""
    from app.core.i18n import lazy
    from app.core.ports import PersonalData, Seed, ports
    from app.delivery.sources import LogSource, offer_source

    from . import commands, panels, seed, views
    from .models import HoursEntry

    app.register_blueprint(views.bp)
    app.register_blueprint(views.office_bp)
    offer_source(
        app,
        LogSource(
            type=HoursEntry.__tablename__,
            name=lazy("Volunteer hours"),
            button=lazy("Log volunteer hours"),
            endpoint="volunteering.log_hours",
            order=20,
            void=commands.void_hours,
        ),
    )
    with app.app_context():
        found = ports()
        found.add_panel("my-project", panels.on_my_project)
        found.add_panel("project-office", panels.on_project_office)
        found.queue.append(panels.waiting)
        found.personal_data.append(PersonalData("volunteering", export=panels.held_about))
        found.seeds.append(Seed(150, "volunteering", seed.plant))
