"""Reconciliation: a sheet for every batch, box and desk, signed by two people; then the papers are counted."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import structlog
from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import OperationalError

from app.core import pdf
from app.core.access import Rule, access, current_actor
from app.core.clock import today
from app.core.db import unit_of_work
from app.core.errors import DomainError
from app.core.forms import Form, show_on_form
from app.core.i18n import _
from app.core.web import absolute
from app.rounds import queries as rounds
from app.rounds.models import Round

from ...commands import paper_sheets as commands
from ...models import Rejection
from ...models.paper import PaperRecord, PaperSheet, SheetKind
from ...paper import words
from ...paper.forms import SheetForm
from ...policies import paper as policies
from ...queries import paper as queries
from .here import paper_bp, round_here

log = structlog.get_logger()


def _subjects(round_: Round) -> list[tuple[SheetKind, uuid.UUID, str]]:
    """Everything that has a sheet, with its name: batches, then boxes, then desks."""
    return [
        *((SheetKind.BATCH, b.id, _("Batch %(number)s", number=b.number)) for b in queries.batches(round_.id)),
        *((SheetKind.BOX, b.id, _("Box %(number)s", number=b.number)) for b in queries.boxes(round_.id)),
        *((SheetKind.DESK, d.id, d.name) for d in queries.desks(round_.id)),
    ]


@dataclass(frozen=True, slots=True)
class Context:
    """What every page with sheets shows. sheets, people: by the key of what they are about."""

    round: Round
    subjects: list[tuple[SheetKind, uuid.UUID, str]]
    sheets: dict[uuid.UUID | None, PaperSheet]
    people: dict[uuid.UUID, str]
    record: PaperRecord | None
    reasons: dict[str, object]


def _context(round_: Round) -> Context:
    found = {sheet.batch_id or sheet.box_id or sheet.desk_id: sheet for sheet in queries.sheets(round_.id)}
    signed = [*(sheet.first_id for sheet in found.values()), *(sheet.second_id for sheet in found.values())]
    reasons = {reason.value: words.REASONS[reason] for reason in Rejection if reason in words.REASONS}
    return Context(
        round_, _subjects(round_), found, queries.people_named(signed), queries.record(round_.id), dict(reasons)
    )


def _fields(context: Context) -> dict[str, Any]:
    return {name: getattr(context, name) for name in ("round", "subjects", "sheets", "people", "record", "reasons")}


@paper_bp.get("/<slug>/sheets")
@access(Rule.PAPER)
def sheets(slug: str) -> ResponseReturnValue:
    """Every sheet and whether it is signed."""
    round_ = round_here(slug)
    context, unfinished = _context(round_), queries.unfinished(round_.id)
    return render_template(
        "ballots/paper/sheets.html",
        **_fields(context),
        unfinished=unfinished,
        may=policies.can_write(current_actor(), round_, context.record, unfinished),
        form=Form(formdata=None),
    )


@paper_bp.get("/<slug>/sheets.pdf")
@access(Rule.PAPER)
def sheets_pdf(slug: str) -> ResponseReturnValue:
    """All sheets to print and sign by hand as well."""
    round_ = round_here(slug)
    content = pdf.render(
        "ballots/paper/pdf/sheets.html",
        lang="en",
        page_url=absolute(".sheets", slug=slug),
        title=_("Reconciliation of papers: %(name)s", name=round_.name),
        samples=queries.samples_of_round(round_.id),
        **_fields(_context(round_)),
    )
    return pdf.answer(content, f"papers-{round_.slug}")


@paper_bp.route("/<slug>/sheets/<kind>/<uuid:subject_id>", methods=["GET", "POST"])
@access(Rule.PAPER)
def sheet(slug: str, kind: str, subject_id: uuid.UUID) -> ResponseReturnValue:
    """One sheet: its numbers, an explanation where they do not add up, and the first signature."""
    round_, actor = round_here(slug), current_actor()
    if kind not in set(SheetKind):
        abort(404)
    which = SheetKind(kind)
    form = SheetForm()
    if which is not SheetKind.DESK:
        del form.unused
    if form.validate_on_submit():
        try:
            with unit_of_work():
                commands.draw_sheet(
                    round_.id,
                    which,
                    subject_id,
                    explanation=form.explanation.data or "",
                    unused=form.unused.data if which is SheetKind.DESK else None,
                    actor=actor,
                )
        except DomainError as refusal:
            show_on_form(form, refusal)
        else:
            flash(_("You have signed. A second person must sign at their own sign-in"), "success")
            return redirect(url_for(".sheet", slug=slug, kind=kind, subject_id=subject_id))
    return _sheet_page(rounds.round_by_slug(slug) if form.is_submitted() else round_, which, subject_id, form)


def _sheet_page(round_: Round, kind: SheetKind, subject_id: uuid.UUID, form: SheetForm) -> ResponseReturnValue:
    context = _context(round_)
    name = next((said for _kind, key, said in context.subjects if key == subject_id), None)
    if name is None:
        abort(404)
    drawn = context.sheets.get(subject_id)
    numbers, blocked = None, ""
    if drawn is None:
        try:
            numbers = commands.sheet_numbers(round_.id, kind, subject_id, unused=0 if kind is SheetKind.DESK else None)
        except DomainError as refusal:
            blocked = refusal.message
    return render_template(
        "ballots/paper/sheet.html",
        **_fields(context),
        name=name,
        kind=kind,
        sheet=drawn,
        numbers=numbers,
        blocked=blocked,
        form=form,
        plain_form=Form(formdata=None),
        may_draw=policies.can_sign(current_actor(), round_, None),
        may_sign=policies.can_sign(current_actor(), round_, drawn) if drawn else None,
    )


def _done(slug: str, act: Callable[[], object], said: str) -> ResponseReturnValue:
    try:
        with unit_of_work():
            act()
    except DomainError as refusal:
        flash(refusal.message, "error")
    else:
        flash(said, "success")
    return redirect(url_for(".sheets", slug=slug))


@paper_bp.post("/<slug>/sheets/<uuid:sheet_id>/sign")
@access(Rule.PAPER)
def sign(slug: str, sheet_id: uuid.UUID) -> ResponseReturnValue:
    """The second signature."""
    round_here(slug)
    return _done(
        slug,
        lambda: commands.sign_sheet(sheet_id, actor=current_actor(), today=today()),
        _("The sheet is signed by two people"),
    )


@paper_bp.post("/<slug>/sheets/<uuid:sheet_id>/tear-up")
@access(Rule.PAPER)
def tear_up(slug: str, sheet_id: uuid.UUID) -> ResponseReturnValue:
    """A sheet that the second person will not sign is drawn up anew."""
    round_here(slug)
    return _done(
        slug,
        lambda: commands.tear_up_sheet(sheet_id, actor=current_actor()),
        _("The sheet is torn up. Draw it up anew"),
    )


@paper_bp.post("/<slug>/count")
@access(Rule.PAPER)
def count(slug: str) -> ResponseReturnValue:
    """Every paper is a ballot; what was typed is destroyed."""
    round_ = round_here(slug)
    round_id = round_.id
    try:
        with unit_of_work():
            commands.count_papers(round_id, actor=current_actor(), today=today())
    except DomainError as refusal:
        flash(refusal.message, "error")
        return redirect(url_for(".sheets", slug=slug))
    try:
        commands.sweep_papers(round_id)
        with unit_of_work():
            commands.mark_papers_swept(round_id)
    except OperationalError as fault:  # the job row does it again
        log.warning("sweep waits for its job", fault=type(fault).__name__)
    flash(_("The papers are in the count. What was typed is destroyed"), "success")
    return redirect(url_for(".sheets", slug=slug))
