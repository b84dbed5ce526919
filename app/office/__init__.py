"""The officers' desk: what waits for me, the audit log, data past its time, the calendar."""

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
        ports().nav.append(NavItem(lazy("Office"), "office.desk", 90, lambda actor: actor.is_officer(), "office"))
    app.extensions.setdefault("office_links", []).extend(
        [
            ("office.audit_log", lazy("Audit log"), RULE_ROLES[Rule.AUDIT]),
            ("office.retention_page", lazy("Data past its time"), RULE_ROLES[Rule.ADMINISTRATION]),
        ]
    )
