"""The council: the one row of this installation and what it gives every page."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

NEEDS_NO_COUNCIL = frozenset({None, "static", "favicon", "healthz", "readyz", "chart", "public_file"})


def register(app: Flask) -> None:
    """Every page has the council's name, colours and languages; administrators have its page."""
    from flask import g, request

    from app.core.access import Role
    from app.core.i18n import lazy
    from app.core.ports import NavItem, Seed
    from app.core.web.context import Dresser, request_dressers

    from . import models, presenters, queries, seed, views  # noqa: F401 - models: their tables

    app.register_blueprint(views.bp)
    app.register_blueprint(views.office_bp)
    ports = app.extensions["ports"]
    ports.nav.append(
        NavItem(lazy("Council"), "council_office.council", 90, lambda actor: actor.has(Role.ADMINISTRATOR), "office")
    )
    ports.seeds.append(Seed(10, "council", seed.plant))
    app.extensions["council_name"] = lambda: queries.council().name
    with app.app_context():
        request_dressers().append(Dresser(presenters.stamp, presenters.dress))

    def switch_languages() -> None:
        g.languages_on = app.extensions.get("languages_on", ("en", "ur"))  # for an error page, if the next line fails
        if request.endpoint not in NEEDS_NO_COUNCIL:
            g.languages_on = app.extensions["languages_on"] = tuple(queries.council().languages)

    hooks = app.before_request_funcs.setdefault(None, [])
    before = next((n for n, hook in enumerate(hooks) if hook.__name__ == "_keep_choice"), len(hooks))
    hooks.insert(before, switch_languages)
