"""The demo world's register: voters held for every reason, an organisation that confirms people, a panel, delegates."""

from __future__ import annotations

from typing import Any

from app.areas import queries as areas
from app.core.access import SYSTEM, actor_for
from app.core.clock import now, today
from app.core.db import db
from app.core.ports import Seed
from app.groups.models import Group, GroupState
from app.rounds.models import Connection, Electorate, Round

from . import commands
from .commands import Registration
from .models import Channel, HoldReason, Partner, Voter


def plant(world: Any) -> None:
    """In this year's round: one held voter for each reason, and one organisation asked to confirm two of them. In the
    draft: a panel drawn by lot, and delegates of four organisations."""
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
    with world.step(-1, 18):
        _lists(world)


HELD = (
    ("Ibrahim Sesay", HoldReason.NO_ADDRESS),
    ("Maureen Duffy", HoldReason.NO_ADDRESS),
    ("Katarina Horvath", HoldReason.NO_PROOF),
    ("Arthur Illingworth", HoldReason.OLD_POSTCODE),
    ("Sunita Rao", HoldReason.UNKNOWN_POSTCODE),
)


def _lists(world: Any) -> None:
    """Nobody has a code yet: the invitations go out after the lock."""
    person = world.people["returning-officer"]
    actor, round_id = actor_for(person.id, person.name), world.rounds["draft"].id
    wards = areas.wards(today())
    seats = [
        commands.Member(
            line=number + 1,
            name=name,
            email=f"seat{number}@demo.example" if number % 3 else "",
            area=wards[number * 2 % len(wards)].name,
            reference=f"Seat {number:02}",
            lang=lang,
        )
        for number, (name, lang) in enumerate(PANEL, start=1)
    ]
    commands.add_members(round_id, Electorate.PANEL, seats, actor=actor, now=now())
    groups = db.session.query(Group).filter_by(state=GroupState.ACTIVE).order_by(Group.name).limit(len(DELEGATES))
    for group, name in zip(groups, DELEGATES, strict=False):
        email = f"{name.split()[0].lower()}@demo.example"
        commands.add_delegate(round_id, group.id, name=name, email=email, lang="en", actor=actor, now=now())


PANEL = (
    ("Aaliyah Mirza", "ur"),
    ("Brendan Kelly", "en"),
    ("Chloe Ogden", "en"),
    ("Danuta Wrona", "pl"),
    ("Ejaz Akhtar", "ur"),
    ("Frances Thackray", "en"),
    ("Gurpreet Gill", "en"),
    ("Harold Sugden", "en"),
    ("Iman Yusuf", "en"),
    ("Jaroslav Benko", "en"),
    ("Khadija Begum", "en"),
    ("Liam Barraclough", "en"),
)
DELEGATES = ("Nadia Iqbal", "Peter Hainsworth", "Rukhsana Shah", "Tomasz Zielinski")


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
