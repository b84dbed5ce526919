"""Pages where people register their group, look after it, and join one that is here."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import NoResultFound

from app.core.access import Rule, access, allow, current_actor
from app.core.clock import now, today
from app.core.db import unit_of_work
from app.core.errors import DomainError
from app.core.forms import filled, show_on_form
from app.core.i18n import _
from app.core.ports import ports
from app.people import queries as people

from .. import commands, policies, queries
from ..forms import EditGroupForm, GroupForm, JoinForm, ids
from ..models import Group
from ..terms import FUNCTIONS
from . import bp
from .public import found_group


def my_group(slug: str) -> Group:
    """The group at this address if the actor belongs to it; to others it is not there."""
    group = found_group(slug)
    if not current_actor().in_group(group.id):
        abort(404)
    return group


@bp.get("/my/groups")
@access(Rule.SIGNED_IN)
def mine() -> ResponseReturnValue:
    actor = current_actor()
    assert actor.id is not None  # noqa: S101 - Rule.SIGNED_IN
    groups = queries.groups_of(actor.id)
    led = [group.id for group, membership in groups if policies.can_lead(actor, group)]
    return render_template(
        "groups/mine.html",
        groups=[(group, FUNCTIONS[membership.function]) for group, membership in groups],
        requests=queries.open_requests(led) if led else [],
        names={group.id: group for group, _membership in groups},
    )


@bp.route("/my/groups/new", methods=["GET", "POST"])
@access(Rule.SIGNED_IN)
def register() -> ResponseReturnValue:
    form, namesake = GroupForm(today()), None
    if form.validate_on_submit():
        try:
            with unit_of_work():
                group = commands.register_group(current_actor(), form.facts(), ids(form.area_ids.data), on=today())
                slug = group.slug
        except DomainError as refusal:
            show_on_form(form, refusal)
            namesake = queries.group_of_same_name(filled(form.name))
        else:
            flash(_("Your group is registered. You are its lead"), "success")
            return redirect(url_for(".my_page", slug=slug))
    return render_template("groups/register.html", form=form, namesake=namesake)


@bp.get("/my/groups/<slug>")
@access(Rule.GROUP_MEMBER)
def my_page(slug: str) -> ResponseReturnValue:
    group, actor = my_group(slug), current_actor()
    return render_template(
        "groups/my_page.html",
        group=group,
        members=queries.members(group.id),
        functions=FUNCTIONS,
        leads=bool(policies.can_lead(actor, group)),
        panels=ports().panels_for("my-group", group, actor),
    )


@bp.route("/my/groups/<slug>/edit", methods=["GET", "POST"])
@access(Rule.GROUP_MEMBER)
def edit(slug: str) -> ResponseReturnValue:
    group = my_group(slug)
    allow(policies.can_lead(current_actor(), group))
    form = EditGroupForm.of(group, [area.id for area in queries.areas_of(group.id)], today())
    if form.validate_on_submit():
        try:
            with unit_of_work():
                facts, areas = form.facts(), ids(form.area_ids.data)
                commands.edit_group(current_actor(), group.id, facts, areas, seen=int(form.seen.data or 0))
        except DomainError as refusal:
            show_on_form(form, refusal)
            form.seen.data = form.seen.raw_data = str(queries.group(group.id).version)
        else:
            flash(_("Saved"), "success")
            return redirect(url_for(".my_page", slug=slug))
    return render_template("groups/edit.html", form=form, group=group)


@bp.route("/groups/<slug>/join", methods=["GET", "POST"])
@access(Rule.SIGNED_IN)
def join(slug: str) -> ResponseReturnValue:
    group, form = found_group(slug), JoinForm()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                commands.ask_to_join(current_actor(), group.id, form.note.data or "", now=now())
        except DomainError as refusal:
            show_on_form(form, refusal)
        else:
            flash(_("You have asked to join. A lead of the group will answer you by email"), "success")
            return redirect(url_for(".page", slug=slug))
    return render_template("groups/join.html", form=form, group=group)


@bp.route("/my/groups/invitations/<token>", methods=["GET", "POST"])
@access(Rule.SIGNED_IN)
def accept(token: str) -> ResponseReturnValue:
    """Shown first, accepted by a button: mail scanners open links."""
    actor = current_actor()
    assert actor.id is not None  # noqa: S101 - Rule.SIGNED_IN
    try:
        invitation = queries.invitation_by_token(token)
    except NoResultFound:
        abort(404)
    group = queries.group(invitation.group_id)
    verdict = policies.can_accept(invitation, people.person(actor.id).email, today=today())
    refusal = verdict.reason
    if request.method == "POST":
        try:
            with unit_of_work():
                commands.accept_invitation(actor, token, on=today())
        except DomainError as error:
            refusal = error.message
        else:
            flash(_("You are now in this group"), "success")
            return redirect(url_for(".mine"))
    return render_template("groups/accept.html", group=group, refusal=refusal, function=FUNCTIONS[invitation.function])
