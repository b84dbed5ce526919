"""How far a voter is in each pot: in words that a screen reader says well, and as a bar that repeats them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup

from app.core import money
from app.core.i18n import _, ngettext
from app.rounds.models import BOOST, BallotType, OwnProject, Round, RoundPot, RuleSet

from ..policies import Costed
from .lines import Choice, place_words


@dataclass(frozen=True, slots=True)
class PotView:
    """One pot and how far the voter is in it. percent: of the bar; is_over: too much given."""

    index: int
    name: str
    amount_pence: int
    words: str
    percent: int
    is_over: bool
    choices: list[Choice] = field(default_factory=list)
    cards: list[Markup] = field(default_factory=list)

    def as_json(self) -> dict[str, object]:
        """What the small script needs after a choice: a few hundred bytes."""
        return {"pot": self.index, "words": self.words, "percent": min(self.percent, 100), "over": self.is_over}


@dataclass(frozen=True, slots=True)
class _Part:
    """One thing that is used up: how much of what, in words."""

    words: str
    used: int
    whole: int

    @property
    def is_over(self) -> bool:
        return bool(self.whole) and self.used > self.whole


def pot_views(
    round_: Round,
    rules: RuleSet,
    pots: Sequence[RoundPot],
    items: Sequence[Costed],
    chosen: Mapping[int, int],
    own: Collection[int] = (),
) -> list[PotView]:
    """How far the voter is in each pot, without the lines. own: numbers of the voter's own projects."""
    return [_pot_view(round_, rules, pot, index, items, chosen, own) for index, pot in enumerate(pots)]


def _pot_view(
    round_: Round,
    rules: RuleSet,
    pot: RoundPot,
    index: int,
    items: Sequence[Costed],
    chosen: Mapping[int, int],
    own: Collection[int],
) -> PotView:
    mine = [item for item in items if item.round_pot_id == pot.id]
    parts = _parts(round_, rules, pot, mine, chosen, own)
    if rules.boost_votes and any(item.is_boosted for item in mine):
        parts.append(_boosts(rules, chosen))
    first = parts[0]
    return PotView(
        index=index,
        name=pot.name,
        amount_pence=pot.amount_pence,
        words=" · ".join(part.words for part in parts),
        percent=round(100 * first.used / first.whole) if first.whole else 0,
        is_over=any(part.is_over for part in parts),
    )


def _parts(
    round_: Round,
    rules: RuleSet,
    pot: RoundPot,
    items: Sequence[Costed],
    chosen: Mapping[int, int],
    own: Collection[int],
) -> list[_Part]:
    marked, most = [item for item in items if item.number in chosen], rules.max_choices
    counted = _Part(choice_words(len(marked), most), len(marked), most or 0)
    match rules.ballot_type:
        case BallotType.BUDGET:
            spent = sum(item.cost_pence for item in marked)
            part = _Part(money_words(spent, pot.amount_pence, round_.currency), spent, pot.amount_pence)
            return [part] if most is None else [part, counted]
        case BallotType.POINTS:
            given, total = sum(chosen[item.number] for item in marked), rules.points_total or 0
            part = _Part(point_words(given, total), given, total)
            return [part] if most is None else [part, counted]
        case BallotType.SCORE:
            left_out = own if rules.own_project is not OwnProject.ALLOWED else ()
            asked = [item for item in items if not item.is_withdrawn and item.number not in left_out]
            scored = sum(item.number in chosen for item in asked)
            words = _("%(number)s of %(whole)s scored", number=scored, whole=len(asked))
            return [_Part(str(words), scored, len(asked))]
        case BallotType.RANK if most is not None:
            words = _("%(number)s of %(whole)s places given", number=len(marked), whole=most)
            part = _Part(str(words), len(marked), most)
            twice = _twice([chosen[item.number] for item in marked])
            return [_Part(twice, 2, 1), part] if twice else [part]
        case _:
            return [counted]


def _twice(places: list[int]) -> str:
    """Which place stands beside two projects, in words; nothing is taken away, since arrow keys pass over places."""
    again = [place for place in sorted(set(places)) if places.count(place) > 1]
    return str(_("%(place)s is given twice. Take one back", place=place_words(again[0]))) if again else ""


def _boosts(rules: RuleSet, chosen: Mapping[int, int]) -> _Part:
    given = sum(number >= BOOST for number in chosen)
    words = ngettext(
        "%(given)s of %(num)s boost vote given",
        "%(given)s of %(num)s boost votes given",
        rules.boost_votes,
        given=given,
    )
    return _Part(str(words), given, rules.boost_votes)


def choice_words(number: int, most: int | None) -> str:
    """`2 of 3 chosen`."""
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


def point_words(given: int, total: int) -> str:
    """What is left of the points, or how many too many are given."""
    if total and given > total:
        text = ngettext(
            "You have given %(num)s point too many. Take some back",
            "You have given %(num)s points too many. Take some back",
            given - total,
        )
    elif total:
        text = ngettext(
            "%(num)s point left of %(total)s", "%(num)s points left of %(total)s", total - given, total=total
        )
    else:
        text = ngettext("%(num)s point given", "%(num)s points given", given)
    return str(text)
