"""Choosing, reviewing, casting and the receipt. Nothing here puts a choice in an address, a cookie or a log."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.core.access import Rule, access
from app.core.clock import today
from app.core.db import unit_of_work
from app.core.errors import DomainError
from app.core.forms import show_on_form
from app.core.i18n import _, language
from app.core.web.logs import RECEIVED_AT
from app.register import policies as register_policies
from app.register.models import Voter, VoterState
from app.register.sessions import voter_here
from app.rounds import queries as rounds
from app.rounds.models import BallotItem, Round, RoundPot

from .. import commands, policies, presenters, queries
from ..forms import CastForm, ChoicesForm

bp = Blueprint("ballots", __name__, url_prefix="/vote")


@dataclass
class Here:
    """The voter of this request, with what they may choose from and what they have chosen so far."""

    round: Round
    voter: Voter
    pots: list[RoundPot]
    items: list[BallotItem]
    draft: Any

    @property
    def chosen(self) -> dict[int, int]:
        return commands.read_draft(self.draft) if self.draft is not None else {}

    def views(self, chosen: dict[int, int]) -> list[presenters.PotView]:
        return presenters.pot_views(self.round, self.round.rules, self.pots, self.items, chosen)


def _here(slug: str) -> Here | ResponseReturnValue:
    """The voter, or the answer for somebody who is not in, was refused, or came after the close."""
    round_ = rounds.public_round(slug)
    voter = voter_here(round_)
    may = policies.can_cast_at(round_, request.environ[RECEIVED_AT])
    if voter is not None and may:
        may = register_policies.can_cast(voter)
    if not may:
        return render_template("register/closed.html", round=round_, reason=may.reason)
    if voter is None:
        return redirect(url_for("register.start", slug=slug))
    pots = presenters.open_pots(voter, round_.pots)
    mine = {pot.id for pot in pots}
    items = [item for item in rounds.items(round_.id) if item.round_pot_id in mine]
    return Here(round_, voter, pots, items, queries.draft(voter.id))


def _numbers(texts: Iterable[str]) -> set[int]:
    return {int(text) for text in texts if text.isdecimal() and len(text) < 6}


@bp.route("/<slug>/choose", methods=["GET", "POST"])
@access(Rule.PUBLIC)
def choose(slug: str) -> ResponseReturnValue:
    """The ballot. Every send keeps what is ticked; a filter shows fewer items and forgets none."""
    here = _here(slug)
    if not isinstance(here, Here):
        return here
    if request.method == "GET" and here.draft is None and here.voter.has_cast and "again" not in request.args:
        return redirect(url_for(".done", slug=slug))
    form = ChoicesForm()
    chosen = here.chosen
    if form.validate_on_submit():
        ticked = {number for name in request.form for number in _ticked(name)}
        try:
            with unit_of_work():
                chosen = commands.keep_draft(
                    here.voter.id,
                    shown=_numbers(request.form.getlist("shown")),
                    ticked=ticked,
                    received_at=request.environ[RECEIVED_AT],
                )
        except DomainError as refusal:
            show_on_form(form, refusal)
        else:
            return redirect(_next_page(slug))
    return _ballot_page(here, form, chosen)


def _ticked(name: str) -> set[int]:
    return _numbers(request.form.getlist(name)) if name.startswith("choices-") else set()


def _next_page(slug: str) -> str:
    if request.form.get("do") == "show":
        area, theme = (request.form.get(name) or None for name in ("area", "theme"))
        return url_for(".choose", slug=slug, again=1, area=area, theme=theme, _anchor="projects")
    return url_for(".review", slug=slug)


def _ballot_page(here: Here, form: ChoicesForm, chosen: dict[int, int], status: int = 200) -> ResponseReturnValue:
    live = [item for item in here.items if not item.is_withdrawn]
    gone = [item for item in here.items if item.is_withdrawn and item.number in chosen]
    area, theme = request.args.get("area", ""), request.args.get("theme", "")
    shown = [i for i in live if (not area or str(i.area_id) == area) and (not theme or i.theme == theme)]
    lines = presenters.lines_of(here.round, shown, chosen, language(), seed=here.voter.order_seed)
    pot_of = {item.number: item.round_pot_id for item in here.items}
    views = here.views(chosen)
    for pot, view in zip(here.pots, views, strict=True):
        view.lines.extend(line for line in lines if pot_of[line.number] == pot.id)
    page = render_template(
        "ballots/choose.html",
        round=here.round,
        rules=here.round.rules,
        form=form,
        views=views,
        gone=presenters.lines_of(here.round, gone, chosen, language(), seed=0),
        areas=sorted({(str(key), name) for key, (_slug, name) in rounds.places(live).items()}, key=lambda a: a[1]),
        themes=presenters.theme_choices(live),
        area=area,
        theme=theme,
        is_held=here.voter.state is VoterState.HELD,
        has_cast=here.voter.has_cast,
        errata=rounds.errata(here.round.id),
    )
    return page, status


@bp.post("/<slug>/keep")
@access(Rule.PUBLIC)
def keep(slug: str) -> ResponseReturnValue:
    """One choice is kept as it is made (small script); the answer says in words how far the voter is."""
    here = _here(slug)
    if not isinstance(here, Here):
        return jsonify({"gone": True}), 409
    number = _numbers([request.form.get("item", "")])
    try:
        with unit_of_work():
            chosen = commands.keep_draft(
                here.voter.id,
                shown=number,
                ticked=number if request.form.get("on") == "1" else set(),
                received_at=request.environ[RECEIVED_AT],
            )
    except DomainError as refusal:
        return jsonify({"gone": True, "words": refusal.message}), 409
    fresh = _here(slug)
    views = fresh.views(chosen) if isinstance(fresh, Here) else []
    return jsonify({"kept": True, "pots": [view.as_json() for view in views]})


@bp.route("/<slug>/review", methods=["GET", "POST"])
@access(Rule.PUBLIC)
def review(slug: str) -> ResponseReturnValue:
    """What would be cast, not yet counted; and the cast."""
    here = _here(slug)
    if not isinstance(here, Here):
        return here
    form = CastForm()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                commands.cast_vote(
                    here.voter.id,
                    received_at=request.environ[RECEIVED_AT],
                    today=today(),
                    mark=form.mark.data or "",  # a form that did not show the choices casts nothing
                )
        except DomainError as refusal:
            again = _here(slug)
            if not isinstance(again, Here):
                return again
            show_on_form(form, refusal)
            return _review_page(again, form)
        return redirect(url_for(".done", slug=slug))
    if here.draft is None and here.voter.has_cast:
        return redirect(url_for(".done", slug=slug))
    fault = _fault(here)
    if fault:
        choices = ChoicesForm(formdata=None)
        choices.choices.errors = [fault]
        return _ballot_page(here, choices, here.chosen)
    return _review_page(here, form)


def _fault(here: Here) -> str:
    """What keeps this draft from being cast, in words; empty when nothing does."""
    chosen = here.chosen
    if any(item.is_withdrawn and item.number in chosen for item in here.items):
        return str(_("A project you chose has been withdrawn. Choose again"))
    limits = policies.Limits.of(here.round.rules, here.pots, here.items)
    found = policies.fault(limits, chosen)
    return policies.fault_in_words(limits, chosen, found, here.round.currency) if found else ""


def _review_page(here: Here, form: CastForm) -> ResponseReturnValue:
    chosen = here.chosen
    lines = presenters.lines_of(
        here.round, [i for i in here.items if i.number in chosen], chosen, language(), seed=here.voter.order_seed
    )
    return render_template(
        "ballots/review.html",
        round=here.round,
        form=form,
        mark=commands.draft_mark(here.draft) if here.draft is not None else "",
        views=here.views(chosen),
        lines=lines,
        has_cast=here.voter.has_cast,
    )


@bp.get("/<slug>/done")
@access(Rule.PUBLIC)
def done(slug: str) -> ResponseReturnValue:
    """The vote is in the box; its receipt, and never what it says."""
    round_ = rounds.public_round(slug)
    voter = voter_here(round_)
    envelope = queries.envelope_of(voter.id) if voter is not None else None
    if voter is None or envelope is None:
        return redirect(url_for("register.start", slug=slug))
    return render_template(
        "ballots/done.html",
        round=round_,
        receipt=envelope.receipt,
        is_held=voter.state is VoterState.HELD,
        can_change=bool(policies.can_cast_at(round_, request.environ[RECEIVED_AT])),
    )
