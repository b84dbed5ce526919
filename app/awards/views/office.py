"""Pages where officers follow offers."""

from __future__ import annotations

import uuid

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from app.core import files
from app.core.access import Role, Rule, Scope, access, allow, current_actor
from app.core.i18n import _
from app.core.web.preferences import address_with

from .. import exports, policies, queries
from ..forms import AwardFilterForm
from ..models import AwardState
from ..terms import BASES, COLOURS, STATES
from . import office_bp

PAGE = 50


@office_bp.get("/")
@access(Rule.FUNDS)
def index() -> ResponseReturnValue:
    form = AwardFilterForm(request.args)
    form.state.choices = [("", _("All")), *((s.value, STATES[s]) for s in AwardState)]
    page = max(1, request.args.get("page", 1, type=int))
    rows = queries.awards_list(_state(), _my_funds(), PAGE + 1, (page - 1) * PAGE)
    return render_template(
        "awards/office/index.html",
        form=form,
        rows=rows[:PAGE],
        states=STATES,
        colours=COLOURS,
        previous_url=address_with(page=page - 1) if page > 1 else "",
        next_url=address_with(page=page + 1) if len(rows) > PAGE else "",
    )


def _state() -> AwardState | None:
    asked = request.args.get("state", "")
    return AwardState(asked) if asked in {s.value for s in AwardState} else None


def _my_funds() -> frozenset[uuid.UUID] | None:
    return current_actor().scope_ids(Role.FUND_MANAGER, Scope.FUND)


@office_bp.get("/awards.csv")
@access(Rule.FUNDS)
def export() -> ResponseReturnValue:
    return exports.awards_csv(queries.awards_stream(_state(), _my_funds()))


@office_bp.get("/<reference>")
@access(Rule.FUNDS)
def award(reference: str) -> ResponseReturnValue:
    row = queries.award_by_reference(reference)
    allow(policies.can_manage(current_actor(), row.pot))
    return render_template(
        "awards/office/award.html",
        row=row,
        agreement=queries.agreement_of(row.award.id),
        states=STATES,
        colours=COLOURS,
        bases=BASES,
    )


@office_bp.get("/<reference>/agreement.pdf")
@access(Rule.FUNDS)
def agreement(reference: str) -> ResponseReturnValue:
    row = queries.award_by_reference(reference)
    allow(policies.can_manage(current_actor(), row.pot))
    found = queries.agreement_of(row.award.id)
    if found is None:
        abort(404)
    return files.send(found[1])
