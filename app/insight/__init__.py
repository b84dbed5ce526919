"""Representation watch: who takes part in a round beside who lives here, and who was served by its money."""

from __future__ import annotations

from flask import Flask


def register(app: Flask) -> None:
    """The application watches rounds: officers' pages, hourly totals of page opens, alerts in the queue."""
    import datetime as dt

    from app.core import jobs as core_jobs
    from app.core.access import RULE_ROLES, Actor, Rule
    from app.core.ports import NavItem, Seed

    from . import jobs, opens, panels, seed
    from .views import bp

    app.register_blueprint(bp)
    opens.register(app)
    core_jobs.every(app, "insight.watch", dt.timedelta(hours=1), jobs.watch)

    def may_see(actor: Actor) -> bool:
        return actor.has(*RULE_ROLES[Rule.REPRESENTATION])

    ports = app.extensions["ports"]
    ports.nav.append(NavItem("Representation", "insight.index", 45, may_see, area="office"))
    ports.queue.append(panels.waiting)
    ports.add_panel("office-round", panels.on_round)
    ports.seeds.append(Seed(185, "insight", seed.plant))
