"""The ballot as a voter sees it: items in the voter's own order, and what is chosen of each pot, in words."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from flask import url_for

from app.core import money
from app.core.i18n import _, lazy, ngettext
from app.funds.terms import THEMES
from app.register.models import RefusalReason, Voter
from app.rounds import queries as rounds
from app.rounds.models import BallotItem, BallotType, Round, RoundPot, RuleSet

from . import queries
from .models import Rejection

REJECTIONS = {
    Rejection.UNREADABLE: lazy("The envelope could not be opened or read"),
    Rejection.NOT_IN_ROUND: lazy("Something that is not on this ballot was chosen"),
    Rejection.TOO_MANY: lazy("Too many projects were chosen"),
    Rejection.TOO_FEW: lazy("Too few projects were chosen"),
    Rejection.OVER_BUDGET: lazy("The choices cost more than there is"),
}
REFUSALS = {
    RefusalReason.VOTED_TWICE: lazy("The same person was on the register twice"),
    RefusalReason.NOT_ELIGIBLE: lazy("The person may not vote in this round"),
    RefusalReason.NOT_CONFIRMED: lazy("The address or the person could not be confirmed"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One item on the voter's page."""

    number: int
    title: str
    title_lang: str
    summary: str
    summary_lang: str
    cost_pence: int
    cost: str
    place: str
    theme: str
    read_more: str
    picture: str
    picture_alt: str
    is_ticked: bool
    is_untranslated: bool


@dataclass(frozen=True, slots=True)
class PotView:
    """One pot: its items in the voter's order, and how far the voter is. percent: of the bar; over: too much chosen."""

    index: int
    name: str
    amount_pence: int
    spent_pence: int
    chosen: int
    most: int | None
    words: str
    percent: int
    is_over: bool
    is_budget: bool
    lines: list[Line] = field(default_factory=list)

    def as_json(self) -> dict[str, object]:
        return {"pot": self.index, "words": self.words, "percent": min(self.percent, 100), "over": self.is_over}


def open_pots(voter: Voter, pots: Sequence[RoundPot]) -> list[RoundPot]:
    """The pots this voter may choose in: everyone's, and those of their own area (E14)."""
    mine = queries.areas_around(voter.area_id)
    return [pot for pot in pots if pot.area_id is None or pot.area_id in mine]


def in_voters_order(items: Sequence[BallotItem], seed: int) -> list[BallotItem]:
    """The items in an order of chance that belongs to `seed`: the same seed gives it again (E37)."""
    return sorted(items, key=lambda item: hashlib.sha256(f"{seed}:{item.number}".encode()).digest())


def pot_views(
    round_: Round,
    rules: RuleSet,
    pots: Sequence[RoundPot],
    items: Sequence[BallotItem],
    chosen: Mapping[int, int],
) -> list[PotView]:
    """How far the voter is in each pot, without the lines."""
    return [_pot_view(round_, rules, pot, index, items, chosen) for index, pot in enumerate(pots)]


def _pot_view(
    round_: Round,
    rules: RuleSet,
    pot: RoundPot,
    index: int,
    items: Sequence[BallotItem],
    chosen: Mapping[int, int],
) -> PotView:
    ticked = [item for item in items if item.round_pot_id == pot.id and item.number in chosen]
    spent = sum(item.cost_pence for item in ticked)
    is_budget, most = rules.ballot_type is BallotType.BUDGET, rules.max_choices
    whole, part = (pot.amount_pence, spent) if is_budget else (most or 0, len(ticked))
    is_over = (is_budget and spent > pot.amount_pence) or (most is not None and len(ticked) > most)
    said = [money_words(spent, pot.amount_pence, round_.currency)] if is_budget else []
    if most is not None or not is_budget:
        said.append(choice_words(len(ticked), most))
    return PotView(
        index=index,
        name=pot.name,
        amount_pence=pot.amount_pence,
        spent_pence=spent,
        chosen=len(ticked),
        most=rules.max_choices,
        words=" · ".join(said),
        percent=round(100 * part / whole) if whole else 0,
        is_over=is_over,
        is_budget=is_budget,
    )


def choice_words(number: int, most: int | None) -> str:
    """`2 of 3 chosen`, in words a screen reader says well."""
    if most is None:
        return str(ngettext("%(num)s project chosen", "%(num)s projects chosen", number))
    if number > most:
        off = ngettext("Take %(num)s off", "Take %(num)s off", number - most)
        return str(_("%(number)s of %(most)s chosen. %(off)s", number=number, most=most, off=off))
    return str(_("%(number)s of %(most)s chosen", number=number, most=most))


def money_words(spent: int, amount: int, currency: str) -> str:
    """What is left of the money, or how much too much is chosen."""
    if spent > amount:
        return str(_("%(money)s too much. Take something off", money=money.show(spent - amount, currency)))
    left = money.show(amount - spent, currency)
    return str(_("%(money)s left of %(amount)s", money=left, amount=money.show(amount, currency)))


def lines_of(
    round_: Round, items: Sequence[BallotItem], chosen: Mapping[int, int], lang: str, *, seed: int
) -> list[Line]:
    """The items as lines in the voter's order; a missing translation falls back to the item's own language (E38)."""
    places, faces = rounds.places(items), rounds.faces(items)
    return [_line(round_, item, chosen, lang, places, faces) for item in in_voters_order(items, seed)]


def _picture(face: rounds.Face) -> str:
    """The photograph, or the picture that is drawn for the proposal."""
    if face.file_id:
        return url_for("public_file", file_id=face.file_id, name=f"{face.reference.lower()}.webp")
    return f"/proposals/{face.reference}/picture.svg"


def theme_choices(items: Sequence[BallotItem]) -> list[tuple[str, str]]:
    """The themes of these items for a filter: key and words, by the words."""
    keys = {item.theme for item in items if item.theme}
    return sorted(((key, str(THEMES.get(key, key))) for key in keys), key=lambda pair: pair[1])


def _line(
    round_: Round,
    item: BallotItem,
    chosen: Mapping[int, int],
    lang: str,
    places: Mapping[uuid.UUID, tuple[str, str]],
    faces: Mapping[uuid.UUID, rounds.Face],
) -> Line:
    title, title_lang = item.title_in(lang)
    summary, summary_lang = item.summary_in(lang)
    face = faces.get(item.proposal_id) if item.proposal_id else None
    return Line(
        number=item.number,
        title=title,
        title_lang=title_lang,
        summary=summary,
        summary_lang=summary_lang,
        cost_pence=item.cost_pence,
        cost=money.show(item.cost_pence, round_.currency),
        place=places[item.area_id][1] if item.area_id is not None and item.area_id in places else "",
        theme=str(THEMES.get(item.theme, item.theme)),
        read_more=f"/proposals/{face.reference}" if face else "",
        picture=_picture(face) if face else "",
        picture_alt=face.alt if face and face.file_id else "",
        is_ticked=item.number in chosen,
        is_untranslated=title_lang != lang,
    )
