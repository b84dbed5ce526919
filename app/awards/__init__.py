"""Offers of money, their answers, and the agreements that follow."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask


def register(app: Flask) -> None:
    """A published result makes offers; groups answer them; unanswered ones lapse."""
    import datetime as dt

    from app.core import jobs as core_jobs
    from app.core.access import Role
    from app.core.events import subscribe
    from app.core.i18n import lazy
    from app.core.ports import NavItem, Seed, ports
    from app.results.events import ReservePromoted, ResultPublished, WinnerLeft

    from . import commands, jobs, panels, seed, views

    app.register_blueprint(views.bp)
    app.register_blueprint(views.office_bp)
    subscribe(app, ResultPublished, commands.offer_to_winners)
    subscribe(app, WinnerLeft, commands.end_offer_of)
    subscribe(app, ReservePromoted, commands.offer_to_promoted)
    core_jobs.handler(app, "make-agreement", jobs.make_agreement)
    core_jobs.every(app, "lapse-offers", dt.timedelta(hours=6), jobs.lapse_offers)
    with app.app_context():
        ports().add_panel("proposal", panels.on_proposal)
        ports().queue.append(panels.waiting)
        ports().seeds.append(Seed(120, "awards", seed.plant))
        ports().nav += [
            NavItem(lazy("My awards"), "awards.mine", 30, panels.may_have_awards, "my"),
            NavItem(lazy("Awards"), "awards_office.index", 60, lambda a: a.has(Role.FUND_MANAGER), "office"),
        ]
