"""Pages where officers follow the projects they look after, and decide what was changed."""

from __future__ import annotations

import uuid

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.core.access import Rule, access, allow, current_actor
from app.core.clock import today
from app.core.db import unit_of_work
from app.core.errors import DomainError
from app.core.forms import filled, show_on_form
from app.core.i18n import _
from app.core.ports import ports
from app.core.web.listing import page_links, page_number
from app.core.web.preferences import address_with
from app.groups import queries as groups

from .. import commands, exports, policies, presenters, queries
from ..forms import DecisionForm, PortfolioForm, StateForm
from ..models import ContributionState, LineKind, Project, ProjectState
from ..panels import overseen
from ..queries import SortBy
from ..small_numbers import plain
from ..sources import sources
from ..states import NEXT
from ..terms import CONTRIBUTION_COLOURS, CONTRIBUTION_KINDS, CONTRIBUTION_STATES, KINDS, STATE_COLOURS, STATES
from . import office_bp
from .mine import ENTRIES, MOST_LINES_OF_ONE, asked_before
from .public import asked_action, asked_filter, fill_choices

SIZE = 50


def _asked() -> tuple[PortfolioForm, queries.ListFilter, SortBy]:
    form = PortfolioForm(request.args)
    fill_choices(form)
    words = {
        SortBy.NEWEST: _("Newest first"),
        SortBy.ENDS: _("First to end"),
        SortBy.TITLE: _("By title"),
        SortBy.AMOUNT: _("Most money first"),
    }
    form.sort.choices = [(sort.value, text) for sort, text in words.items()]
    asked = form.sort.data or ""
    sort = SortBy(asked) if asked in {s.value for s in SortBy} else SortBy.NEWEST
    return form, asked_filter(form, asked_action()), sort


@office_bp.get("/projects")
@access(Rule.DELIVERY)
def index() -> ResponseReturnValue:
    form, wanted, sort = _asked()
    page = page_number()
    rows, total = queries.portfolio(wanted, overseen(current_actor()), sort=sort, page=page, size=SIZE)
    return render_template(
        "delivery/office/index.html",
        form=form,
        rows=rows,
        total=total,
        totals=queries.projects_totals([row.id for row in rows]),
        kinds=LineKind,
        states=STATES,
        colours=STATE_COLOURS,
        plain=plain,
        sort_urls={each.value: address_with(sort=each.value, page=None) for each in SortBy},
        sort=sort.value,
        pages=page_links(total, page, SIZE),
    )


@office_bp.get("/projects.csv")
@access(Rule.DELIVERY)
def export() -> ResponseReturnValue:
    _form, wanted, sort = _asked()
    rows = queries.projects_stream(wanted, overseen(current_actor()), sort)
    return exports.portfolio_csv(rows, queries.projects_totals)


def _mine(reference: str) -> Project:
    found = queries.project_by_reference(reference)
    allow(policies.can_oversee(current_actor(), found))
    return found


@office_bp.get("/projects/<reference>")
@access(Rule.DELIVERY)
def project(reference: str) -> ResponseReturnValue:
    found, before = _mine(reference), asked_before()
    size = (ENTRIES + 1) * MOST_LINES_OF_ONE
    entries, rest = presenters.log_entries(queries.project_log(found.id, before=before, size=size), ENTRIES)
    totals = queries.project_totals(found.id)
    return render_template(
        "delivery/office/project.html",
        project=found,
        group=groups.group(found.group_id),
        places=queries.areas_of(found.id),
        actions_served=queries.actions_of(found.id),
        totals=totals,
        kind_names={kind: name for kind, name in KINDS.items() if kind not in {LineKind.READING, LineKind.SPEND}},
        plain=plain,
        entries=presenters.by_day(entries),
        newest_url=address_with(before=None) if before else "",
        next_url=address_with(before=rest) if rest else "",
        sources=[source for source in sources() if source.office_endpoint],
        claims=queries.contributions_of(found.id),
        panels=ports().panels_for("project-office", found, current_actor()),
        show=presenters,
        may_change_state=bool(NEXT[found.state]),
        states=STATES,
        colours=STATE_COLOURS,
        contribution_states=CONTRIBUTION_STATES,
        contribution_colours=CONTRIBUTION_COLOURS,
    )


@office_bp.route("/projects/<reference>/state", methods=["GET", "POST"])
@access(Rule.DELIVERY)
def state(reference: str) -> ResponseReturnValue:
    """Pause, complete or close a project, with a reason that its group reads."""
    found, form = _mine(reference), StateForm()
    project_id = found.id
    form.offer(NEXT[found.state])
    if form.validate_on_submit():
        try:
            with unit_of_work():
                after = ProjectState(form.state.data)
                commands.set_project_state(current_actor(), project_id, after, reason=filled(form.reason))
        except DomainError as refusal:
            show_on_form(form, refusal)
        else:
            flash(_("Saved. The group has been told"), "success")
            return redirect(url_for(".project", reference=reference))
    return render_template("delivery/office/state.html", form=form, project=found, states=STATES)


@office_bp.get("/contributions")
@access(Rule.DELIVERY)
def contributions() -> ResponseReturnValue:
    asked, page = request.args.get("state", ""), page_number()
    wanted = ContributionState(asked) if asked in {s.value for s in ContributionState} else None
    rows, total = queries.contribution_list(overseen(current_actor()), wanted, page=page, size=SIZE)
    return render_template(
        "delivery/office/contributions.html",
        rows=rows,
        total=total,
        show=presenters,
        asked=asked,
        choices=[("", _("All"), address_with(state=None, page=None))]
        + [(s.value, str(CONTRIBUTION_STATES[s]), address_with(state=s.value, page=None)) for s in ContributionState],
        states=CONTRIBUTION_STATES,
        colours=CONTRIBUTION_COLOURS,
        pages=page_links(total, page, SIZE),
    )


@office_bp.route("/contributions/<uuid:contribution_id>", methods=["GET", "POST"])
@access(Rule.DELIVERY)
def decide(contribution_id: uuid.UUID) -> ResponseReturnValue:
    """Accept a claim whole, less of it, or none of it with a reason."""
    row, form, actor = queries.contribution(contribution_id), DecisionForm(), current_actor()
    allow(policies.can_oversee(actor, row.project))
    if form.validate_on_submit():
        amount = form.amount(row.contribution.claimed)
        try:
            with unit_of_work():
                if amount is None:
                    raise DomainError(_("Enter how much you accept"), field="accepted")
                commands.decide_contribution(
                    actor, contribution_id, accepted=amount, reason=form.reason.data or "", today=today()
                )
        except DomainError as refusal:
            show_on_form(form, refusal)
        else:
            flash(_("Decided. The group has been told"), "success")
            return redirect(url_for(".contributions"))
    row = queries.contribution(contribution_id)
    return render_template(
        "delivery/office/decide.html",
        form=form,
        row=row,
        may=policies.can_decide(actor, row.contribution, row.project),
        show=presenters,
        kinds=CONTRIBUTION_KINDS,
        states=CONTRIBUTION_STATES,
        colours=CONTRIBUTION_COLOURS,
    )
