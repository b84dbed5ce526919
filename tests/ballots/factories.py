"""Rounds with a ballot box for tests: areas, items, trustees with known passphrases, a key that was tested."""

from __future__ import annotations

import datetime as dt
import itertools
import uuid
from collections.abc import Sequence
from dataclasses import replace

from app.areas.models import Area, AreaType, BoundarySet, Postcode
from app.ballots import commands
from app.core.access import Actor, Grant, Role, Scope
from app.core.clock import now, today
from app.core.db import db, unit_of_work
from app.people.models import Person
from app.register.commands import Registered, Registration, register_voter
from app.register.models import Voter
from app.rounds.models import BallotItem, BallotType, Connection, Round, RoundPot, RoundState, RoundTrustee, RuleSet
from tests.people.factories import make_person

PASSPHRASES = ("correct horse battery", "purple monkey dishes", "seven green teapots")
_numbers = itertools.count(1)


def make_ward(name: str = "", postcode: str = "", *, terminated: str | None = None) -> Area:
    """A ward in force today with one postcode."""
    number = next(_numbers)
    with unit_of_work():
        found = db.session.query(BoundarySet).filter_by(name="Wards for tests").one_or_none()
        wards = found or BoundarySet(
            name="Wards for tests", area_type=AreaType.WARD, in_force_from=dt.date(2004, 6, 10)
        )
        area = Area(boundary_set=wards, area_type=AreaType.WARD, name=name or f"Ward {number}", slug=f"ward-{number}")
        db.session.add(area)
        db.session.flush()
        text = postcode or f"BD{number % 90 + 1} {number % 9 + 1}ZZ"
        db.session.add(Postcode(postcode=text, ward_id=area.id, terminated=terminated, lookup_version="test"))
    return area


def make_round(
    costs: Sequence[int] = (100_000, 250_000, 300_000, 50_000, 120_000),
    *,
    name: str = "You Decide",
    ballot_type: BallotType = BallotType.APPROVE,
    least: int = 1,
    most: int | None = 3,
    amount: int = 500_000,
    has_box: bool = True,
    opens_in: dt.timedelta = dt.timedelta(days=-1),
    closes_in: dt.timedelta = dt.timedelta(days=1),
) -> Round:
    """A locked round with one pot, one item a cost, three trustees and (usually) a tested key."""
    people = [make_person(name=f"Trustee {n}", has_second_step=True) for n in (1, 2, 3)]
    with unit_of_work():
        round_ = Round(
            slug=f"round-{next(_numbers)}",
            name=name,
            about={"en": "About the round"},
            opens_at=now() + opens_in,
            closes_at=now() + closes_in,
            min_age=11,
            connections=[c.value for c in Connection],
            state=RoundState.LOCKED,
        )
        round_.rules = RuleSet(ballot_type=ballot_type, min_choices=least)
        pot = RoundPot(round=round_, name="Main pot", amount_pence=amount)
        db.session.add(round_)
        db.session.flush()
        round_.rules.max_choices = most  # afterwards: a None given before the insert becomes the column's default
        for number, cost in enumerate(costs, start=1):
            db.session.add(
                BallotItem(
                    round_id=round_.id,
                    round_pot_id=pot.id,
                    number=number,
                    title=f"Project {number}",
                    summary=f"What project {number} does",
                    cost_pence=cost,
                )
            )
        db.session.add_all(RoundTrustee(round_id=round_.id, person_id=person.id) for person in people)
    if has_box:
        make_box(round_)
    return round_


def trustees_of(round_: Round) -> list[Person]:
    from app.rounds.queries import trustees

    return trustees(round_.id)


def as_trustee(person: Person, round_: Round) -> Actor:
    return Actor(person.id, person.name, grants=(Grant(Role.TRUSTEE, Scope.ROUND, round_.id),))


def returning_officer(person_id: uuid.UUID | None = None) -> Actor:
    return Actor(person_id, "Rosa Ro", grants=(Grant(Role.RETURNING_OFFICER),))


def secrets_of(round_: Round, count: int = 2) -> dict[uuid.UUID, str]:
    """Person -> passphrase of the first `count` trustees."""
    return {person.id: words for person, words in list(zip(trustees_of(round_), PASSPHRASES, strict=True))[:count]}


def make_box(round_: Round) -> None:
    """The trustees have passphrases, the key is made, the test envelope opened."""
    people = trustees_of(round_)
    for person, words in zip(people, PASSPHRASES, strict=True):
        made = commands.new_enrolment(round_.id, person.id, words)
        with unit_of_work():
            commands.enrol_trustee(round_.id, made, actor=as_trustee(person, round_), today=today())
    with unit_of_work():
        commands.make_keys(round_.id, actor=as_trustee(people[0], round_), today=today())
    opener = commands.recover_key(round_.id, secrets_of(round_))
    with unit_of_work():
        commands.prove_key(round_.id, opener, actor=as_trustee(people[0], round_), now=now())


def make_voter(round_: Round, area: Area, name: str = "", **given: object) -> Registered:
    """Somebody on the register with a code; the voter's row is as the session has it."""
    fields: dict[str, object] = {
        "name": name or f"Voter {next(_numbers)}",
        "postcode": None,
        "area_id": area.id,
        "connection": Connection.LIVE,
        "age_ok": True,
    }
    with unit_of_work():
        said = Registration(**(fields | given))  # type: ignore[arg-type]
        made = register_voter(round_.id, said, received_at=now(), today=today())
    return replace(made, voter=db.session.get_one(Voter, made.voter.id))


def cast(voter_id: uuid.UUID, numbers: Sequence[int]) -> str:
    """The voter has cast these item numbers. Returns the receipt."""
    with unit_of_work():
        commands.keep_draft(voter_id, shown=range(1, 100), ticked=numbers, received_at=now())
    with unit_of_work():
        return commands.cast_vote(voter_id, received_at=now(), today=today())


def open_box(round_: Round, at: dt.datetime | None = None) -> None:
    """Two trustees have opened the envelopes after the close."""
    opener = commands.recover_key(round_.id, secrets_of(round_))
    person = trustees_of(round_)[0]
    with unit_of_work():
        commands.open_envelopes(
            round_.id,
            opener,
            list(secrets_of(round_)),
            actor=as_trustee(person, round_),
            now=at or round_.closes_at + dt.timedelta(hours=1),
        )
