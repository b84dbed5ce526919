"""Settling papers that two people read differently, and reading the sample."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.core.access import Rule, access, allow, current_actor
from app.core.clock import today
from app.core.db import unit_of_work
from app.core.errors import DomainError
from app.core.forms import Form, show_on_form
from app.core.i18n import _

from ...commands import paper_check as commands
from ...commands import paper_entry as entry
from ...models.paper import BatchState, Ground
from ...paper import words
from ...paper.forms import SettleForm, TypedForm
from ...policies import paper as policies
from ...queries import paper as queries
from .here import as_now, contents_of, moment, paper_bp, round_here


@paper_bp.get("/<slug>/settle")
@access(Rule.PAPER)
def settle(slug: str) -> ResponseReturnValue:
    """How far each batch is: who types it, which papers wait, what the samples said."""
    round_, actor, at = round_here(slug), current_actor(), moment()
    batches = queries.batches(round_.id)
    open_ = {b.id: queries.open_places(b.id) for b in batches if b.state is BatchState.COMPARED}
    ids = [*(b.first_keyer_id for b in batches), *(b.second_keyer_id for b in batches)]
    return render_template(
        "ballots/paper/settle.html",
        round=round_,
        batches=batches,
        open=open_,
        keyed=queries.keyed(round_.id),
        states=words.STATES,
        people=queries.people_named(ids),
        samples=queries.samples_of_round(round_.id),
        can={b.id: policies.can_settle(actor, round_, b) for b in batches},
        can_release={
            (b.id, n): policies.can_release(actor, round_, b, n, at)
            for b in batches
            for n in (1, 2)
            if b.state is BatchState.SEALED
        },
        form=Form(formdata=None),
    )


@paper_bp.route("/<slug>/settle/<int:number>/<int:place>", methods=["GET", "POST"])
@access(Rule.PAPER)
def settle_one(slug: str, number: int, place: int) -> ResponseReturnValue:
    """One paper with both readings side by side, and the decision."""
    round_, actor = round_here(slug), current_actor()
    batch = queries.batch(round_.id, number)
    allow(policies.can_settle(actor, round_, batch))
    form = SettleForm()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                commands.settle_paper(
                    batch.id,
                    place,
                    ground=Ground(form.ground.data),
                    typed=form.typed.data or "",
                    actor=actor,
                    today=today(),
                )
        except DomainError as refusal:
            show_on_form(form, refusal)
        else:
            flash(_("Paper %(place)s of batch %(number)s is settled", place=place, number=number), "success")
            return redirect(url_for(".settle", slug=slug))
    round_ = as_now(round_, form)
    batch = queries.batch(round_.id, number) if form.is_submitted() else batch
    if place not in queries.open_places(batch.id):
        return redirect(url_for(".settle", slug=slug))
    layout = contents_of(round_, batch.area_id).layout()
    found = entry.readings(batch, place)
    return render_template(
        "ballots/paper/settle_one.html",
        round=round_,
        batch=batch,
        place=place,
        form=form,
        how=words.how_to_type(layout),
        first=words.reading_words(layout, found.get((place, 1))),
        second=words.reading_words(layout, found.get((place, 2))),
    )


@paper_bp.route("/<slug>/sample/<int:number>", methods=["GET", "POST"])
@access(Rule.PAPER)
def sample_batch(slug: str, number: int) -> ResponseReturnValue:
    """The papers drawn by chance are read once more, without showing what was typed before."""
    round_, actor = round_here(slug), current_actor()
    batch = queries.batch(round_.id, number)
    allow(policies.can_settle(actor, round_, batch))
    drawn = queries.samples(batch.id, batch.run)
    place = next((each.place for each in drawn if each.agrees is None), None)
    if place is None or batch.state is not BatchState.SAMPLED:
        return redirect(url_for(".settle", slug=slug))
    form = TypedForm()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                agrees = commands.check_sample(batch.id, place, form.typed.data or "", actor=actor, today=today())
        except DomainError as refusal:
            show_on_form(form, refusal)
        else:
            if agrees:
                flash(_("Paper %(place)s is as it was typed", place=place), "success")
            else:
                flash(_("Paper %(place)s is not as it was typed. The batch is typed anew", place=place), "error")
            return redirect(url_for(".sample_batch", slug=slug, number=number))
    round_ = as_now(round_, form)
    layout = contents_of(round_, queries.batch(round_.id, number).area_id).layout()
    return render_template(
        "ballots/paper/sample.html",
        round=round_,
        number=number,
        place=place,
        drawn=drawn,
        form=form,
        how=words.how_to_type(layout),
    )
