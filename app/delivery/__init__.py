"""Funded projects, what they log, and what they changed in the plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask


def register(app: Flask) -> None:
    """An accepted offer makes a project; projects have pages, panels, a search, a queue and demo data."""
    from app.awards.events import OfferAccepted
    from app.core.events import subscribe
    from app.core.i18n import lazy
    from app.core.ports import NavItem, PersonalData, Seed, ports

    from . import commands, panels, seed, views

    app.register_blueprint(views.bp)
    app.register_blueprint(views.office_bp)
    subscribe(app, OfferAccepted, commands.start_project_for)
    with app.app_context():
        found = ports()
        found.add_panel("action", panels.on_action)
        found.add_panel("proposal", panels.on_proposal)
        found.add_panel("group", panels.on_group)
        found.add_panel("my-group", panels.on_my_group)
        found.add_panel("area", panels.on_area)
        found.add_panel("indicator", panels.on_indicator)
        found.queue.append(panels.waiting)
        found.search.append(panels.found)
        found.personal_data.append(PersonalData("delivery", export=panels.held_about))
        found.seeds.append(Seed(130, "delivery", seed.plant))
        found.nav += [
            NavItem(lazy("Projects"), "delivery.index", 35, lambda actor: True),
            NavItem(lazy("My projects"), "delivery.mine", 32, lambda actor: bool(actor.memberships), "my"),
            NavItem(lazy("Projects"), "delivery_office.index", 70, panels.follows, "office"),
            NavItem(lazy("Contributions"), "delivery_office.contributions", 72, panels.follows, "office"),
        ]
