"""Languages: which one this visitor reads, and the gettext functions that every layer may use."""

from __future__ import annotations

from typing import Any

import flask_babel
from flask import current_app, g, has_app_context, has_request_context, request
from flask_babel import Babel
from flask_babel.speaklater import LazyString

babel = Babel()

COOKIE = "lang"
RIGHT_TO_LEFT = frozenset({"ur", "ar", "fa", "ps", "ckb"})
NATIVE_NAMES = {
    "en": "English",
    "ur": "اردو",
    "pa": "ਪੰਜਾਬੀ",
    "bn": "বাংলা",
    "ar": "العربية",
    "pl": "Polski",
    "sk": "Slovenčina",
    "ro": "Română",
}
LOCALES = {"en": "en_GB"}
WHOLE = frozenset({"en", "ur"})  # every resident page is translated; the others speak on the voting journey only
JOURNEY = ("/vote", "/rounds", "/equality")

__all__ = [
    "_",
    "babel",
    "catalogue",
    "choose_locale",
    "direction",
    "gettext",
    "is_office",
    "language",
    "languages_here",
    "languages_on",
    "languages_whole",
    "lazy",
    "ngettext",
]


def catalogue() -> Any:
    """The messages of the language that is spoken now."""
    if not has_app_context():
        return flask_babel.get_translations()
    lang, known = language(), current_app.extensions.setdefault("catalogues", {})
    if lang not in known:
        known[lang] = flask_babel.get_translations()
    return known[lang]


def gettext(string: str, **variables: object) -> str:
    """The message in the language of this request, with `%(name)s` filled in if there are variables."""
    said: str = catalogue().gettext(string)
    return said % variables if variables else said


def ngettext(singular: str, plural: str, num: int, **variables: object) -> str:
    """The message for so many, with `%(num)s` and the variables filled in."""
    said: str = catalogue().ngettext(singular, plural, num)
    return said % {"num": num, **variables}


def lazy(string: str, **variables: object) -> LazyString:
    """The message in the language of whoever reads it, asked for when it is read."""
    return LazyString(gettext, string, **variables)


_ = gettext


def languages_on() -> tuple[str, ...]:
    """Codes of the languages the council has switched on, English first."""
    return tuple(g.get("languages_on", ("en", "ur")))


def languages_here() -> tuple[str, ...]:
    """The languages this page can be read in: all that are on while voting, elsewhere those of every resident page."""
    if is_office():
        return ("en",)
    if request.path.startswith(JOURNEY) or request.path == "/":
        return languages_on()
    return languages_whole()


def languages_whole() -> tuple[str, ...]:
    """The languages that are on and that every resident page and mail is translated into."""
    return tuple(code for code in languages_on() if code in WHOLE)


def language() -> str:
    """The two- or three-letter code of this request's language; English outside a request."""
    forced = g.get("language") if has_request_context() else None
    if forced:
        return str(forced)
    if not has_request_context():
        return "en"
    on = languages_here()
    asked = request.cookies.get(COOKIE, "")
    chosen = asked if asked in on else (request.accept_languages.best_match(on) or "en")
    g.language = chosen
    return str(chosen)


def is_office() -> bool:
    """This request is for one of the officers' pages, which are in English only."""
    return has_request_context() and request.path.startswith("/office")


def choose_locale() -> str:
    """The Babel locale for this request."""
    code = language()
    return LOCALES.get(code, code)


def direction(code: str) -> str:
    """`rtl` or `ltr`."""
    return "rtl" if code in RIGHT_TO_LEFT else "ltr"
