"""The ballot as a voter sees it: items in the voter's own order, each with what the voter has given it."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeVar

from flask import url_for

from app.core import money
from app.core.i18n import _, ngettext
from app.funds.terms import THEMES
from app.rounds import queries as rounds
from app.rounds.booth import ItemRow
from app.rounds.models import BOOST, BallotItem, BallotType, OwnProject, Round, RuleSet

from ..policies import Costed

MOST_AS_BUTTONS, MOST_AS_LIST = 6, 21
EMPTY: Mapping[uuid.UUID, int] = MappingProxyType({})
Numbered = TypeVar("Numbered", bound=Costed)


@dataclass(frozen=True, slots=True)
class Line:
    """One item on the voter's page. value: what the voter has given it, None for nothing (a score of 0 is a score).

    questions: how many questions of residents everybody can read on the proposal.
    """

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
    value: int | None
    is_boosted: bool
    can_be_boosted: bool
    is_own: bool
    is_barred: bool
    is_untranslated: bool
    questions: int = 0
    questions_url: str = ""

    @property
    def is_ticked(self) -> bool:
        return self.value is not None


@dataclass(frozen=True, slots=True)
class Choice:
    """One item that the voter has given something, as it is looked at before the cast. mark: what, in words."""

    number: int
    title: str
    title_lang: str
    cost: str
    mark: str
    is_boosted: bool
    is_own: bool


@dataclass(frozen=True, slots=True)
class Controls:
    """How a project gets its mark: `tick`, `buttons` (radio buttons), `list` or `number`; with the values and words."""

    kind: str
    values: tuple[tuple[int, str], ...] = ()
    none: str = ""
    is_points: bool = False


def controls(rules: RuleSet, items: int) -> Controls:
    """What to draw beside each of so many projects; a keyboard is needed only for more than 20 points."""
    if rules.ballot_type is BallotType.SCORE:
        values = range(rules.scale_min, rules.scale_max + 1)
        return _one_of([(n, str(n)) for n in values], str(_("Not scored")), as_buttons=11)
    if rules.ballot_type is BallotType.RANK:
        places = range(1, min(rules.max_choices or items, max(items, 1)) + 1)
        return _one_of([(n, place_words(n)) for n in places], str(_("No place")))
    if rules.ballot_type is BallotType.POINTS:
        most = min(rules.per_item_max or 9999, rules.points_total or 9999)
        if most > MOST_AS_LIST - 1:
            return Controls("number", is_points=True)
        return Controls("list", tuple((n, str(n)) for n in range(1, most + 1)), "0", is_points=True)
    return Controls("tick")


def _one_of(values: list[tuple[int, str]], none: str, *, as_buttons: int = MOST_AS_BUTTONS) -> Controls:
    return Controls("buttons" if len(values) <= as_buttons else "list", tuple(values), none)


def place_words(place: int) -> str:
    """`1st`, `2nd`, `3rd`, then `4th` and so on."""
    first = {1: _("1st"), 2: _("2nd"), 3: _("3rd")}
    return str(first.get(place) or _("%(number)sth", number=place))


def in_voters_order(items: Sequence[Numbered], seed: int) -> list[Numbered]:
    """The items in an order of chance that belongs to `seed`: the same seed gives it again (E37)."""
    return sorted(items, key=lambda item: hashlib.sha256(f"{seed}:{item.number}".encode()).digest())


def lines_of(
    round_: Round,
    items: Sequence[BallotItem],
    chosen: Mapping[int, int],
    lang: str,
    *,
    seed: int,
    own: Collection[int] = (),
    asked: Mapping[uuid.UUID, int] = EMPTY,
) -> list[Line]:
    """The items as lines in the voter's order; a missing translation falls back to English (E38).

    own: numbers of the voter's own projects (E09). asked: public questions by proposal.
    """
    drawn = _Drawing(round_, items, chosen, lang, frozenset(own), asked)
    return [drawn.line(item) for item in in_voters_order(items, seed)]


def theme_choices(keys: Collection[str]) -> list[tuple[str, str]]:
    """Themes for a filter: key and words, by the words."""
    return sorted(((key, str(THEMES.get(key, key))) for key in set(keys) if key), key=lambda pair: pair[1])


class _Drawing:
    """What all lines of one page have in common, looked up once: a ballot may have hundreds of lines."""

    def __init__(
        self,
        round_: Round,
        items: Sequence[BallotItem],
        chosen: Mapping[int, int],
        lang: str,
        own: frozenset[int],
        asked: Mapping[uuid.UUID, int],
    ) -> None:
        self.asked = asked
        self.chosen, self.lang, self.own, self.currency = chosen, lang, own, round_.currency
        self.has_boosts = round_.rules.boost_votes > 0
        self.bars = round_.rules.own_project is OwnProject.BARRED
        self.places, self.faces = rounds.places(items), rounds.faces(items)
        self.themes = {key: str(THEMES.get(key, key)) for key in {item.theme for item in items}}

    def line(self, item: BallotItem) -> Line:
        title, title_lang = item.title_in(self.lang)
        summary, summary_lang = item.summary_in(self.lang)
        face = self.faces.get(item.proposal_id) if item.proposal_id else None
        return Line(
            number=item.number,
            title=title,
            title_lang=title_lang,
            summary=summary,
            summary_lang=summary_lang,
            cost_pence=item.cost_pence,
            cost=money.show(item.cost_pence, self.currency),
            place=self._place(item.area_id),
            theme=self.themes[item.theme],
            read_more=f"/proposals/{face.reference}" if face else "",
            picture=_picture(face) if face else "",
            picture_alt=face.alt if face and face.file_id else "",
            value=self.chosen.get(item.number),
            is_boosted=item.number | BOOST in self.chosen,
            can_be_boosted=item.is_boosted and self.has_boosts,
            is_own=item.number in self.own,
            is_barred=self.bars and item.number in self.own,
            is_untranslated=title_lang != self.lang,
            questions=self.asked.get(item.proposal_id, 0) if item.proposal_id else 0,
            questions_url=url_for("questions.board", reference=face.reference) if face else "",
        )

    def _place(self, area_id: uuid.UUID | None) -> str:
        return self.places[area_id][1] if area_id is not None and area_id in self.places else ""


def _picture(face: rounds.Face) -> str:
    """The photograph, or the picture that is drawn for the proposal."""
    if face.file_id:
        return url_for("public_file", file_id=face.file_id, name=f"{face.reference.lower()}.webp")
    return f"/proposals/{face.reference}/picture.svg"


def choices_of(
    round_: Round, items: Sequence[ItemRow], chosen: Mapping[int, int], lang: str, *, seed: int, own: Collection[int]
) -> list[Choice]:
    """Of these items those that were given something: first place or most points first, ticks in the voter's order."""
    rules = round_.rules
    marked = [item for item in items if item.number in chosen or item.number | BOOST in chosen]
    ordered = sorted(in_voters_order(marked, seed), key=lambda item: _by_mark(rules, chosen.get(item.number) or 0))
    return [
        Choice(
            item.number,
            *item.title_in(lang),
            money.show(item.cost_pence, round_.currency),
            _mark_words(rules, chosen.get(item.number)),
            item.number | BOOST in chosen,
            item.number in own,
        )
        for item in ordered
    ]


def _mark_words(rules: RuleSet, value: int | None) -> str:
    """What a project was given, in words; empty where a tick says it all."""
    if value is None or rules.ballot_type not in {BallotType.SCORE, BallotType.POINTS, BallotType.RANK}:
        return ""
    if rules.ballot_type is BallotType.RANK:
        return place_words(value)
    if rules.ballot_type is BallotType.SCORE:
        return str(_("Score %(number)s", number=value))
    return str(ngettext("%(num)s point", "%(num)s points", value))


def _by_mark(rules: RuleSet, value: int) -> int:
    if rules.ballot_type is BallotType.RANK:
        return value or MOST_AS_LIST * 1000
    return -value if rules.ballot_type in {BallotType.POINTS, BallotType.SCORE} else 0


def qr_picture(link: str) -> str:
    """A picture of the link as a data address, for a telephone's camera; it is on one answer and nowhere else."""
    import segno

    return segno.make(link, error="m", micro=False).svg_data_uri(border=2, scale=5)
