"""Two sessions that never meet: one for people who sign in, one (Path=/vote) for voters, who have no account."""

from __future__ import annotations

from flask import Flask, has_request_context, request
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import URLSafeTimedSerializer

VOTE_PREFIX = "/vote"


def is_voting() -> bool:
    """This request is under /vote: no person is loaded, nothing may be cached, nothing of it is logged."""
    return has_request_context() and (request.path == VOTE_PREFIX or request.path.startswith(VOTE_PREFIX + "/"))


class TwoSessions(SecureCookieSessionInterface):
    """Flask's signed-cookie session, under another name and path when the request is under /vote (`design.md` 5)."""

    def get_cookie_name(self, app: Flask) -> str:
        if is_voting():
            return "__Secure-vote" if app.config["SESSION_COOKIE_SECURE"] else "vote"
        return super().get_cookie_name(app)

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """Made once: the secret does not change while the application runs."""
        if "session_serializer" not in app.extensions:
            app.extensions["session_serializer"] = super().get_signing_serializer(app)
        made: URLSafeTimedSerializer | None = app.extensions["session_serializer"]
        return made

    def get_cookie_path(self, app: Flask) -> str:
        return VOTE_PREFIX if is_voting() else super().get_cookie_path(app)
