"""Officers' pages: the rounds that are watched, one round's watch, the census shares."""

from __future__ import annotations

import uuid

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import NoResultFound

from app.core import charts
from app.core.access import Rule, access, allow, current_actor
from app.core.clock import today
from app.core.db import unit_of_work
from app.core.errors import DomainError
from app.core.forms import filled, show_on_form
from app.core.i18n import NATIVE_NAMES
from app.rounds.models import Round
from app.rounds.terms import CHANNELS

from . import commands, imports, policies, presenters, queries
from .office_forms import DoneForm, RatioForm, SharesForm

bp = Blueprint("insight", __name__, url_prefix="/office/representation")
MOST_BYTES = 2_000_000


def _round(slug: str) -> Round:
    try:
        round_ = queries.watched_round(slug)
    except NoResultFound:
        abort(404)
    allow(policies.can_watch(current_actor(), round_))
    return round_


@bp.get("")
@access(Rule.REPRESENTATION)
def index() -> ResponseReturnValue:
    mine = [each for each in queries.watched_rounds() if policies.can_watch(current_actor(), each)]
    return render_template("insight/index_office.html", rounds=mine, alerts=queries.open_alerts())


def _chart(found: presenters.Comparison) -> charts.Chart | None:
    """Took part beside the census, of the lines that are not hidden."""
    rows = [
        (line.text, round(100 * line.found, 1), round(100 * line.expected, 1))
        for line in found.lines
        if line.found is not None and line.expected is not None
    ]
    if not rows or len(rows) > 30 or not all(charts.is_drawable(text) for text, _found, _expected in rows):
        return None
    alt = f"{found.title}, beside the census. The table has the same numbers."
    return charts.pairs(rows, ("Took part, per cent", "Census, per cent"), alt=alt)


@bp.route("/<slug>", methods=["GET", "POST"])
@access(Rule.REPRESENTATION)
def watch(slug: str) -> ResponseReturnValue:
    """Before close: who takes part, never what they choose. After the result: who was served by the money."""
    round_ = _round(slug)
    least = queries.least_percent(round_.id)
    form = RatioForm(percent=least)
    if form.validate_on_submit():
        round_id = round_.id
        try:
            with unit_of_work():
                commands.set_ratio(current_actor(), round_id, form.percent.data or 0)
        except DomainError as refusal:
            show_on_form(form, refusal)
        else:
            flash("Saved", "success")
            return redirect(url_for(".watch", slug=slug))
    found = presenters.watch_of(round_, least)
    return render_template(
        "insight/watch_office.html",
        form=form,
        round=round_,
        tables=[(table, _chart(table)) for table in found.tables],
        by_language=found.by_language,
        by_channel=found.by_channel,
        languages=NATIVE_NAMES,
        channels=CHANNELS,
        alerts=queries.alerts(round_.id),
        served=queries.served(round_),
    )


@bp.route("/<slug>/alerts/<uuid:alert_id>", methods=["GET", "POST"])
@access(Rule.REPRESENTATION)
def alert(slug: str, alert_id: uuid.UUID) -> ResponseReturnValue:
    round_, form = _round(slug), DoneForm()
    found = next((each for each in queries.alerts(round_.id) if each.id == alert_id), None)
    if found is None:
        abort(404)
    if form.validate_on_submit():
        try:
            with unit_of_work():
                commands.see_to(current_actor(), alert_id, filled(form.note), today=today())
        except DomainError as refusal:
            show_on_form(form, refusal)
        else:
            flash("The alert is closed", "success")
            return redirect(url_for(".watch", slug=slug))
    return render_template("insight/alert_office.html", form=form, round=round_, alert=found)


@bp.route("/census", methods=["GET", "POST"])
@access(Rule.REPRESENTATION)
def census() -> ResponseReturnValue:
    """The shares that the watch compares with, each with its source and date."""
    form = SharesForm()
    if form.validate_on_submit():
        try:
            text = form.file.data.read(MOST_BYTES).decode("utf-8")
            with unit_of_work():
                commands.load_shares(current_actor(), imports.shares(text, is_sample=form.is_sample.data))
        except UnicodeDecodeError:
            show_on_form(form, DomainError("The file is not a text in UTF-8", field="file"))
        except DomainError as refusal:
            show_on_form(form, refusal)
        else:
            flash("The shares are loaded", "success")
            return redirect(url_for(".census"))
    return render_template(
        "insight/census_office.html",
        form=form,
        shares=queries.census(),
        columns=imports.COLUMNS,
        option_text=presenters.option_text,
    )
