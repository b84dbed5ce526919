"""Pages where a group reads and answers an offer."""

from __future__ import annotations

import uuid

import structlog
from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.core import files
from app.core.access import Rule, access, allow, current_actor
from app.core.clock import now, today
from app.core.db import unit_of_work
from app.core.errors import DomainError
from app.core.forms import filled, show_on_form
from app.core.i18n import _

from .. import commands, policies, presenters, queries
from ..forms import AcceptOfferForm, DeclineOfferForm
from ..models import AwardRow
from ..terms import BASES, COLOURS, STATES
from . import bp

log = structlog.get_logger()


def _mine(reference: str) -> AwardRow:
    row = queries.award_by_reference(reference)
    allow(policies.can_see(current_actor(), row.award), missing=True)
    return row


@bp.get("/")
@access(Rule.GROUP_MEMBER)
def mine() -> ResponseReturnValue:
    rows = queries.awards_of_groups(current_actor().group_ids())
    return render_template("awards/mine.html", rows=rows, states=STATES, colours=COLOURS)


@bp.get("/<reference>")
@access(Rule.GROUP_MEMBER)
def award(reference: str) -> ResponseReturnValue:
    row = _mine(reference)
    return render_template(
        "awards/award.html",
        row=row,
        agreement=queries.agreement_of(row.award.id),
        answerable=policies.can_answer_offer(row.award, today=today()),
        signs=policies.can_sign(current_actor(), row.award),
        states=STATES,
        colours=COLOURS,
        bases=BASES,
    )


@bp.route("/<reference>/accept", methods=["GET", "POST"])
@access(Rule.GROUP_MEMBER)
def accept(reference: str) -> ResponseReturnValue:
    row = _mine(reference)
    award_id, form = row.award.id, AcceptOfferForm()
    allow(policies.can_sign(current_actor(), row.award))
    if form.validate_on_submit():
        try:
            with unit_of_work():
                name = filled(form.signed_name)
                commands.accept_offer(current_actor(), award_id, signed_name=name, now=now(), today=today())
        except DomainError as refusal:
            show_on_form(form, refusal)
        else:
            _make_agreement_now(award_id)
            flash(_("You have accepted the offer"), "success")
            return redirect(url_for(".award", reference=reference))
    return render_template("awards/accept.html", row=row, form=form)


def _make_agreement_now(award_id: uuid.UUID) -> None:
    """The agreement is there when the page comes, if all goes well; if not, its job row makes it within a minute."""
    try:
        presenters.make_agreement(award_id)
    except DomainError as fault:
        log.warning("agreement is left to the job", fault=type(fault).__name__)


@bp.route("/<reference>/decline", methods=["GET", "POST"])
@access(Rule.GROUP_MEMBER)
def decline(reference: str) -> ResponseReturnValue:
    row = _mine(reference)
    award_id, form = row.award.id, DeclineOfferForm()
    allow(policies.can_sign(current_actor(), row.award))
    if form.validate_on_submit():
        try:
            with unit_of_work():
                commands.decline_offer(current_actor(), award_id, reason=filled(form.reason), today=today())
        except DomainError as refusal:
            show_on_form(form, refusal)
        else:
            flash(_("You have declined the offer"), "success")
            return redirect(url_for(".award", reference=reference))
    return render_template("awards/decline.html", row=row, form=form)


@bp.get("/<reference>/agreement.pdf")
@access(Rule.GROUP_MEMBER)
def agreement(reference: str) -> ResponseReturnValue:
    found = queries.agreement_of(_mine(reference).award.id)
    if found is None:
        abort(404)
    return files.send(found[1])
