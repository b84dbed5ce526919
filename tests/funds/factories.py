"""Funds, pots and calls for tests, each saved in a unit of work of its own."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Sequence
from typing import Any

from app.core.access import Actor, Grant, Role
from app.core.clock import now, today
from app.core.db import db, unit_of_work
from app.core.translated import Translated
from app.funds import commands
from app.funds.models import Call, CallState, Fund, Pot

_numbers = itertools.count(1)
MANAGER = Actor(None, "Fund manager", grants=(Grant(Role.FUND_MANAGER),))


def make_fund(**given: Any) -> Fund:
    """A fund of £100,000 that runs for two years."""
    facts = {
        "name": f"Stronger Together fund {next(_numbers)}",
        "funder": "Sample trust",
        "total_pence": 10_000_000,
        "starts_on": today() - dt.timedelta(days=365),
        "ends_on": today() + dt.timedelta(days=365),
        "rules": "Open to everyone.",
    }
    with unit_of_work():
        return commands.create_fund(MANAGER, facts | given)


def make_pot(fund: Fund | None = None, *, amount_pence: int = 2_500_000, **given: Any) -> Pot:
    """A pot of £25,000."""
    fund = fund or make_fund()
    facts = {"name": f"Pot {next(_numbers)}", "amount_pence": amount_pence}
    with unit_of_work():
        return commands.add_pot(MANAGER, fund.id, facts | given)


def make_call(pots: Sequence[Pot] = (), *, state: CallState = CallState.PUBLISHED, **given: Any) -> Call:
    """A call on the pots (a new one when left out), published and open now unless dates say otherwise."""
    pots = list(pots) or [make_pot()]
    facts = {
        "title": f"Small sparks {next(_numbers)}",
        "summary": Translated.of("Money for neighbours who do something together."),
        "who_can_apply": Translated.of("Any group."),
        "offline_route": Translated.of("Ask for a paper form."),
        "contact_email": "funds@council.example",
        "opens_at": now() - dt.timedelta(days=7),
        "closes_at": now() + dt.timedelta(days=14),
        "min_pence": 30_000,
        "max_pence": 500_000,
        "max_per_group": 2,
        "themes": [],
        "questions": [],
    }
    with unit_of_work():
        call = commands.create_call(MANAGER, pots[0].fund_id, facts | given, [pot.id for pot in pots])
        call.state = state
        db.session.flush()
    return call
