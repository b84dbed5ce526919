"""The officers' desk: what waits for me, the audit log, data past its time, the calendar, translations."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask


def register(app: Flask) -> None:
    """Officers have a desk and links to it."""
    from app.core.access import RULE_ROLES, Rule
    from app.core.i18n import lazy
    from app.core.ports import NavItem, ports

    from . import views

    app.register_blueprint(views.bp)
    with app.app_context():
        may_read, may_erase = RULE_ROLES[Rule.AUDIT], RULE_ROLES[Rule.ADMINISTRATION]
        may_check = RULE_ROLES[Rule.TRANSLATION]
        ports().nav += [
            NavItem(lazy("Office"), "office.desk", 10, lambda actor: actor.is_officer(), "account"),
            NavItem(lazy("Your desk"), "office.desk", 0, lambda actor: actor.is_officer(), "office"),
            NavItem(lazy("Audit log"), "office.audit_log", 95, lambda actor: actor.has(*may_read), "office"),
            NavItem(lazy("Translations"), "office.translations", 90, lambda actor: actor.has(*may_check), "office"),
            NavItem(lazy("Data past its time"), "office.retention_page", 97, lambda a: a.has(*may_erase), "office"),
        ]
