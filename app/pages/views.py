"""The home page, the pages of the footer, and the search over everything public."""

from __future__ import annotations

from flask import Blueprint, current_app, render_template, request
from flask.typing import ResponseReturnValue

from app.core import art, search
from app.core.access import Rule, access
from app.core.clock import now
from app.core.web.preferences import address_with
from app.council.queries import council

from . import presenters, queries

bp = Blueprint("pages", __name__)
THEMES = ("people", "tree", "book", "food", "ball", "music", "tools", "garden", "home", "bus")


@bp.get("/")
@access(Rule.PUBLIC)
def home() -> ResponseReturnValue:
    shown = queries.home(now())
    return render_template(
        "pages/home.html",
        shown=shown,
        to_do=presenters.to_do_cards(shown.open_rounds, shown.open_calls),
        projects=presenters.project_cards(shown.projects),
    )


@bp.get("/help")
@access(Rule.PUBLIC)
def help() -> ResponseReturnValue:
    return render_template("pages/help.html", council=council())


@bp.get("/contact")
@access(Rule.PUBLIC)
def contact() -> ResponseReturnValue:
    return render_template("pages/contact.html", council=council())


@bp.get("/accessibility")
@access(Rule.PUBLIC)
def accessibility() -> ResponseReturnValue:
    return render_template("pages/accessibility.html", council=council())


@bp.get("/privacy")
@access(Rule.PUBLIC)
def privacy() -> ResponseReturnValue:
    return render_template("pages/privacy.html", council=council())


@bp.get("/cookies")
@access(Rule.PUBLIC)
def cookies() -> ResponseReturnValue:
    return render_template("pages/cookies.html", council=council())


@bp.get("/worried")
@access(Rule.PUBLIC)
def worried() -> ResponseReturnValue:
    """Somebody may be in danger: 999 first, then the council's safeguarding contact (`domain.md` vi.4 S1)."""
    return render_template("pages/worried.html", council=council())


@bp.get("/search")
@access(Rule.PUBLIC)
def find() -> ResponseReturnValue:
    wanted = request.args.get("q", "").strip()[:100]
    return render_template("pages/search.html", wanted=wanted, hits=search.find(wanted))


@bp.get("/art/<theme>/<seed>.svg")
@access(Rule.PUBLIC)
def drawing(theme: str, seed: str) -> ResponseReturnValue:
    """The drawn picture of a thing without a photograph."""
    picture = art.picture(seed[:60], theme if theme in THEMES else THEMES[0])
    answer = current_app.response_class(picture, mimetype="image/svg+xml")
    answer.headers["Cache-Control"] = "public, max-age=604800"
    answer.headers["Content-Security-Policy"] = "default-src 'none'"
    return answer


@bp.get("/robots.txt")
@access(Rule.PUBLIC)
def robots() -> ResponseReturnValue:
    text = "User-agent: *\nDisallow: /account/\nDisallow: /my/\nDisallow: /office/\nDisallow: /vote/\n"
    return current_app.response_class(text, mimetype="text/plain")


@bp.app_template_global()
def page_without(name: str) -> str:
    """This page's address without one filter."""
    return address_with(**{name: None})
