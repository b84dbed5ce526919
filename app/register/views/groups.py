"""For members of an organisation that may confirm voters: who has asked them, and the answer."""

from __future__ import annotations

import uuid

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.core.access import Rule, access, allow, current_actor
from app.core.clock import today
from app.core.db import unit_of_work
from app.core.errors import DomainError
from app.core.forms import Form
from app.core.i18n import _
from app.rounds import queries as rounds
from app.rounds.models import Proof

from .. import commands, policies, queries

groups_bp = Blueprint("register_groups", __name__, url_prefix="/my/voters")


@groups_bp.get("")
@access(Rule.GROUP_MEMBER)
def index() -> ResponseReturnValue:
    """The voters who have asked one of the person's organisations; name and area, nothing else."""
    waiting = queries.waiting_for_groups(current_actor().group_ids())
    return render_template("register/my_voters.html", waiting=waiting, form=Form())


@groups_bp.post("/<uuid:voter_id>")
@access(Rule.GROUP_MEMBER)
def confirm(voter_id: uuid.UUID) -> ResponseReturnValue:
    """The organisation knows this person."""
    voter = queries.voter(voter_id)
    round_ = rounds.round_by_id(voter.round_id)
    partner = voter.partner_id if voter.partner_id in {key for key, _name in queries.partners(round_.id)} else None
    allow(policies.can_mark_proof(current_actor(), round_, voter, Proof.ORGANISATION, partner), missing=True)
    try:
        with unit_of_work():
            commands.give_proof(voter_id, Proof.ORGANISATION, actor=current_actor(), today=today(), partner_id=partner)
    except DomainError as refusal:
        flash(refusal.message, "error")
    else:
        flash(_("Thank you. The person is confirmed"), "success")
    return redirect(url_for(".index"))
