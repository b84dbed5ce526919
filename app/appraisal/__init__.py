"""Officers' checks of proposals: the checklist, questions to the group, interests, decisions with reasons."""

from __future__ import annotations

from flask import Flask


def register(app: Flask) -> None:
    """The application checks proposals: officers' pages, a group's answers, queue, story and the demo's checks."""
    from app.core.access import RULE_ROLES, Actor, Rule
    from app.core.i18n import lazy
    from app.core.ports import NavItem, Seed

    from . import panels, privacy, seed
    from .views import bp, office_bp

    app.register_blueprint(bp)
    app.register_blueprint(office_bp)

    def checks(actor: Actor) -> bool:
        return actor.has(*RULE_ROLES[Rule.CHECKING])

    ports = app.extensions["ports"]
    ports.nav.append(NavItem(lazy("Proposals to check"), "appraisal_office.index", 35, checks, area="office"))
    ports.add_panel("my-proposal", panels.on_my_proposal)
    ports.add_timeline("proposal", panels.story)
    ports.queue.append(panels.waiting)
    ports.personal_data.append(privacy.PERSONAL_DATA)
    ports.seeds.append(Seed(80, "appraisal", seed.plant))
