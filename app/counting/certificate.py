"""The certificate: one JSON document from which anyone can recompute a count (docs/certificate.md)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from app.counting.engine import count
from app.counting.exact import Purses
from app.counting.items import Item, number_text, parse_number
from app.counting.outcome import Outcome
from app.counting.profile import Profile, Totals
from app.counting.rule import Rule
from app.counting.ties import LotNeeded, Unresolved, lot_order

FORMAT = "common-purse-certificate"
VERSION = 1
SOFTWARE = "common-purse 0.1.0"


@dataclass(frozen=True)
class Difference:
    """One thing in a certificate that a recount does not confirm; `item` is the id it is about, if any."""

    what: str
    item: str | None
    stated: str
    found: str

    def __str__(self) -> str:
        about = f" of {self.item}" if self.item else ""
        return f"{self.what}{about}: the certificate says {self.stated}, the recount {self.found}"


@dataclass(frozen=True)
class Body:
    """A body of voters whose result has a weight of its own. totals: of every item on its ballot, also of one that has
    won in another pot and is not counted in this one."""

    name: str
    weight: int | Fraction
    totals: Totals


def canonical(content: Mapping[str, Any]) -> bytes:
    """The content as the bytes that are hashed: sorted keys, no blanks, UTF-8, without `sha256` itself."""
    bare = {key: value for key, value in content.items() if key != "sha256"}
    return json.dumps(bare, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def digest(content: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical content."""
    return hashlib.sha256(canonical(content)).hexdigest()


def certificate(
    profile: Profile | Totals,
    outcome: Outcome,
    lot: Sequence[int | str] | None = None,
    *,
    seed: str | None = None,
    currency: str = "GBP",
    scale: int | None = None,
    title: str = "",
    software: str = SOFTWARE,
    bodies: Sequence[Body] = (),
) -> dict[str, Any]:
    """The certificate of an outcome: totals for rules decided by totals, else the multiset of choices.

    Money is in pence (minor units); with `scale` it is in 1/scale of a file's unit and the keys say `cost`, `budget`.
    `lot` is the order given to `count`, `seed` the public seed it was drawn from. `bodies`: those whose results were
    put together by weight, so that anyone can do it again.
    """
    suffix = "_pence" if scale is None else ""
    out: dict[str, Any] = {
        "format": FORMAT,
        "version": VERSION,
        "software": software,
        "title": title,
        "currency": currency,
        f"budget{suffix}": outcome.budget,
        "items": [_item(item, suffix) for item in profile.items],
        "n": outcome.n,
        "totals": {
            key: {"support": number_text(value), "voters": outcome.voters[key]} for key, value in outcome.totals.items()
        },
        "rule": outcome.rule.to_dict(),
        "rule_sha256": outcome.rule.hash(),
        "lot": None if lot is None else {"seed": seed, "order": list(lot)},
        "winners": list(outcome.winners),
        "awards": outcome.awards,
        "spent": outcome.spent,
        "steps": _steps(profile, outcome),
        "ties": [tie.to_dict() for tie in outcome.ties],
        "increments": None if outcome.increments is None else outcome.increments.to_dict(),
        "reserve": list(outcome.reserve),
        "exactness": outcome.exactness.note,
        "form": "totals",
    }
    if scale is not None:
        out["scale"] = scale
    out |= _votes(profile, outcome, bodies)
    out["sha256"] = digest(out)
    return out


def _votes(profile: Profile | Totals, outcome: Outcome, bodies: Sequence[Body]) -> dict[str, Any]:
    """What the totals come from, where more than they decided."""
    out: dict[str, Any] = {"electorates": [_body(body, profile.items) for body in bodies]} if bodies else {}
    if isinstance(profile, Profile) and outcome.rule.is_shares:
        out |= {"form": "ballots", "ballots": _ballots(profile)}
    return out


def notice(document: Mapping[str, Any]) -> dict[str, Any]:
    """What is published for a pot with too few ballots: winners, their order, and the hash of the sealed
    certificate."""
    out: dict[str, Any] = {
        "format": FORMAT,
        "version": VERSION,
        "software": document["software"],
        "title": document["title"],
        "form": "sealed",
        "winners": list(document["winners"]),
        "sealed_sha256": document["sha256"],
    }
    out["sha256"] = digest(out)
    return out


def verify(document: Mapping[str, Any]) -> list[Difference]:
    """What a recount finds different; an empty list means the certificate is confirmed. Raises ValueError if
    malformed."""
    if document.get("format") != FORMAT or document.get("version") != VERSION:
        raise ValueError(f"this is not a {FORMAT} of version {VERSION}")
    found = []
    if document.get("sha256") != digest(document):
        found.append(Difference("sha256", None, str(document.get("sha256")), digest(document)))
    if document.get("form") == "sealed":
        return found
    try:
        profile, rule, budget, lot = _inputs(document)
        outcome = count(profile, rule, budget, lot)
    except (KeyError, TypeError, AttributeError, LotNeeded, Unresolved) as error:
        raise ValueError(f"the certificate cannot be recounted: {error}") from error
    return found + _differences(document, profile, outcome)


def _item(item: Item, suffix: str) -> dict[str, Any]:
    out: dict[str, Any] = {"id": item.id, f"cost{suffix}": item.cost}
    if item.number is not None:
        out["number"] = item.number
    if item.min_viable is not None:
        out[f"min_viable{suffix}"] = item.min_viable
    return out


def _body(body: Body, items: Sequence[Item]) -> dict[str, Any]:
    place = {item.id: index for index, item in enumerate(body.totals.items)}
    support, voters = body.totals.support, body.totals.voters
    return {
        "name": body.name,
        "weight": number_text(body.weight),
        "n": body.totals.n,
        "sum": number_text(sum((Fraction(one) for one in support), Fraction(0))),
        "totals": {
            item.id: {"support": number_text(support[place[item.id]]), "voters": voters[place[item.id]]}
            for item in items
        },
    }


def _blended(bodies: Sequence[Mapping[str, Any]], item: str) -> Fraction:
    """An item's shares of what each body gave, by weight, in hundredths; a body that gave nothing has no weight."""
    voting = [(Fraction(body["weight"]), Fraction(body["sum"]), body["totals"][item]) for body in bodies]
    voting = [row for row in voting if row[1]]
    whole = sum((weight for weight, _sum, _totals in voting), Fraction(0))
    return sum(
        (100 * weight / whole * Fraction(totals["support"]) / given for weight, given, totals in voting), Fraction(0)
    )


def _steps(profile: Profile | Totals, outcome: Outcome) -> list[dict[str, Any]]:
    """The steps with exact rates in place of floats."""
    steps = [step.to_dict() for step in outcome.rounds]
    if isinstance(profile, Profile) and outcome.rule.is_shares:
        for step, rate in zip(steps, exact_rates(profile, outcome), strict=False):
            step["rate"] = str(rate)
    return steps


def exact_rates(profile: Profile, outcome: Outcome) -> list[Fraction]:
    """The exact most that one point paid for each item bought with shares."""
    place = {item.id: index for index, item in enumerate(profile.items)}
    purses = Purses(profile, outcome.endowment or Fraction(0))
    purses.replay([place[one] for one in outcome.shares_winners], [item.cost for item in profile.items])
    return purses.rates


def _ballots(profile: Profile) -> list[dict[str, Any]]:
    """Every kind of ballot, with how many, in canonical order."""
    return [
        {"count": count_, "choices": {profile.items[index].id: value for index, value in choices}}
        for choices, count_ in profile.multiset()
    ]


def _inputs(document: Mapping[str, Any]) -> tuple[Profile | Totals, Rule, int, list[int | str] | None]:
    """Ballots or totals, rule, budget and lot of a certificate. Raises KeyError, TypeError, ValueError."""
    suffix = "" if "scale" in document else "_pence"
    items = tuple(
        Item(str(one["id"]), int(one[f"cost{suffix}"]), one.get("number"), min_viable=one.get(f"min_viable{suffix}"))
        for one in document["items"]
    )
    rule = Rule.from_dict(document["rule"])
    lot = document.get("lot")
    order = None if lot is None else list(lot["order"])
    budget = int(document[f"budget{suffix}"])
    if document["form"] == "totals":
        told = document["totals"]
        support = [parse_number(told[item.id]["support"]) for item in items]
        n, voters = int(document["n"]), [int(told[item.id]["voters"]) for item in items]
        if bodies := document.get("electorates"):
            support, n = [_blended(bodies, item.id) for item in items], sum(int(body["n"]) for body in bodies)
            voters = [sum(int(body["totals"][item.id]["voters"]) for body in bodies) for item in items]
        return (
            Totals(items, n, support, voters),
            rule,
            budget,
            order,
        )
    place = {item.id: index for index, item in enumerate(items)}
    multiset = [
        (sorted((place[key], int(value)) for key, value in one["choices"].items()), int(one["count"]))
        for one in document["ballots"]
    ]
    return Profile.from_multiset(items, multiset), rule, budget, order


def _differences(document: Mapping[str, Any], profile: Profile | Totals, outcome: Outcome) -> list[Difference]:
    """Where the recount departs from what is written down, item by item."""
    out: list[Difference] = []
    lot = document.get("lot")
    if lot is not None and lot.get("seed") is not None:
        drawn = lot_order(lot["seed"], lot["order"])
        if drawn != lot["order"]:
            out.append(Difference("lot order", None, str(lot["order"]), str(drawn)))
    if document["n"] != outcome.n:
        out.append(Difference("voters", None, str(document["n"]), str(outcome.n)))
    for key, value in outcome.totals.items():
        told, here = document["totals"].get(key, {}), {"support": number_text(value), "voters": outcome.voters[key]}
        out += [
            Difference(name, key, str(told.get(name)), str(here[name])) for name in here if told.get(name) != here[name]
        ]
    stated, recounted = list(document["winners"]), list(outcome.winners)
    for place in range(max(len(stated), len(recounted))):
        one, other = (row[place] if place < len(row) else "nothing" for row in (stated, recounted))
        if one != other:
            out.append(Difference(f"place {place + 1}", one if one != "nothing" else other, one, other))
    for what, found in (
        ("awards", outcome.awards),
        ("spent", outcome.spent),
        ("reserve", list(outcome.reserve)),
        ("rule_sha256", outcome.rule.hash()),
        ("steps", _steps(profile, outcome)),
        ("ties", _bare(tie.to_dict() for tie in outcome.ties)),
    ):
        if (_bare(document[what]) if what == "ties" else document[what]) != found:
            out.append(Difference(what, None, _short(document[what]), _short(found)))
    return out


def _bare(ties: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Ties without the shares at which they were met: those depend on which shares had to be tried."""
    return [{key: value for key, value in tie.items() if key != "endowments"} for tie in ties]


def _short(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 120 else text[:117] + "..."
