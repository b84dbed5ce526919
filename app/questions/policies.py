"""Who may ask, answer and moderate, and until when. Pure: the moment and the freeze are arguments."""

from __future__ import annotations

import datetime as dt

from app.core.access import YES, Actor, Decision, Role, no
from app.core.i18n import _
from app.proposals.models import Proposal, ProposalState

from .models import Question, QuestionState
from .states import FOR_FIRST, FOR_SECOND, NEXT, SHOWN

MODERATORS = (Role.MODERATOR,)
OPEN_TO_QUESTIONS = frozenset({ProposalState.ELIGIBLE, ProposalState.ON_BALLOT})


def is_frozen(freezes_at: dt.datetime | None, now: dt.datetime) -> bool:
    """Voting on the proposal is over: what is there is read, nothing is added."""
    return freezes_at is not None and now >= freezes_at


def can_ask(proposal: Proposal, freezes_at: dt.datetime | None, now: dt.datetime) -> Decision:
    """Anybody, without an account, from the day the proposal is public to the close of voting."""
    if is_frozen(freezes_at, now):
        return no(_("Voting has closed, so no more questions can be asked. You can still read them"))
    if not proposal.is_public or proposal.state not in OPEN_TO_QUESTIONS:
        return no(_("Questions can be asked while a proposal is on its way to a vote"))
    return YES


def can_answer(
    actor: Actor, proposal: Proposal, question: Question, freezes_at: dt.datetime | None, now: dt.datetime
) -> Decision:
    """A member of the proposal's group answers, or betters the answer, until the close of voting."""
    if not actor.in_group(proposal.group_id):
        return no(_("Only the group itself can answer"))
    if question.state not in SHOWN:
        return no(_("This question is not on the page"))
    if is_frozen(freezes_at, now):
        return no(_("Voting has closed, so answers cannot be changed any more"))
    if question.answer_down_at is not None:
        return no(_("A moderator has taken the answer down"))
    return YES


def can_moderate(actor: Actor, question: Question) -> Decision:
    """A moderator decides first on what waits; the second decision is another moderator's (`domain.md` iv.6)."""
    if not actor.has(*MODERATORS):
        return no(_("Only a moderator can do this"))
    if question.state in FOR_FIRST:
        return YES
    if question.state not in FOR_SECOND:
        return no(_("There is nothing to decide"))
    if question.moderator_id == actor.id:
        return no(_("You decided this first. Another moderator decides now"))
    return YES


def can_take_down(actor: Actor, question: Question) -> Decision:
    """Any moderator, at once and at any time, also after the close of voting."""
    if not actor.has(*MODERATORS):
        return no(_("Only a moderator can do this"))
    return YES if question.state in SHOWN else no(_("This question is not on the page"))


def can_appeal(question: Question) -> Decision:
    """The author asks for a second moderator, once."""
    if question.is_final:
        return no(_("A second moderator has decided. There is no other appeal"))
    if QuestionState.APPEALED not in NEXT[question.state]:
        return no(_("There is nothing to appeal against"))
    return YES
