"""Starting a proposal and saving its sections, each on its own, without writing over somebody else's words."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app.core import audit, files, media
from app.core.access import Actor, Decision
from app.core.db import db, locked
from app.core.errors import DomainError, NotAllowed, WrongState
from app.core.i18n import _
from app.core.references import new_reference
from app.funds import queries as funds
from app.funds.models import Call
from app.groups.models import Group

from .. import policies, queries
from ..models import BudgetHeading, BudgetLine, Proposal, ProposalAction, ProposalArea
from ..sections import BY_KEY, MOST_ACTIONS, SectionKey, amount_fault

MOST_LINES = 30


@dataclass(frozen=True, slots=True)
class LineFacts:
    """One line of a budget as typed, in pence."""

    heading: BudgetHeading
    note: str
    cost_pence: int
    asked_pence: int


def must(verdict: Decision) -> None:
    if not verdict:
        raise NotAllowed(verdict.reason)


def start_proposal(
    actor: Actor,
    call_id: uuid.UUID,
    group_id: uuid.UUID,
    *,
    now: dt.datetime,
    lang: str = "en",
    proposal_id: uuid.UUID | None = None,
) -> Proposal:
    """The group has a draft in the call, empty but for its language; with one pot only, that one is chosen.

    The group's row is held, so that two members who start at once do not go over the call's limit.
    """
    group = locked(Group, group_id)
    call = funds.call(call_id)
    live = queries.live_count(call.id, group.id)
    must(policies.can_start(actor, call, group, now, live=live))
    pots = funds.pots_of_call(call.id)
    proposal = Proposal(
        id=proposal_id or uuid.uuid4(),
        reference=new_reference("PR"),
        call_id=call.id,
        group_id=group.id,
        pot_id=pots[0].id if len(pots) == 1 else None,
        lang=lang,
        started_at=now,
        started_by_id=actor.id,
    )
    db.session.add(proposal)
    db.session.flush()
    audit.record(actor, "start_proposal", proposal, name=proposal.reference, after={"group": group.id, "call": call.id})
    return proposal


class SectionChanged(WrongState):
    """Somebody else saved this section while it was open; `by` says who, if known."""

    def __init__(self, by: str) -> None:
        text = _("%(name)s saved this section while you had it open", name=by or _("Someone"))
        super().__init__(_("%(text)s. Compare both below, then save again", text=text))
        self.by = by


def save_section(
    actor: Actor, proposal_id: uuid.UUID, key: SectionKey, values: dict[str, Any], *, seen: int, now: dt.datetime
) -> Proposal:
    """The section says what was typed; the other sections are as they were.

    values: the section's fields, and `area_ids`, `action_ids` or `lines` (of `LineFacts`) where it has them.
    seen: the number of the section (`Proposal.section_number`) that the page showed.

    Raises:
        SectionChanged: somebody saved the section since.
        NotAllowed: the proposal is sent, the call is closed, or it is another group's.
    """
    proposal = locked(Proposal, proposal_id)
    call = funds.call(proposal.call_id)
    must(policies.can_edit(actor, proposal, call, now))
    if proposal.section_number(key) != seen:
        raise SectionChanged(queries.saved_by(proposal, key))
    for name in BY_KEY[key].fields:
        if name in values:
            setattr(proposal, name, values[name])
    if key is SectionKey.ABOUT:
        _check_pot(proposal)
    if key is SectionKey.PEOPLE and "area_ids" in values:
        _set_areas(proposal, values["area_ids"])
    if key is SectionKey.PLAN:
        _set_actions(proposal, values["action_ids"])
    if key is SectionKey.BUDGET:
        _set_lines(proposal, call, values["lines"])
    mark_saved(proposal, key, actor, now)
    db.session.flush()
    audit.record(actor, "save_section", proposal, name=proposal.reference, after={"section": key})
    return proposal


def mark_saved(proposal: Proposal, key: SectionKey, actor: Actor, now: dt.datetime) -> None:
    """The section has a new number, so that a page opened before is seen to be stale."""
    saved = {"number": proposal.section_number(key) + 1, "by": str(actor.id or ""), "at": now.isoformat()}
    proposal.sections = {**proposal.sections, key.value: saved}


def _check_pot(proposal: Proposal) -> None:
    offered = {pot.id for pot in funds.pots_of_call(proposal.call_id)}
    if proposal.pot_id is not None and proposal.pot_id not in offered:
        raise DomainError(_("Choose a pot of this call"), field="pot_id")


def _set_areas(proposal: Proposal, area_ids: Iterable[uuid.UUID]) -> None:
    db.session.execute(sa.delete(ProposalArea).where(ProposalArea.proposal_id == proposal.id))
    db.session.add_all(ProposalArea(proposal_id=proposal.id, area_id=each) for each in dict.fromkeys(area_ids))


def _set_actions(proposal: Proposal, action_ids: Iterable[uuid.UUID]) -> None:
    chosen = list(dict.fromkeys(action_ids))
    if len(chosen) > MOST_ACTIONS:
        raise DomainError(_("Choose up to %(most)s actions", most=MOST_ACTIONS), field="action_ids")
    db.session.execute(sa.delete(ProposalAction).where(ProposalAction.proposal_id == proposal.id))
    db.session.add_all(ProposalAction(proposal_id=proposal.id, action_id=each) for each in chosen)


def _set_lines(proposal: Proposal, call: Call, lines: Sequence[LineFacts]) -> None:
    """The budget is these lines, and what is asked for is their sum: lines always add up (E46)."""
    if len(lines) > MOST_LINES:
        raise DomainError(_("Use %(most)s lines or fewer", most=MOST_LINES))
    for line in lines:
        if line.asked_pence > line.cost_pence:
            raise DomainError(_("You cannot ask for more than something costs"))
    proposal.total_pence = sum(line.cost_pence for line in lines)
    proposal.amount_pence = sum(line.asked_pence for line in lines)
    _check_amounts(proposal, call)
    db.session.execute(sa.delete(BudgetLine).where(BudgetLine.proposal_id == proposal.id))
    db.session.add_all(
        BudgetLine(
            proposal_id=proposal.id,
            position=position,
            heading=line.heading,
            note=line.note,
            cost_pence=line.cost_pence,
            asked_pence=line.asked_pence,
        )
        for position, line in enumerate(lines)
    )


def _check_amounts(proposal: Proposal, call: Call) -> None:
    """Too much is refused at once, with the difference; too little only when the proposal is sent."""
    if proposal.amount_pence > call.max_pence:
        raise DomainError(amount_fault(call, proposal.amount_pence))
    least = proposal.min_viable_pence
    if least is not None and least > proposal.amount_pence:
        text = _("The least it could be done with cannot be more than what you ask for")
        raise DomainError(text, field="min_viable_pence")


def set_picture(
    actor: Actor, proposal_id: uuid.UUID, content: bytes | None, said: Mapping[str, Any], *, seen: int, now: dt.datetime
) -> Proposal:
    """The proposal shows this picture, drawn anew from what was sent; with None, the one it has, in other words.

    content: as `app.core.media.picture` gave it. said: picture_alt, and picture_shows_councillor (E39).
    """
    proposal = locked(Proposal, proposal_id)
    must(policies.can_edit(actor, proposal, funds.call(proposal.call_id), now))
    if proposal.section_number(SectionKey.PICTURE) != seen:
        raise SectionChanged(queries.saved_by(proposal, SectionKey.PICTURE))
    if content is not None:
        name = f"{proposal.reference.lower()}.webp"
        proposal.picture_file_id = files.save(content, name, media.media_type(content), is_public=True).id
    proposal.picture_alt = said["picture_alt"]
    proposal.picture_shows_councillor = said["picture_shows_councillor"]
    mark_saved(proposal, SectionKey.PICTURE, actor, now)
    db.session.flush()
    audit.record(actor, "set_picture", proposal, name=proposal.reference)
    return proposal


def remove_picture(actor: Actor, proposal_id: uuid.UUID, *, now: dt.datetime) -> Proposal:
    """A drawn picture stands in for the photograph again."""
    proposal = locked(Proposal, proposal_id)
    must(policies.can_edit(actor, proposal, funds.call(proposal.call_id), now))
    proposal.picture_file_id, proposal.picture_alt, proposal.picture_shows_councillor = None, "", False
    mark_saved(proposal, SectionKey.PICTURE, actor, now)
    db.session.flush()
    audit.record(actor, "remove_picture", proposal, name=proposal.reference)
    return proposal
