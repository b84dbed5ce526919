"""Pages where a group follows its projects, logs, takes out what was wrong, and says what changed."""

from __future__ import annotations

import uuid

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.core.access import Rule, access, allow, current_actor
from app.core.clock import today
from app.core.db import unit_of_work
from app.core.errors import DomainError
from app.core.forms import filled, show_on_form
from app.core.i18n import _, language
from app.core.ports import ports
from app.core.web.preferences import address_with

from .. import commands, policies, presenters, queries
from ..commands.contributions import Claim
from ..forms import ClaimForm, ReasonForm
from ..models import ContributionKind, Project
from ..sources import source_of, sources
from ..terms import CONTRIBUTION_COLOURS, CONTRIBUTION_STATES, STATE_COLOURS, STATES
from . import bp

ENTRIES = 20
MOST_LINES_OF_ONE = 4


def my_project(reference: str) -> Project:
    """The project if the actor belongs to its group; to others it is not there."""
    found = queries.project_by_reference(reference)
    allow(policies.can_see_mine(current_actor(), found), missing=True)
    return found


def asked_before() -> int | None:
    """The line number that this page of a log is below."""
    text = request.args.get("before", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None


@bp.get("/my/projects")
@access(Rule.GROUP_MEMBER)
def mine() -> ResponseReturnValue:
    rows = queries.projects_of_groups(current_actor().group_ids())
    return render_template("delivery/mine.html", rows=rows, states=STATES, colours=STATE_COLOURS)


@bp.get("/my/projects/<reference>", endpoint="my_project")
@access(Rule.GROUP_MEMBER)
def my_page(reference: str) -> ResponseReturnValue:
    found, actor, before = my_project(reference), current_actor(), asked_before()
    size = (ENTRIES + 1) * MOST_LINES_OF_ONE
    entries, rest = presenters.log_entries(queries.project_log(found.id, before=before, size=size), ENTRIES)
    return render_template(
        "delivery/my_project.html",
        project=found,
        numbers=presenters.project_stats(found, queries.project_totals(found.id)),
        can_log=policies.can_log(actor, found),
        can_claim=policies.can_claim(actor, found),
        can_void=policies.can_void(actor, found),
        sources=sources(),
        entries=presenters.by_day(entries),
        newest_url=address_with(before=None) if before else "",
        next_url=address_with(before=rest) if rest else "",
        claims=queries.contributions_of(found.id),
        panels=ports().panels_for("my-project", found, actor),
        show=presenters,
        states=STATES,
        colours=STATE_COLOURS,
        contribution_states=CONTRIBUTION_STATES,
        contribution_colours=CONTRIBUTION_COLOURS,
    )


@bp.route("/my/projects/<reference>/claim", methods=["GET", "POST"])
@access(Rule.GROUP_MEMBER)
def claim(reference: str) -> ResponseReturnValue:
    """Say what the project changed; an officer decides what is accepted."""
    found, form = my_project(reference), ClaimForm()
    allow(policies.can_claim(current_actor(), found))
    project_id = found.id
    form.target.choices = presenters.claim_targets(queries.actions_of(project_id), queries.indicators_for(project_id))
    if form.validate_on_submit():
        made = Claim(
            narrative=filled(form.narrative),
            amount=form.typed_amount(),
            kind=ContributionKind(form.kind.data),
            lang=language(),
            **form.chosen(),
        )
        try:
            with unit_of_work():
                commands.claim_contribution(current_actor(), project_id, made, today=today())
        except DomainError as refusal:
            show_on_form(form, refusal)
        else:
            flash(_("Thank you. The council will read what you changed and decide"), "success")
            return redirect(url_for(".my_project", reference=reference))
    return render_template("delivery/claim.html", form=form, project=found)


@bp.route("/my/projects/<reference>/log/<source_type>/<uuid:source_id>/void", methods=["GET", "POST"])
@access(Rule.GROUP_MEMBER)
def void(reference: str, source_type: str, source_id: uuid.UUID) -> ResponseReturnValue:
    """Take one record out of the log, with a reason. It stays readable."""
    found, source, form = my_project(reference), source_of(source_type), ReasonForm()
    lines = queries.lines_of_source(found.id, source_type, str(source_id))
    if source is None or not lines:
        abort(404)
    allow(policies.can_void(current_actor(), found))
    if form.validate_on_submit():
        try:
            with unit_of_work():
                source.void(current_actor(), source_id, filled(form.reason))
        except DomainError as refusal:
            show_on_form(form, refusal)
        else:
            flash(_("It is taken out of the log. It no longer counts"), "success")
            return redirect(url_for(".my_project", reference=reference))
    entries, _rest = presenters.log_entries(lines, 1)
    return render_template("delivery/void.html", form=form, project=found, entry=entries[0])
