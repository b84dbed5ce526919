"""Standing money, its pots, the calls for proposals, and the ledger."""

from __future__ import annotations

from flask import Flask


def register(app: Flask) -> None:
    """The application has funds and calls: pages, search, calendar and the demo's money."""
    from app.core.access import RULE_ROLES, Actor, Rule
    from app.core.db import constraint_refusal
    from app.core.i18n import lazy
    from app.core.ports import NavItem, Seed

    from . import panels, seed
    from .views import bp, office_bp

    app.register_blueprint(bp)
    app.register_blueprint(office_bp)
    constraint_refusal("uq_fund_name", lazy("Another fund has this name"), field="name")
    constraint_refusal("uq_pot_fund_id_name", lazy("Another pot of this fund has this name"), field="name")
    constraint_refusal("uq_pot_fund_id", lazy("Another pot of this fund has this name"), field="name")

    def everyone(_actor: Actor) -> bool:
        return True

    def manages_funds(actor: Actor) -> bool:
        return actor.has(*RULE_ROLES[Rule.FUNDS])

    ports = app.extensions["ports"]
    ports.nav.append(NavItem(lazy("Calls"), "funds.index", 20, everyone))
    ports.nav.append(NavItem(lazy("Funds"), "funds_office.index", 30, manages_funds, area="office"))
    ports.search.append(panels.found)
    ports.calendar.append(panels.dates)
    ports.seeds.append(Seed(60, "funds", seed.plant))
