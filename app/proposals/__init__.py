"""Proposals: what groups put forward, from the first draft to what became of it."""

from __future__ import annotations

from flask import Flask


def register(app: Flask) -> None:
    """The application has proposals: pages, panels on calls, groups and actions, search, queue and demo proposals."""
    from app.core import events
    from app.core.access import Actor
    from app.core.db import constraint_refusal
    from app.core.i18n import lazy
    from app.core.ports import NavItem, PersonalData, Seed
    from app.funds.events import CallExtended

    from . import hearing, panels, seed
    from .views import bp

    app.register_blueprint(bp)
    events.subscribe(app, CallExtended, hearing.tell_drafters)
    constraint_refusal(
        "ck_proposal_minimum_within_amount",
        lazy("The least it could be done with cannot be more than what you ask for"),
        field="min_viable_pence",
    )

    def everyone(_actor: Actor) -> bool:
        return True

    def has_group(actor: Actor) -> bool:
        return bool(actor.memberships)

    ports = app.extensions["ports"]
    ports.nav.append(NavItem(lazy("Proposals"), "proposals.index", 30, everyone))
    ports.nav.append(NavItem(lazy("My proposals"), "proposals.mine", 30, has_group, area="my"))
    ports.add_panel("call", panels.on_call)
    ports.add_panel("group", panels.on_group)
    ports.add_panel("my-group", panels.on_my_group)
    ports.add_panel("action", panels.on_action)
    ports.add_timeline("proposal", panels.story)
    ports.search.append(panels.found)
    ports.queue.append(panels.waiting)
    ports.personal_data.append(PersonalData("proposals", export=panels.held_about))
    ports.seeds.append(Seed(70, "proposals", seed.plant))
