"""Where officers take in an action plan from a spreadsheet: the whole of it, or a list of all its faults."""

from __future__ import annotations

import uuid

from flask import Response, render_template, url_for
from flask.typing import ResponseReturnValue

from app.areas import queries as areas
from app.core.access import Rule, access, current_actor
from app.core.clock import today
from app.core.db import unit_of_work
from app.core.errors import DomainError
from app.core.forms import show_on_form
from app.core.i18n import ngettext
from app.core.tables import Fault

from .. import commands, exports, queries
from ..columns import EXTRA, NEEDED
from ..forms import ImportForm
from ..imports import Known, plain, read_plan
from ..models import Pillar, Strategy
from . import office_bp
from .acting import done


@office_bp.route("/versions/<int:number>/import", methods=["GET", "POST"])
@access(Rule.STRATEGY)
def take_in(number: int) -> ResponseReturnValue:
    """The rows of the file are actions of the draft; with one fault, none of them is."""
    strategy = queries.strategy(number)
    tree = queries.plan(strategy.id)
    form, faults = ImportForm(), list[Fault]()
    form.pillar_id.choices = [(str(pillar.id), pillar.name) for pillar in tree]
    if form.validate_on_submit():
        try:
            file = read_plan(form.file.data.read(), _known(strategy, tree))
            faults = file.faults
            if not faults:
                with unit_of_work():
                    pillar_id = uuid.UUID(form.pillar_id.data)
                    count = commands.add_plan_rows(strategy.id, pillar_id, file.rows, actor=current_actor())
                words = ngettext("%(num)s action taken in", "%(num)s actions taken in", count)
                return done(words, url_for(".version", number=number))
        except DomainError as refusal:
            show_on_form(form, refusal)
    return render_template(
        "strategy/office/import.html", form=form, strategy=strategy, faults=faults, needed=NEEDED, extra=EXTRA
    )


def _known(strategy: Strategy, tree: list[Pillar]) -> Known:
    return Known(
        wards={plain(area.name): area.id for area in areas.wards(today())},
        pillars=frozenset(plain(pillar.name) for pillar in tree),
        codes=frozenset(queries.codes(strategy.id)),
    )


@office_bp.get("/template.<any(csv,xlsx):kind>")
@access(Rule.STRATEGY)
def template(kind: str) -> Response:
    """The headings with one sample row."""
    return exports.template_csv() if kind == "csv" else exports.template_xlsx()
