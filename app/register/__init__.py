"""The register: who may vote in a round, the one right each has, and the codes that lead to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask


def register(app: Flask) -> None:
    """The site knows the register: tables, the way into voting, the officers' page, retention."""
    import datetime as dt

    from app.core import jobs as queue
    from app.core.events import subscribe
    from app.core.ports import ports
    from app.rounds.events import RoundClosed, RoundLocked

    from . import codes, jobs, kiosk, models, panels, privacy, sessions  # noqa: F401
    from .commands.office_lists import INVITE, settle_lists
    from .commands.reminding import REMIND
    from .commands.unseen import hold_unseen
    from .seed import SEED
    from .views import BLUEPRINTS

    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    app.add_template_filter(dt.datetime.fromisoformat, "instant")
    app.after_request(sessions.forget_assisted)
    queue.handler(app, REMIND, jobs.remind)
    queue.handler(app, INVITE, jobs.invite)
    queue.every(app, "register-reminders", dt.timedelta(minutes=10), jobs.begin_waves)
    subscribe(app, RoundLocked, settle_lists)
    subscribe(app, RoundClosed, hold_unseen)
    codes.register(app)
    kiosk.register(app)
    with app.app_context():
        ports().add_panel("round", panels.of_round)
        ports().add_panel("office-round", panels.of_office_round)
        ports().queue.append(panels.waiting_for)
        ports().personal_data.append(privacy.PERSONAL_DATA)
        ports().add_panel("my-group", panels.of_my_group)
        ports().seeds.append(SEED)
