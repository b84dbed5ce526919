"""Projects for everyone: the list, a project's page, the lines and the changes behind each number."""

from __future__ import annotations

import uuid

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.areas import queries as areas
from app.core.access import Rule, access, current_actor
from app.core.clock import today
from app.core.i18n import _
from app.core.ports import ports
from app.core.web.listing import PAGE_SIZE, page_links, page_number
from app.core.web.preferences import address_with
from app.funds.terms import THEMES
from app.groups import queries as groups
from app.proposals import queries as proposals
from app.proposals.models import Proposal
from app.strategy import queries as strategy
from app.strategy.models import Action

from .. import presenters, queries
from ..forms import ListForm
from ..models import LineKind, Project, ProjectState
from ..queries import ListFilter, LogFilter
from ..small_numbers import plain
from ..terms import CONTRIBUTION_COLOURS, CONTRIBUTION_STATES, KINDS, STATE_COLOURS, STATES
from . import bp

LINES_A_PAGE = 50


def asked_action() -> Action | None:
    """The action that the address names; one that is not there is a 404."""
    slug = request.args.get("action", "")
    return strategy.action_by_slug(slug) if slug else None


def key_of(text: str | None) -> uuid.UUID | None:
    try:
        return uuid.UUID(text or "")
    except ValueError:
        return None


def fill_choices(form: ListForm) -> None:
    """The choices of the filters."""
    form.area.choices = [("", _("All wards")), *areas.choices(today())]
    form.theme.choices = [("", _("All themes")), *((key, str(words)) for key, words in THEMES.items())]
    form.state.choices = [("", _("All")), *((state.value, str(STATES[state])) for state in ProjectState)]


def asked_filter(form: ListForm, action: Action | None = None) -> ListFilter:
    state = form.state.data or ""
    return ListFilter(
        text=(form.q.data or "").strip(),
        area_id=key_of(form.area.data),
        action_id=action.id if action else None,
        theme=form.theme.data or "",
        state=ProjectState(state) if state in {s.value for s in ProjectState} else None,
    )


@bp.get("/projects")
@access(Rule.PUBLIC)
def index() -> ResponseReturnValue:
    form, action, page = ListForm(request.args), asked_action(), page_number()
    fill_choices(form)
    wanted = asked_filter(form, action)
    rows, total = queries.public_projects(wanted, page=page, size=PAGE_SIZE)
    return render_template(
        "delivery/index.html",
        form=form,
        action=action,
        action_url=presenters.action_url(action) if action else "",
        line=queries.action_line(action.id) if action else None,
        without_action=address_with(action=None, page=None),
        total=total,
        cards_data=presenters.project_cards(rows, queries.areas_of_all([row.id for row in rows])),
        pages=page_links(total, page),
        is_filtered=wanted != ListFilter(),
    )


@bp.get("/projects/<reference>")
@access(Rule.PUBLIC)
def project(reference: str) -> ResponseReturnValue:
    found, actor = queries.project_by_reference(reference), current_actor()
    totals = queries.project_totals(found.id)
    accepted = queries.accepted_of_project(found.id)
    return render_template(
        "delivery/project.html",
        project=found,
        group=groups.group(found.group_id),
        places=queries.areas_of(found.id),
        actions=[(action, presenters.action_url(action)) for action in queries.actions_of(found.id)],
        proposal=_proposal_of(found),
        numbers=presenters.project_stats(found, totals),
        reach=presenters.reach(found, totals),
        readings=totals.lines.get(LineKind.READING, 0),
        has_outside=any(totals.outside.values()),
        accepted=accepted,
        show=presenters,
        contribution_states=CONTRIBUTION_STATES,
        contribution_colours=CONTRIBUTION_COLOURS,
        states=STATES,
        colours=STATE_COLOURS,
        story=presenters.story(found, accepted, ports().timeline_for("project", found)),
        is_mine=actor.in_group(found.group_id),
        panels=ports().panels_for("project", found, actor),
    )


def _proposal_of(found: Project) -> Proposal | None:
    return proposals.proposal(found.proposal_id) if found.proposal_id else None


def _asked_project() -> Project | None:
    reference = request.args.get("project", "")
    return queries.project_by_reference(reference) if reference else None


def _asked_kind() -> LineKind | None:
    kind = request.args.get("kind", "")
    if not kind:
        return None
    if kind not in {k.value for k in LineKind}:
        abort(404)
    return LineKind(kind)


@bp.get("/log")
@access(Rule.PUBLIC)
def log() -> ResponseReturnValue:
    """The lines behind a number: of one action or one project, of one kind. Without either there is no such list."""
    action, found, kind = asked_action(), _asked_project(), _asked_kind()
    if (action is None) == (found is None):
        abort(404)
    before = request.args.get("before", "")
    rows, next_before = queries.log_lines(
        LogFilter(found.id if found else None, action.id if action else None, kind),
        before=int(before) if before.isascii() and before.isdecimal() and len(before) < 19 else None,
        size=LINES_A_PAGE,
    )
    return render_template(
        "delivery/log.html",
        rows=sorted(rows, key=lambda row: row.on, reverse=True),
        kind=kind,
        kinds=KINDS,
        total=_total_words(action, found, kind),
        action=action,
        project=found,
        show=presenters,
        back_url=_behind(action, found),
        newest_url=address_with(before=None) if before else "",
        next_url=address_with(before=next_before) if next_before else "",
    )


def _behind(action: Action | None, found: Project | None) -> str:
    if action is not None:
        return presenters.action_url(action)
    return url_for(".project", reference=found.reference) if found else ""


def _total_words(action: Action | None, found: Project | None, kind: LineKind | None) -> str:
    """What the lines add up to, in words; nothing where adding up says nothing."""
    if kind is None or kind is LineKind.READING:
        return ""
    if action is not None:
        line = queries.action_line(action.id)
        sums: dict[LineKind, str] = {
            LineKind.PARTICIPANTS: presenters.people_words(line.participants),
            LineKind.ATTENDANCES: presenters.people_words(line.attendances),
            LineKind.SESSIONS: f"{line.sessions:,}",
            LineKind.HOURS: plain(line.hours),
        }
        return sums.get(kind, "")
    if found is None:
        return ""
    totals = queries.project_totals(found.id)
    people = kind in {LineKind.PARTICIPANTS, LineKind.ATTENDANCES}
    return presenters.people_words(totals.people(kind)) if people else plain(totals.of(kind))


@bp.get("/contributions")
@access(Rule.PUBLIC)
def changes() -> ResponseReturnValue:
    """What projects changed, as far as an officer has accepted it: all, for one action, or for one indicator."""
    action, page = asked_action(), page_number()
    code = request.args.get("indicator", "")
    indicator = strategy.indicator_by_code(code) if code else None
    rows, total = queries.change_rows(
        action_id=action.id if action else None, indicator_id=indicator.id if indicator else None, page=page
    )
    return render_template(
        "delivery/changes.html",
        rows=rows,
        total=total,
        action=action,
        indicator=indicator,
        back_url=presenters.action_url(action) if action else "",
        show=presenters,
        pages=page_links(total, page),
    )
