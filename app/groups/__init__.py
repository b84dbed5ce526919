"""Community groups: who they are, who belongs to them, and their public pages."""

from __future__ import annotations

from flask import Flask


def register(app: Flask) -> None:
    """The application has groups: pages, rights of members, search, queue, personal data and demo groups."""
    from app.core.access import Actor
    from app.core.clock import today
    from app.core.db import constraint_refusal
    from app.core.i18n import lazy
    from app.core.ports import NavItem, PersonalData, Seed

    from . import commands, panels, queries, seed
    from .views import bp, office_bp

    app.register_blueprint(bp)
    app.register_blueprint(office_bp)
    app.extensions["rights"].memberships.append(queries.rights_of)
    constraint_refusal("uq_membership_live", lazy("This person is already in the group"))
    constraint_refusal("uq_group_join_request_open", lazy("You have already asked to join this group"))
    constraint_refusal("uq_community_group_slug", lazy("A group with this name is already here"), field="name")

    def everyone(_actor: Actor) -> bool:
        return True

    def signed_in(actor: Actor) -> bool:
        return actor.is_signed_in

    ports = app.extensions["ports"]
    ports.nav.append(NavItem(lazy("Groups"), "groups.directory", 40, everyone))
    ports.nav.append(NavItem(lazy("My groups"), "groups.mine", 20, signed_in, area="my"))
    ports.nav.append(NavItem(lazy("Groups"), "groups_office.index", 60, Actor.is_officer, area="office"))
    ports.search.append(panels.found)
    ports.queue.append(panels.waiting)
    ports.personal_data.append(
        PersonalData(
            "groups",
            export=panels.held_about,
            erase=lambda person_id: commands.forget_person(person_id, on=today()),
        )
    )
    ports.seeds.append(Seed(40, "groups", seed.plant))
