"""Reads about rounds. Each returns whole objects in a fixed order, or raises NoResultFound (a 404)."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from app.areas.models import Area
from app.core.access import Actor, Role, Scope
from app.core.db import db
from app.core.search import matches
from app.counting import Rule
from app.funds.models import Fund, FundState, Pot
from app.people.models import Person
from app.proposals import queries as proposals
from app.proposals.models import Proposal, ProposalArea

from .booth import HIDDEN
from .models import (
    BEFORE_OPENING,
    BallotItem,
    BallotType,
    Electorate,
    Erratum,
    Incomplete,
    ItemText,
    OwnProject,
    PotScope,
    Round,
    RoundPot,
    RoundState,
    RoundTrustee,
    RuleSet,
)
from .policies import RETURNING, phase
from .states import BEFORE_VOTING, Phase


def round_by_id(round_id: uuid.UUID) -> Round:
    """The round with this key."""
    return db.session.scalars(sa.select(Round).where(Round.id == round_id)).one()


def round_by_slug(slug: str) -> Round:
    """The round at this address, drafts included."""
    return db.session.scalars(sa.select(Round).where(Round.slug == slug).options(selectinload(Round.pots))).one()


def public_round(slug: str) -> Round:
    """The round at this address, if residents may see it."""
    return db.session.scalars(
        sa.select(Round)
        .where(Round.slug == slug, Round.state.not_in(HIDDEN))
        .options(selectinload(Round.pots), joinedload(Round.rules))
    ).one()


def slug_is_taken(slug: str) -> bool:
    """Another round has this address."""
    return db.session.scalar(sa.select(sa.exists().where(Round.slug == slug))) or False


def public_rounds(now: dt.datetime, *, imported: bool = False) -> dict[str, list[Round]]:
    """The rounds that residents see, as "open", "coming" and "past"; the next to close first, then the latest."""
    found = db.session.scalars(
        sa.select(Round)
        .where(Round.state.not_in(HIDDEN), Round.is_imported == imported)
        .options(selectinload(Round.pots))
        .order_by(Round.closes_at, Round.name)
        .limit(200)
    )
    groups: dict[str, list[Round]] = {"open": [], "coming": [], "past": []}
    for each in found:
        where = phase(each, now)
        key = "open" if where in {Phase.VOTING, Phase.PAUSED} else "coming" if where in BEFORE_VOTING else "past"
        groups[key].append(each)
    groups["past"].reverse()
    return groups


def open_rounds(now: dt.datetime) -> list[Round]:
    """The rounds in which a vote can be cast at `now`."""
    return public_rounds(now)["open"]


def rounds_of(actor: Actor) -> list[Round]:
    """The rounds that the actor runs, watches or holds a key of; the latest first."""
    wanted = sa.select(Round).options(selectinload(Round.pots)).order_by(Round.closes_at.desc(), Round.name).limit(200)
    covered: set[uuid.UUID] = set()
    for role in (*RETURNING, Role.TRUSTEE, Role.OBSERVER):
        ids = actor.scope_ids(role, Scope.ROUND)
        if ids is None:
            return list(db.session.scalars(wanted))
        covered |= ids
    return list(db.session.scalars(wanted.where(Round.id.in_(covered))))


def rounds_named(text: str, limit: int) -> list[Round]:
    """Public rounds whose name has these words."""
    wanted = sa.select(Round).where(Round.state.not_in(HIDDEN), matches(text, Round.name))
    return list(db.session.scalars(wanted.order_by(Round.closes_at.desc(), Round.name).limit(limit)))


def rule_set(round_id: uuid.UUID) -> RuleSet:
    """The rule set of a round."""
    return db.session.scalars(sa.select(RuleSet).where(RuleSet.round_id == round_id)).one()


def pots(round_id: uuid.UUID) -> list[RoundPot]:
    """The pots of a round in their order."""
    return list(
        db.session.scalars(
            sa.select(RoundPot).where(RoundPot.round_id == round_id).order_by(RoundPot.position, RoundPot.name)
        )
    )


def items(round_id: uuid.UUID) -> list[BallotItem]:
    """The ballot items of a round by number, withdrawn ones included."""
    return list(
        db.session.scalars(sa.select(BallotItem).where(BallotItem.round_id == round_id).order_by(BallotItem.number))
    )


def number_of_items(round_id: uuid.UUID) -> int:
    """How many ballot items a round has, withdrawn ones included."""
    return db.session.scalar(sa.select(sa.func.count()).where(BallotItem.round_id == round_id)) or 0


def items_found(
    round_id: uuid.UUID, *, words: str = "", area_id: uuid.UUID | None = None, theme: str = ""
) -> list[BallotItem]:
    """The ballot items that fit the filters, by number."""
    wanted = sa.select(BallotItem).where(BallotItem.round_id == round_id).order_by(BallotItem.number)
    if words:
        wanted = wanted.where(matches(words, BallotItem.title, BallotItem.summary))
    if area_id:
        wanted = wanted.where(BallotItem.area_id == area_id)
    if theme:
        wanted = wanted.where(BallotItem.theme == theme)
    return list(db.session.scalars(wanted))


def places(items: Iterable[BallotItem]) -> dict[uuid.UUID, tuple[str, str]]:
    """Slug and name of every area that one of the items names."""
    ids = {item.area_id for item in items if item.area_id}
    if not ids:
        return {}
    rows = db.session.execute(sa.select(Area.id, Area.slug, Area.name).where(Area.id.in_(ids)))
    return {key: (slug, name) for key, slug, name in rows}


def references(items: Iterable[BallotItem]) -> dict[uuid.UUID, str]:
    """The reference of each item's proposal, by the proposal's key."""
    ids = {item.proposal_id for item in items if item.proposal_id}
    if not ids:
        return {}
    rows = db.session.execute(sa.select(Proposal.id, Proposal.reference).where(Proposal.id.in_(ids)))
    return {row.id: row.reference for row in rows}


@dataclass(frozen=True, slots=True)
class Face:
    """What a list shows of a proposal besides what is on the ballot. file_id: of its photograph, None when drawn."""

    reference: str
    file_id: uuid.UUID | None
    alt: str


def faces(items: Iterable[BallotItem]) -> dict[uuid.UUID, Face]:
    """The face of each item's proposal, by the proposal's key."""
    ids = {item.proposal_id for item in items if item.proposal_id}
    if not ids:
        return {}
    columns = (Proposal.id, Proposal.reference, proposals.shown_picture(), Proposal.picture_alt)
    rows = db.session.execute(sa.select(*columns).where(Proposal.id.in_(ids)))
    return {row[0]: Face(*row[1:]) for row in rows}


def places_of(proposal_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, list[uuid.UUID]]:
    """The areas of each proposal."""
    found: dict[uuid.UUID, list[uuid.UUID]] = {each: [] for each in proposal_ids}
    rows = db.session.execute(
        sa.select(ProposalArea.proposal_id, ProposalArea.area_id)
        .where(ProposalArea.proposal_id.in_(list(found)))
        .order_by(ProposalArea.area_id)
    )
    for proposal_id, area_id in rows:
        found[proposal_id].append(area_id)
    return found


def offered_pots() -> list[Pot]:
    """The pots of the funds that have not ended, by fund and name."""
    return list(
        db.session.scalars(
            sa.select(Pot)
            .join(Fund, Fund.id == Pot.fund_id)
            .where(Fund.state == FundState.ACTIVE)
            .order_by(Fund.name, Pot.name)
            .limit(200)
        )
    )


def item_by_number(round_id: uuid.UUID, number: int) -> BallotItem:
    """The ballot item with this number."""
    return db.session.scalars(
        sa.select(BallotItem).where(BallotItem.round_id == round_id, BallotItem.number == number)
    ).one()


def item_by_id(item_id: uuid.UUID) -> BallotItem:
    """The ballot item with this key."""
    return db.session.scalars(sa.select(BallotItem).where(BallotItem.id == item_id)).one()


def item_texts(round_id: uuid.UUID) -> list[ItemText]:
    """The words of a round's items in other languages, by number and language."""
    return list(
        db.session.scalars(
            sa.select(ItemText)
            .join(BallotItem, BallotItem.id == ItemText.item_id)
            .where(BallotItem.round_id == round_id)
            .order_by(BallotItem.number, ItemText.lang)
        )
    )


def item_text(item_id: uuid.UUID, lang: str) -> ItemText | None:
    """An item's words in one language; None where there are none."""
    return db.session.scalars(
        sa.select(ItemText).where(ItemText.item_id == item_id, ItemText.lang == lang)
    ).one_or_none()


def items_of_proposal(proposal_id: uuid.UUID) -> list[tuple[BallotItem, Round]]:
    """Where a proposal is or was on a ballot, the latest round first; drafts are left out."""
    rows = db.session.execute(
        sa.select(BallotItem, Round)
        .join(Round, Round.id == BallotItem.round_id)
        .where(BallotItem.proposal_id == proposal_id, Round.state.not_in(HIDDEN))
        .order_by(Round.closes_at.desc())
    )
    return [(item, round_) for item, round_ in rows]


def rounds_with_proposals(proposal_ids: Iterable[uuid.UUID]) -> set[uuid.UUID]:
    """Those of the proposals that are on a ballot which has not come to an end."""
    over = (RoundState.PUBLISHED, RoundState.CANCELLED)
    return set(
        db.session.scalars(
            sa.select(BallotItem.proposal_id)
            .join(Round, Round.id == BallotItem.round_id)
            .where(BallotItem.proposal_id.in_(list(proposal_ids)), Round.state.not_in(over))
        )
    )


def errata(round_id: uuid.UUID) -> list[Erratum]:
    """Corrections made after the lock, the first first."""
    return list(
        db.session.scalars(
            sa.select(Erratum).where(Erratum.round_id == round_id).order_by(Erratum.noted_at, Erratum.id)
        )
    )


def trustees(round_id: uuid.UUID) -> list[Person]:
    """The people who hold the shares of the round's key, by name."""
    return list(
        db.session.scalars(
            sa.select(Person)
            .join(RoundTrustee, RoundTrustee.person_id == Person.id)
            .where(RoundTrustee.round_id == round_id)
            .order_by(Person.name, Person.id)
        )
    )


def due_to_open(now: dt.datetime) -> Sequence[uuid.UUID]:
    """Rounds whose window has begun, whose box is ready and whose row does not say so yet."""
    return db.session.scalars(
        sa.select(Round.id).where(
            Round.state == RoundState.LOCKED, Round.opens_at <= now, Round.box_ready_at.is_not(None)
        )
    ).all()


def due_to_close(now: dt.datetime) -> Sequence[uuid.UUID]:
    """Rounds whose window has ended and whose row does not say so yet."""
    return db.session.scalars(
        sa.select(Round.id).where(Round.state.in_((RoundState.LOCKED, RoundState.OPEN)), Round.closes_at <= now)
    ).all()


def dates_between(first: dt.datetime, last: dt.datetime) -> list[Round]:
    """Public rounds that open or close between two instants."""
    return list(
        db.session.scalars(
            sa.select(Round)
            .where(
                Round.state.not_in((RoundState.DRAFT, RoundState.CANCELLED)),
                Round.is_imported.is_(False),
                sa.or_(Round.opens_at.between(first, last), Round.closes_at.between(first, last)),
            )
            .order_by(Round.opens_at)
        )
    )


def drafts_waiting_for_lock() -> list[tuple[Round, RuleSet]]:
    """Drafts that one officer has asked to lock."""
    rows = db.session.execute(
        sa.select(Round, RuleSet)
        .join(RuleSet, RuleSet.round_id == Round.id)
        .where(Round.state == RoundState.DRAFT, RuleSet.proposed_by_id.is_not(None))
        .order_by(Round.name)
    )
    return [(round_, rules) for round_, rules in rows]


def unopened(now: dt.datetime) -> list[Round]:
    """Rounds whose voting is over and whose box has not been opened."""
    return list(
        db.session.scalars(
            sa.select(Round)
            .where(Round.state.in_(list(BEFORE_OPENING)), Round.closes_at <= now)
            .order_by(Round.closes_at)
        )
    )


def pots_open_to(round_: Round, areas: Collection[uuid.UUID]) -> list[RoundPot]:
    """The pots in which a voter may choose. areas: the voter's own and those around it (E13, E14)."""
    if round_.rules.pot_scope is PotScope.ALL:
        return list(round_.pots)
    return [pot for pot in round_.pots if pot.area_id is None or pot.area_id in areas]


def weights(round_: Round) -> dict[Electorate, int]:
    """The weight of each body of voters; empty where everybody is counted together."""
    return {each.electorate: each.weight for each in round_.electorates if each.weight is not None}


def electorates(round_: Round) -> list[Electorate]:
    """The bodies of voters of a round; the open one where none is named."""
    return [each.electorate for each in round_.electorates] or [Electorate.OPEN]


def is_by_mean(rules: RuleSet) -> bool:
    """Items are compared by the mean of those who scored them: not everyone scores the same ones (E08, E09)."""
    is_uneven = rules.incomplete is Incomplete.MEAN or rules.own_project is OwnProject.EXCLUDED
    return rules.ballot_type is BallotType.SCORE and is_uneven


def exclusive_groups(items: Iterable[BallotItem]) -> tuple[tuple[str, ...], ...]:
    """Ballot numbers of which at most one wins, group by group."""
    groups: dict[str, list[int]] = {}
    for item in items:
        if item.exclusive_group:
            groups.setdefault(item.exclusive_group, []).append(item.number)
    return tuple(
        tuple(str(n) for n in sorted(numbers)) for _name, numbers in sorted(groups.items()) if len(numbers) > 1
    )


def counting_rule(rules: RuleSet, items: Iterable[BallotItem] = ()) -> Rule:
    """The rule as `app.counting` runs it, with the round's own currency unit.

    items: those of the ballot, for the groups of which only one may win.
    """
    is_shares = rules.rule == "equal-shares"
    return Rule(
        name=rules.rule,
        utility=rules.utility,
        completion=rules.completion if is_shares else "none",
        step=rules.step,
        fill=rules.fill if is_shares else "none",
        ties=tuple(rules.ties),
        complete_at=Fraction(rules.complete_at) if rules.complete_at and not is_shares else None,
        exclusive=exclusive_groups(items),
        threshold=rules.threshold,
        part_awards=rules.part_awards and not is_shares,
        reserve_len=rules.reserve_len,
        unit=rules.round.minor_unit,
        blanks=rules.blanks,
        quorum=rules.quorum,
        least_voters=rules.least_scorers or None if is_by_mean(rules) else None,
    )
