"""The separate page of equality questions, the notice to stop, and the released tables."""

from __future__ import annotations

import datetime as dt
import uuid

from flask import Response, abort, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.areas import queries as areas
from app.core import attempts
from app.core.access import Rule, access
from app.core.clock import now, today
from app.core.db import unit_of_work
from app.core.errors import DomainError
from app.core.forms import filled, show_on_form
from app.council import queries as council

from .. import commands, policies, queries
from ..forms import AnswersBase, StageForm, StopForm, answers_form
from ..queries import Table
from ..terms import FIELDS, STAGES, UNDER_16_FIELDS
from . import bp

MOST, WINDOW = 60, dt.timedelta(hours=1)  # many may answer on one library's line


def _alone(page: str) -> Response:
    """Kept by no cache, and the page before is not told to anybody."""
    answer = make_response(page)
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


def _must_be_ours(context: str, mark: str) -> None:
    if not queries.is_ours(context, mark):
        abort(404)


@bp.route("/<context>/<mark>", methods=["GET", "POST"])
@access(Rule.PUBLIC)
def start(context: str, mark: str) -> ResponseReturnValue:
    """Why we ask, and how old somebody is: people under 13 are asked nothing without a parent (P7)."""
    _must_be_ours(context, mark)
    form = StageForm()
    if form.validate_on_submit():
        verdict = policies.can_be_asked(form.stage.data, form.has_parent.data)
        if verdict:
            parent = "1" if form.has_parent.data and form.stage.data == "under-13" else None
            return redirect(url_for(".ask", context=context, mark=mark, stage=form.stage.data, parent=parent))
        show_on_form(form, DomainError(verdict.reason, field="has_parent"))
    return _alone(render_template("equality/start.html", form=form, council=council.council()))


@bp.route("/<context>/<mark>/<stage>", methods=["GET", "POST"])
@access(Rule.PUBLIC)
def ask(context: str, mark: str, stage: str) -> ResponseReturnValue:
    _must_be_ours(context, mark)
    has_parent = request.args.get("parent") == "1"
    if stage not in STAGES or not policies.can_be_asked(stage, has_parent):
        abort(404)
    fields = tuple(FIELDS) if stage == policies.ADULT else UNDER_16_FIELDS
    form = answers_form(fields, areas.choices(today()))
    if form.validate_on_submit():
        attempts.check("equality", request.remote_addr or "", MOST, WINDOW)
        try:
            with unit_of_work():
                attempts.note("equality", request.remote_addr or "")
                token = _give(context, stage, form, has_parent)
        except DomainError as refusal:
            show_on_form(form, refusal)
        else:
            return _alone(render_template("equality/thanks.html", token=token))
    return _alone(render_template("equality/ask.html", form=form, fields=fields))


def _give(context: str, stage: str, form: AnswersBase, has_parent: bool) -> str:
    is_full = stage == policies.ADULT
    return commands.give_answers(
        context,
        stage,
        form.answers(),
        ward_id=_ward(form.ward.data),
        has_parent=has_parent,
        gender_consent=bool(is_full and form["gender_consent"].data),
        gender_words=(form["gender_words"].data or "") if is_full else "",
        now=now(),
    )


def _ward(text: str | None) -> uuid.UUID | None:
    known = {key for key, _name in areas.choices(today())}
    return uuid.UUID(text) if text and text in known else None


@bp.route("/stop", methods=["GET", "POST"])
@access(Rule.PUBLIC)
def stop() -> ResponseReturnValue:
    """The notice to stop, by the number alone (P2)."""
    form, stopped_on = StopForm(), None
    if form.validate_on_submit():
        attempts.check("equality-stop", request.remote_addr or "", 20, WINDOW)
        try:
            with unit_of_work():
                stopped_on = commands.stop_using(filled(form.token), today=today())
        except DomainError as refusal:
            attempts.note("equality-stop", request.remote_addr or "")
            show_on_form(form, refusal)
    return _alone(render_template("equality/stop.html", form=form, stopped_on=stopped_on))


@bp.get("/<context>/tables")
@access(Rule.PUBLIC)
def tables(context: str) -> ResponseReturnValue:
    """The released tables, as they were released."""
    found = queries.release(context)
    if found is None:
        abort(404)
    shown = [Table.of(plain) for plain in found.tables]
    return render_template("equality/tables.html", release=found, tables=shown)
