"""The officers' desk, the audit log with its export, and the removal of data past its time."""

from __future__ import annotations

import datetime as dt

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.core import retention
from app.core.access import Rule, access, current_actor
from app.core.clock import today
from app.core.db import unit_of_work
from app.core.i18n import _, ngettext
from app.core.web.preferences import address_with

from .. import exports, queries
from ..forms import AuditFilterForm
from . import bp


@bp.get("/")
@access(Rule.OFFICER)
def desk() -> ResponseReturnValue:
    actor = current_actor()
    return render_template(
        "office/desk.html",
        queue=queries.queue(actor),
        calendar=queries.calendar(today(), today() + dt.timedelta(days=60)),
        today=today(),
    )


@bp.get("/audit")
@access(Rule.AUDIT)
def audit_log() -> ResponseReturnValue:
    subjects = queries.readable_subjects(current_actor())
    form = _filter_form(subjects)
    before = request.args.get("before", type=int)
    entries = queries.audit_page(_wanted(form), subjects, before)
    more = len(entries) > queries.PAGE
    entries = entries[: queries.PAGE]
    return render_template(
        "office/audit.html",
        form=form,
        entries=entries,
        older_url=address_with(before=entries[-1].id) if more else "",
        newest_url=address_with(before=None) if before else "",
    )


@bp.get("/audit.csv")
@access(Rule.AUDIT)
def audit_csv() -> ResponseReturnValue:
    subjects = queries.readable_subjects(current_actor())
    wanted = _wanted(_filter_form(subjects))
    return exports.audit_csv(queries.audit_stream(wanted, subjects))


def _filter_form(subjects: frozenset[str] | None) -> AuditFilterForm:
    form = AuditFilterForm(request.args)
    form.verb.choices = [("", _("Anything")), *((v, v.replace("_", " ")) for v in queries.verbs())]
    kinds = queries.subject_types(subjects)
    form.subject_type.choices = [("", _("Anything")), *((k, k.replace("_", " ")) for k in kinds)]
    return form


def _wanted(form: AuditFilterForm) -> queries.AuditFilter:
    return queries.AuditFilter(
        actor_name=form.actor_name.data or "",
        verb=form.verb.data or "",
        subject_type=form.subject_type.data or "",
        subject=form.subject.data or "",
        from_on=form.from_on.data,
        to_on=form.to_on.data,
    )


@bp.get("/retention")
@access(Rule.ADMINISTRATION)
def retention_page() -> ResponseReturnValue:
    """What would be deleted, before anything is."""
    return render_template("office/retention.html", overdue=retention.overdue(today()), grace=retention.GRACE_DAYS)


@bp.post("/retention")
@access(Rule.ADMINISTRATION)
def erase_overdue() -> ResponseReturnValue:
    with unit_of_work():
        removed = retention.erase_overdue(current_actor(), today())
    rows = sum(removed.values())
    flash(ngettext("%(num)s record was deleted", "%(num)s records were deleted", rows), "success")
    return redirect(url_for(".retention_page"))
