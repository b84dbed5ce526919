"""The demo's strategy is planted and reads well."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

import pytest
from sqlalchemy.orm import Session

from app.areas import seed as areas_seed
from app.strategy import queries, seed
from app.strategy.models import ActionState, StrategyState
from tests.people.factories import make_person
from tests.support.browser import Visitor


@pytest.mark.parametrize("today", [dt.date(2026, 11, 21), dt.date(2027, 2, 3)])
@pytest.mark.slow
def test_the_demo_strategy(session: Session, visitor: Visitor, today: dt.date) -> None:
    people = {"strategy-officer": make_person(name="Ann"), "fund-manager": make_person(name="Bo")}
    world = SimpleNamespace(today=today, areas={}, actions={}, people=people)
    areas_seed.plant(world)
    seed.plant(world)
    assert len(world.actions) == 21
    assert set(world.areas) >= {"manningham", "airedale"}
    current = queries.current_strategy()
    assert current is not None
    assert (current.state, current.version_number) == (StrategyState.IN_DELIVERY, 2)
    assert [pillar.name for pillar in queries.plan(current.id)] == [name for name, _about in seed.PILLARS]
    assert world.actions["4.3"].state is ActionState.COMPLETE
    page = visitor.open("/plan")
    assert page.status == 200 and "21 actions" in page.text
    action = visitor.open(f"/plan/{world.actions['1.1'].slug}")
    assert action.status == 200
    assert "Learners in conversation groups" in action.text
    assert visitor.open("/plan/indicators").status == 200
    assert visitor.open("/plan/indicators/l2").status == 200
    assert "No baseline" in visitor.open("/plan/indicators/l2").text
    versions = visitor.open("/plan/versions").follow("Version 2")
    assert "3.1 You Decide" in versions.text
    assert visitor.open("/areas/manningham").status == 200
    assert visitor.open("/areas").status == 200
    assert visitor.client.get("/plan/pdf").data[:5] == b"%PDF-"
