"""Voluntary equality answers after an act is done, apart and shown only in suppressed tables (`domain.md` vi.3)."""

from __future__ import annotations

from flask import Flask


def register(app: Flask) -> None:
    """The application has equality questions, the notice to stop, the steward's pages, and their retention."""
    import datetime as dt

    from app.core import jobs as core_jobs
    from app.core.access import RULE_ROLES, Actor, Rule
    from app.core.i18n import lazy
    from app.core.ports import NavItem, Seed

    from . import jobs, panels, privacy, seed
    from .views import bp, office_bp

    app.register_blueprint(bp)
    app.register_blueprint(office_bp)
    core_jobs.every(app, "equality.settle", dt.timedelta(hours=1), jobs.settle)

    def may_see(actor: Actor) -> bool:
        return actor.has(*RULE_ROLES[Rule.EQUALITY_TABLES])

    ports = app.extensions["ports"]
    ports.nav.append(NavItem(lazy("Equality tables"), "equality_office.index", 80, may_see, area="office"))
    ports.add_panel("after-vote", panels.after_vote)
    ports.personal_data.append(privacy.PERSONAL_DATA)
    ports.seeds.append(Seed(125, "equality", seed.plant))
