"""The steward's pages: unit rows for the steward alone, suppressed tables for the officers who may see aggregates."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.core.access import Role, Rule, access, current_actor
from app.core.clock import today
from app.core.db import unit_of_work
from app.core.disclosure import rounded, shown
from app.core.errors import DomainError

from .. import commands, queries
from ..presenters import name_of, tables_of
from ..terms import FIELDS
from . import office_bp

ROWS = 1000


@office_bp.get("")
@access(Rule.EQUALITY_TABLES)
def index() -> ResponseReturnValue:
    rows = [
        (context, rounded(number) if number >= 10 else shown(number, 10), bool(queries.release(context)))
        for context, number, _stopped in queries.contexts()[:100]
    ]
    return render_template("equality/office/index.html", rows=rows, name_of=name_of)


@office_bp.get("/<context>")
@access(Rule.EQUALITY_TABLES)
def page(context: str) -> ResponseReturnValue:
    if context not in {each for each, _number, _stopped in queries.contexts()}:
        abort(404)
    return render_template(
        "equality/office/page.html",
        context=context,
        name_of=name_of,
        tables=tables_of(context, today()),
        release=queries.release(context),
        is_steward=current_actor().has(Role.EQUALITY_STEWARD),
    )


@office_bp.post("/<context>/release")
@access(Rule.EQUALITY)
def release(context: str) -> ResponseReturnValue:
    try:
        with unit_of_work():
            commands.release_tables(
                current_actor(), context, name_of(context), tables_of(context, today()), today=today()
            )
    except DomainError as refusal:
        flash(refusal.message, "error")
    else:
        flash("The tables are public", "success")
    return redirect(url_for(".page", context=context))


@office_bp.get("/<context>/rows")
@access(Rule.EQUALITY)
def rows(context: str) -> ResponseReturnValue:
    """Unit rows. Each reading is in the audit log."""
    with unit_of_work():
        found = queries.unit_rows(context, ROWS)
        commands.note_reading(current_actor(), context, len(found))
    found = queries.unit_rows(context, ROWS)
    return render_template(
        "equality/office/rows.html", context=context, name_of=name_of, rows=found, fields=FIELDS, limit=ROWS
    )
