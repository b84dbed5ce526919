"""The public list of proposals and the page of each."""

from __future__ import annotations

import uuid

from flask import Response, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from sqlalchemy.exc import NoResultFound

from app.areas import queries as areas
from app.core import art
from app.core.access import Rule, access, current_actor
from app.core.clock import today
from app.core.i18n import _
from app.core.ports import ports
from app.core.web.context import show_panel
from app.core.web.kept import kept_page
from app.core.web.listing import PAGE_SIZE, page_links, page_number
from app.funds import queries as funds
from app.funds.terms import ART, THEMES, theme_name
from app.groups.terms import chosen

from .. import queries
from ..forms import ListForm
from ..models import Proposal
from ..presenters import cards, label_of, picture_url
from ..queries import ListFilter, SortBy
from ..terms import HEADINGS, MIXING
from . import bp

SIZES = (20, 50, 100)
PANELS_GO_HERE = Markup("<!-- panels -->")


def _key(text: str | None) -> uuid.UUID | None:
    try:
        return uuid.UUID(text or "")
    except ValueError:
        return None


def _size() -> int:
    text = request.args.get("size", "")
    return int(text) if text.isascii() and text.isdecimal() and int(text) in SIZES else PAGE_SIZE


@bp.get("/proposals")
@access(Rule.PUBLIC)
def index() -> ResponseReturnValue:
    return kept_page(queries.public_stamp(), _list)


def _list() -> str:
    form = ListForm(request.args)
    calls = funds.public_calls()
    form.call.choices = [("", _("All calls")), *((str(call.id), call.title) for call in calls)]
    form.area.choices = [("", _("All wards")), *areas.choices(today())]
    form.theme.choices = [("", _("All themes")), *THEMES.items()]
    wanted = ListFilter(
        text=(form.q.data or "").strip()[:100],
        call_id=_key(form.call.data),
        area_id=_key(form.area.data),
        action_id=_key(request.args.get("action")),
        theme=form.theme.data if form.theme.data in THEMES else "",
    )
    sort = SortBy(form.sort.data) if form.sort.data in set(SortBy) else SortBy.NEWEST
    page, size = page_number(), _size()
    rows, total = queries.public_proposals(wanted, sort=sort, page=page, size=size)
    return render_template(
        "proposals/index.html",
        form=form,
        total=total,
        cards_data=cards(rows, queries.areas_of_all([row.id for row in rows])),
        pages=page_links(total, page, size),
        is_filtered=not wanted.is_empty,
    )


@bp.get("/proposals/<reference>")
@access(Rule.PUBLIC)
def page(reference: str) -> ResponseReturnValue:
    try:
        proposal = queries.public_proposal(reference)
    except NoResultFound:
        abort(404)
    panels = ports().panels_for("proposal", proposal, current_actor())
    drawn = Markup("").join(show_panel(panel) for panel in panels)
    return kept_page(queries.public_stamp(), lambda: _page(proposal)).replace(PANELS_GO_HERE, drawn)


def _page(proposal: Proposal) -> str:
    """The page of a proposal, with a mark where other packages' panels go: those are drawn each time."""
    whole = queries.whole(proposal)
    return render_template(
        "proposals/page.html",
        whole=whole,
        proposal=proposal,
        label=label_of(proposal),
        image_url=picture_url(proposal.reference, queries.shown_picture_of(proposal)),
        themes=[theme_name(key) for key in proposal.themes],
        mixing=chosen(MIXING, proposal.forms_of_integration),
        headings=HEADINGS,
        plan_url=_plan_url,
        panels=PANELS_GO_HERE,
    )


def _plan_url(slug: str) -> str:
    """The public page of an action of the plan."""
    return url_for("strategy.action", slug=slug)


@bp.get("/proposals/<reference>/picture.svg")
@access(Rule.PUBLIC)
def drawn_picture(reference: str) -> ResponseReturnValue:
    """The picture that stands for a proposal without a photograph: always the same one."""
    try:
        theme = ART.get(queries.public_proposal(reference).theme, "")
    except NoResultFound:
        theme = ""
    answer = Response(art.picture(reference.upper(), theme), mimetype="image/svg+xml")
    answer.headers["Cache-Control"] = "public, max-age=86400"
    return answer
