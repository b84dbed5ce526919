"""What a rehearsal stands on: officers, places, money, proposals, a locked round and its key."""

from __future__ import annotations

import datetime as dt
import random
import secrets
import uuid
from dataclasses import dataclass, field

import sqlalchemy as sa

from app.areas import queries as wards
from app.areas import seed as areas
from app.areas.models import Postcode
from app.ballots import commands as ballots
from app.core import clock
from app.core.access import SYSTEM, Actor, Role, actor_for
from app.core.db import db, unit_of_work
from app.demo.world import World
from app.funds.models import Call, CallPot, CallState, Fund, Pot, Theme
from app.groups.models import Group, LegalForm
from app.people import commands as people
from app.proposals.models import Proposal, ProposalState
from app.rounds import commands as rounds
from app.rounds.models import Channel

NAME = "Rehearsal with made-up voters"
ABOUT = "A rehearsal. Nobody of these voters exists, and no money is given."
GROUPS, MOST_CHOICES = 20, 5
PARTS = {
    "officer": Role.RETURNING_OFFICER,
    "deputy": Role.DEPUTY_RETURNING_OFFICER,
    "other": Role.DEPUTY_RETURNING_OFFICER,
    "desk": Role.DESK_STAFF,
    "desk2": Role.DESK_STAFF,
    "typist": Role.DATA_ENTRY,
    "typist2": Role.DATA_ENTRY,
    "adjudicator": Role.ADJUDICATOR,
    "trustee1": None,
    "trustee2": None,
    "trustee3": None,
}


@dataclass
class Ground:
    """The round and who works for it. day: the first day of the rehearsal; words: each trustee's passphrase."""

    day: dt.date
    items: int
    people: dict[str, uuid.UUID] = field(default_factory=dict)
    words: dict[uuid.UUID, str] = field(default_factory=dict)
    postcodes: list[str] = field(default_factory=list)
    round_id: uuid.UUID = uuid.UUID(int=0)
    slug: str = ""
    pot_id: uuid.UUID = uuid.UUID(int=0)
    ward_id: uuid.UUID = uuid.UUID(int=0)

    def at(self, days: int, hour: int, minute: int = 0) -> dt.datetime:
        """The instant of this London time, so many days after the first."""
        return clock.london_instant(self.day + dt.timedelta(days=days), dt.time(hour, minute))

    def actor(self, key: str) -> Actor:
        """This person with the rights they hold at that moment."""
        return actor_for(self.people[key], key)


OPENS, CLOSES = 3, 17  # days after the first, at 9:00 and 17:00


def lay(ground: Ground, chance: random.Random) -> None:
    """Officers hold their roles; wards and postcodes are there; eligible proposals ask for six times the money."""
    with clock.at(ground.at(0, 9)):
        areas.plant(World.on(ground.day))
        with unit_of_work():
            for key, role in PARTS.items():
                person = people.create_person(
                    email=f"{key}@rehearsal.invalid", name=f"Rehearsal {key}", actor=SYSTEM, confirmed_at=clock.now()
                )
                ground.people[key] = person.id
                if role is not None:
                    people.give(person.id, people.Part(role), actor=SYSTEM, from_on=clock.today())
        found = sa.select(Postcode.postcode).where(Postcode.terminated.is_(None), Postcode.ward_id.is_not(None))
        known = db.session.execute(found.order_by(Postcode.postcode)).all()
        ground.postcodes = [row.postcode for row in known]
        ground.ward_id = wards.wards(ground.day)[0].id
        with unit_of_work():
            ground.pot_id = _propose(ground, chance).id


def _propose(ground: Ground, chance: random.Random) -> Pot:
    costs = [chance.randrange(300, 2_000) * 100 for _number in range(ground.items)]
    total = max(sum(costs) // 6, max(costs))
    fund = Fund(name=NAME, total_pence=total, starts_on=ground.day, ends_on=ground.day + dt.timedelta(days=700))
    db.session.add(fund)
    db.session.flush()
    pot = Pot(fund_id=fund.id, name="Rehearsal money", amount_pence=total)
    call = Call(
        fund_id=fund.id,
        slug="rehearsal",
        title=NAME,
        opens_at=ground.at(-60, 9),
        closes_at=ground.at(-30, 17),
        min_pence=1,
        max_pence=total,
        state=CallState.PUBLISHED,
    )
    groups = [
        Group(
            slug=f"rehearsal-{number}",
            name=f"Rehearsal group {number}",
            legal_form=LegalForm.INFORMAL,
            registered_on=ground.day,
        )
        for number in range(min(GROUPS, ground.items))
    ]
    db.session.add_all([pot, call, *groups])
    db.session.flush()
    db.session.add(CallPot(call_id=call.id, pot_id=pot.id))
    themes = [theme.value for theme in Theme]
    db.session.add_all(
        Proposal(
            reference=f"PR-R{number:05d}",
            call_id=call.id,
            pot_id=pot.id,
            group_id=groups[number % len(groups)].id,
            state=ProposalState.ELIGIBLE,
            is_public=True,
            title=f"Rehearsal project {number}",
            summary=f"What project {number} of the rehearsal would do",
            themes=[themes[number % len(themes)]],
            amount_pence=cost,
            total_pence=cost,
            started_at=clock.now(),
            submitted_at=clock.now(),
        )
        for number, cost in enumerate(costs, start=1)
    )
    db.session.flush()
    return pot


def draft(ground: Ground, chance: random.Random) -> None:
    """The round is drafted by one officer and locked by the second."""
    with clock.at(ground.at(0, 10)), unit_of_work():
        officer = ground.actor("officer")
        basics = rounds.Basics(
            name=NAME, opens_at=ground.at(OPENS, 9), closes_at=ground.at(CLOSES, 17), about={"en": ABOUT}, min_age=11
        )
        round_ = rounds.create_round(basics, actor=officer, slug=f"rehearsal-{secrets.token_hex(3)}")
        ground.round_id, ground.slug = round_.id, round_.slug
        pot = db.session.get_one(Pot, ground.pot_id)
        rounds.set_pots(round_.id, {pot.id: pot.amount_pence}, actor=officer)
        rules = rounds.RuleChoices(max_choices=min(MOST_CHOICES, ground.items), publish_comparison=True)
        rounds.set_rules(round_.id, rules, actor=officer)
        rounds.set_voters(round_.id, rounds.VoterChoices(channels=tuple(Channel)), actor=officer)
        chosen = list(db.session.scalars(sa.select(Proposal.id).where(Proposal.pot_id == pot.id)))
        rounds.set_items(round_.id, chosen, actor=officer, chance=chance)
        rounds.set_trustees(round_.id, [ground.people[f"trustee{n}"] for n in (1, 2, 3)], actor=officer)
        rounds.propose_lock(round_.id, actor=officer)
    with clock.at(ground.at(0, 11)), unit_of_work():
        rounds.confirm_lock(ground.round_id, actor=ground.actor("deputy"))


def make_key(ground: Ground) -> None:
    """Three trustees have passphrases, the key is made, and two of them have opened the test envelope."""
    trustees = [f"trustee{number}" for number in (1, 2, 3)]
    with clock.at(ground.at(1, 10)):
        for key in trustees:
            words = secrets.token_urlsafe(16)
            ground.words[ground.people[key]] = words
            made = ballots.new_enrolment(ground.round_id, ground.people[key], words)
            with unit_of_work():
                ballots.enrol_trustee(ground.round_id, made, actor=ground.actor(key), today=clock.today())
        with unit_of_work():
            ballots.make_keys(ground.round_id, actor=ground.actor("officer"), today=clock.today())
        opener = ballots.recover_key(ground.round_id, two_of(ground))
        with unit_of_work():
            ballots.prove_key(ground.round_id, opener, actor=ground.actor("trustee1"), now=clock.now())


def two_of(ground: Ground) -> dict[uuid.UUID, str]:
    """The words of the first and the last trustee."""
    first, _second, third = ground.words.items()
    return dict([first, third])
