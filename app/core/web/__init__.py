"""The web floor: headers, static files, sessions, language, errors, health, and what every template can use."""

from __future__ import annotations

from flask import Flask, request, url_for
from werkzeug.middleware.proxy_fix import ProxyFix

from app.core.turns import OneVoteAtATime
from app.settings import Settings

from . import context, errors, headers, health, logs, preferences, sessions, static


def register(app: Flask, settings: Settings) -> None:
    """Every request is timed, named, checked for its host, and answered with strict headers."""
    app.config["TRUSTED_HOSTS"] = list(settings.trusted_hosts)
    app.session_interface = sessions.TwoSessions()
    for part in (logs, static, preferences, headers, context, errors, health):
        part.register(app)
    if settings.trusted_proxies:
        count = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]
    if (turns := app.extensions.get("turns")) is not None:
        app.wsgi_app = OneVoteAtATime(app.wsgi_app, turns, sessions.VOTE_PREFIX)  # type: ignore[method-assign]
    app.wsgi_app = logs.ReceivedAt(app.wsgi_app)  # type: ignore[method-assign]


def absolute(endpoint: str, **values: object) -> str:
    """The whole address of a page, for mails and PDFs: in a request, in a job and on the command line alike."""
    from flask import current_app, has_request_context

    base: str = current_app.config["SETTINGS"].base_url
    if not has_request_context():
        with current_app.test_request_context(base_url=base):
            return base + url_for(endpoint, **values, _external=False)  # type: ignore[arg-type]
    return base + url_for(endpoint, **values, _external=False)  # type: ignore[arg-type]


def back_to(fallback: str) -> str:
    """The page in `?next=` if it is one of ours (a path), else `fallback`."""
    wanted = request.values.get("next", "")
    return wanted if wanted.startswith("/") and not wanted.startswith(("//", "/\\")) else fallback
