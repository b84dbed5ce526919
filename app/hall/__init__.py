"""Decision days: the plan of the hall, its desk, running order and timer, and votes pitch by pitch."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask


def register(app: Flask) -> None:
    """The site knows decision days: tables, pages of residents, voters and the desk, what the opening waits for."""
    from app.ballots.events import BallotsOpened, DeskReconciled
    from app.core.events import subscribe
    from app.core.ports import ports
    from app.rounds.events import RoundClosed

    from . import models, panels  # noqa: F401
    from .commands import news
    from .seed import SEED
    from .views import bp, office_bp, public_bp

    for blueprint in (bp, office_bp, public_bp):
        app.register_blueprint(blueprint)
    subscribe(app, BallotsOpened, news.list_is_closed)
    subscribe(app, DeskReconciled, news.papers_may_come)
    subscribe(app, RoundClosed, news.cast_what_waits)
    with app.app_context():
        ports().add_panel("round", panels.of_round)
        ports().add_panel("office-round", panels.of_office_round)
        ports().queue.append(panels.waiting_for)
        ports().calendar.append(panels.days)
        ports().seeds.append(SEED)
