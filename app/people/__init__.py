"""People who sign in, their second step, and the roles they hold."""

from __future__ import annotations

from flask import Flask


def register(app: Flask) -> None:
    """People can join and sign in; their roles count; administrators manage both."""
    from app.core.access import Scope, rights
    from app.core.ports import ports

    from . import cli, presenters, privacy, scopes, seed
    from .accounts import setup
    from .queries import live_grants
    from .views.account import bp
    from .views.office import office_bp

    with app.app_context():
        setup.register(app)
        rights().grants.append(live_grants)
        presenters.register(app, ports())
        ports().personal_data.append(privacy.PEOPLE)
        ports().seeds.append(seed.SEED)
    app.register_blueprint(bp)
    app.register_blueprint(office_bp)
    scopes.offer_scope(app, Scope.AREA, scopes.areas_today)
    cli.register(app)
