"""Rounds: rule sets, ballot items and the life of a vote from draft to published result."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask


def register(app: Flask) -> None:
    """The site knows rounds: pages, menu, panels, dates, the queue, and the clock that moves them on."""
    import datetime as dt

    from app.core import jobs as core_jobs
    from app.core.clock import now
    from app.core.db import constraint_refusal
    from app.core.events import subscribe
    from app.core.i18n import lazy
    from app.core.ports import NavItem, Seed, ports
    from app.proposals.events import ProposalStateChanged
    from app.proposals.models import ProposalState
    from app.questions import closings

    from . import asking, commands, jobs, panels, seed
    from .views import drafting, rules  # noqa: F401 - add their pages to office_bp
    from .views.office import office_bp
    from .views.public import bp

    app.register_blueprint(bp)
    app.register_blueprint(office_bp)
    constraint_refusal(
        "ck_rule_set_two_officers_lock", lazy("A second officer must confirm the lock. You asked for it yourself")
    )
    constraint_refusal("uq_round_slug", lazy("There is already a round with this name"), field="name")

    def proposal_moved(news: ProposalStateChanged) -> None:
        if news.after is ProposalState.WITHDRAWN:
            commands.proposal_was_withdrawn(news.proposal_id, now())

    subscribe(app, ProposalStateChanged, proposal_moved)
    closings.add(app, asking.voting_closes_at)
    core_jobs.every(app, "rounds.move_on", dt.timedelta(minutes=1), jobs.move_on)
    with app.app_context():
        registry = ports()
        registry.nav.append(NavItem(lazy("Vote"), "rounds.index", 10, lambda actor: True))
        registry.nav.append(NavItem(lazy("Rounds"), "rounds_office.index", 40, panels.is_for_office, area="office"))
        registry.add_panel("proposal", panels.on_proposal)
        registry.add_timeline("proposal", panels.proposal_story)
        registry.calendar.append(panels.dates)
        registry.search.append(panels.found)
        registry.queue.append(panels.waiting)
        registry.seeds.append(Seed(90, "rounds", seed.plant))
