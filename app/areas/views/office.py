"""Where officers keep boundary sets, areas and how they lie to each other."""

from __future__ import annotations

import uuid
from decimal import Decimal

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.core.access import Rule, access, current_actor
from app.core.db import unit_of_work
from app.core.errors import DomainError
from app.core.forms import show_on_form
from app.core.i18n import _

from .. import commands, presenters, queries
from ..forms import AreaForm, BoundarySetForm, LinkForm
from ..models import AreaType, Basis, LinkKind
from ..terms import AREA_TYPES, BASES, LINK_KINDS
from . import office_bp


@office_bp.get("")
@access(Rule.AREAS)
def sets() -> ResponseReturnValue:
    """All boundary sets and the postcode look-up in use."""
    return render_template(
        "areas/office/sets.html",
        sets=queries.boundary_sets(),
        days=presenters.days,
        words=AREA_TYPES,
        imports=queries.postcode_imports(),
    )


@office_bp.route("/sets/new", methods=["GET", "POST"], defaults={"set_id": None})
@office_bp.route("/sets/<uuid:set_id>/change", methods=["GET", "POST"])
@access(Rule.AREAS)
def edit_set(set_id: uuid.UUID | None) -> ResponseReturnValue:
    """One boundary set; without an id, a new one."""
    found = queries.boundary_set(set_id) if set_id else None
    form = BoundarySetForm(obj=found)
    if found:
        del form.area_type
    if form.validate_on_submit():
        try:
            with unit_of_work():
                saved = commands.save_boundary_set(
                    set_id,
                    name=form.name.data or "",
                    area_type=found.area_type if found else AreaType(form.area_type.data),
                    in_force_from=form.in_force_from.data,
                    in_force_to=form.in_force_to.data,
                    source=form.source.data or "",
                    licence=form.licence.data or "",
                    actor=current_actor(),
                )
        except DomainError as refusal:
            show_on_form(form, refusal)
        else:
            flash(_("Saved"), "success")
            return redirect(url_for(".one_set", set_id=saved.id))
    return render_template("areas/office/edit_set.html", form=form, found=found)


@office_bp.get("/sets/<uuid:set_id>")
@access(Rule.AREAS)
def one_set(set_id: uuid.UUID) -> ResponseReturnValue:
    """The areas of one set, with their codes and places on the tile map."""
    found, areas = queries.boundary_set(set_id), queries.areas_of_set(set_id)
    return render_template(
        "areas/office/set.html",
        found=found,
        areas=areas,
        words=AREA_TYPES,
        days=presenters.days,
        code_text=presenters.code_text,
        links={area.id: url_for(".edit_area", set_id=set_id, area_id=area.id) for area in areas},
    )


@office_bp.route("/sets/<uuid:set_id>/areas/new", methods=["GET", "POST"], defaults={"area_id": None})
@office_bp.route("/sets/<uuid:set_id>/areas/<uuid:area_id>", methods=["GET", "POST"])
@access(Rule.AREAS)
def edit_area(set_id: uuid.UUID, area_id: uuid.UUID | None) -> ResponseReturnValue:
    """One area of a set; without an id, a new one."""
    home, found = queries.boundary_set(set_id), queries.area(area_id) if area_id else None
    form = AreaForm(obj=found)
    if form.validate_on_submit():
        fields = {name: f.data for name, f in form._fields.items() if name != "csrf_token"}
        for name in ("population_source", "note"):
            fields[name] = fields[name] or ""
        try:
            with unit_of_work():
                commands.save_area(area_id, set_id, fields, actor=current_actor())
        except DomainError as refusal:
            show_on_form(form, refusal)
        else:
            flash(_("Saved"), "success")
            return redirect(url_for(".one_set", set_id=set_id))
    links = queries.parents(area_id) if area_id else []
    return render_template(
        "areas/office/edit_area.html",
        form=form,
        home=home,
        area=found,
        area_links=links,
        link_words=LINK_KINDS,
        basis_words=BASES,
    )


@office_bp.route("/links/<uuid:area_id>", methods=["GET", "POST"])
@access(Rule.AREAS)
def link(area_id: uuid.UUID) -> ResponseReturnValue:
    """How one area lies to another."""
    area, form = queries.area(area_id), LinkForm()
    form.parent_id.choices = [
        (str(other.id), f"{other.name} ({one.name})")
        for one in queries.boundary_sets()
        if one.id != area.boundary_set_id
        for other in queries.areas_of_set(one.id)
    ]
    if form.validate_on_submit():
        share = None if form.share.data is None else Decimal(form.share.data) / 100
        try:
            with unit_of_work():
                commands.link_areas(
                    area_id,
                    uuid.UUID(form.parent_id.data),
                    LinkKind(form.kind.data),
                    share=share,
                    basis=Basis(form.basis.data),
                    actor=current_actor(),
                )
        except DomainError as refusal:
            show_on_form(form, refusal)
        else:
            flash(_("Saved"), "success")
            return redirect(url_for(".edit_area", set_id=area.boundary_set_id, area_id=area_id))
    return render_template("areas/office/link.html", form=form, area=area)


@office_bp.post("/links/<uuid:link_id>/remove")
@access(Rule.AREAS)
def unlink(link_id: uuid.UUID) -> ResponseReturnValue:
    """The two areas are not linked any more."""
    area = queries.area(queries.link(link_id).child_id)
    to = url_for(".edit_area", set_id=area.boundary_set_id, area_id=area.id)
    with unit_of_work():
        commands.unlink_areas(link_id, actor=current_actor())
    flash(_("The link was removed"), "success")
    return redirect(to)
