"""People and roles, for administrators: find, invite, give and end roles, and who held what on a day."""

from __future__ import annotations

import datetime as dt
import uuid

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from app.core.access import Role, Rule, access, allow, current_actor
from app.core.clock import london, now, today
from app.core.db import unit_of_work
from app.core.errors import DomainError
from app.core.forms import filled, show_on_form
from app.core.i18n import _
from app.core.web import absolute
from app.core.web.context import show_date
from app.core.web.preferences import address_with
from app.people import commands, exports, queries
from app.people.forms import GrantForm, HeldFilterForm, InviteForm, PeopleFilterForm, ReasonForm, RoleForm
from app.people.models import RoleGrant
from app.people.policies import can_manage_people
from app.people.scopes import scope_choices, scope_from, scope_words

office_bp = Blueprint("people_office", __name__, url_prefix="/office/people")
PAGE = 50
ALL = 100_000


def _role(form: PeopleFilterForm | HeldFilterForm) -> Role | None:
    return Role(form.role.data) if form.role.data in set(Role) else None


@office_bp.get("")
@access(Rule.ADMINISTRATION)
def people() -> ResponseReturnValue:
    allow(can_manage_people(current_actor()))
    form, number = PeopleFilterForm(request.args), max(1, request.args.get("page", 1, type=int))
    found, total = queries.people_page(form.q.data or "", _role(form), today(), number, PAGE)
    return render_template(
        "people/office/people.html",
        form=form,
        people=found,
        total=total,
        grants=queries.live_grants_of_all([person.id for person in found], today()),
        invitations=queries.open_invitations(now()),
        previous_url=address_with(page=number - 1) if number > 1 else "",
        next_url=address_with(page=number + 1) if number * PAGE < total else "",
    )


@office_bp.get("/people.csv")
@access(Rule.ADMINISTRATION)
def people_csv() -> ResponseReturnValue:
    allow(can_manage_people(current_actor()))
    form = PeopleFilterForm(request.args)
    found, _total = queries.people_page(form.q.data or "", _role(form), today(), 1, ALL)
    grants = queries.live_grants_of_all([person.id for person in found], today())
    return exports.people_csv((person, grants[person.id]) for person in found)


def _asked_day(form: HeldFilterForm) -> dt.date:
    day: dt.date | None = form.day.data
    return day or today()


@office_bp.get("/held")
@access(Rule.ADMINISTRATION)
def held() -> ResponseReturnValue:
    """Who held what on a day."""
    allow(can_manage_people(current_actor()))
    form = HeldFilterForm(request.args if "day-day" in request.args else MultiDict(), day=today())
    form.role.data = request.args.get("role", "")
    day, names = _asked_day(form), dict(scope_choices())
    rows = [(row, scope_words(names, row)) for row in queries.who_held_what(day, _role(form))]
    return render_template("people/office/held.html", form=form, day=day, rows=rows)


@office_bp.get("/held.csv")
@access(Rule.ADMINISTRATION)
def held_csv() -> ResponseReturnValue:
    allow(can_manage_people(current_actor()))
    form = HeldFilterForm(request.args)
    day, names = _asked_day(form), dict(scope_choices())
    rows = [(row, scope_words(names, row)) for row in queries.who_held_what(day, _role(form))]
    return exports.held_csv(rows, day)


@office_bp.route("/<uuid:person_id>", methods=["GET", "POST"])
@access(Rule.ADMINISTRATION)
def person(person_id: uuid.UUID) -> ResponseReturnValue:
    """A person's roles, now and before, and the form that gives another."""
    allow(can_manage_people(current_actor()))
    someone = queries.person(person_id)
    form = GrantForm(from_on=today())
    if form.validate_on_submit():
        address = absolute("security.login")
        try:
            with unit_of_work():
                commands.grant_role(
                    person_id,
                    _part(form),
                    actor=current_actor(),
                    on=today(),
                    from_on=form.from_on.data,
                    address=address,
                )
        except DomainError as refusal:
            show_on_form(form, refusal)
        else:
            flash(_("The role is given"), "success")
            return redirect(url_for(".person", person_id=person_id))
    rows = queries.grants_of(person_id)
    others = queries.people_by_id({r.granted_by_id for r in rows if r.granted_by_id} | _enders(rows))
    names = dict(scope_choices())
    return render_template(
        "people/office/person.html",
        person=someone,
        form=form,
        rows=[(row, scope_words(names, row)) for row in rows],
        others=others,
    )


def _enders(rows: list[RoleGrant]) -> set[uuid.UUID]:
    return {row.ended_by_id for row in rows if row.ended_by_id}


def _part(form: RoleForm) -> commands.Part:
    scope, scope_id = scope_from(form.scope.data)
    return commands.Part(form.chosen_role(), scope, scope_id, form.to_on.data, filled(form.reason))


@office_bp.route("/grants/<uuid:grant_id>/end", methods=["GET", "POST"])
@access(Rule.ADMINISTRATION)
def end_grant(grant_id: uuid.UUID) -> ResponseReturnValue:
    allow(can_manage_people(current_actor()))
    row, form = queries.grant(grant_id), ReasonForm()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                commands.end_grant(grant_id, reason=filled(form.reason), actor=current_actor(), on=today())
        except DomainError as refusal:
            show_on_form(form, refusal)
        else:
            flash(_("The role is taken back"), "success")
            return redirect(url_for(".person", person_id=queries.grant(grant_id).person_id))
        row = queries.grant(grant_id)
    return render_template(
        "people/office/end_grant.html", form=form, row=row, scope=scope_words(dict(scope_choices()), row)
    )


@office_bp.route("/<uuid:person_id>/second-step", methods=["GET", "POST"])
@access(Rule.ADMINISTRATION)
def remove_second_step(person_id: uuid.UUID) -> ResponseReturnValue:
    """For somebody who has lost phone and recovery codes."""
    allow(can_manage_people(current_actor()))
    form = ReasonForm()
    if form.validate_on_submit():
        address = absolute("security.login")
        try:
            with unit_of_work():
                commands.remove_second_factor(
                    person_id, actor=current_actor(), reason=filled(form.reason), address=address
                )
        except DomainError as refusal:
            show_on_form(form, refusal)
        else:
            flash(_("The second step is removed, and the person is signed out everywhere"), "success")
            return redirect(url_for(".person", person_id=person_id))
    return render_template("people/office/second_step.html", form=form, person=queries.person(person_id))


@office_bp.route("/invite", methods=["GET", "POST"])
@access(Rule.ADMINISTRATION)
def invite() -> ResponseReturnValue:
    allow(can_manage_people(current_actor()))
    form = InviteForm()
    if form.validate_on_submit():
        last = london(now() + dt.timedelta(days=commands.INVITATION_DAYS)).date()
        address, last_day = absolute("people.invitation"), show_date(last)
        try:
            with unit_of_work():
                commands.invite_person(
                    email=filled(form.email),
                    name=filled(form.name),
                    part=_part(form),
                    actor=current_actor(),
                    at=now(),
                    address=address,
                    last_day=last_day,
                )
        except DomainError as refusal:
            show_on_form(form, refusal)
        else:
            flash(_("The invitation is on its way to %(email)s", email=filled(form.email)), "success")
            return redirect(url_for(".people"))
    return render_template("people/office/invite.html", form=form)


@office_bp.post("/invitations/<uuid:invitation_id>/withdraw")
@access(Rule.ADMINISTRATION)
def withdraw_invitation(invitation_id: uuid.UUID) -> ResponseReturnValue:
    with unit_of_work():
        commands.withdraw_invitation(invitation_id, actor=current_actor(), at=now())
    flash(_("The invitation is withdrawn"), "success")
    return redirect(url_for(".people"))
