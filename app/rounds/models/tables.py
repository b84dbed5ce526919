"""Tables of a round: its pots, electorates, rule set, ballot items and their texts, and who holds the keys."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any, Protocol

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core import money
from app.core.db import Entity
from app.core.translated import Translated

from .words import (
    NO_CURRENCY,
    BallotType,
    Channel,
    ChannelPolicy,
    Connection,
    Electorate,
    Incomplete,
    Leftover,
    OwnProject,
    PotScope,
    Proof,
    RankMethod,
    RoundState,
    ScoreScope,
)


class Round(Entity):
    """One vote.

    opens_at, closes_at: the voting window, the second of closing not in it.
    minor_unit: how many of the stored money units make one unit of `currency`. box_ready_at: when a test envelope was
    sealed and opened; voting cannot open before. lot_public: the words or dice drawn in public after the close.
    proofs: words of `Proof`; a voter meets at least one of them. parts_version: grows with every change of its rules,
    pots, electorates and items that a session saves, as `version` does with a change of this row.
    """

    __tablename__ = "round"
    __table_args__ = (
        sa.CheckConstraint("closes_at > opens_at", name="closes_after_opening"),
        sa.CheckConstraint("min_age BETWEEN 0 AND 120", name="min_age_is_an_age"),
        sa.CheckConstraint("minor_unit > 0", name="minor_unit_is_positive"),
        sa.Index(None, "state", "closes_at"),
    )

    slug: Mapped[str] = mapped_column(sa.String(80), unique=True)
    name: Mapped[str] = mapped_column(sa.String(140))
    about: Mapped[Translated] = mapped_column(default=Translated)
    other_ways: Mapped[Translated] = mapped_column(default=Translated)
    fund_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("fund.id"))
    currency: Mapped[str] = mapped_column(sa.String(3), default="GBP")
    minor_unit: Mapped[int] = mapped_column(default=100)
    opens_at: Mapped[dt.datetime]
    closes_at: Mapped[dt.datetime]
    min_age: Mapped[int] = mapped_column(default=16)
    connections: Mapped[list[str]] = mapped_column(default=lambda: [c.value for c in Connection])
    languages: Mapped[list[str]] = mapped_column(default=lambda: ["en"])
    proofs: Mapped[list[str]] = mapped_column(default=lambda: [Proof.DECLARATION.value])
    state: Mapped[RoundState] = mapped_column(default=RoundState.DRAFT)
    is_imported: Mapped[bool] = mapped_column(default=False)
    source: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_by_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("person.id"))
    paused_at: Mapped[dt.datetime | None]
    pause_reason: Mapped[str] = mapped_column(default="")
    cancelled_at: Mapped[dt.datetime | None]
    cancel_reason: Mapped[str] = mapped_column(default="")
    box_ready_at: Mapped[dt.datetime | None]
    lot_public: Mapped[str] = mapped_column(default="")
    lot_entered_at: Mapped[dt.datetime | None]
    lot_entered_by_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("person.id"))
    published_at: Mapped[dt.datetime | None]
    parts_version: Mapped[int] = mapped_column(default=0, server_default="0")

    rules: Mapped[RuleSet] = relationship(back_populates="round", cascade="all, delete-orphan", uselist=False)
    pots: Mapped[list[RoundPot]] = relationship(
        back_populates="round", cascade="all, delete-orphan", order_by="RoundPot.position, RoundPot.name"
    )
    electorates: Mapped[list[RoundElectorate]] = relationship(
        back_populates="round", cascade="all, delete-orphan", order_by="RoundElectorate.electorate"
    )

    def money(self, amount: int) -> str:
        """An amount of this round as people read it: £1,250; 1,250 PLN; only the digits where no currency is known."""
        if self.minor_unit == 100 and self.currency != NO_CURRENCY:
            return money.show(amount, self.currency)
        whole, rest = divmod(amount, self.minor_unit)
        places = len(str(self.minor_unit)) - 1
        digits = f"{whole:,}" + (f".{rest:0{places}d}".rstrip("0") if rest else "")
        return digits if self.currency == NO_CURRENCY else f"{digits} {self.currency}"


class RoundPot(Entity):
    """Money that this round gives out, apart from the round's other pots.

    area_id: only voters of that area choose here (E14); None is everyone.
    """

    __tablename__ = "round_pot"
    __table_args__ = (
        sa.UniqueConstraint("round_id", "pot_id"),
        sa.CheckConstraint("amount_pence >= 0", name="amount_is_not_negative"),
    )

    round_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("round.id", ondelete="CASCADE"), index=True)
    pot_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("pot.id"))
    area_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("area.id"))
    name: Mapped[str] = mapped_column(sa.String(140))
    amount_pence: Mapped[int] = mapped_column(sa.BigInteger)
    position: Mapped[int] = mapped_column(default=0)

    round: Mapped[Round] = relationship(back_populates="pots")


class RoundElectorate(Entity):
    """A body of voters of a round. weight: its part of the whole, shares first (E33); None on all of them counts
    everybody together. A round without any has the open electorate."""

    __tablename__ = "round_electorate"
    __table_args__ = (
        sa.UniqueConstraint("round_id", "electorate"),
        sa.CheckConstraint("weight IS NULL OR weight > 0", name="weight_is_positive"),
    )

    round_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("round.id", ondelete="CASCADE"))
    electorate: Mapped[Electorate]
    weight: Mapped[int | None]

    round: Mapped[Round] = relationship(back_populates="electorates")


class RuleSet(Entity):
    """How people vote in a round and how the votes are counted (rule words: `design.md` section 1).

    min_choices, max_choices: in each pot where a voter chooses at all; max None is any number. step: whole units of
    the currency. threshold: least support that an item needs. complete_at: exact share as text ("4/5"). blanks: blank
    ballots count in n (imported files only). lot_hash is public from the lock; lot_secret only after the count.
    points_total, per_item_max: of one voter in one pot, and on one item. scale_min, scale_max: both are scores.
    least_scorers: with means, how many must have scored an item (E08). boost_votes: how many a voter may add, each for
    another boosted item. channels: words of `Channel`. quorum: least ballots for the vote to count. preset: the key
    of the ready-made rule set that this began as.
    """

    __tablename__ = "rule_set"
    __table_args__ = (
        sa.CheckConstraint("min_choices >= 0", name="min_choices_is_not_negative"),
        sa.CheckConstraint("max_choices IS NULL OR max_choices >= min_choices", name="max_choices_is_enough"),
        sa.CheckConstraint("min_ballots_published >= 30", name="min_ballots_published_is_enough"),
        sa.CheckConstraint("step > 0", name="step_is_positive"),
        sa.CheckConstraint("points_total IS NULL OR points_total > 0", name="points_total_is_positive"),
        sa.CheckConstraint("per_item_max IS NULL OR per_item_max > 0", name="per_item_max_is_positive"),
        sa.CheckConstraint("scale_min >= 0", name="scale_min_is_not_negative"),
        sa.CheckConstraint("scale_max > scale_min", name="scale_goes_up"),
        sa.CheckConstraint("least_scorers >= 0", name="least_scorers_is_not_negative"),
        sa.CheckConstraint("boost_votes >= 0", name="boost_votes_is_not_negative"),
        sa.CheckConstraint("quorum IS NULL OR quorum > 0", name="quorum_is_positive"),
        sa.CheckConstraint(
            "confirmed_by_id IS NULL OR (proposed_by_id IS NOT NULL AND confirmed_by_id <> proposed_by_id)",
            name="two_officers_lock",
        ),
    )

    round_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("round.id", ondelete="CASCADE"), unique=True)
    ballot_type: Mapped[BallotType] = mapped_column(default=BallotType.APPROVE)
    min_choices: Mapped[int] = mapped_column(default=1)
    max_choices: Mapped[int | None] = mapped_column(default=3)
    points_total: Mapped[int | None]
    per_item_max: Mapped[int | None]
    scale_min: Mapped[int] = mapped_column(default=1)
    scale_max: Mapped[int] = mapped_column(default=5)
    score_scope: Mapped[ScoreScope] = mapped_column(default=ScoreScope.ALL)
    incomplete: Mapped[Incomplete] = mapped_column(default=Incomplete.REJECT)
    least_scorers: Mapped[int] = mapped_column(default=0)
    rank_method: Mapped[RankMethod] = mapped_column(default=RankMethod.BORDA)
    boost_votes: Mapped[int] = mapped_column(default=0)
    own_project: Mapped[OwnProject] = mapped_column(default=OwnProject.ALLOWED)
    channels: Mapped[list[str]] = mapped_column(default=lambda: [Channel.ONLINE.value])
    channel_policy: Mapped[ChannelPolicy] = mapped_column(default=ChannelPolicy.ONE_TOTAL)
    pot_scope: Mapped[PotScope] = mapped_column(default=PotScope.OWN)
    quorum: Mapped[int | None]
    leftover: Mapped[Leftover] = mapped_column(default=Leftover.BACK)
    preset: Mapped[str] = mapped_column(sa.String(20), default="")
    rule: Mapped[str] = mapped_column(sa.String(40), default="equal-shares")
    utility: Mapped[str] = mapped_column(sa.String(20), default="cost")
    completion: Mapped[str] = mapped_column(sa.String(20), default="add1")
    step: Mapped[int] = mapped_column(default=1)
    fill: Mapped[str] = mapped_column(sa.String(20), default="greedy")
    ties: Mapped[list[str]] = mapped_column(default=lambda: ["cheaper", "votes", "lot"])
    complete_at: Mapped[str | None] = mapped_column(sa.String(20))
    threshold: Mapped[int | None] = mapped_column(default=1)
    part_awards: Mapped[bool] = mapped_column(default=False)
    reserve_len: Mapped[int | None] = mapped_column(default=5)
    blanks: Mapped[bool] = mapped_column(default=False)
    publish_comparison: Mapped[bool] = mapped_column(default=False)
    min_ballots_published: Mapped[int] = mapped_column(default=50)
    proposed_by_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("person.id"))
    proposed_at: Mapped[dt.datetime | None]
    confirmed_by_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("person.id"))
    locked_at: Mapped[dt.datetime | None]
    rules_hash: Mapped[str] = mapped_column(sa.String(64), default="")
    lot_hash: Mapped[str] = mapped_column(sa.String(64), default="")
    lot_secret: Mapped[str] = mapped_column(sa.String(64), default="")

    round: Mapped[Round] = relationship(back_populates="rules")


class BallotItem(Entity):
    """One line of the ballot. Its number stays even when another item is withdrawn (E02).

    lang: the language of title and summary. translations: language -> {"title", "summary"}, the approved ones of
    `ItemText` (E38). external_id: the item's id in an imported file. withdrawn_on: London date; its votes are void, the
    ballots stay valid (E03). is_boosted: may get a boost vote (E05). exclusive_group: at most one item with the same
    word wins.
    """

    __tablename__ = "ballot_item"
    __table_args__ = (
        sa.UniqueConstraint("round_id", "number"),
        sa.UniqueConstraint("round_id", "proposal_id"),
        sa.CheckConstraint("number > 0", name="number_is_positive"),
        sa.CheckConstraint("cost_pence > 0", name="cost_is_positive"),
        sa.Index(None, "proposal_id"),
    )

    round_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("round.id", ondelete="CASCADE"))
    round_pot_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("round_pot.id", ondelete="CASCADE"), index=True)
    proposal_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("proposal.id"))
    number: Mapped[int]
    title: Mapped[str]
    summary: Mapped[str] = mapped_column(default="")
    lang: Mapped[str] = mapped_column(sa.String(10), default="en")
    translations: Mapped[dict[str, Any]] = mapped_column(default=dict)
    cost_pence: Mapped[int] = mapped_column(sa.BigInteger)
    min_viable_pence: Mapped[int | None] = mapped_column(sa.BigInteger)
    area_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("area.id"))
    theme: Mapped[str] = mapped_column(sa.String(80), default="")
    external_id: Mapped[str] = mapped_column(sa.String(80), default="")
    is_boosted: Mapped[bool] = mapped_column(default=False)
    exclusive_group: Mapped[str] = mapped_column(sa.String(40), default="")
    is_withdrawn: Mapped[bool] = mapped_column(default=False)
    withdrawn_on: Mapped[dt.date | None]
    withdrawn_reason: Mapped[str] = mapped_column(default="")

    def title_in(self, lang: str) -> tuple[str, str]:
        """The title for a reader of `lang` and the language it is really in: English where theirs is missing (E38)."""
        return words_in(self, lang, "title")

    def summary_in(self, lang: str) -> tuple[str, str]:
        """The summary for a reader of `lang` and the language it is really in."""
        return words_in(self, lang, "summary")


class _Worded(Protocol):
    @property
    def lang(self) -> Any: ...
    @property
    def translations(self) -> Any: ...


def words_in(item: _Worded, lang: str, part: str) -> tuple[str, str]:
    """The title or summary of an item for a reader of `lang`, and the language it is really in (E38)."""
    for wanted in (lang, "en"):
        if wanted == item.lang:
            break
        if found := item.translations.get(wanted, {}).get(part):
            return found, wanted
    return getattr(item, part), item.lang


class ItemText(Entity):
    """An item's words in one more language. Voting cannot open with one that nobody approved (E38).

    approved_by_id, approved_on: both or none; changing the words takes the approval back.
    """

    __tablename__ = "item_text"
    __table_args__ = (
        sa.UniqueConstraint("item_id", "lang"),
        sa.CheckConstraint("(approved_by_id IS NULL) = (approved_on IS NULL)", name="approved_by_and_on"),
    )

    item_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("ballot_item.id", ondelete="CASCADE"))
    lang: Mapped[str] = mapped_column(sa.String(10))
    title: Mapped[str]
    summary: Mapped[str] = mapped_column(default="")
    approved_by_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("person.id"))
    approved_on: Mapped[dt.date | None]


class RoundTrustee(Entity):
    """One person who holds a share of the key of this round's ballot box."""

    __tablename__ = "round_trustee"
    __table_args__ = (sa.UniqueConstraint("round_id", "person_id"),)

    round_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("round.id", ondelete="CASCADE"))
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"), index=True)


class Erratum(Entity):
    """A correction after the lock: the ballot stays as it is, everyone is told (E01)."""

    __tablename__ = "round_erratum"

    round_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("round.id", ondelete="CASCADE"), index=True)
    item_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("ballot_item.id", ondelete="CASCADE"))
    text: Mapped[str]
    noted_at: Mapped[dt.datetime]
    noted_by_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("person.id"))
