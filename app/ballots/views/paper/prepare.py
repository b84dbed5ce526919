"""Before voting: orders, desks and packs; and the way to everything else about a round's papers."""

from __future__ import annotations

import uuid

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.core import pdf
from app.core.access import Rule, access, current_actor
from app.core.db import unit_of_work
from app.core.errors import DomainError
from app.core.forms import filled, show_on_form
from app.core.i18n import NATIVE_NAMES, _
from app.rounds import queries as rounds
from app.rounds.models import Channel, Round

from ...commands import paper_desk as commands
from ...paper import prints, words
from ...paper.forms import DeskForm, PackForm, PlanForm, ReasonForm
from ...paper.prints import Look
from ...policies import paper as policies
from ...queries import paper as queries
from .here import as_now, contents_of, moment, paper_bp, plan_of, round_here


@paper_bp.get("")
@access(Rule.PAPER)
def index() -> ResponseReturnValue:
    """The rounds whose papers the officer works with."""
    return render_template("ballots/paper/index.html", rounds=queries.paper_rounds(current_actor()))


@paper_bp.get("/<slug>")
@access(Rule.PAPER)
def show(slug: str) -> ResponseReturnValue:
    """How far the papers of a round are, and the way to each part."""
    round_, actor, at = round_here(slug), current_actor(), moment()
    batches = queries.batches(round_.id)
    return render_template(
        "ballots/paper/show.html",
        round=round_,
        plan=queries.plan(round_.id),
        desks=queries.desks(round_.id),
        packs=queries.packs(round_.id),
        boxes=queries.boxes(round_.id),
        batches=batches,
        record=queries.record(round_.id),
        unfinished=queries.unfinished(round_.id),
        waiting=[batch for batch in batches if batch.state == "compared"],
        samples=[batch for batch in batches if batch.state == "sampled"],
        can={
            "prepare": policies.can_prepare(actor, round_, at),
            "hand_out": policies.can_hand_out(actor, round_, at),
            "key": policies.can_key(actor, round_, at),
        },
    )


@paper_bp.route("/<slug>/plan", methods=["GET", "POST"])
@access(Rule.PAPER)
def plan(slug: str) -> ResponseReturnValue:
    """In how many orders the papers are printed."""
    round_ = round_here(slug)
    form = PlanForm(obj=plan_of(round_))
    if form.validate_on_submit():
        try:
            with unit_of_work():
                commands.plan_paper(
                    round_.id,
                    sets=form.sets.data or 0,
                    return_on=form.return_on.data,
                    actor=current_actor(),
                    now=moment(),
                )
        except DomainError as refusal:
            show_on_form(form, refusal)
        else:
            flash(_("The orders are kept"), "success")
            return redirect(url_for(".packs", slug=slug))
    return render_template("ballots/paper/plan.html", round=as_now(round_, form), form=form)


@paper_bp.get("/<slug>/packs")
@access(Rule.PAPER)
def packs(slug: str) -> ResponseReturnValue:
    """Desks and packs, and papers to look at."""
    return _packs_page(round_here(slug))


def _packs_page(
    round_: Round, desk_form: DeskForm | None = None, pack_form: PackForm | None = None
) -> ResponseReturnValue:
    desks = queries.desks(round_.id)
    found = queries.packs(round_.id)
    areas = queries.area_names(pack.area_id for pack in found)
    return render_template(
        "ballots/paper/packs.html",
        round=round_,
        plan=queries.plan(round_.id),
        letters=contents_of(round_).letters,
        desks=desks,
        packs=found,
        whose={p.id: words.whose(p.electorate, p.area_id, areas, len(round_.electorates) > 1) for p in found},
        desk_name={desk.id: desk.name for desk in desks},
        channels=words.CHANNELS,
        names=NATIVE_NAMES,
        form=pack_form or desk_form or DeskForm(round_=round_, formdata=None),
        desk_form=desk_form or DeskForm(round_=round_, formdata=None),
        pack_form=pack_form or PackForm(round_=round_, desks=desks, kinds=words.kind_choices(round_), formdata=None),
        reason_form=ReasonForm(formdata=None),
        may=policies.can_prepare(current_actor(), round_, moment()),
    )


@paper_bp.post("/<slug>/desks")
@access(Rule.PAPER)
def add_desk(slug: str) -> ResponseReturnValue:
    """One more desk."""
    round_ = round_here(slug)
    form = DeskForm(round_=round_)
    if form.validate_on_submit():
        try:
            with unit_of_work():
                commands.add_desk(
                    round_.id,
                    name=filled(form.name),
                    channel=Channel(form.channel.data),
                    actor=current_actor(),
                    now=moment(),
                )
        except DomainError as refusal:
            show_on_form(form, refusal)
        else:
            flash(_("The desk is added"), "success")
            return redirect(url_for(".packs", slug=slug))
    return _packs_page(rounds.round_by_slug(slug), desk_form=form)


@paper_bp.post("/<slug>/packs")
@access(Rule.PAPER)
def add_pack(slug: str) -> ResponseReturnValue:
    """One more pack, to be printed."""
    round_ = round_here(slug)
    form = PackForm(round_=round_, desks=queries.desks(round_.id), kinds=words.kind_choices(round_))
    if form.validate_on_submit():
        electorate, area_id = form.whose(round_)
        wanted = commands.PackWanted(
            desk_id=uuid.UUID(form.desk.data),
            size=form.size.data or 0,
            electorate=electorate,
            area_id=area_id,
            lang=form.lang.data,
            is_large=bool(form.is_large.data),
            has_pictures=bool(form.has_pictures.data),
        )
        try:
            with unit_of_work():
                made = commands.make_pack(round_.id, wanted, actor=current_actor(), now=moment())
        except DomainError as refusal:
            show_on_form(form, refusal)
        else:
            flash(_("Pack %(number)s is ready to be printed", number=made.number), "success")
            return redirect(url_for(".packs", slug=slug))
    return _packs_page(rounds.round_by_slug(slug), pack_form=form)


@paper_bp.post("/<slug>/packs/<int:number>.pdf")
@access(Rule.PAPER)
def print_pack(slug: str, number: int) -> ResponseReturnValue:
    """The pack for the printer, shuffled anew; printing it again wants a reason."""
    round_, form = round_here(slug), ReasonForm()
    pack = queries.pack(round_.id, number)
    try:
        with unit_of_work():
            commands.note_printed(pack.id, reason=form.reason.data or "", actor=current_actor(), now=moment())
    except DomainError as refusal:
        flash(refusal.message, "error")
        return redirect(url_for(".packs", slug=slug))
    round_ = rounds.round_by_slug(slug)
    pack = queries.pack(round_.id, number)
    areas = queries.area_names([pack.area_id])
    whose = words.whose(pack.electorate, pack.area_id, areas, len(round_.electorates) > 1)
    content = prints.pack(contents_of(round_, pack.area_id), pack, queries.desk(round_.id, pack.desk_id), whose)
    return pdf.answer(content, f"pack-{number}", as_download=True)


@paper_bp.get("/<slug>/paper.pdf")
@access(Rule.PAPER)
def sample(slug: str) -> ResponseReturnValue:
    """One paper of a set, marked as an example nowhere but on this address, to look at before packs are made."""
    round_ = round_here(slug)
    area = request.args.get("area", "")
    known = dict(words.kind_choices(round_))
    contents = contents_of(round_, uuid.UUID(area) if area and area in known else None)
    letter = request.args.get("set", "A")
    lang = request.args.get("in", "en")
    look = Look(
        lang if lang in {"en", *round_.languages} else "en",
        is_large="large" in request.args,
        has_pictures="pictures" in request.args,
    )
    content = prints.paper(contents, letter if letter in contents.letters else "A", look)
    return pdf.answer(content, f"paper-{round_.slug}")
