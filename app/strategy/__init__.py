"""The strategy: plan, actions, indicators and how they go."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask


def register(app: Flask) -> None:
    """Everybody can read the plan; strategy officers keep it."""
    from app.core.access import Role
    from app.core.i18n import lazy
    from app.core.ports import NavItem, PersonalData, Seed

    from . import models, panels, privacy, seed, views  # noqa: F401 - models: their tables

    app.register_blueprint(views.bp)
    app.register_blueprint(views.office_bp)
    ports = app.extensions["ports"]
    ports.nav.append(NavItem(lazy("The plan"), "strategy.plan", 10, lambda actor: True))
    office = "strategy_office.versions"
    ports.nav.append(NavItem(lazy("Plan"), office, 10, lambda actor: actor.has(Role.STRATEGY_OFFICER), "office"))
    ports.add_panel("area", panels.actions_in_area)
    ports.queue.append(panels.queue)
    ports.calendar.append(panels.calendar)
    ports.search.append(panels.search)
    ports.personal_data.append(PersonalData("plan", export=privacy.held_about))
    ports.seeds.append(Seed(50, "strategy", seed.plant))
