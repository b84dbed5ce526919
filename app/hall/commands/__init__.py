"""Things that change a decision day. Each reads the row afresh, checks, changes, flushes; none commits."""

from __future__ import annotations

from .office.cards import hand_in_card, make_pack, swap_for_paper
from .office.desk import CheckIn, OfflineEntry, Way, check_in, come_back, go_out, hand_over_check_in, walk_in
from .office.papers import set_paper_desk
from .office.planning import (
    DayPlan,
    SlotPlan,
    add_stall,
    change_day,
    draw_order,
    plan_day,
    remove_stall,
    set_slots,
)
from .office.running import close_list, end_slot, open_doors, start_slot
from .voting import NAMELESS, cast_waiting, confirm, hand_over_vote, score, use_card

__all__ = [
    "NAMELESS",
    "CheckIn",
    "DayPlan",
    "OfflineEntry",
    "SlotPlan",
    "Way",
    "add_stall",
    "cast_waiting",
    "change_day",
    "check_in",
    "close_list",
    "come_back",
    "confirm",
    "draw_order",
    "end_slot",
    "go_out",
    "hand_in_card",
    "hand_over_check_in",
    "hand_over_vote",
    "make_pack",
    "open_doors",
    "plan_day",
    "remove_stall",
    "score",
    "set_paper_desk",
    "set_slots",
    "start_slot",
    "swap_for_paper",
    "use_card",
    "walk_in",
]
