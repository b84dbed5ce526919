"""Results as files: CSV for spreadsheets, .pb for other counting tools."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from fractions import Fraction

from app.core.clock import london
from app.core.i18n import _
from app.counting.items import number_text
from app.counting.pabulib import File, write_text
from app.rounds import queries as rounds
from app.rounds.models import BallotItem, BallotType, Round, RoundPot
from app.rounds.queries import counting_rule

from . import queries
from .models import Count, ItemResult

VOTE_TYPES = {
    BallotType.APPROVE: "approval",
    BallotType.BUDGET: "approval",
    BallotType.POINTS: "cumulative",
    BallotType.SCORE: "scoring",
    BallotType.RANK: "ordinal",
}
RULES = {"equal-shares": "equalshares/add1", "greedy-stop": "greedy-no-skip"}
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def why_no_pabulib(round_: Round, made: Count, pot: RoundPot) -> str:
    """Why nobody could come to the result of this pot from a Pabulib file; empty where they can.

    The format knows sums of one kind of vote: no weights (E33), no boost votes (E05), no means (E08, E09), and places
    only where each voter filled them from the first on, in this pot alone and with nothing withdrawn (E34).
    """
    measure = made.outcome[str(pot.id)].get("measure", "")
    if measure == "percent" or rounds.weights(round_):
        return str(_("There is no Pabulib file: the votes are weighted, and such a file cannot say so."))
    if round_.rules.boost_votes:
        return str(_("There is no Pabulib file: there are boost votes, and such a file cannot hold them."))
    if measure == "mean":
        return str(_("There is no Pabulib file: means of scores decided, and such a file can only be added up."))
    if round_.rules.ballot_type is BallotType.RANK and not round_.is_imported and not _places_fit(round_):
        return str(_("There is no Pabulib file: such a file cannot say what each place was worth here."))
    return ""


def _places_fit(round_: Round) -> bool:
    return len(round_.pots) == 1 and not any(item.is_withdrawn for item in rounds.items(round_.id))


def results_csv(round_: Round, made: Count, items: Sequence[BallotItem]) -> str:
    """One line for each item. Votes are empty in a pot too small to publish them; money is in whole currency units.

    Votes are exact, as in the certificate: a mean or a weighted share may be a fraction such as 10/3.
    """
    by_id = {item.id: item for item in items}
    pots = {pot.id: pot for pot in round_.pots}
    out = io.StringIO()
    rows = csv.writer(out)
    bodies = sorted(weight.value for weight in rounds.weights(round_))
    head = ["pot", "number", "title", "verdict", "place", "reserve_place", "votes", "voters", "cost", "amount"]
    rows.writerow(head + [f"votes_{body}" for body in bodies])
    for result in sorted(made.items, key=lambda each: by_id[each.item_id].number):
        item, pot = by_id[result.item_id], pots[result.round_pot_id]
        is_told = not queries.is_small(round_, made.outcome[str(pot.id)])
        rows.writerow(
            [
                _cell(pot.name),
                item.number,
                _cell(item.title),
                result.verdict.value,
                result.place or "",
                result.reserve_place or "",
                result.detail.get("support", result.support) if is_told else "",
                result.voters if is_told else "",
                _units(round_, item.cost_pence),
                _units(round_, result.amount_pence),
                *(_given(result, body) if is_told else "" for body in bodies),
            ]
        )
    return out.getvalue()


def _given(result: ItemResult, body: str) -> str:
    """What one body of voters gave, before its weight."""
    part = result.detail.get("tally", {}).get("parts", {}).get(body)
    return number_text(Fraction(part["plain"]) + part["boosts"]) if part else ""


def pabulib(round_: Round, made: Count, pot: RoundPot) -> str:
    """The ballots of a pot as a Pabulib file: grouped, numbered in canonical order, without anything about a voter."""
    rule = counting_rule(round_.rules)
    items = queries.counting_items(rounds.items(round_.id), pot)
    profile = queries.profile_of(round_.id, items, rule)
    won = set(made.outcome[str(pot.id)]["winners"])
    keys = [queries.item_key(item) for item in items]
    meta = {
        "description": round_.name,
        "country": round_.source.get("country", "United Kingdom" if not round_.is_imported else "-"),
        "unit": round_.name,
        "instance": str(london(round_.closes_at).year),
        "num_projects": str(len(items)),
        "num_votes": str(profile.n),
        "budget": "",
        "vote_type": VOTE_TYPES[round_.rules.ballot_type],
        "rule": RULES.get(rule.name, "greedy"),
        "currency": round_.currency,
        "date_begin": london(round_.opens_at).strftime("%d.%m.%Y"),
        "date_end": london(round_.closes_at).strftime("%d.%m.%Y"),
        "min_length": str(round_.rules.min_choices),
    }
    if round_.rules.max_choices is not None:
        meta["max_length"] = str(round_.rules.max_choices)
    if (top := queries.first_place(round_, pot.id)) is not None:
        meta["max_length"] = str(top)  # readers take it for the points of the first place
    return write_text(
        File(
            meta,
            profile.items,
            profile,
            pot.amount_pence + made.outcome[str(pot.id)].get("received", 0),
            scale=round_.minor_unit,
            point_scale=int(round_.source.get("point_scale", "1")),
            project_columns=("project_id", "cost", "votes", "name", "selected"),
            projects={key: {"selected": "1" if key in won else "0"} for key in keys},
            selected={key: "1" if key in won else "0" for key in keys},
        )
    )


def _cell(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text


def _units(round_: Round, amount: int) -> str:
    whole, rest = divmod(amount, round_.minor_unit)
    places = len(str(round_.minor_unit)) - 1
    return f"{whole}.{rest:0{places}d}" if rest else str(whole)
