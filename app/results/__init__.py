"""Results: counts, certification, certificates and publication."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask


def register(app: Flask) -> None:
    """The site knows results: pages, menu, panels, the queue and the command that imports an election."""
    from app.core import jobs as core_jobs
    from app.core.db import constraint_refusal
    from app.core.i18n import lazy
    from app.core.ports import NavItem, Seed, ports

    from . import jobs, panels, seed
    from .cli import import_round_command
    from .views.office import office_bp
    from .views.public import bp

    app.register_blueprint(bp)
    app.register_blueprint(office_bp)
    core_jobs.handler(app, "results.enough", jobs.work_out_enough)
    app.cli.add_command(import_round_command)
    constraint_refusal(
        "ck_round_count_two_officers_certify",
        lazy("A second officer must certify too. You have already certified this count"),
    )
    with app.app_context():
        registry = ports()
        registry.nav.append(NavItem(lazy("Results"), "results.index", 12, lambda actor: True))
        registry.add_panel("proposal", panels.on_proposal)
        registry.add_panel("office-round", panels.on_round_office)
        registry.add_timeline("proposal", panels.proposal_story)
        registry.queue.append(panels.waiting)
        registry.seeds.append(Seed(110, "results", seed.plant))
