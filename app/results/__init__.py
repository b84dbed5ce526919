"""Results: counts, certification, certificates and publication."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask


def register(app: Flask) -> None:
    """The site knows results: pages, menu, panels, the queue and the command that imports an election."""
    import datetime as dt

    from app.core import jobs as core_jobs
    from app.core.db import constraint_refusal
    from app.core.i18n import lazy
    from app.core.ports import NavItem, Seed, ports

    from . import jobs, panels, privacy, seed
    from .cli import import_round_command
    from .views import BLUEPRINTS

    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    core_jobs.handler(app, "results.enough", jobs.work_out_enough)
    core_jobs.handler(app, "results.verify", jobs.verify)
    core_jobs.every(app, "results.close", dt.timedelta(hours=1), jobs.close_results)
    app.cli.add_command(import_round_command)
    constraint_refusal(
        "ck_round_count_two_officers_certify",
        lazy("A second officer must certify too. You have already certified this count"),
    )
    constraint_refusal(
        "ck_objection_decided_by_another",
        lazy("You certified this count. Somebody else must decide about objections to it"),
    )
    constraint_refusal(
        "ck_result_change_two_officers_disqualify",
        lazy("A second officer must confirm it. You asked for it yourself"),
    )
    with app.app_context():
        registry = ports()
        registry.nav.append(NavItem(lazy("Results"), "results.index", 12, lambda actor: True))
        registry.add_panel("proposal", panels.on_proposal)
        registry.add_panel("round", panels.of_round)
        registry.add_panel("office-round", panels.on_round_office)
        registry.add_timeline("proposal", panels.proposal_story)
        registry.queue.append(panels.waiting)
        registry.queue.append(panels.objections_waiting)
        registry.personal_data.append(privacy.PERSONAL_DATA)
        registry.seeds.append(Seed(110, "results", seed.plant))
