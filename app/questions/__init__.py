"""Residents' questions on proposals, the groups' public answers, and their moderation."""

from __future__ import annotations

from flask import Flask


def register(app: Flask) -> None:
    """The application has questions: public board, answers, moderators' queue, panels and demo questions."""
    from app.core.access import RULE_ROLES, Actor, Rule
    from app.core.i18n import lazy
    from app.core.ports import NavItem, Seed

    from . import panels, privacy, seed
    from .views import bp, office_bp

    app.register_blueprint(bp)
    app.register_blueprint(office_bp)

    def moderates(actor: Actor) -> bool:
        return actor.has(*RULE_ROLES[Rule.MODERATION])

    ports = app.extensions["ports"]
    ports.nav.append(NavItem(lazy("Questions to moderate"), "questions_office.index", 36, moderates, area="office"))
    ports.add_panel("proposal", panels.on_proposal)
    ports.add_panel("my-proposal", panels.on_my_proposal)
    ports.queue.append(panels.waiting)
    ports.personal_data.append(privacy.PERSONAL_DATA)
    ports.seeds.append(Seed(95, "questions", seed.plant))
