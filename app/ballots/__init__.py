"""The ballot box: keys, drafts, envelopes, the opening and the ballots it leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask


def register(app: Flask) -> None:
    """The site knows the ballot box: tables, the voter's pages, the trustees' pages, what must be destroyed when."""
    from app.core import jobs as queue
    from app.core.events import subscribe
    from app.core.ports import ports
    from app.register.events import OnlineVoid, VoterRefused
    from app.rounds.events import RoundCancelled, RoundClosed

    from . import commands, models, panels  # noqa: F401
    from .jobs import DRAFTS_JOB, SWEEP_JOB, box_of_cancelled, drafts_of_closed, remove_drafts, sweep
    from .paper.registering import register_paper
    from .seed import SEED
    from .views import bp, office_bp, public_bp

    for blueprint in (bp, office_bp, public_bp):
        app.register_blueprint(blueprint)
    subscribe(app, VoterRefused, commands.destroy_refused)
    subscribe(app, OnlineVoid, commands.destroy_voided)
    subscribe(app, RoundClosed, drafts_of_closed)
    subscribe(app, RoundCancelled, box_of_cancelled)
    queue.handler(app, SWEEP_JOB, sweep)
    queue.handler(app, DRAFTS_JOB, remove_drafts)
    with app.app_context():
        ports().add_panel("round", panels.of_round)
        ports().add_panel("office-round", panels.of_office_round)
        ports().queue.append(panels.waiting_for)
        ports().seeds.append(SEED)
    register_paper(app)
