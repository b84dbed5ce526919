"""The ballot: choosing, two projects side by side. Nothing here puts a choice in an address, a cookie or a log."""

from __future__ import annotations

from flask import jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.core.access import Rule, access
from app.core.db import unit_of_work
from app.core.errors import DomainError
from app.core.forms import show_on_form
from app.core.i18n import _
from app.core.web.logs import RECEIVED_AT
from app.rounds.models import BOOST

from .. import commands
from ..forms import ChoicesForm, Sent, numbers
from ..queries import Hold
from .ballot import ballot_page, review_page
from .here import Here, bp, here


@bp.route("/<slug>/choose", methods=["GET", "POST"])
@access(Rule.PUBLIC)
def choose(slug: str) -> ResponseReturnValue:
    """The ballot. Every send keeps what is marked; a filter shows fewer items and forgets none."""
    if request.method == "POST":
        return _send(slug)
    found = here(slug)
    if not isinstance(found, Here):
        return found
    if found.draft is None and found.voter.has_cast and "again" not in request.args:
        return redirect(url_for(".done", slug=slug))
    return ballot_page(found, ChoicesForm(formdata=None))


def _send(slug: str) -> ResponseReturnValue:
    sent, found = Sent.of(request.form), None
    try:
        with unit_of_work():
            found = here(slug, Hold.VOTER)
            if not isinstance(found, Here):
                return found
            found.chosen, found.draft = commands.send_marks(
                found.voter.id, shown=sent.shown, marks=sent.marks, received_at=request.environ[RECEIVED_AT]
            )
    except DomainError as refusal:
        if not isinstance(found, Here):
            raise
        return _refused(found, refusal)
    return _after(found, sent)


def _refused(found: Here, refusal: DomainError) -> ResponseReturnValue:
    form = ChoicesForm()
    show_on_form(form, refusal)
    return ballot_page(found, form)


def _after(found: Here, sent: Sent) -> ResponseReturnValue:
    """The page that the pressed button asks for; the choices are kept."""
    wanted = request.form.get("do", "")
    if wanted == "show" and request.form.get("second"):
        wanted = "compare"  # Enter in the last field of the comparison presses the first button of the form
    if wanted == "show" and not sent.unread:
        area, theme = (request.form.get(name) or None for name in ("area", "theme"))
        return redirect(url_for(".choose", slug=found.round.slug, again=1, area=area, theme=theme, _anchor="projects"))
    if sent.unread:
        words = _("Number %(number)s: write a whole number", number=min(sent.unread))
        return _refused(found, DomainError(words, field="choices"))
    if wanted == "compare":
        return _compare_page(found)
    if fault := found.fault():
        return _refused(found, DomainError(fault, field="choices"))
    return review_page(found)


def _compare_page(found: Here) -> ResponseReturnValue:
    """Two projects side by side, by the numbers that were sent; choices stay as they are."""
    live = {item.number for item in found.live}
    wanted = [number for name in ("first", "second") for number in numbers([request.form.get(name, "")])]
    return render_template("ballots/compare.html", round=found.round, lines=found.lines(live.intersection(wanted)))


@bp.post("/<slug>/keep")
@access(Rule.PUBLIC)
def keep(slug: str) -> ResponseReturnValue:
    """One choice, sent by the small script as it is made; answers how far the voter is in its pot, under 1 KB.

    item: the number; on: 1 or 0 for a box, with boost=1 for the boost vote; value: a mark, empty for none.
    """
    number = next(iter(numbers([request.form.get("item", "")])), 0)
    key = number | BOOST if request.form.get("boost") else number
    try:
        with unit_of_work():
            found = here(slug, Hold.VOTER)
            if not isinstance(found, Here):
                return jsonify({"gone": True}), 409
            found.chosen = commands.keep_one(
                found.voter.id, key, _sent_value(), received_at=request.environ[RECEIVED_AT]
            )
    except DomainError as refusal:
        return jsonify({"gone": True, "words": refusal.message}), 409
    mine = next((item.round_pot_id for item in found.items if item.number == number), None)
    told = [
        view.as_json()
        for pot, view in zip(found.pots, found.views(), strict=True)
        if pot.id == mine or request.form.get("boost")
    ]
    return jsonify({"kept": True, "pots": told})


def _sent_value() -> int | None:
    if "on" in request.form:
        return 1 if request.form["on"] == "1" else None
    return next(iter(numbers([request.form.get("value", "").strip()])), None)
