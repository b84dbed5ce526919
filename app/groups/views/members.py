"""Pages where a lead looks after the people of a group, and where somebody leaves it."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.core.access import Function, Rule, access, allow, current_actor
from app.core.clock import now, today
from app.core.db import unit_of_work
from app.core.errors import DomainError
from app.core.forms import filled, show_on_form
from app.core.i18n import _

from .. import commands, policies, queries
from ..forms import FunctionForm, InviteForm
from ..models import Group
from ..terms import FUNCTION_HINTS, FUNCTIONS
from . import bp
from .mine import my_group


@bp.get("/my/groups/<slug>/people")
@access(Rule.GROUP_MEMBER)
def members(slug: str) -> ResponseReturnValue:
    group, actor = my_group(slug), current_actor()
    is_lead = bool(policies.can_lead(actor, group))
    return render_template(
        "groups/members.html",
        group=group,
        members=queries.members(group.id),
        functions=FUNCTIONS,
        leads=is_lead,
        requests=queries.open_requests([group.id]) if is_lead else [],
        invitations=queries.open_invitations(group.id, today()) if is_lead else [],
    )


@bp.route("/my/groups/<slug>/invite", methods=["GET", "POST"])
@access(Rule.GROUP_MEMBER)
def invite(slug: str) -> ResponseReturnValue:
    group, form = my_group(slug), InviteForm()
    allow(policies.can_lead(current_actor(), group))
    if form.validate_on_submit():
        try:
            with unit_of_work():
                function = Function(form.function.data)
                commands.invite_member(current_actor(), group.id, filled(form.email), function, on=today())
        except DomainError as refusal:
            show_on_form(form, refusal)
        else:
            flash(_("We have sent an invitation to %(email)s", email=filled(form.email)), "success")
            return redirect(url_for(".members", slug=slug))
    return render_template("groups/invite.html", form=form, group=group, hints=FUNCTION_HINTS)


@bp.post("/my/groups/<slug>/invitations/<uuid:invitation_id>/withdraw")
@access(Rule.GROUP_MEMBER)
def withdraw_invitation(slug: str, invitation_id: uuid.UUID) -> ResponseReturnValue:
    group = my_group(slug)
    allow(policies.can_lead(current_actor(), group))
    if invitation_id not in {each.id for each in queries.open_invitations(group.id, today())}:
        abort(404)
    return _done(
        slug, lambda: commands.withdraw_invitation(current_actor(), invitation_id), _("The invitation is taken back")
    )


@bp.post("/my/groups/<slug>/requests/<uuid:request_id>")
@access(Rule.GROUP_MEMBER)
def decide(slug: str, request_id: uuid.UUID) -> ResponseReturnValue:
    group = my_group(slug)
    allow(policies.can_lead(current_actor(), group))
    if request_id not in {asked.id for asked, _person in queries.open_requests([group.id])}:
        abort(404)
    is_yes = request.form.get("answer") == "yes"
    return _done(
        slug,
        lambda: commands.decide_request(current_actor(), request_id, approve=is_yes, now=now(), on=today()),
        _("They are in the group now") if is_yes else _("You have said no. They will get an email"),
    )


def _member(group: Group, membership_id: uuid.UUID) -> queries.Member:
    found = [member for member in queries.members(group.id) if member.membership.id == membership_id]
    return found[0] if found else abort(404)


@bp.route("/my/groups/<slug>/people/<uuid:membership_id>", methods=["GET", "POST"])
@access(Rule.GROUP_MEMBER)
def function(slug: str, membership_id: uuid.UUID) -> ResponseReturnValue:
    group = my_group(slug)
    allow(policies.can_lead(current_actor(), group))
    member = _member(group, membership_id)
    form = FunctionForm(data={"function": member.membership.function.value})
    if form.validate_on_submit():
        try:
            with unit_of_work():
                new = Function(form.function.data)
                commands.change_function(current_actor(), membership_id, new, on=today())
        except DomainError as refusal:
            show_on_form(form, refusal)
        else:
            flash(_("Saved"), "success")
            return redirect(url_for(".members", slug=slug))
    return render_template(
        "groups/function.html", form=form, group=group, member=member, hints=FUNCTION_HINTS, functions=FUNCTIONS
    )


@bp.route("/my/groups/<slug>/people/<uuid:membership_id>/end", methods=["GET", "POST"])
@access(Rule.GROUP_MEMBER)
def end(slug: str, membership_id: uuid.UUID) -> ResponseReturnValue:
    """Leave the group, or end somebody else's part in it, after being asked once more."""
    group, actor = my_group(slug), current_actor()
    member = _member(group, membership_id)
    is_me = member.person.id == actor.id
    if not is_me:
        allow(policies.can_lead(actor, group))
    refusal = ""
    if request.method == "POST":
        try:
            with unit_of_work():
                commands.end_membership(actor, membership_id, on=today())
        except DomainError as error:
            refusal = error.message
        else:
            flash(_("You have left the group") if is_me else _("They are no longer in the group"), "success")
            return redirect(url_for(".mine") if is_me else url_for(".members", slug=slug))
    return render_template("groups/end.html", group=group, member=member, is_me=is_me, refusal=refusal)


def _done(slug: str, work: Callable[[], object], said: str) -> ResponseReturnValue:
    """One button's command, then back to the list of people, with what happened or why not."""
    try:
        with unit_of_work():
            work()
    except DomainError as refusal:
        flash(refusal.message, "error")
    else:
        flash(said, "success")
    return redirect(url_for(".members", slug=slug))
