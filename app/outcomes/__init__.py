"""Readings of indicators that projects log."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask


def register(app: Flask) -> None:
    """Projects can log readings; indicators and projects show them."""
    from app.core.i18n import lazy
    from app.core.ports import PersonalData, Seed, ports
    from app.delivery.sources import LogSource, offer_source

    from . import commands, panels, seed, views
    from .models import OutcomeReading

    app.register_blueprint(views.bp)
    offer_source(
        app,
        LogSource(
            type=OutcomeReading.__tablename__,
            name=lazy("Reading"),
            button=lazy("Log a reading"),
            endpoint="outcomes.log_reading",
            order=30,
            void=commands.void_reading,
        ),
    )
    with app.app_context():
        found = ports()
        found.add_panel("indicator", panels.on_indicator)
        found.add_panel("project", panels.on_project)
        found.personal_data.append(PersonalData("outcomes", export=panels.held_about))
        found.seeds.append(Seed(160, "outcomes", seed.plant))
