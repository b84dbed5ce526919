"""What would have been enough for items that were not funded: worked out after the count, as it takes recounts."""

from __future__ import annotations

import uuid
from typing import Any

from app.core.db import db, locked
from app.counting import explain
from app.rounds import queries as rounds

from .. import queries
from ..models import Count
from .count import lot_of
from .pots import count_pots

MOST_ITEMS = 60  # each takes dozens of recounts

Found = dict[uuid.UUID, dict[str, Any]]


def enough_for(count_id: uuid.UUID) -> Found:
    """For each item that was not funded: how many more voters, or how much less cost, would have been enough.

    Slow, and reads only: call it outside a unit of work. Item id -> `app.counting.Enough` as data.
    """
    made = queries.count_by_id(count_id)
    round_ = rounds.round_by_id(made.round_id)
    items = rounds.items(round_.id)
    if all(len(queries.counting_items(items, pot)) > MOST_ITEMS for pot in round_.pots):
        return {}  # before everything is counted for nothing
    rule = rounds.counting_rule(round_.rules, items)
    _seed, lot = lot_of(round_)
    found: Found = {}
    for part in count_pots(round_, rule, lot):
        if len(part.items) > MOST_ITEMS or part.tally.blend is not None:
            continue  # one voter more moves every share of a weighted count
        by_key = {queries.item_key(item): item.id for item in part.standing}
        for each in explain(part.countable, part.outcome, lot_order=lot):
            if each.enough is not None:
                found[by_key[each.item]] = each.enough.to_dict()
    return found


def keep_enough(count_id: uuid.UUID, found: Found) -> None:
    """What would have been enough stands with each item's result."""
    made = locked(Count, count_id)
    for result in made.items:
        if result.item_id in found:
            result.detail = {**result.detail, "enough": found[result.item_id]}
    db.session.flush()
