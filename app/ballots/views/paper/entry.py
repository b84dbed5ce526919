"""Typing papers: one line and Enter for each. What the other person typed is never shown here (E18)."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.core.access import Rule, access, allow, current_actor
from app.core.db import unit_of_work
from app.core.errors import DomainError
from app.core.forms import Form, show_on_form
from app.core.i18n import _
from app.rounds.models import Round

from ...commands import paper_entry as commands
from ...models.paper import PaperBatch
from ...paper import words
from ...paper.forms import TypedForm
from ...policies import paper as policies
from ...queries import paper as queries
from .here import as_now, contents_of, moment, paper_bp, round_here

SHOWN = 6


@paper_bp.route("/<slug>/key", methods=["GET", "POST"])
@access(Rule.PAPER)
def key(slug: str) -> ResponseReturnValue:
    """The paper on top of the pile; or, between batches, the way to the next."""
    round_, actor = round_here(slug), current_actor()
    allow(policies.can_key(actor, round_, moment()))
    batch = queries.batch_of(round_.id, actor.id)
    if batch is None:
        free = len(queries.free_batches(round_.id, actor.id))
        return render_template("ballots/paper/key_next.html", round=round_, free=free, form=Form(formdata=None))
    form = TypedForm()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                commands.key_paper(batch.id, _place(form), form.typed.data or "", actor=actor, now=moment())
        except DomainError as refusal:
            show_on_form(form, refusal)
        else:
            return redirect(url_for(".key", slug=slug))
    return _key_page(as_now(round_, form), form, batch if not form.is_submitted() else None)


def _place(form: TypedForm) -> int:
    text = form.place.data or ""
    return int(text) if text.isdecimal() and len(text) < 4 else 0


def _key_page(round_: Round, form: TypedForm, batch: PaperBatch | None) -> ResponseReturnValue:
    actor = current_actor()
    batch = batch or queries.batch_of(round_.id, actor.id)
    if batch is None:
        return redirect(url_for(".key", slug=round_.slug))
    mine = policies.keying_of(actor, batch)
    layout = contents_of(round_, batch.area_id).layout()
    done = {place: read for (place, pass_), read in commands.readings(batch).items() if pass_ == mine}
    asked = request.args.get("place", type=int)
    place = _place(form) or (asked if asked in done else None) or len(done) + 1
    if not form.is_submitted():
        form.place.data = str(place)
    shown = sorted(done, reverse=True)[:SHOWN] if asked is None else sorted(done, reverse=True)
    return render_template(
        "ballots/paper/key.html",
        round=round_,
        batch=batch,
        form=form,
        place=place,
        done=len(done),
        is_change=place in done,
        how=words.how_to_type(layout),
        read=[(each, words.reading_words(layout, done[each]), done[each].rejection is None) for each in shown],
        keying=mine,
    )


@paper_bp.post("/<slug>/key/take")
@access(Rule.PAPER)
def take(slug: str) -> ResponseReturnValue:
    """A batch of chance is this operator's to type."""
    round_ = round_here(slug)
    try:
        with unit_of_work():
            commands.take_batch(round_.id, actor=current_actor(), now=moment())
    except DomainError as refusal:
        flash(refusal.message, "error")
    return redirect(url_for(".key", slug=slug))


@paper_bp.post("/<slug>/batches/<int:number>/finish")
@access(Rule.PAPER)
def finish(slug: str, number: int) -> ResponseReturnValue:
    """The pile is typed to its end."""
    batch = queries.batch(round_here(slug).id, number)
    try:
        with unit_of_work():
            commands.finish_keying(batch.id, actor=current_actor(), now=moment())
    except DomainError as refusal:
        flash(refusal.message, "error")
    else:
        flash(_("Batch %(number)s is typed. Put it back and seal it", number=number), "success")
    return redirect(url_for(".key", slug=slug))


@paper_bp.post("/<slug>/batches/<int:number>/release/<int:keying>")
@access(Rule.PAPER)
def release(slug: str, number: int, keying: int) -> ResponseReturnValue:
    """An unfinished pass is given back, and what was typed in it deleted."""
    round_ = round_here(slug)
    batch: PaperBatch = queries.batch(round_.id, number)
    try:
        with unit_of_work():
            commands.release_batch(batch.id, keying, actor=current_actor(), now=moment())
    except DomainError as refusal:
        flash(refusal.message, "error")
    else:
        flash(_("Somebody else can type batch %(number)s", number=number), "success")
    return redirect(url_for(".settle", slug=slug))
