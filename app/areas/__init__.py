"""Areas: boundary sets, places, how they lie to each other, postcodes."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask


def register(app: Flask) -> None:
    """Residents find their ward; officers keep the boundaries."""
    from app.core.i18n import lazy
    from app.core.ports import NavItem, Seed

    from . import cli, models, policies, presenters, seed, views  # noqa: F401 - models: their tables

    app.register_blueprint(views.bp)
    app.register_blueprint(views.office_bp)
    cli.register(app)
    ports = app.extensions["ports"]
    ports.nav.append(NavItem(lazy("Areas"), "areas.areas", 60, lambda actor: True))
    ports.nav.append(
        NavItem(lazy("Areas"), "areas_office.sets", 80, lambda actor: bool(policies.can_edit_areas(actor)), "office")
    )
    ports.search.append(presenters.search_hits)
    ports.seeds.append(Seed(20, "areas", seed.plant))
