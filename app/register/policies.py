"""Questions about voters that are answered yes or no, with a reason."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Protocol

from app.core.access import YES, Actor, Decision, Role, Scope, no
from app.core.i18n import _, lazy
from app.rounds.models import BEFORE_OPENING, IN_PERSON, ChannelPolicy, Electorate, Proof, Round, RoundState
from app.rounds.policies import can_vote, is_returning, phase
from app.rounds.states import Phase

from .models import MAY_CAST, Channel, CodeKind, HoldReason, Slot, Voter, VoterState

IN_ENVELOPES = frozenset({Channel.ONLINE, Channel.KIOSK, Channel.ASSISTED})
BY_CONTACT = frozenset({Proof.EMAIL_CODE, Proof.SMS_CODE})
BY_PERSON = frozenset({Proof.DESK, Proof.ORGANISATION, Proof.ID_SEEN})
ALWAYS_ENOUGH = frozenset({Proof.DESK, Proof.ID_SEEN})  # an officer's own look is never less than what a round asks for
LADDER = {proof: rung for rung, proof in enumerate(Proof)}
WITH_LISTS = frozenset({RoundState.DRAFT, RoundState.LOCKED, RoundState.OPEN})
REGISTERS_THEMSELVES = frozenset({Electorate.OPEN, Electorate.ATTENDEES})
TAKEN = {
    Channel.ONLINE: lazy("This person has voted online. A desk can make that vote void until voting closes"),
    Channel.KIOSK: lazy("This person has voted on a shared device. A desk can make that vote void until voting closes"),
    Channel.ASSISTED: lazy("This person has voted with help. A desk can make that vote void until voting closes"),
    Channel.PAPER: lazy("This person has a paper already. One person has one vote"),
    Channel.POST: lazy("A paper was posted to this person already. One person has one vote"),
    Channel.HALL: lazy("This person votes in the hall already. One person has one vote"),
}


def can_settle(voter: Voter) -> bool:
    """Is there something that this held voter can still show or tell? What only an officer can settle is not asked for.

    A name and place like another's ask for years of birth, an unknown postcode for the street, each told once; a
    missing proof or address is asked for until it is there, unless an organisation has been asked already.
    """
    given = {
        HoldReason.SAME_PERSON: voter.birth_band,
        HoldReason.OTHER_CHANNEL: voter.birth_band,
        HoldReason.UNKNOWN_POSTCODE: voter.street,
        HoldReason.OLD_POSTCODE: voter.street,
        HoldReason.NO_ADDRESS: voter.partner_id,
        HoldReason.NO_PROOF: voter.partner_id,
    }
    return voter.state is VoterState.HELD and any(not given[HoldReason(word)] for word in voter.waits_for)


def may_be_same(one: Voter, other: Voter) -> bool:
    """May these be one person? Name and postcode are the same; or name and ward, where one gave no postcode (E11).

    Two of one name in one ward who both gave a postcode, not the same, are two people.
    """
    if one.dedupe_key is None or other.dedupe_key is None:
        return False
    return one.dedupe_key in (other.dedupe_key, other.ward_key) or other.dedupe_key == one.ward_key


def meets(round_: Round, proof: Proof) -> bool:
    """Is this proof enough in this round? One that it names, or an officer's own check."""
    return proof.value in round_.proofs or proof in ALWAYS_ENOUGH


def is_better(round_: Round, proof: Proof, than: Proof | None) -> bool:
    """Is it worth more on the register: enough where the other is not, else higher up the ladder?"""
    if than is None:
        return True
    return (meets(round_, proof), LADDER[proof]) > (meets(round_, than), LADDER[than])


def slot_of(channel: Channel) -> Slot:
    """Which right a vote by this channel uses where there are two (E10). A posted paper is a paper."""
    return Slot.IN_PERSON if channel in IN_PERSON or channel is Channel.POST else Slot.ONLINE


def slots_of(round_: Round) -> tuple[Slot, ...]:
    """The rights that each voter of this round has (E10)."""
    is_split = round_.rules.channel_policy is ChannelPolicy.ONE_PER_CHANNEL
    return (Slot.ONLINE, Slot.IN_PERSON) if is_split else (Slot.ANY,)


def electorate_of(round_: Round, channel: Channel, wanted: Electorate | None = None) -> Electorate:
    """In which body of voters somebody who registers now votes; never as a delegate, whom an organisation sends."""
    bodies = {each.electorate for each in round_.electorates} - {Electorate.DELEGATES} or {Electorate.OPEN}
    if wanted in bodies:
        return wanted
    if channel in IN_PERSON and Electorate.ATTENDEES in bodies:
        return Electorate.ATTENDEES
    return next((each for each in Electorate if each in bodies), Electorate.OPEN)


def can_register(round_: Round, received_at: dt.datetime, *, has_code: bool = False) -> Decision:
    """May somebody put themselves on the register now? While voting is open, unless it is for invited people only.

    has_code: a code from a desk or letter, or a worker at a desk, brings them; never a delegate, who is on the register
    with their organisation before (E42).
    """
    bodies = {each.electorate for each in round_.electorates}
    if not (may := can_vote(round_, received_at)) or not bodies or (has_code and bodies != {Electorate.DELEGATES}):
        return may
    if Electorate.OPEN in bodies:
        return YES
    if Electorate.ATTENDEES in bodies:
        return no(_("People who come to the event vote in this round. You register there, at the desk"))
    return no(_("This vote is for people who were invited. Use the code or the link that you were given"))


def can_see_voter(actor: Actor, round_: Round, voter: Voter) -> Decision:
    """May the actor see this row of the register? Only on the pages of its own round."""
    if voter.round_id != round_.id:
        return no(_("This voter is not in this round"))
    return can_see_register(actor, round_)


def can_register_for(actor: Actor, round_: Round, channel: Channel) -> Decision:
    """May this worker put somebody on the register by this channel?"""
    if not (may := can_see_register(actor, round_)):
        return may
    if channel is Channel.ASSISTED and Channel.ASSISTED.value not in round_.rules.channels:
        return no(_("The rules of this round have no votes by telephone or at home"))
    return YES


def can_change_lists(actor: Actor, round_: Round, now: dt.datetime) -> Decision:
    """May the actor add members, delegates and organisations? Until voting closes, in a draft too."""
    if not is_returning(actor, round_):
        return no(_("Only a returning officer of this round can do this"))
    if round_.is_imported or round_.state not in WITH_LISTS or now >= round_.closes_at:
        return no(_("Lists can be changed until voting closes"))
    return YES


def can_invite(actor: Actor, round_: Round, now: dt.datetime) -> Decision:
    """May the actor have codes written to everybody on a list? Only once the rules that the letter tells are locked."""
    if (may := can_change_lists(actor, round_, now)) and round_.state is RoundState.DRAFT:
        return no(_("Invitations can be sent once the rules are locked"))
    return may


def can_clear_list(actor: Actor, round_: Round, now: dt.datetime) -> Decision:
    """May the actor take everybody off a list, as after a wrong file? In a draft, where nobody has a code yet."""
    if (may := can_change_lists(actor, round_, now)) and round_.state is not RoundState.DRAFT:
        return no(_("The rules are locked. Nobody can be taken off a list any more"))
    return may


def can_mark_proof(
    actor: Actor, round_: Round, voter: Voter, proof: Proof, partner_id: uuid.UUID | None = None
) -> Decision:
    """May the actor say that this voter was checked? A worker of the round, or an organisation named for it.

    partner_id: the actor's organisation, if it is one of the round's.
    """
    is_partner = proof is Proof.ORGANISATION and partner_id is not None and actor.in_group(partner_id)
    is_worker = bool(can_see_register(actor, round_))
    if not is_partner and not is_worker:
        return no(_("Only desk staff, a returning officer or an organisation of this round can do this"))
    if is_partner and not is_worker and voter.partner_id != partner_id:
        return no(_("This voter has not asked your organisation"))
    if proof not in BY_PERSON:
        return no(_("This proof is not given by a person"))
    if voter.round_id != round_.id or voter.state is VoterState.REFUSED:
        return no(_("This voter has already been decided"))
    if round_.state not in BEFORE_OPENING:
        return no(_("The envelopes have been opened, so nothing can be decided any more"))
    return YES


def can_prove_by_contact(round_: Round, voter: Voter, proof: Proof) -> Decision:
    """May the voter have a short code sent?"""
    if proof not in BY_CONTACT or proof.value not in round_.proofs:
        return no(_("This round does not ask for this"))
    return can_cast(voter) if round_.state in BEFORE_OPENING else no(_("Voting has closed"))


def can_take(voter: Voter, channel: Channel) -> Decision:
    """May this voter's right be used by a paper, a card or another channel now?"""
    if not (may := can_cast(voter)):
        return may
    if voter.state is VoterState.HELD and channel not in IN_ENVELOPES:
        return no(_("A returning officer must decide about this voter first: a paper cannot be taken back"))
    return YES


def can_void(actor: Actor, round_: Round, voter: Voter, now: dt.datetime) -> Decision:
    """May the actor make this voter's online vote void, so that they can have a paper? Until the close."""
    if not (may := can_see_register(actor, round_)):
        return may
    if voter.round_id != round_.id:
        return no(_("This voter is not in this round"))
    if phase(round_, now) not in {Phase.VOTING, Phase.PAUSED}:
        return no(_("Voting has closed. What is in the box stays there"))
    return YES


def can_remind(actor: Actor, round_: Round, now: dt.datetime) -> Decision:
    """May the actor write to everybody with an unfinished vote?"""
    if not is_returning(actor, round_):
        return no(_("Only a returning officer of this round can do this"))
    return can_vote(round_, now)


def taken_in_words(channel: Channel) -> str:
    """Why no other ballot is given to a person whose right this channel used."""
    return str(TAKEN[channel])


class Code(Protocol):
    """A row of a code, of the table or of a few columns."""

    @property
    def id(self) -> uuid.UUID: ...
    @property
    def kind(self) -> CodeKind: ...
    @property
    def ends_on(self) -> dt.date | None: ...
    @property
    def is_revoked(self) -> bool: ...


class Stated(Protocol):
    """A voter, as a row of the table or of a few columns."""

    @property
    def state(self) -> VoterState: ...


def can_use(code: Code, today: dt.date) -> Decision:
    """Does this code still lead to its voter on `today` (London)?"""
    if code.is_revoked or (code.ends_on is not None and today > code.ends_on):
        return no(_("This code no longer works. Ask for a new one"))
    return YES


def can_cast(voter: Stated) -> Decision:
    """May this voter put an envelope in the box? A held voter may: theirs waits for a person's decision."""
    if voter.state in MAY_CAST:
        return YES
    return no(_("The council could not accept you as a voter in this round. Contact the council if this is wrong"))


def can_see_register(actor: Actor, round_: Round) -> Decision:
    """May the actor see this round's register and its held voters?"""
    if is_returning(actor, round_) or actor.covers(Role.DESK_STAFF, Scope.ROUND, round_.id):
        return YES
    return no(_("Only a returning officer or desk staff of this round can do this"))


def can_give_code(actor: Actor, round_: Round, voter: Voter, now: dt.datetime) -> Decision:
    """May the actor give this voter a new code, at a desk or on the telephone? To a delegate, also before the opening
    of the vote, as an invitation on paper."""
    if not (may := can_see_register(actor, round_)):
        return may
    if voter.round_id != round_.id:
        return no(_("This voter is not in this round"))
    is_delegate = voter.group_id is not None
    may = can_invite(actor, round_, now) if is_delegate and now < round_.opens_at else can_vote(round_, now)
    return can_cast(voter) if may else may


def can_decide_held(actor: Actor, round_: Round, voter: Voter) -> Decision:
    """May the actor accept or refuse this held voter? Only before the envelopes are opened."""
    if not is_returning(actor, round_):
        return no(_("Only a returning officer of this round can do this"))
    if voter.round_id != round_.id or voter.state is not VoterState.HELD:
        return no(_("This voter has already been decided"))
    if round_.state not in BEFORE_OPENING:
        return no(_("The envelopes have been opened, so nothing can be decided any more"))
    return YES
