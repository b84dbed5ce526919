"""Boxes and batches: each act is done by one person and confirmed by another at their own sign-in."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.core.access import Rule, access, current_actor
from app.core.clock import today
from app.core.db import unit_of_work
from app.core.errors import DomainError
from app.core.forms import Form, filled, show_on_form
from app.core.i18n import _
from app.rounds import queries as rounds
from app.rounds.models import Round

from ...commands import paper_boxes as commands
from ...paper import words
from ...paper.forms import BatchForm, EmptyForm, SealForm
from ...policies import paper as policies
from ...queries import paper as queries
from .here import as_now, moment, paper_bp, round_here


@paper_bp.get("/<slug>/boxes")
@access(Rule.PAPER)
def boxes(slug: str) -> ResponseReturnValue:
    """Every box and batch of the round and what is to be done with it."""
    round_, actor, at = round_here(slug), current_actor(), moment()
    desks, found, batches = queries.desks(round_.id), queries.boxes(round_.id), queries.batches(round_.id)
    ids = [b.closed_first_id for b in found] + [b.emptied_first_id for b in found] + [b.closed_second_id for b in found]
    return render_template(
        "ballots/paper/boxes.html",
        round=round_,
        desks=desks,
        desk_name={desk.id: desk.name for desk in desks},
        boxes=found,
        batches=batches,
        states=words.STATES,
        people=queries.people_named(
            [
                *ids,
                *(b.emptied_second_id for b in found),
                *(b.sealed_first_id for b in batches),
                *(b.sealed_second_id for b in batches),
            ]
        ),
        form=Form(formdata=None),
        may_add=policies.can_prepare(actor, round_, at) or policies.can_hand_out(actor, round_, at),
        can_close={box.id: policies.can_close_box(actor, round_, box) for box in found},
        can_empty={box.id: policies.can_empty_box(actor, round_, box, at) for box in found},
        can_confirm={batch.id: policies.can_confirm_seal(actor, round_, batch) for batch in batches},
    )


@paper_bp.post("/<slug>/desks/<uuid:desk_id>/box")
@access(Rule.PAPER)
def add_box(slug: str, desk_id: uuid.UUID) -> ResponseReturnValue:
    """One more box for a desk."""
    round_ = round_here(slug)
    return _done(
        slug,
        lambda: commands.add_box(round_.id, desk_id, actor=current_actor(), now=moment()),
        _("The box is added. Show it empty before the first paper goes in"),
    )


def _done(slug: str, act: Callable[[], object], said: str) -> ResponseReturnValue:
    try:
        with unit_of_work():
            act()
    except DomainError as refusal:
        flash(refusal.message, "error")
    else:
        flash(said, "success")
    return redirect(url_for(".boxes", slug=slug))


@paper_bp.route("/<slug>/boxes/<int:number>/close", methods=["GET", "POST"])
@access(Rule.PAPER)
def close(slug: str, number: int) -> ResponseReturnValue:
    """A seal is put on the box before two people."""
    round_ = round_here(slug)
    box, form = queries.box(round_.id, number), SealForm()
    is_second = box.closed_first_id is not None
    if form.validate_on_submit():
        try:
            with unit_of_work():
                commands.close_box(box.id, seal=filled(form.seal), actor=current_actor(), today=today())
        except DomainError as refusal:
            show_on_form(form, refusal)
        else:
            flash(_("The box is closed") if is_second else _("Now a second person must confirm"), "success")
            return redirect(url_for(".boxes", slug=slug))
    return _box_page("ballots/paper/close.html", slug, number, form, is_second)


def _box_page(template: str, slug: str, number: int, form: Form, is_second: bool) -> ResponseReturnValue:
    round_ = rounds.round_by_slug(slug)
    box = queries.box(round_.id, number)
    return render_template(
        template,
        round=round_,
        box=box,
        form=form,
        is_second=is_second,
        desk=queries.desk(round_.id, box.desk_id),
        people=queries.people_named([box.closed_first_id, box.emptied_first_id]),
    )


@paper_bp.route("/<slug>/boxes/<int:number>/empty", methods=["GET", "POST"])
@access(Rule.PAPER)
def empty(slug: str, number: int) -> ResponseReturnValue:
    """After the close: the seal is looked at and broken, and the papers counted, by two people."""
    round_ = round_here(slug)
    box, form = queries.box(round_.id, number), EmptyForm()
    is_second = box.emptied_first_id is not None
    if form.validate_on_submit():
        try:
            with unit_of_work():
                commands.empty_box(
                    box.id,
                    papers=form.papers.data or 0,
                    is_seal_whole=form.is_seal_whole.data == "yes",
                    actor=current_actor(),
                    now=moment(),
                )
        except DomainError as refusal:
            show_on_form(form, refusal)
        else:
            flash(_("The box is emptied and counted") if is_second else _("Now a second person must count"), "success")
            return redirect(url_for(".boxes", slug=slug))
    return _box_page("ballots/paper/empty.html", slug, number, form, is_second)


@paper_bp.post("/<slug>/boxes/<int:number>/recount")
@access(Rule.PAPER)
def recount(slug: str, number: int) -> ResponseReturnValue:
    """The first count is taken back, so that two people count anew."""
    box = queries.box(round_here(slug).id, number)
    return _done(
        slug, lambda: commands.recount_box(box.id, actor=current_actor(), now=moment()), _("Count the box again")
    )


@paper_bp.route("/<slug>/boxes/<int:number>/batch", methods=["GET", "POST"])
@access(Rule.PAPER)
def add_batch(slug: str, number: int) -> ResponseReturnValue:
    """A pile of the box's papers is shuffled, counted and sealed."""
    round_ = round_here(slug)
    box = queries.box(round_.id, number)
    form = BatchForm(round_=round_, kinds=words.kind_choices(round_))
    if form.validate_on_submit():
        electorate, area_id = form.whose(round_)
        try:
            with unit_of_work():
                made = commands.make_batch(
                    box.id,
                    declared=form.declared.data or 0,
                    seal=filled(form.seal),
                    electorate=electorate,
                    area_id=area_id,
                    actor=current_actor(),
                    today=today(),
                )
        except DomainError as refusal:
            show_on_form(form, refusal)
        else:
            flash(_("Batch %(number)s: now a second person must confirm the seal", number=made.number), "success")
            return redirect(url_for(".boxes", slug=slug))
    round_ = as_now(round_, form)
    box, left = queries.box(round_.id, number), _left(round_, number)
    return render_template("ballots/paper/batch.html", round=round_, box=box, form=form, left=left)


def _left(round_: Round, number: int) -> int:
    """Papers of the box that are in no batch."""
    fresh = queries.box(round_.id, number)
    return (fresh.papers or 0) - sum(b.declared for b in queries.batches(round_.id) if b.box_id == fresh.id)


@paper_bp.post("/<slug>/batches/<int:number>/confirm")
@access(Rule.PAPER)
def confirm_batch(slug: str, number: int) -> ResponseReturnValue:
    """The second person saw the batch counted and sealed."""
    batch = queries.batch(round_here(slug).id, number)
    return _done(
        slug, lambda: commands.confirm_batch(batch.id, actor=current_actor()), _("The batch is sealed by two people")
    )


@paper_bp.post("/<slug>/batches/<int:number>/drop")
@access(Rule.PAPER)
def drop_batch(slug: str, number: int) -> ResponseReturnValue:
    """A batch that is not as declared is undone before the second person confirms it."""
    batch = queries.batch(round_here(slug).id, number)
    return _done(
        slug, lambda: commands.drop_batch(batch.id, actor=current_actor()), _("The batch is undone. Count it again")
    )
