"""Officers' pages of batches: the list with its reconciliation, a new batch, its one download, stopping it."""

from __future__ import annotations

import uuid

from flask import Blueprint, Response, current_app, flash, redirect, render_template, stream_with_context, url_for
from flask.typing import ResponseReturnValue

from app.areas import queries as areas
from app.core import key_files
from app.core.access import Rule, access, allow, current_actor
from app.core.clock import now, today
from app.core.db import unit_of_work
from app.core.errors import DomainError
from app.core.forms import Form, show_on_form
from app.core.i18n import NATIVE_NAMES, _
from app.core.web import absolute
from app.register.office_forms import ELECTORATES
from app.register.policies import can_see_register
from app.rounds import queries as rounds
from app.rounds.models import Round

from .. import commands, exports, policies, prints, queries, store
from ..models import BatchState, CodeBatch, Shape
from ..office_forms import DESKS, SHAPES, BatchForm, ReplaceForm, SealForm, StopForm

office_bp = Blueprint("codes_office", __name__, url_prefix="/office/rounds")


def _round(slug: str) -> Round:
    round_ = rounds.round_by_slug(slug)
    allow(can_see_register(current_actor(), round_))
    return round_


def _batch(round_: Round, batch_id: uuid.UUID) -> queries.Line:
    found = queries.line(batch_id, today())
    allow(policies.is_of(round_, found.batch), missing=True)
    return found


@office_bp.get("/<slug>/codes")
@access(Rule.REGISTER)
def index(slug: str) -> ResponseReturnValue:
    """Every batch of the round in numbers, and each kind of desk added up; never who used which code."""
    round_ = _round(slug)
    listed = queries.lines(round_.id, today())
    return render_template(
        "register/office/codes/index.html",
        round=round_,
        lines=listed,
        totals=queries.totals(listed),
        desks=DESKS,
        can_make=policies.can_make(current_actor(), round_, now()),
        is_over=lambda batch: queries.is_over(batch, today()),
        State=BatchState,
    )


@office_bp.route("/<slug>/codes/new", methods=["GET", "POST"])
@access(Rule.REGISTER)
def new(slug: str) -> ResponseReturnValue:
    """A batch is ordered; its codes are made in the background."""
    round_ = _round(slug)
    allow(policies.can_make(current_actor(), round_, now()))
    form = BatchForm(round_=round_, areas=areas.choices(today()))
    if form.validate_on_submit():
        try:
            with unit_of_work():
                batch = commands.order_batch(round_.id, form.wish(), actor=current_actor(), now=now())
        except DomainError as refusal:
            show_on_form(form, refusal)
        else:
            return redirect(url_for(".show", slug=slug, batch_id=batch.id))
    return render_template("register/office/codes/new.html", round=round_, form=form, Desk=DESKS)


@office_bp.get("/<slug>/codes/<uuid:batch_id>")
@access(Rule.REGISTER)
def show(slug: str, batch_id: uuid.UUID) -> ResponseReturnValue:
    """How far one batch is; when it is ready, its one download."""
    round_ = _round(slug)
    line = _batch(round_, batch_id)
    seal = SealForm()
    return _page(round_, line, seal)


def _page(round_: Round, line: queries.Line, seal: SealForm) -> ResponseReturnValue:
    batch, actor = line.batch, current_actor()
    percent, words = _progress(batch)
    return render_template(
        "register/office/codes/show.html",
        round=round_,
        line=line,
        batch=batch,
        desk=DESKS[batch.desk],
        shape=SHAPES[batch.shape],
        languages=", ".join(NATIVE_NAMES.get(code, code) for code in batch.languages),
        percent=percent,
        progress=words,
        form=seal,
        plain=Form(),
        is_file=batch.shape is Shape.FILE,
        suggestion=exports.fresh_passphrase(),
        can_download=policies.can_download(actor, round_, batch),
        can_revoke=policies.can_revoke(actor, round_, batch),
        can_replace=policies.can_replace(actor, round_, batch, now()),
        body=ELECTORATES[batch.electorate] if batch.electorate else "",
        area=areas.area(batch.area_id).name if batch.area_id else "",
        is_over=queries.is_over(batch, today()),
        State=BatchState,
    )


def _progress(batch: CodeBatch) -> tuple[int, str]:
    """How much is done, in per cent and in words; making is half of the work where pages follow."""
    numbers = {"made": f"{batch.made:,}", "all": f"{batch.number:,}", "printed": f"{batch.printed:,}"}
    if batch.shape is Shape.FILE:
        return batch.made * 100 // batch.number, _("%(made)s of %(all)s codes made", **numbers)
    words = _("%(made)s of %(all)s codes made, %(printed)s on pages", **numbers)
    return (batch.made + batch.printed) * 50 // batch.number, words


@office_bp.post("/<slug>/codes/<uuid:batch_id>/download")
@access(Rule.REGISTER)
def download(slug: str, batch_id: uuid.UUID) -> ResponseReturnValue:
    """The batch goes out once. Whatever happens to the transfer, its codes are not on this server afterwards."""
    round_ = _round(slug)
    line = _batch(round_, batch_id)
    seal = SealForm()
    if line.batch.shape is Shape.FILE and not seal.validate_on_submit():
        return _page(round_, line, seal)
    allow(policies.can_download(current_actor(), round_, line.batch))
    try:
        made = _download(line.batch, seal)
        with unit_of_work():
            commands.claim_download(batch_id, actor=current_actor(), today=today())
    except key_files.KeyMissing:
        flash(_("The codes of this batch are not on this server any more. Revoke it and make a new one"), "error")
        return redirect(url_for(".show", slug=slug, batch_id=batch_id))
    except DomainError as refusal:
        show_on_form(seal, refusal)
        return _page(round_, _batch(rounds.round_by_slug(slug), batch_id), seal)
    answer = Response(stream_with_context(iter(made)), mimetype=made.media_type)
    answer.headers.set("Content-Disposition", "attachment", filename=made.name)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _download(batch: CodeBatch, seal: SealForm) -> exports.Download:
    batch_id = batch.id

    def done(sha256: str) -> None:
        with unit_of_work():
            commands.note_sent(batch_id, sha256)

    by_key = batch.shape is Shape.FILE and seal.way.data == "key"
    return exports.Download(
        batch,
        pepper=current_app.config["SETTINGS"].code_pepper,
        link_prefix=absolute("register.link", token="-").removesuffix("-"),  # noqa: S106 - a placeholder
        done=done,
        passphrase=seal.passphrase.data or "",
        recipient=exports.public_key(seal.public_key.data or "") if by_key else None,
    )


@office_bp.route("/<slug>/codes/<uuid:batch_id>/<any(revoke,replace):act>", methods=["GET", "POST"])
@access(Rule.REGISTER)
def stop(slug: str, batch_id: uuid.UUID, act: str) -> ResponseReturnValue:
    """The unused codes stop working; with `replace` a new batch takes their place."""
    round_ = _round(slug)
    line = _batch(round_, batch_id)
    allow(policies.can_revoke(current_actor(), round_, line.batch))
    form = StopForm()
    if form.validate_on_submit():
        try:
            to_show = _stop(batch_id, act, form.reason.data or "")
        except DomainError as refusal:
            show_on_form(form, refusal)
        else:
            store.destroy(batch_id)
            flash(_("The unused codes of this batch no longer work"), "success")
            return redirect(url_for(".show", slug=slug, batch_id=to_show))
    return render_template(
        "register/office/codes/stop.html", round=round_, line=line, batch=line.batch, form=form, act=act
    )


def _stop(batch_id: uuid.UUID, act: str, reason: str) -> uuid.UUID:
    """Does it, and tells which batch to look at next."""
    with unit_of_work():
        if act == "replace":
            return commands.replace_batch(batch_id, reason=reason, actor=current_actor(), now=now()).id
        return commands.revoke_batch(batch_id, reason=reason, actor=current_actor(), today=today()).id


@office_bp.route("/<slug>/codes/<uuid:batch_id>/code", methods=["GET", "POST"])
@access(Rule.REGISTER)
def replace_code(slug: str, batch_id: uuid.UUID) -> ResponseReturnValue:
    """One code of a lost letter or a spoilt slip is void; the fresh one is on this one answer and nowhere else."""
    round_ = _round(slug)
    line = _batch(round_, batch_id)
    allow(policies.can_replace(current_actor(), round_, line.batch, now()))
    form = ReplaceForm()
    if form.validate_on_submit():
        pepper: str = current_app.config["SETTINGS"].code_pepper
        try:
            with unit_of_work():
                code = commands.replace_code(batch_id, form.spoilt(), pepper, actor=current_actor(), now=now())
        except DomainError as refusal:
            show_on_form(form, refusal)
        else:
            return _fresh_code(round_, batch_id, code, form.number.data)
    if not form.is_submitted():
        form.seen.data = str(line.batch.replaced)
    return render_template("register/office/codes/replace.html", round=round_, line=line, batch=line.batch, form=form)


def _fresh_code(round_: Round, batch_id: uuid.UUID, code: str, number: int | None) -> ResponseReturnValue:
    batch = queries.batch(batch_id)
    page = render_template(
        "register/office/codes/fresh.html",
        round=round_,
        batch=batch,
        slip=prints.slip(batch, code, number or 0),
        texts=prints.texts_of(batch),
        home=prints.plain_address(round_),
    )
    return page, {"Cache-Control": "no-store"}
