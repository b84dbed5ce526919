"""A desk: the register searched, papers handed out, spoilt ones exchanged, late ones counted."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.areas import queries as areas
from app.core.access import Rule, access, allow, current_actor
from app.core.clock import today
from app.core.db import unit_of_work
from app.core.errors import DomainError
from app.core.forms import Form, show_on_form
from app.core.i18n import _
from app.register import commands as register_commands
from app.register import queries as register
from app.register.models import VoterState

from ...commands import paper_desk as commands
from ...commands.paper_class import hand_out_to_class
from ...paper import contents, words
from ...paper.forms import ClassForm, ReasonForm
from ...policies import paper as policies
from ...queries import paper as queries
from .here import as_now, moment, paper_bp, plan_of, round_here


@paper_bp.get("/<slug>/desks/<uuid:desk_id>")
@access(Rule.PAPER)
def desk(slug: str, desk_id: uuid.UUID) -> ResponseReturnValue:
    """The desk's page: find somebody, hand out a paper, take a spoilt one back, and what was counted so far."""
    round_, actor, at = round_here(slug), current_actor(), moment()
    here = queries.desk(round_.id, desk_id)
    may = policies.can_hand_out(actor, round_, at)
    asked = request.args.get("q", "").strip()
    found = register.voters_found(round_.id, asked) if may else []
    names = queries.area_names(contents.kinds(round_))
    log = queries.issue_log(here.id)
    return render_template(
        "ballots/paper/desk.html",
        round=round_,
        desk=here,
        plan=plan_of(round_),
        may=may,
        may_late=policies.can_note_late(actor, round_, here, at),
        words=asked,
        found=found,
        taken={voter.id: {e.slot: e.taken_by for e in voter.entitlements if e.taken_by} for voter, _area in found},
        whose={
            voter.id: words.whose(
                voter.electorate,
                contents.kind_for(round_, voter.area_id),
                names,
                len(round_.electorates) > 1,
            )
            for voter, _area in found
        },
        State=VoterState,
        log=log,
        halves=words.HALVES,
        total={name: sum(getattr(day, name) for day in log) for name in ("issued", "spoilt", "replaced", "late")},
        form=Form(formdata=None),
        reason_form=ReasonForm(formdata=None),
    )


def _done(slug: str, desk_id: uuid.UUID, act: Callable[[], object], said: str) -> ResponseReturnValue:
    try:
        with unit_of_work():
            act()
    except DomainError as refusal:
        flash(refusal.message, "error")
    else:
        flash(said, "success")
    return redirect(url_for(".desk", slug=slug, desk_id=desk_id))


@paper_bp.post("/<slug>/desks/<uuid:desk_id>/hand-out/<uuid:voter_id>")
@access(Rule.PAPER)
def hand_out(slug: str, desk_id: uuid.UUID, voter_id: uuid.UUID) -> ResponseReturnValue:
    """This voter gets the next paper of the pack."""
    round_here(slug)
    return _done(
        slug,
        desk_id,
        lambda: commands.hand_out(voter_id, desk_id, actor=current_actor(), now=moment()),
        _("Hand out the paper on top of the pack. This person's right to vote is used now"),
    )


@paper_bp.post("/<slug>/desks/<uuid:desk_id>/void/<uuid:voter_id>")
@access(Rule.PAPER)
def void_online(slug: str, desk_id: uuid.UUID, voter_id: uuid.UUID) -> ResponseReturnValue:
    """This voter's online envelope is destroyed unopened at their wish, so that they can have a paper instead."""
    round_, form = round_here(slug), ReasonForm()
    allow(policies.can_hand_out(current_actor(), round_, moment()))
    said = form.reason.data or ""

    def act() -> None:
        register_commands.void_online(voter_id, current_actor(), said)
        commands.hand_out(voter_id, desk_id, actor=current_actor(), now=moment())

    return _done(slug, desk_id, act, _("The online vote is destroyed unopened. Hand out the paper on top of the pack"))


@paper_bp.route("/<slug>/desks/<uuid:desk_id>/class", methods=["GET", "POST"])
@access(Rule.PAPER)
def school_class(slug: str, desk_id: uuid.UUID) -> ResponseReturnValue:
    """The children of a class come on the register and get their papers, all in one go."""
    round_, actor = round_here(slug), current_actor()
    allow(policies.can_hand_out(actor, round_, moment()))
    form, done = ClassForm(min_age=round_.min_age, areas=areas.choices(today())), None
    if form.validate_on_submit():
        try:
            with unit_of_work():
                done = hand_out_to_class(desk_id, form.given(), actor=actor, now=moment())
        except DomainError as refusal:
            show_on_form(form, refusal)
    round_ = as_now(round_, form)
    return render_template(
        "ballots/paper/school_class.html",
        round=round_,
        desk=queries.desk(round_.id, desk_id),
        form=form,
        done=done,
    )


@paper_bp.post("/<slug>/desks/<uuid:desk_id>/spoilt")
@access(Rule.PAPER)
def spoilt(slug: str, desk_id: uuid.UUID) -> ResponseReturnValue:
    """A spoilt paper is exchanged, or only taken back."""
    round_here(slug)
    is_replaced = request.form.get("replaced") == "1"
    said = _("Put the spoilt paper into its envelope and hand out another")
    return _done(
        slug,
        desk_id,
        lambda: commands.take_spoilt(desk_id, is_replaced=is_replaced, actor=current_actor(), now=moment()),
        said if is_replaced else _("Put the spoilt paper into its envelope"),
    )


@paper_bp.post("/<slug>/desks/<uuid:desk_id>/late")
@access(Rule.PAPER)
def late(slug: str, desk_id: uuid.UUID) -> ResponseReturnValue:
    """A paper by post came after its last day."""
    round_here(slug)
    return _done(
        slug,
        desk_id,
        lambda: commands.note_late(desk_id, actor=current_actor(), now=moment()),
        _("Counted as late on %(day)s. Keep it unopened with the others", day=today().isoformat()),
    )
