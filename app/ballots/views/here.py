"""The voter of a request under `/vote`: who they are, what they may choose from, what they have chosen so far."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.core.i18n import _, language
from app.core.web.logs import RECEIVED_AT
from app.register import policies as register_policies
from app.register.kiosk.device import channel_here
from app.register.models import Channel
from app.register.sessions import codes_here, is_assisted, let_in
from app.rounds.booth import ItemRow
from app.rounds.models import BOOST, OwnProject, Round, RoundPot

from .. import commands, policies, presenters, queries

bp = Blueprint("ballots", __name__, url_prefix="/vote")


@dataclass
class Here:
    """The voter of this request, with what they may choose from and what they have chosen so far."""

    round: Round
    voter: queries.VoterRow
    pots: list[RoundPot]
    items: list[ItemRow]
    draft: queries.DraftRow | None

    @cached_property
    def chosen(self) -> dict[int, int]:
        return commands.read_draft(self.draft) if self.draft is not None else {}

    @cached_property
    def limits(self) -> policies.Limits:
        return policies.Limits.of(self.round.rules, self.pots, self.items)

    @property
    def own(self) -> frozenset[int]:
        """Numbers of the voter's own projects, where the round's rule looks at them (E09)."""
        is_free = self.round.rules.own_project is OwnProject.ALLOWED
        return frozenset() if is_free else frozenset(self.voter.own_items)

    @property
    def live(self) -> list[ItemRow]:
        return [item for item in self.items if not item.is_withdrawn]

    def views(self) -> list[presenters.PotView]:
        """How far the voter is in each pot; a choice that was withdrawn since is none (E02)."""
        live = {item.number for item in self.live}
        chosen = {key: value for key, value in self.chosen.items() if key & ~BOOST in live}
        return presenters.pot_views(self.round, self.round.rules, self.pots, self.items, chosen, self.own)

    def lines(
        self, numbers: Collection[int], asked: Mapping[uuid.UUID, int] = presenters.EMPTY
    ) -> list[presenters.Line]:
        """The items with these numbers as lines in the voter's order. asked: public questions by proposal."""
        found, seed = queries.items_of(self.round.id, numbers), self.voter.order_seed
        return presenters.lines_of(self.round, found, self.chosen, language(), seed=seed, own=self.own, asked=asked)

    def fault(self) -> str:
        """What keeps this draft from being cast, in words; empty when nothing does."""
        if any(item.is_withdrawn and item.number in self.chosen for item in self.items):
            return str(_("A project you chose has been withdrawn. Choose again"))
        found = policies.fault(self.limits, self.chosen, self.own)
        if found is None:
            return ""
        return policies.fault_in_words(self.limits, self.chosen, found, self.round.currency, self.own)


def here(slug: str, hold: queries.Hold = queries.Hold.NOTHING) -> Here | ResponseReturnValue:
    """The voter, or the answer for somebody who is not in, was refused, votes by paper or came after the close.

    hold: in a unit of work, what of it is held until that ends.
    """
    found = queries.at_ballot(slug, codes_here(), register_policies.slot_of(Channel.ONLINE), hold)
    round_ = found.booth.round
    voter = found.voter if found.code is not None and let_in(found.code) else None
    may = policies.can_cast_at(round_, request.environ[RECEIVED_AT])
    if voter is not None and may:
        may = register_policies.can_cast(voter)
    if voter is not None and may:
        may = policies.can_cast_here(found.taken_elsewhere)
    if not may:
        return render_template("register/closed.html", round=round_, reason=may.reason)
    if voter is None:
        return redirect(url_for("register.start", slug=slug))
    pots, items = queries.open_to(found.booth, voter.area_id)
    return Here(round_, voter, pots, items, found.draft)


def channel(round_: Round) -> Channel:
    """How a vote of this request comes in: on a shared device, read out by a worker, or on a device of one's own."""
    on_shared = channel_here(round_)
    return Channel.ASSISTED if on_shared is Channel.ONLINE and is_assisted(round_) else on_shared
