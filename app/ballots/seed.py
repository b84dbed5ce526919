"""The demo world's votes: last year's round, voted, closed and opened; this year's, half-way through voting."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from app.areas import queries as areas
from app.core.access import Actor, actor_for
from app.core.clock import now, today
from app.core.db import db, unit_of_work
from app.core.ports import Seed
from app.core.references import new_code
from app.people.sign_ins import DEMO_PASSWORD
from app.register.commands import Registered, Registration, register_voter
from app.register.models import Channel, Entitlement, Slot, TurnoutCount, Voter, VoterState
from app.rounds import queries as rounds
from app.rounds.models import BallotItem, Connection, Round

from . import commands, queries, seal
from .commands.voting import envelope_about
from .models import Envelope, OpeningKey

COST = 10  # the passphrase of the demo's trustees is printed everywhere
PAST_VOTERS, PRESENT_VOTERS, UNFINISHED = 600, 150, 12
FAVOURITE = "2025-kitchen-table"  # of the group that the demo's own sign-ins belong to: it has a project to log for
CONNECTIONS = (*[Connection.LIVE] * 7, Connection.WORK, Connection.STUDY, Connection.VOLUNTEER)


def plant(world: Any) -> None:
    """Last year's round is opened and can be counted; this year's has envelopes, drafts and held voters."""
    _make_box(world, world.rounds["2025"], -420)
    _make_box(world, world.rounds["2026"], -10)
    past, present = world.rounds["2025"].id, world.rounds["2026"].id
    names = _new_names(world)
    with world.step(-375, 12):
        _vote_of_last_year(world, names, queries.key_of(past))
    _open(world, past, -374)
    for offset in (-3, -2, -1):
        with world.step(offset, world.random.randrange(10, 17)):
            _vote(world, names, present, PRESENT_VOTERS // 3)
    with world.step(-1, 18):
        _leave_unfinished(world, names, present)
        _hold_some(present)


def _trustees(world: Any) -> dict[uuid.UUID, Actor]:
    people = [world.people[f"trustee{number}"] for number in (1, 2, 3)]
    return {person.id: actor_for(person.id, person.name) for person in people}


def _two(world: Any) -> list[uuid.UUID]:
    return list(_trustees(world))[:2]


def _make_box(world: Any, round_: Round, offset: int) -> None:
    """The trustees' passphrase is the demo's password, so that a visitor can open the box of a round that closed."""
    trustees, round_id = _trustees(world), round_.id
    officer = next(iter(trustees.values()))
    with world.step(offset):
        for person_id, actor in trustees.items():
            made = commands.new_enrolment(round_id, person_id, DEMO_PASSWORD, COST)
            commands.enrol_trustee(round_id, made, actor=actor, today=today())
        commands.make_keys(round_id, actor=officer, today=today())
    opener = commands.recover_key(round_id, dict.fromkeys(_two(world), DEMO_PASSWORD))
    with world.step(offset + 1):
        commands.prove_key(round_id, opener, actor=officer, now=now())


def _vote(world: Any, names: Iterator[str], round_id: uuid.UUID, number: int) -> None:
    """So many people of the day register, choose and cast; some projects are liked more than others."""
    round_ = rounds.round_by_id(round_id)
    items = rounds.items(round_id)
    wards = [area.id for area in areas.wards(today())]
    for _person in range(number):
        voter_id = _register(world, names, round_id, world.random.choice(wards)).voter.id
        chosen = _choices(world, items, round_.rules.max_choices or 3)
        commands.keep_draft(voter_id, shown=chosen, ticked=chosen, received_at=now())
        commands.cast_vote(voter_id, received_at=now(), today=today())


def _new_names(world: Any) -> Iterator[str]:
    """Names that no other voter of the demo has: two of one name are held on purpose only."""
    used: set[str] = set()
    while True:
        name = f"{world.fake.first_name()} {world.fake.last_name()}"
        if name not in used:
            used.add(name)
            yield name


def _vote_of_last_year(world: Any, names: Iterator[str], key: OpeningKey) -> None:
    """The same rows as the commands leave, written many at once: the demo must be there within a minute."""
    items, wards = rounds.items(key.round_id), [area.id for area in areas.wards(today())]
    voters, rights, envelopes = [], [], []
    hours: Counter[tuple[dt.datetime, uuid.UUID]] = Counter()
    for number in range(PAST_VOTERS):
        moment = world.moment(-405 + number % 30, world.random.randrange(9, 17))
        ward, chosen = world.random.choice(wards), _choices(world, items, 3)
        voter = _past_voter(key.round_id, next(names), ward, world.random.choice(CONNECTIONS), moment.date())
        right = {"id": uuid.uuid4(), "version": 1, "voter_id": voter["id"], "slot": Slot.ANY}
        voters.append(voter)
        rights.append(right | {"taken_by": Channel.ONLINE, "taken_on": moment.date()})
        envelopes.append(_past_envelope(key, right["id"], chosen, moment.date()))
        hours[moment, ward] += 1
    counts = [
        {"round_id": key.round_id, "area_id": ward, "channel": Channel.ONLINE, "hour": hour, "number": number}
        for (hour, ward), number in hours.items()
    ]
    for model, rows in ((Voter, voters), (Entitlement, rights), (Envelope, envelopes), (TurnoutCount, counts)):
        db.session.execute(sa.insert(model), rows)


def _past_voter(
    round_id: uuid.UUID, name: str, area_id: uuid.UUID, connection: Connection, on: dt.date
) -> dict[str, Any]:
    return {
        "id": uuid.uuid4(),
        "version": 1,
        "round_id": round_id,
        "name": name,
        "area_id": area_id,
        "connection": connection,
        "age_ok": True,
        "lang": "en",
        "state": VoterState.ACCEPTED,
        "is_first": True,
        "order_seed": 1,
        "registered_on": on,
        "has_begun": True,
        "has_cast": True,
    }


def _past_envelope(key: OpeningKey, right_id: Any, chosen: list[int], on: dt.date) -> dict[str, Any]:
    inner = seal.pack(dict.fromkeys(chosen, 1), key.inner_length)
    return {
        "id": uuid.uuid4(),
        "version": 1,
        "entitlement_id": right_id,
        "round_id": key.round_id,
        "sealed": seal.seal(key.public_key, inner, envelope_about(key.round_id, right_id)),
        "receipt": new_code(12),
        "channel": Channel.ONLINE,
        "cast_on": on,
    }


def _register(world: Any, names: Iterator[str], round_id: uuid.UUID, area_id: uuid.UUID) -> Registered:
    given = Registration(next(names), None, area_id, world.random.choice(CONNECTIONS), age_ok=True)
    return register_voter(round_id, given, received_at=now(), today=today())


def _choices(world: Any, items: list[BallotItem], most: int) -> list[int]:
    """Between one and `most` different items; the weight of an item follows from its number."""
    weights = {item.number: 1 + (item.number * 7919 % 13) / 2 for item in items if not item.is_withdrawn}
    weights |= {item.number: 15 for item in items if item.proposal_id == world.proposals[FAVOURITE].id}
    wanted = min(most, world.random.choice((1, 2, 3, 3, 3, 4, 5)), len(weights))
    chosen: set[int] = set()
    while len(chosen) < wanted:
        chosen.update(world.random.choices(list(weights), weights=list(weights.values())))
    return sorted(chosen)


def _open(world: Any, round_id: uuid.UUID, offset: int) -> None:
    officer = world.people["returning-officer"]
    opener = commands.recover_key(round_id, dict.fromkeys(_two(world), DEMO_PASSWORD))
    with world.step(offset):
        commands.open_envelopes(round_id, opener, _two(world), actor=actor_for(officer.id, officer.name), now=now())
    commands.sweep_opening(round_id)
    with unit_of_work():
        commands.mark_swept(round_id)


def _leave_unfinished(world: Any, names: Iterator[str], round_id: uuid.UUID) -> None:
    wards = [area.id for area in areas.wards(today())]
    items = rounds.items(round_id)
    for _person in range(UNFINISHED):
        voter_id = _register(world, names, round_id, world.random.choice(wards)).voter.id
        chosen = _choices(world, items, 3)
        commands.keep_draft(voter_id, shown=chosen, ticked=chosen, received_at=now())


def _hold_some(round_id: uuid.UUID) -> None:
    """Two of one name in one ward, and somebody with a postcode that nobody knows."""
    ward = areas.wards(today())[0].id
    for name, postcode in (("Maria Kowalczyk", None), ("Maria Kowalczyk", None), ("Yusuf Ali", "ZZ99 9ZZ")):
        given = Registration(name, postcode, None if postcode else ward, Connection.LIVE, age_ok=True)
        made = register_voter(round_id, given, received_at=now(), today=today())
        commands.keep_draft(made.voter.id, shown=[1, 2], ticked=[1, 2], received_at=now())
        commands.cast_vote(made.voter.id, received_at=now(), today=today())


SEED = Seed(100, "register and ballots", plant)
