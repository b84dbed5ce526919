"""A visitor's choices, kept in cookies: language (`?lang=ur`) and text size (`?text_size=125`)."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Flask, redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from app.core.i18n import COOKIE, languages_on

TEXT_SIZES = (80, 90, 100, 110, 125, 150, 175, 200)
SIZE_COOKIE = "text_size"
YEAR = 365 * 24 * 3600


def text_size() -> int:
    """The visitor's text size in per cent, one of TEXT_SIZES."""
    kept = request.cookies.get(SIZE_COOKIE, "")
    return int(kept) if kept.isdecimal() and int(kept) in TEXT_SIZES else 100


def address_with(**changed: object) -> str:
    """This page's address with other query arguments; None removes one."""
    query: MultiDict[str, str] = MultiDict(request.args)
    for name, value in changed.items():
        query.poplist(name)
        if value is not None:
            query[name] = str(value)
    return request.path + (f"?{urlencode(list(query.items(multi=True)))}" if query else "")


def register(app: Flask) -> None:
    @app.before_request
    def _keep_choice() -> ResponseReturnValue | None:
        if request.method != "GET" or not ({"lang", "text_size"} & set(request.args)):
            return None
        answer = redirect(address_with(lang=None, text_size=None))
        secure = bool(app.config["SESSION_COOKIE_SECURE"])
        lang, size = request.args.get("lang", ""), request.args.get("text_size", "")
        if lang in languages_on():
            answer.set_cookie(COOKIE, lang, max_age=YEAR, samesite="Lax", secure=secure, httponly=True)
        if size.isdecimal() and int(size) in TEXT_SIZES:
            answer.set_cookie(SIZE_COOKIE, size, max_age=YEAR, samesite="Lax", secure=secure, httponly=True)
        return answer
