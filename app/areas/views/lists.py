"""Where officers take in a list of areas: all of it, or the list of its faults."""

from __future__ import annotations

import uuid

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.core.access import Rule, access, current_actor
from app.core.db import unit_of_work
from app.core.errors import DomainError
from app.core.forms import show_on_form
from app.core.i18n import ngettext
from app.core.tables import Fault
from app.core.web.listing import csv_file

from .. import commands, queries
from ..area_lists import HEADER, read_areas
from ..forms import AreaListForm
from . import office_bp


@office_bp.route("/sets/<uuid:set_id>/import", methods=["GET", "POST"])
@access(Rule.AREAS)
def take_in(set_id: uuid.UUID) -> ResponseReturnValue:
    """The rows of the file are areas of the set; with one fault, none of them is."""
    home, form, faults = queries.boundary_set(set_id), AreaListForm(), list[Fault]()
    if form.validate_on_submit():
        there = queries.areas_of_set(set_id)
        taken = frozenset(word for area in there for word in (area.name, area.gss_code) if word)
        try:
            found = read_areas(form.file.data.read(), taken)
            faults = found.faults
            if not faults:
                with unit_of_work():
                    for fields in found.areas:
                        commands.save_area(None, set_id, fields, actor=current_actor())
                flash(ngettext("%(num)s area taken in", "%(num)s areas taken in", len(found.areas)), "success")
                return redirect(url_for(".one_set", set_id=set_id))
        except DomainError as refusal:
            show_on_form(form, refusal)
    return render_template("areas/office/import.html", form=form, home=home, faults=faults, header=HEADER)


@office_bp.get("/template.csv")
@access(Rule.AREAS)
def template() -> Response:
    """The headings with one sample row."""
    return csv_file("areas-template.csv", HEADER, [("North", "", "no", "12000", "Council estimate 2026", "0", "2")])
