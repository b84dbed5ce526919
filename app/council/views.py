"""The council's style sheet for everybody, and its page for administrators."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import HiddenField

from app.core import media
from app.core.access import Rule, access, current_actor
from app.core.clock import today
from app.core.db import unit_of_work
from app.core.errors import DomainError
from app.core.forms import Form, show_on_form
from app.core.i18n import _, languages_whole

from . import colours, commands, presenters, queries, workdays
from .forms import SECTION_FORMS, LogoForm, OfficeForm, PreElectionForm, privacy_form
from .office_forms import HolidayForm
from .terms import SECTIONS

bp = Blueprint("council", __name__)
office_bp = Blueprint("council_office", __name__, url_prefix="/office/council")


@bp.get("/theme.css")
@access(Rule.PUBLIC)
def theme() -> Response:
    """The council's colours; the address carries the version, so it can be kept for ever."""
    council = queries.council()
    answer = Response(
        colours.style_sheet(
            council.brand_colour,
            council.brand_end_colour,
            council.link_colour,
            council.action_colour,
            council.accent_colour,
        ),
        mimetype="text/css",
    )
    answer.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return answer


@office_bp.get("")
@access(Rule.ADMINISTRATION)
def council() -> ResponseReturnValue:
    """Everything about the council, each part with a link to change it."""
    row = queries.council()
    return render_template("council/council.html", council=row, parts=presenters.parts(row))


@office_bp.route("/<any(name,look,contact,safeguarding,languages,thresholds,privacy):section>", methods=["GET", "POST"])
@access(Rule.ADMINISTRATION)
def section(section: str) -> ResponseReturnValue:
    """One part of the council's row."""
    row = queries.council()
    title, form = SECTIONS[section], _section_form(section, row)
    if form.validate_on_submit():
        fields = _section_fields(section, form)
        seen = int(form.seen_version.data) if (form.seen_version.data or "").isdecimal() else None
        try:
            with unit_of_work():
                commands.change_council(fields, actor=current_actor(), seen_version=seen)
        except DomainError as refusal:
            show_on_form(form, refusal)
        else:
            flash(_("Saved"), "success")
            return redirect(url_for(".council"))
    return render_template("council/section.html", form=form, title=title, section=section)


def _section_form(section: str, row: Any) -> Any:
    if section == "privacy":
        form_class = privacy_form(list(languages_whole()))
        data = {f"text_{code}": row.privacy_text.get(code, "") for code in languages_whole()}
    else:
        form_class = SECTION_FORMS[section]
        data = {name: getattr(row, name) for name in _names(form_class)}
    versioned = type("Versioned", (form_class,), {"seen_version": HiddenField()})
    return versioned(data=data | {"seen_version": str(row.version)})


def _names(form_class: type[Form]) -> list[str]:
    return [name for name in vars(form_class) if name in commands.FIELDS]


def _section_fields(section: str, form: Any) -> dict[str, Any]:
    if section == "privacy":
        texts = {
            name.removeprefix("text_"): f.data or "" for name, f in form._fields.items() if name.startswith("text_")
        }
        return {"privacy_text": texts}
    fields = {name: f.data for name, f in form._fields.items() if name in commands.FIELDS}
    if section == "languages":
        fields["languages"] = ["en", *(code for code in fields["languages"] or [] if code != "en")]
    return {name: "" if value is None else value for name, value in fields.items()}


@office_bp.route("/logo", methods=["GET", "POST"])
@access(Rule.ADMINISTRATION)
def logo() -> ResponseReturnValue:
    """The picture at the top of every page."""
    form = LogoForm()
    if form.validate_on_submit():
        upload = form.logo.data
        content = upload.read() if upload else b""
        try:
            if not content and not form.is_removed.data:
                raise DomainError(_("Choose a picture"), field="logo")
            picture = None if form.is_removed.data else media.picture(content, field="logo", longest=400)
            with unit_of_work():
                commands.change_logo(picture, actor=current_actor())
        except DomainError as refusal:
            show_on_form(form, refusal)
        else:
            flash(_("Saved"), "success")
            return redirect(url_for(".council"))
    return render_template("council/logo.html", form=form)


@office_bp.route("/offices/new", methods=["GET", "POST"], defaults={"office_id": None})
@office_bp.route("/offices/<uuid:office_id>", methods=["GET", "POST"])
@access(Rule.ADMINISTRATION)
def office(office_id: uuid.UUID | None) -> ResponseReturnValue:
    """One office; without an id, a new one."""
    found = queries.office(office_id) if office_id else None
    form = OfficeForm(obj=found)
    if form.validate_on_submit():
        fields = {name: f.data or "" for name, f in form._fields.items() if name != "csrf_token"}
        return _saved(form, lambda: commands.save_office(office_id, fields, actor=current_actor()), office=found)
    return render_template("council/office.html", form=form, office=found)


@office_bp.post("/offices/<uuid:office_id>/remove")
@access(Rule.ADMINISTRATION)
def remove_office(office_id: uuid.UUID) -> ResponseReturnValue:
    """The office is gone from the pages."""
    with unit_of_work():
        commands.remove_office(office_id, actor=current_actor())
    flash(_("The office was removed"), "success")
    return redirect(url_for(".council"))


@office_bp.route("/pre-elections/new", methods=["GET", "POST"], defaults={"pre_election_id": None})
@office_bp.route("/pre-elections/<uuid:pre_election_id>", methods=["GET", "POST"])
@access(Rule.ADMINISTRATION)
def pre_election(pre_election_id: uuid.UUID | None) -> ResponseReturnValue:
    """One pre-election period; without an id, a new one."""
    found = queries.pre_election(pre_election_id) if pre_election_id else None
    form = PreElectionForm(obj=found)
    if form.validate_on_submit():
        values = {name: form[name].data for name in ("election", "from_on", "to_on")}
        return _saved(
            form, lambda: commands.save_pre_election(pre_election_id, **values, actor=current_actor()), period=found
        )
    return render_template("council/pre_election.html", form=form, period=found)


@office_bp.post("/pre-elections/<uuid:pre_election_id>/remove")
@access(Rule.ADMINISTRATION)
def remove_pre_election(pre_election_id: uuid.UUID) -> ResponseReturnValue:
    """The period holds nothing any more."""
    with unit_of_work():
        commands.remove_pre_election(pre_election_id, actor=current_actor())
    flash(_("The dates were removed"), "success")
    return redirect(url_for(".council"))


@office_bp.route("/holidays", methods=["GET", "POST"])
@access(Rule.ADMINISTRATION)
def holidays() -> ResponseReturnValue:
    """The ordinary bank holidays of this year and the next, and those that were added."""
    form, year = HolidayForm(), today().year
    if form.validate_on_submit():
        try:
            with unit_of_work():
                commands.add_holiday(form.on.data, form.name.data or "", actor=current_actor())
        except DomainError as refusal:
            show_on_form(form, refusal)
        else:
            flash("Saved", "success")
            return redirect(url_for(".holidays"))
    return render_template(
        "council/holidays_office.html",
        form=form,
        extra=queries.extra_holidays(),
        ordinary=[day for each in (year, year + 1) for day in sorted(workdays.bank_holidays(each))],
    )


@office_bp.post("/holidays/<uuid:holiday_id>/remove")
@access(Rule.ADMINISTRATION)
def remove_holiday(holiday_id: uuid.UUID) -> ResponseReturnValue:
    """The day is a working day again."""
    with unit_of_work():
        commands.remove_holiday(holiday_id, actor=current_actor())
    flash("The day is a working day again", "success")
    return redirect(url_for(".holidays"))


def _saved(form: Form, command: Any, **context: Any) -> ResponseReturnValue:
    """Runs the command; back to the council's page, or the form again with the refusal."""
    try:
        with unit_of_work():
            command()
    except DomainError as refusal:
        show_on_form(form, refusal)
        template = "office" if "office" in context else "pre_election"
        return render_template(f"council/{template}.html", form=form, **context)
    flash(_("Saved"), "success")
    return redirect(url_for(".council"))
