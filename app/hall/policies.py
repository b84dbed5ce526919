"""Questions about decision days that are answered yes or no, with a reason."""

from __future__ import annotations

import datetime as dt

from app.core.access import YES, Actor, Decision, no
from app.core.i18n import _
from app.register.policies import can_see_register
from app.rounds.models import BallotType, Channel, Round, RoundState, ScoreScope
from app.rounds.policies import is_returning

from .models import DayState, DecisionDay, Slot

ENDED = frozenset({RoundState.CANCELLED, RoundState.PUBLISHED, RoundState.CERTIFIED, RoundState.COUNTED})


def can_plan(actor: Actor, round_: Round, day: DecisionDay | None = None) -> Decision:
    """May the actor plan this round's decision day? Its place and times may change until its list is closed."""
    if not is_returning(actor, round_):
        return no(_("Only a returning officer of this round can do this"))
    if round_.is_imported or round_.state in ENDED:
        return no(_("This round is over"))
    if day is not None and day.state is DayState.CLOSED:
        return no(_("The list of this hall is closed"))
    return YES


def can_order(actor: Actor, round_: Round, day: DecisionDay) -> Decision:
    """May the actor draw or set the running order? Until the first pitch has begun."""
    if not (may := can_plan(actor, round_, day)):
        return may
    if any(slot.started_at for slot in day.slots):
        return no(_("The pitches have begun, so the order stays"))
    return YES


def can_work(actor: Actor, round_: Round, day: DecisionDay) -> Decision:
    """May the actor run the desk and the timer now? While doors are open."""
    if not (may := can_see_register(actor, round_)):
        return may
    if day.state is DayState.PLANNED:
        return no(_("The doors are not open yet"))
    return no(_("The list of this hall is closed")) if day.state is DayState.CLOSED else YES


def can_open_doors(actor: Actor, round_: Round, day: DecisionDay, now: dt.datetime) -> Decision:
    """May the actor open the doors? On the day, once per day."""
    if not (may := can_see_register(actor, round_)):
        return may
    if day.state is not DayState.PLANNED:
        return no(_("The doors have been opened"))
    if now < day.starts_at - dt.timedelta(hours=3):
        return no(_("Doors can be opened from three hours before the start"))
    return YES


def can_close(actor: Actor, round_: Round, day: DecisionDay, now: dt.datetime) -> Decision:
    """May the actor, as presiding officer, close the hall's list? After it nothing handed over is counted."""
    if not is_returning(actor, round_):
        return no(_("Only a returning officer of this round can do this"))
    if day.state is not DayState.OPEN:
        return no(
            _("The list of this hall is closed") if day.state is DayState.CLOSED else _("The doors are not open yet")
        )
    if any(is_open(slot, now) for slot in day.slots):
        return no(_("A pitch can still be scored. End it first"))
    return YES


def is_open(slot: Slot, at: dt.datetime) -> bool:
    """Does a score that arrived at `at` come within the pitch's window? Its last second is not in it."""
    if slot.started_at is None or slot.window_ends_at is None:
        return False
    return slot.started_at <= at < slot.window_ends_at


def can_score(day: DecisionDay, slot: Slot, at: dt.datetime) -> Decision:
    """May a score for this pitch that arrived at `at` be kept?"""
    if day.state is not DayState.OPEN:
        return no(_("Voting in this hall is over"))
    if slot.started_at is None:
        return no(_("This project has not been presented yet"))
    return YES if is_open(slot, at) else no(_("The time to score this project is over"))


def votes_by_pitch(round_: Round) -> bool:
    """Are scores given in the hall, pitch by pitch? Else people vote on paper or on the round's ordinary ballot."""
    rules = round_.rules
    is_score = rules.ballot_type is BallotType.SCORE
    return is_score and (rules.score_scope is ScoreScope.PRESENTED or Channel.HALL.value in rules.channels)
