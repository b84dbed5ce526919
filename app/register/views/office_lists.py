"""Voters whom the council puts on the register: lists as CSV, delegates, invitations; and who may confirm others."""

from __future__ import annotations

import uuid

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from app.core.access import Rule, access, allow, current_actor
from app.core.clock import now
from app.core.db import unit_of_work
from app.core.errors import DomainError
from app.core.forms import Form, filled, show_on_form
from app.core.i18n import _, ngettext
from app.rounds.models import Electorate, Round
from app.rounds.policies import can_run

from .. import commands, imports, policies, queries
from ..commands.office_lists import UPLOADED
from ..office_forms import ELECTORATES, FIELDS, DelegateForm, PartnerForm, UploadForm
from .office import round_of

lists_bp = Blueprint("register_lists", __name__, url_prefix="/office/rounds")


def _round(slug: str) -> Round:
    round_ = round_of(slug)
    allow(policies.can_change_lists(current_actor(), round_, now()))
    return round_


def _bodies(round_: Round) -> list[Electorate]:
    return [each.electorate for each in round_.electorates]


@lists_bp.get("/<slug>/lists")
@access(Rule.REGISTER)
def index(slug: str) -> ResponseReturnValue:
    """The bodies of voters in numbers, the delegates, the organisations that may confirm people."""
    round_ = round_of(slug)
    allow(can_run(current_actor(), round_))
    return _page(round_)


def _page(round_: Round, *, delegate: DelegateForm | None = None, partner: PartnerForm | None = None) -> str:
    groups, counts = queries.active_groups(), queries.electorate_counts(round_.id)
    delegates, actor = queries.delegates(round_.id), current_actor()
    return render_template(
        "register/office/lists.html",
        round=round_,
        bodies=_bodies(round_),
        listed=list(dict.fromkeys([*_bodies(round_), *counts])) if _bodies(round_) else [],
        counts=counts,
        words=ELECTORATES,
        uploaded=[body for body in _bodies(round_) if body in UPLOADED],
        delegates=delegates,
        gets_code={voter.id for voter, _name in delegates if policies.can_give_code(actor, round_, voter, now())},
        partners=queries.partners(round_.id),
        form=delegate or partner or Form(),
        delegate_form=delegate or DelegateForm(groups=groups),
        partner_form=partner or PartnerForm(groups=groups),
        has_delegates=Electorate.DELEGATES in _bodies(round_),
        can_change=policies.can_change_lists(actor, round_, now()),
        can_invite=policies.can_invite(actor, round_, now()),
        can_clear=policies.can_clear_list(actor, round_, now()),
    )


@lists_bp.route("/<slug>/lists/upload", methods=["GET", "POST"])
@access(Rule.REGISTER)
def upload(slug: str) -> ResponseReturnValue:
    """The file comes first; then the officer says which column is what. Nobody is added while one line is wrong."""
    round_ = _round(slug)
    bodies = [body for body in _bodies(round_) if body in UPLOADED]
    form = UploadForm(bodies=bodies)
    names: list[str] = []
    if form.validate_on_submit():
        try:
            text = _text_of(form)
            names = imports.columns(text)
            form.offer(names)
            if form.text.data:
                return _import(round_, form, text)
            form.text.data = text
            for field, column in imports.guess(names).items():
                form[field].data = column
        except DomainError as refusal:
            show_on_form(form, refusal)
    return render_template("register/office/upload.html", round=round_, form=form, fields=FIELDS if names else ())


def _text_of(form: UploadForm) -> str:
    if form.text.data:
        return str(form.text.data)
    file = form.file.data
    if not isinstance(file, FileStorage) or not file.filename:
        raise DomainError(_("Choose a CSV file"), field="file")
    return imports.as_text(file.stream.read(imports.MOST_BYTES + 1))


def _import(round_: Round, form: UploadForm, text: str) -> ResponseReturnValue:
    members = imports.members(text, {field: form[field].data or "" for field in FIELDS})
    slug = round_.slug
    with unit_of_work():
        made = commands.add_members(
            round_.id, Electorate(form.electorate.data), members, actor=current_actor(), now=now()
        )
        held, number = sum(bool(each.waits_for) for each in made), len(made)
    words = ngettext("%(num)s voter is on the register", "%(num)s voters are on the register", number)
    if held:
        words += ". " + ngettext("%(num)s of them is held", "%(num)s of them are held", held)
    flash(words, "success")
    return redirect(url_for(".index", slug=slug))


@lists_bp.post("/<slug>/lists/delegate")
@access(Rule.REGISTER)
def delegate(slug: str) -> ResponseReturnValue:
    """An organisation has its delegate."""
    round_ = _round(slug)
    form = DelegateForm(groups=queries.active_groups())
    if form.validate_on_submit():
        try:
            with unit_of_work():
                commands.add_delegate(
                    round_.id,
                    _group(form.group.data),
                    name=filled(form.name),
                    email=form.email.data or "",
                    lang="en",
                    actor=current_actor(),
                    now=now(),
                )
        except DomainError as refusal:
            show_on_form(form, refusal)
        else:
            flash(_("The delegate is on the register. Send the invitations when all are there"), "success")
            return redirect(url_for(".index", slug=slug))
    return _page(round_of(slug), delegate=form)


@lists_bp.route("/<slug>/lists/delegate/<uuid:voter_id>", methods=["GET", "POST"])
@access(Rule.REGISTER)
def replace(slug: str, voter_id: uuid.UUID) -> ResponseReturnValue:
    """The organisation sends somebody else."""
    round_ = _round(slug)
    voter = queries.voter(voter_id)
    allow(policies.can_see_voter(current_actor(), round_, voter))
    form = DelegateForm(data={"name": voter.name, "email": voter.email})
    if form.validate_on_submit():
        try:
            with unit_of_work():
                commands.replace_delegate(
                    voter_id, name=filled(form.name), email=form.email.data or "", actor=current_actor(), now=now()
                )
        except DomainError as refusal:
            show_on_form(form, refusal)
        else:
            flash(_("The delegate is replaced. Codes of the one before do not work any more"), "success")
            return redirect(url_for(".index", slug=slug))
    return render_template("register/office/replace.html", round=round_of(slug), form=form)


@lists_bp.post("/<slug>/lists/invite")
@access(Rule.REGISTER)
def invite(slug: str) -> ResponseReturnValue:
    """Everybody on a list who was not invited yet gets a letter."""
    round_ = _round(slug)
    try:
        with unit_of_work():
            commands.start_invitations(round_.id, actor=current_actor(), now=now())
    except DomainError as refusal:
        flash(refusal.message, "error")
        return redirect(url_for(".index", slug=slug))
    flash(_("The invitations are being written"), "success")
    return redirect(url_for(".index", slug=slug))


@lists_bp.post("/<slug>/lists/clear")
@access(Rule.REGISTER)
def clear(slug: str) -> ResponseReturnValue:
    """Everybody is off one list of a draft."""
    round_ = _round(slug)
    try:
        with unit_of_work():
            body = Electorate(request.form.get("electorate", ""))
            number = commands.clear_list(round_.id, body, actor=current_actor(), now=now())
    except DomainError as refusal:
        flash(refusal.message, "error")
    except ValueError:
        flash(_("The rules of this round have no such body of voters"), "error")
    else:
        words = ngettext("%(num)s person is off the list", "%(num)s people are off the list", number)
        flash(words, "success")
    return redirect(url_for(".index", slug=slug))


@lists_bp.post("/<slug>/lists/partner")
@access(Rule.REGISTER)
def partner(slug: str) -> ResponseReturnValue:
    """One more organisation may confirm voters, or one no more."""
    round_ = _round(slug)
    form = PartnerForm(groups=queries.active_groups())
    if form.validate_on_submit():
        change = commands.drop_partner if request.form.get("do") == "drop" else commands.add_partner
        try:
            with unit_of_work():
                change(round_.id, _group(form.group.data), actor=current_actor(), now=now())
        except DomainError as refusal:
            show_on_form(form, refusal)
        else:
            flash(_("The list of organisations has changed"), "success")
            return redirect(url_for(".index", slug=slug))
    return _page(round_of(slug), partner=form)


def _group(text: str | None) -> uuid.UUID:
    try:
        return uuid.UUID(text or "")
    except ValueError:
        raise DomainError(_("Choose an organisation"), field="group") from None
