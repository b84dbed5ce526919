"""What an item's support is made of, in words: votes, points, scores, means, places, boosts and weights, each apart."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from app.core.i18n import _, lazy, ngettext
from app.rounds.models import Electorate
from app.rounds.terms import ELECTORATES

from ..models import ItemResult

UNITS = {
    "votes": lazy("Votes"),
    "points": lazy("Points"),
    "scores": lazy("Scores added up"),
    "mean": lazy("Mean score"),
    "places": lazy("Points for places"),
    "percent": lazy("Per cent of the weighted vote"),
}


def exact(result: ItemResult) -> Fraction:
    """The support as it was counted."""
    return Fraction(str(result.detail.get("support", result.support)))


def shown(value: Fraction | str | int) -> str:
    """A number as people read it: `1,204`, or two decimals where it is not whole, halves up."""
    exactly = Fraction(value)
    if exactly.denominator == 1:
        return f"{int(exactly):,}"
    places = Decimal(exactly.numerator) / Decimal(exactly.denominator)
    return f"{places.quantize(Decimal('0.01'), ROUND_HALF_UP):,}"


def made_of(result: ItemResult) -> list[str]:
    """Where the support comes from, in sentences; nothing where plain votes say it all."""
    told = result.detail.get("tally")
    if not told:
        return []
    parts: Mapping[str, Any] = told["parts"]
    if told["measure"] == "percent":
        return [_weighed(name, part) for name, part in parts.items() if part["percent"] is not None]
    (part,) = parts.values()
    return [text for text in (_plain(told["measure"], part), _boosts(part)) if text]


def boosts_of(result: ItemResult) -> int:
    """The boost votes in the support."""
    parts = result.detail.get("tally", {}).get("parts", {})
    return sum(int(part["boosts"]) for part in parts.values())


def plain_of(result: ItemResult) -> str:
    """The support before boost votes were added."""
    return shown(exact(result) - boosts_of(result))


def _plain(measure: str, part: Mapping[str, Any]) -> str:
    people = int(part["voters"])
    match measure:
        case "points":
            return str(
                ngettext(
                    "%(sum)s points from %(num)s voter.",
                    "%(sum)s points from %(num)s voters.",
                    people,
                    sum=shown(part["sum"]),
                )
            )
        case "scores":
            return str(
                ngettext(
                    "Its scores add up to %(sum)s, from %(num)s voter.",
                    "Its scores add up to %(sum)s, from %(num)s voters.",
                    people,
                    sum=shown(part["sum"]),
                )
            )
        case "mean" if people:
            return str(
                ngettext(
                    "Its mean score is %(mean)s: %(sum)s in all, from %(num)s voter.",
                    "Its mean score is %(mean)s: %(sum)s in all, from %(num)s voters.",
                    people,
                    mean=shown(part["plain"]),
                    sum=shown(part["sum"]),
                )
            )
        case "mean":
            return str(_("Nobody gave it a score."))
        case "places":
            return str(
                ngettext(
                    "%(sum)s points for its places, from %(num)s voter.",
                    "%(sum)s points for its places, from %(num)s voters.",
                    people,
                    sum=shown(part["sum"]),
                )
            )
        case _:
            return ""


def _boosts(part: Mapping[str, Any]) -> str:
    if not part["boosts"]:
        return ""
    together = shown(Fraction(part["plain"]) + part["boosts"])
    return str(
        ngettext(
            "%(plain)s without boost votes and %(num)s boost vote: %(together)s together.",
            "%(plain)s without boost votes and %(num)s boost votes: %(together)s together.",
            part["boosts"],
            plain=shown(part["plain"]),
            together=together,
        )
    )


def _weighed(name: str, part: Mapping[str, Any]) -> str:
    who = ELECTORATES[Electorate(name)]
    return str(_("%(who)s gave it %(percent)s per cent of their votes.", who=who, percent=shown(part["percent"])))


def share_of(part: Mapping[str, Any]) -> str:
    """What one body gave an item, and its share of all that the body gave: `600 (60%)`."""
    given = shown(Fraction(part["plain"]) + part["boosts"])
    return given if part["percent"] is None else f"{given} ({shown(part['percent'])}%)"


def weighed(body: Mapping[str, Any]) -> str:
    """The head of its column."""
    who, weight = ELECTORATES[Electorate(body["electorate"])], shown(100 * Fraction(body["weight"]))
    return str(_("%(who)s (weight %(weight)s per cent)", who=who, weight=weight))


def bodies_in_words(outcome: Mapping[str, Any]) -> list[str]:
    """How much each body of voters weighed, and whose weight went to the others."""
    said = []
    for each in outcome.get("electorates", ()):
        who = ELECTORATES[Electorate(each["electorate"])]
        if each["is_empty"]:
            said.append(_("%(who)s: nobody voted, so their weight went to the others.", who=who))
        else:
            weight = shown(100 * Fraction(each["weight"]))
            said.append(
                ngettext(
                    "%(who)s: %(num)s ballot, with a weight of %(weight)s per cent.",
                    "%(who)s: %(num)s ballots, with a weight of %(weight)s per cent.",
                    each["n"],
                    who=who,
                    weight=weight,
                )
            )
    return [str(text) for text in said]
