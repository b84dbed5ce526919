"""Results as files: CSV for spreadsheets, .pb for other counting tools."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from app.core.clock import london
from app.counting.pabulib import File, write_text
from app.rounds import queries as rounds
from app.rounds.models import BallotItem, BallotType, Round, RoundPot
from app.rounds.queries import counting_rule

from . import queries
from .models import Count

VOTE_TYPES = {
    BallotType.APPROVE: "approval",
    BallotType.BUDGET: "approval",
    BallotType.POINTS: "cumulative",
    BallotType.SCORE: "scoring",
    BallotType.RANK: "ordinal",
}
RULES = {"equal-shares": "equalshares/add1", "greedy-stop": "greedy-no-skip"}
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def results_csv(round_: Round, made: Count, items: Sequence[BallotItem]) -> str:
    """One line for each item. Votes are empty in a pot too small to publish them; money is in whole currency units."""
    by_id = {item.id: item for item in items}
    pots = {pot.id: pot for pot in round_.pots}
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(["pot", "number", "title", "verdict", "place", "reserve_place", "votes", "voters", "cost", "amount"])
    for result in sorted(made.items, key=lambda each: by_id[each.item_id].number):
        item, pot = by_id[result.item_id], pots[result.round_pot_id]
        n = made.outcome[str(pot.id)]["n"]
        is_told = not queries.is_small(round_, n)
        rows.writerow(
            [
                _cell(pot.name),
                item.number,
                _cell(item.title),
                result.verdict.value,
                result.place or "",
                result.reserve_place or "",
                result.support if is_told else "",
                result.voters if is_told else "",
                _units(round_, item.cost_pence),
                _units(round_, result.amount_pence),
            ]
        )
    return out.getvalue()


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
    return write_text(
        File(
            meta,
            profile.items,
            profile,
            pot.amount_pence,
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
