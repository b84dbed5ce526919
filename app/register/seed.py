"""The demo world's register: voters held for every reason, an organisation that confirms people, a panel, delegates."""

from __future__ import annotations

from typing import Any

from app.areas import queries as areas
from app.core.access import SYSTEM
from app.core.clock import now, today
from app.core.db import db
from app.core.ports import Seed
from app.groups.models import Group, GroupState
from app.rounds.models import Connection, Round

from . import commands
from .commands import Registration
from .models import Channel, HoldReason, Partner, Voter


def plant(world: Any) -> None:
    """In this year's round: one held voter for each reason, and one organisation asked to confirm two of them."""
    round_: Round = world.rounds["2026"]
    round_id = round_.id
    with world.step(-1, 17):
        wards = areas.wards(today())
        group = db.session.query(Group).filter_by(state=GroupState.ACTIVE).order_by(Group.name).first()
        for number, (name, reason) in enumerate(HELD):
            given = Registration(
                name,
                None,
                wards[number % len(wards)].id,
                Connection.LIVE,
                age_ok=True,
                street="Chapel Lane" if reason is HoldReason.UNKNOWN_POSTCODE else "",
            )
            made = commands.register_voter(round_id, given, received_at=now(), today=today())
            _hold(made.voter, reason, group)
        _double(round_id, wards[3].id)
        if group is not None:
            db.session.add(Partner(round_id=round_id, group_id=group.id, added_on=today()))
        db.session.flush()


HELD = (
    ("Ibrahim Sesay", HoldReason.NO_ADDRESS),
    ("Maureen Duffy", HoldReason.NO_ADDRESS),
    ("Katarina Horvath", HoldReason.NO_PROOF),
    ("Arthur Illingworth", HoldReason.OLD_POSTCODE),
    ("Sunita Rao", HoldReason.UNKNOWN_POSTCODE),
)


def _hold(voter: Voter, reason: HoldReason, group: Group | None) -> None:
    """As the commands would leave a voter of a round that asks for more than a declaration."""
    from .commands.deciding import hold

    hold(voter, reason, actor=SYSTEM)
    if reason is HoldReason.NO_ADDRESS and group is not None:
        voter.partner_id = group.id
    if reason is HoldReason.UNKNOWN_POSTCODE:
        voter.area_id = None


def _double(round_id: Any, area_id: Any) -> None:
    """Somebody who voted from home and came to a desk, or two of one name: an officer finds out."""
    for channel, band in ((Channel.ONLINE, "1950-1954"), (Channel.KIOSK, "1985-1989")):
        given = Registration("Grace Obi", None, area_id, Connection.LIVE, age_ok=True, channel=channel, birth_band=band)
        commands.register_voter(round_id, given, received_at=now(), today=today())


SEED = Seed(106, "held voters and organisations", plant)
