"""Questions about awards that are answered yes or no, with a reason."""

from __future__ import annotations

import datetime as dt

from app.core.access import YES, Actor, Decision, Function, Role, Scope, no
from app.core.i18n import _
from app.funds.models import Pot

from .models import Award, AwardState


def can_see(actor: Actor, award: Award) -> Decision:
    """Belongs to the group that the award was offered to."""
    return YES if actor.in_group(award.group_id) else no(_("You are not a member of this group"))


def can_sign(actor: Actor, award: Award) -> Decision:
    """May accept or decline for the group: a lead, or who looks after its money."""
    if actor.in_group(award.group_id, Function.LEAD, Function.FINANCE):
        return YES
    return no(_("Only a lead of the group, or the person who looks after its money, can answer an offer"))


def can_answer_offer(award: Award, *, today: dt.date) -> Decision:
    """May this offer still be accepted or declined on `today` (Europe/London)?"""
    if award.state is AwardState.ACCEPTED:
        return no(_("This offer has already been accepted"))
    if award.state is AwardState.DECLINED:
        return no(_("This offer has already been declined"))
    if award.state is AwardState.LAPSED or today > award.offer_ends_on:
        return no(_("This offer has ended. Contact the council"))
    return YES


def can_manage(actor: Actor, pot: Pot) -> Decision:
    """Looks after the fund that the money comes from."""
    if actor.covers(Role.FUND_MANAGER, Scope.FUND, pot.fund_id):
        return YES
    return no(_("You do not look after this fund"))
