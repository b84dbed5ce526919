"""Where officers take in a postcode file: map its columns, see every fault, replace the look-up in one go."""

from __future__ import annotations

import uuid

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.core.access import Rule, access, current_actor
from app.core.db import unit_of_work
from app.core.errors import DomainError
from app.core.forms import show_on_form
from app.core.i18n import ngettext

from .. import imports, queries
from ..forms import PostcodesForm, fill_from_profile
from ..models import AreaType
from . import office_bp


@office_bp.route("/postcodes", methods=["GET", "POST"])
@access(Rule.AREAS)
def postcodes() -> ResponseReturnValue:
    """The form, filled from the profile that the address names; after a fault, the list of all faults."""
    profile = queries.profile_called(request.args.get("profile", ""))
    form = PostcodesForm(data=fill_from_profile(profile) if profile else None)
    wards = [one for one in queries.boundary_sets() if one.area_type is AreaType.WARD]
    form.boundary_set_id.choices = [(str(one.id), one.name) for one in wards]
    report = None
    if form.validate_on_submit():
        try:
            report = _take_in(form)
        except DomainError as refusal:
            show_on_form(form, refusal)
        else:
            if not report.fault_count:
                flash(ngettext("%(num)s postcode taken in", "%(num)s postcodes taken in", report.rows), "success")
                return redirect(url_for(".sets"))
    return render_template("areas/office/postcodes.html", form=form, profiles=queries.profiles(), report=report)


def _take_in(form: PostcodesForm) -> imports.Report:
    """The look-up is replaced, if the report that comes back has no fault."""
    upload = form.file.data
    columns = imports.Columns(
        postcode=form.postcode_column.data or "",
        ward=form.ward_column.data or "",
        introduced=form.introduced_column.data or "",
        terminated=form.terminated_column.data or "",
        ward_matched_by=form.ward_matched_by.data,
    )
    file = imports.PostcodeFile(
        upload.stream,
        upload.filename or "",
        columns,
        uuid.UUID(form.boundary_set_id.data),
        form.lookup_version.data or "",
        is_synthetic=bool(form.is_synthetic.data),
        profile_name=form.profile_name.data or "",
    )
    report = file.check()
    if not report.fault_count:
        with unit_of_work():
            file.replace(report, actor=current_actor())
    return report
