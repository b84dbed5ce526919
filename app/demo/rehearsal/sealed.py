"""Votes in envelopes, many at a time through the commands: from home, on shared devices, read out by a worker."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from app.ballots import commands as ballots
from app.core import clock
from app.core.access import VISITOR, Actor
from app.core.db import unit_of_work
from app.register import commands as register
from app.register import queries as register_queries
from app.register.commands import Registration
from app.register.models import HoldReason, RefusalReason, VoterState
from app.rounds.models import Channel, Proof

from .ground import CLOSES, OPENS, Ground
from .report import Report, in_words
from .voters import Voter

AT_ONCE = 250
BY_DESK = frozenset({Channel.ASSISTED, Channel.PAPER, Channel.POST})


@dataclass
class Held:
    """Voters whose envelopes wait for a decision, with what they chose: counted only if they are accepted."""

    choices: dict[uuid.UUID, list[int]] = field(default_factory=dict)


def in_pieces(voters: Sequence[Voter], act: Callable[[Voter], None], ground: Ground, report: Report) -> None:
    """`act` is done for each, 250 in one transaction, spread over the days of voting; who fails is tried alone."""
    for at in range(0, len(voters), AT_ONCE):
        piece = voters[at : at + AT_ONCE]
        day = OPENS + (at // AT_ONCE) % (CLOSES - OPENS)
        with clock.at(ground.at(day, 10 + at // AT_ONCE % 7)):
            if not _together(piece, act):
                for voter in piece:
                    _alone(voter, act, report)
        report.progress(at + len(piece), len(voters))


def _together(piece: Sequence[Voter], act: Callable[[Voter], None]) -> bool:
    try:
        with unit_of_work():
            for voter in piece:
                act(voter)
    except Exception:  # noqa: BLE001 - found again, and told, one by one
        return False
    return True


def _alone(voter: Voter, act: Callable[[Voter], None], report: Report) -> None:
    try:
        with unit_of_work():
            act(voter)
    except Exception as fault:  # noqa: BLE001 - the rehearsal goes on and tells
        report.error(f"a vote by {voter.channel.value}: {in_words(fault)}")


def register_one(ground: Ground, voter: Voter, desk: Actor) -> register.Registered:
    """The voter is on the register, by themselves or by the desk."""
    is_by_desk = voter.channel in BY_DESK
    given = Registration(
        voter.name,
        voter.postcode,
        None,
        voter.connection,
        age_ok=True,
        channel=voter.channel,
        seen=Proof.DESK if is_by_desk else None,
        has_consent=voter.channel is Channel.ASSISTED,
    )
    return register.register_voter(
        ground.round_id,
        given,
        received_at=clock.now(),
        today=clock.today(),
        actor=desk if is_by_desk else VISITOR,
    )


def cast(voter_id: uuid.UUID, numbers: Sequence[int], channel: Channel) -> None:
    """These choices are in the voter's envelope."""
    ballots.keep_draft(voter_id, shown=numbers, ticked=numbers, received_at=clock.now())
    ballots.cast_vote(voter_id, received_at=clock.now(), today=clock.today(), channel=channel)


def vote(ground: Ground, voters: Sequence[Voter], held: Held, report: Report) -> None:
    """Every one of them has registered and cast; some have thought again and cast once more."""
    done: list[tuple[Voter, uuid.UUID, bool]] = []
    with clock.at(ground.at(OPENS, 10)):
        desk = ground.actor("desk")

    def act(voter: Voter) -> None:
        made = register_one(ground, voter, desk)
        cast(made.voter.id, voter.chosen, voter.channel)
        if voter.again:
            cast(made.voter.id, voter.again, voter.channel)
        done.append((voter, made.voter.id, made.voter.state is VoterState.HELD))

    in_pieces(voters, act, ground, report)
    note(done, held, report)


def note(done: Sequence[tuple[Voter, uuid.UUID, bool]], held: Held, report: Report) -> None:
    """What these gave is part of the truth; of a piece that was tried again only the last try."""
    last = {id(voter): (voter, voter_id, is_held) for voter, voter_id, is_held in done}
    for voter, voter_id, is_held in last.values():
        report.cast[voter.channel.value] += 1
        if is_held:
            held.choices[voter_id] = voter.final
        else:
            report.truth.update(voter.final)
        if is_held != (voter.is_double or voter.is_unknown):
            report.error(f"a vote by {voter.channel.value} was {'held' if is_held else 'not held'} and should not be")


def decide(ground: Ground, held: Held, report: Report) -> None:
    """Each held voter is decided by a person with a reason: of those of one name most are refused."""
    waiting = list(held.choices)
    with clock.at(ground.at(CLOSES, 18)):
        officer = ground.actor("officer")
        for at in range(0, len(waiting), AT_ONCE):
            with unit_of_work():
                for place, voter_id in enumerate(waiting[at : at + AT_ONCE], start=at):
                    is_accepted = _decide_one(ground, voter_id, officer, is_kind=place % 4 == 0)
                    report.cast["held, then accepted" if is_accepted else "held, then refused"] += 1
                    if is_accepted:
                        report.truth.update(held.choices[voter_id])
            report.progress(min(at + AT_ONCE, len(waiting)), len(waiting))


def _decide_one(ground: Ground, voter_id: uuid.UUID, officer: Actor, *, is_kind: bool) -> bool:
    """is_kind: of somebody with a name that was there already, the officer finds that it is another person."""
    voter = register_queries.voter(voter_id)
    is_accepted = is_kind or voter.hold_reason is not HoldReason.SAME_PERSON
    register.decide_held(
        voter_id,
        accept=is_accepted,
        reason="Rehearsed",
        actor=officer,
        refusal=None if is_accepted else RefusalReason.VOTED_TWICE,
        area_id=ground.ward_id,
    )
    return is_accepted
