"""The demo world's awards: the winners of last year's round have accepted; one has a little time left to answer."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa

from app.core import clock
from app.core.access import Actor, Function, Membership
from app.core.db import db, unit_of_work
from app.groups import queries as groups

from . import commands
from .models import Award, AwardState


def plant(world: Any) -> None:
    """Offers made by published results are accepted three days later; their job rows make the agreements."""
    offered = sa.select(Award.id).where(Award.state == AwardState.OFFERED).order_by(Award.offered_on, Award.reference)
    for award_id in db.session.scalars(offered).all():
        award = db.session.get_one(Award, award_id)
        day = award.offered_on + dt.timedelta(days=3)
        if day > world.today:
            continue
        lead = groups.leads(award.group_id)[0]
        actor = Actor(lead.id, lead.name, memberships=(Membership(award.group_id, Function.LEAD),))
        with clock.at(clock.london_instant(day, dt.time(18, 20))), unit_of_work():
            commands.accept_offer(actor, award_id, signed_name=actor.name, now=clock.now(), today=day)
