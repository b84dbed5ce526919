"""Versions, adoption, how actions go, indicators: what is done and what is refused."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import Session

from app.core import audit
from app.core.access import VISITOR, Actor, Grant, Role
from app.core.db import unit_of_work
from app.core.errors import DomainError, NotAllowed, WrongState
from app.strategy import commands, policies, presenters, queries
from app.strategy.models import (
    EDITABLE,
    Action,
    ActionState,
    Milestone,
    Rag,
    Strategy,
    StrategyState,
    Target,
    Unit,
)

from .factories import KEEPER, actions_of, make_indicator, make_officer, make_strategy

TODAY = dt.date(2026, 11, 21)


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("state", list(StrategyState))
def test_who_may_change_words_when(role: Role, state: StrategyState) -> None:
    actor = Actor(None, "Somebody", grants=(Grant(role),))
    allowed = bool(policies.can_edit_words(actor, Strategy(state=state)))
    assert allowed == (role is Role.STRATEGY_OFFICER and state in EDITABLE)


@pytest.mark.parametrize("state", list(ActionState))
@pytest.mark.parametrize("rag", list(Rag))
@pytest.mark.parametrize("due_on", [None, dt.date(2026, 11, 20), dt.date(2026, 11, 21)])
def test_what_may_be_said_of_an_action(state: ActionState, rag: Rag, due_on: dt.date | None) -> None:
    """E92 and `domain.md` iii.17, with a reason given."""
    verdict = policies.can_say(Action(due_on=due_on), state, rag, reason="why", today=TODAY)
    is_open = state in (ActionState.NOT_STARTED, ActionState.IN_PROGRESS)
    is_overdue = due_on == dt.date(2026, 11, 20) and is_open
    fits = (state is ActionState.COMPLETE) == (rag is Rag.BLUE) and not (rag is Rag.GREEN and is_overdue)
    assert bool(verdict) == fits


@pytest.mark.parametrize("rag", [Rag.AMBER, Rag.RED])
def test_trouble_needs_a_reason(rag: Rag) -> None:
    assert not policies.can_say(Action(due_on=None), ActionState.IN_PROGRESS, rag, reason="  ", today=TODAY)


def test_green_that_became_overdue_is_shown_amber() -> None:
    action = Action(due_on=dt.date(2026, 11, 20), state=ActionState.IN_PROGRESS, rag=Rag.GREEN)
    assert policies.shown_rag(action, dt.date(2026, 11, 20)) is Rag.GREEN
    assert policies.shown_rag(action, dt.date(2026, 11, 21)) is Rag.AMBER


def test_an_adopted_version_is_read_only(session: Session) -> None:
    """S1-02."""
    strategy = make_strategy()
    action = actions_of(strategy)["1.1"]
    tries: list[Any] = [
        lambda: commands.save_strategy(strategy.id, {"vision": "Another."}, actor=KEEPER),
        lambda: commands.save_action(action.objective_id, action.id, {"code": "1.1", "title": "New"}, actor=KEEPER),
        lambda: commands.save_pillar(strategy.id, None, {"code": "2", "name": "New"}, actor=KEEPER),
        lambda: commands.remove_part(action, actor=KEEPER),
        lambda: commands.add_plan_rows(strategy.id, action.objective.pillar_id, [], actor=KEEPER),
    ]
    for attempt in tries:
        with pytest.raises(WrongState), unit_of_work():
            attempt()
    assert queries.strategy(1).vision == "A good place."
    assert actions_of(strategy)["1.1"].title == "Action number 1"


def test_nobody_else_writes_the_plan(session: Session) -> None:
    for actor in (VISITOR, Actor(None, "Manager", grants=(Grant(Role.FUND_MANAGER),))):
        with pytest.raises(NotAllowed), unit_of_work():
            commands.save_strategy(None, {"title": "Mine"}, actor=actor)
    assert queries.strategies() == []


def test_a_plan_without_actions_or_vision_is_not_adopted(session: Session) -> None:
    strategy = make_strategy(actions=0, adopt=False)
    with pytest.raises(WrongState), unit_of_work():
        commands.adopt(strategy.id, adopted_by="Board", adopted_on=TODAY, minute_reference="", actor=KEEPER)
    assert queries.current_strategy() is None


def test_a_new_version_changes_places_with_the_old(session: Session) -> None:
    """S3-22: links to an action keep leading to the action as it stands; the old words stay to be read."""
    first = make_strategy(actions=3)
    before = {code: action.id for code, action in actions_of(first).items()}
    officer, other = make_officer("Ann"), make_officer("Bo")
    with unit_of_work():
        commands.save_milestone(before["1.1"], None, {"text": "Ten hubs", "due_on": TODAY}, actor=KEEPER)
        commands.report_progress(
            before["1.1"], state=ActionState.IN_PROGRESS, rag=Rag.AMBER, reason="Late", on=TODAY, actor=officer
        )
        commands.confirm_rag(before["1.1"], actor=other)
        draft = commands.start_version(first.id, reason="A year later", actor=KEEPER)
    assert queries.current_strategy() == queries.strategy(1)
    copies = actions_of(draft)
    assert not {action.id for action in copies.values()} & set(before.values())
    with unit_of_work():
        home = copies["1.1"].objective_id
        commands.remove_part(copies["1.3"], actor=KEEPER)
        commands.save_action(home, copies["1.1"].id, {"code": "1.1", "title": "Reworded"}, actor=KEEPER)
        commands.save_action(home, None, {"code": "1.4", "title": "Brand new"}, actor=KEEPER)
    with unit_of_work():
        commands.adopt(draft.id, adopted_by="Board", adopted_on=TODAY, minute_reference="2", actor=KEEPER)
    now, then = actions_of(queries.strategy(2)), actions_of(queries.strategy(1))
    assert sorted(now) == ["1.1", "1.2", "1.4"]
    assert sorted(then) == ["1.1", "1.2", "1.3"]
    assert (now["1.1"].id, now["1.1"].title) == (before["1.1"], "Reworded")
    assert (then["1.1"].title, then["1.1"].rag, then["1.1"].rag_reason) == ("Action number 1", Rag.AMBER, "Late")
    assert then["1.3"].id == before["1.3"]
    assert [step.text for step in now["1.1"].milestones] == ["Ten hubs"]
    assert [step.text for step in then["1.1"].milestones] == ["Ten hubs"]
    assert now["1.1"].slug == then["1.1"].slug == "action-number-1"
    assert queries.action_by_slug("action-number-1").title == "Reworded"
    assert queries.action_by_slug("action-number-3").id == before["1.3"]
    assert (queries.strategy(1).state, queries.strategy(2).state) == (StrategyState.SUPERSEDED, StrategyState.ADOPTED)
    assert _changes(first, draft) == {
        ("Changed", "1.1 Reworded"),
        ("New", "1.4 Brand new"),
        ("Taken out", "1.3 Action number 3"),
    }


def _changes(first: Strategy, second: Strategy) -> set[tuple[str, str]]:
    with current_app.test_request_context():
        found = presenters.changes(queries.plan(first.id), queries.plan(second.id))
    return {(each["kind"], each["text"]) for each in found}


def test_a_third_version_keeps_the_addresses_of_things(session: Session) -> None:
    strategy = make_strategy()
    key = actions_of(strategy)["1.1"].id
    for number in (2, 3):
        with unit_of_work():
            draft = commands.start_version(queries.strategy(number - 1).id, reason="Again", actor=KEEPER)
        copy = actions_of(draft)["1.1"]
        with unit_of_work():
            fields = {"code": "1.1", "title": f"Title {number}"}
            commands.save_action(copy.objective_id, copy.id, fields, actor=KEEPER)
            commands.adopt(draft.id, adopted_by="Board", adopted_on=TODAY, minute_reference="", actor=KEEPER)
    titles = {n: actions_of(queries.strategy(n))["1.1"].title for n in (1, 2, 3)}
    assert titles == {1: "Action number 1", 2: "Title 2", 3: "Title 3"}
    assert actions_of(queries.strategy(3))["1.1"].id == key


def test_one_draft_at_a_time(session: Session) -> None:
    strategy = make_strategy()
    with unit_of_work():
        commands.start_version(strategy.id, reason="Once", actor=KEEPER)
    with pytest.raises(WrongState), unit_of_work():
        commands.start_version(strategy.id, reason="Twice", actor=KEEPER)
    assert len(queries.strategies()) == 2


def test_rag_is_confirmed_by_somebody_else(session: Session) -> None:
    action = actions_of(make_strategy())["1.1"]
    officer, other = make_officer("Ann"), make_officer("Bo")
    with unit_of_work():
        commands.report_progress(
            action.id, state=ActionState.IN_PROGRESS, rag=Rag.GREEN, reason="", on=TODAY, actor=officer
        )
    with pytest.raises(WrongState), unit_of_work():
        commands.confirm_rag(action.id, actor=officer)
    assert [waiting.id for waiting in queries.rags_to_confirm()] == [action.id]
    with unit_of_work():
        commands.confirm_rag(action.id, actor=other)
    assert queries.action(action.id).rag_confirmed_by_id == other.id
    with unit_of_work():
        commands.report_progress(
            action.id, state=ActionState.IN_PROGRESS, rag=Rag.RED, reason="Lost the room", on=TODAY, actor=other
        )
    assert queries.action(action.id).rag_confirmed_by_id is None


def test_progress_on_a_draft_is_refused(session: Session) -> None:
    action = actions_of(make_strategy(adopt=False))["1.1"]
    with pytest.raises(WrongState), unit_of_work():
        commands.report_progress(
            action.id, state=ActionState.IN_PROGRESS, rag=Rag.GREEN, reason="", on=TODAY, actor=KEEPER
        )
    assert queries.action(action.id).state is ActionState.NOT_STARTED


def test_a_step_is_not_done_tomorrow(session: Session) -> None:
    action = actions_of(make_strategy())["1.1"]
    with unit_of_work():
        step = commands.save_milestone(action.id, None, {"text": "Ten hubs", "due_on": TODAY}, actor=KEEPER)
    with pytest.raises(DomainError) as refused, unit_of_work():
        commands.finish_milestone(step.id, done_on=TODAY + dt.timedelta(days=1), evidence="", today=TODAY, actor=KEEPER)
    assert refused.value.field == "done_on"
    with unit_of_work():
        commands.finish_milestone(step.id, done_on=TODAY, evidence="Seen", today=TODAY, actor=KEEPER)
    assert session.scalars(sa.select(Milestone)).one().done_on == TODAY


def test_no_baseline_is_not_zero(session: Session) -> None:
    none, zero = make_indicator("N"), make_indicator("Z", baseline=Decimal(0), baseline_on=TODAY)
    with current_app.test_request_context():
        texts = [presenters.indicator_view(each, TODAY).baseline for each in (none, zero)]
    assert texts == ["No baseline", "0 (Nov 2026)"]


def test_a_new_value_for_a_target_keeps_the_old_and_needs_a_reason(session: Session) -> None:
    indicator = make_indicator()
    with unit_of_work():
        commands.set_target(indicator.id, due_on=TODAY, value=Decimal(10), reason="", actor=KEEPER)
    with pytest.raises(DomainError) as refused, unit_of_work():
        commands.set_target(indicator.id, due_on=TODAY, value=Decimal(12), reason=" ", actor=KEEPER)
    assert refused.value.field == "reason"
    with unit_of_work():
        commands.set_target(indicator.id, due_on=TODAY, value=Decimal(12), reason="More money", actor=KEEPER)
    rows = session.scalars(sa.select(Target).order_by(Target.number)).all()
    assert [(row.value, row.is_current) for row in rows] == [(10, False), (12, True)]


def reading(**changed: Any) -> commands.Reading:
    facts: dict[str, Any] = {"from_on": dt.date(2026, 1, 1), "to_on": dt.date(2026, 3, 31), "source": "Survey"}
    return commands.Reading(**{**facts, "value": Decimal(40), **changed})


def test_an_observation_is_approved_by_somebody_else(session: Session) -> None:
    indicator, officer, other = make_indicator(), make_officer("Ann"), make_officer("Bo")
    with unit_of_work():
        seen = commands.enter_observation(indicator.id, reading(), actor=officer)
    assert queries.standing(queries.indicator(indicator.id).observations) == []
    with pytest.raises(WrongState), unit_of_work():
        commands.approve_observation(seen.id, on=TODAY, actor=officer)
    with unit_of_work():
        commands.approve_observation(seen.id, on=TODAY, actor=other)
    assert [each.value for each in queries.standing(queries.indicator(indicator.id).observations)] == [40]


def test_a_correction_is_a_restatement_with_a_note(session: Session) -> None:
    """E91: the old value stays on record, and public until the new one is approved."""
    indicator, officer, other = make_indicator(), make_officer("Ann"), make_officer("Bo")
    with unit_of_work():
        wrong = commands.enter_observation(indicator.id, reading(), actor=officer)
        commands.approve_observation(wrong.id, on=TODAY, actor=other)
    with pytest.raises(DomainError) as refused, unit_of_work():
        commands.enter_observation(indicator.id, reading(value=Decimal(42)), restates_id=wrong.id, actor=officer)
    assert refused.value.field == "note"
    with unit_of_work():
        right = commands.enter_observation(
            indicator.id, reading(value=Decimal(42), note="Two left out"), restates_id=wrong.id, actor=officer
        )
    assert _values(indicator.id) == [40]
    with unit_of_work():
        commands.approve_observation(right.id, on=TODAY, actor=other)
    assert _values(indicator.id) == [42]
    assert len(queries.indicator(indicator.id).observations) == 2


def _values(indicator_id: Any) -> list[Decimal]:
    return [each.value for each in queries.standing(queries.indicator(indicator_id).observations)]


@pytest.mark.parametrize(
    ("numerator", "denominator", "is_hidden"),
    [(50, 200, False), (9, 200, True), (191, 200, True), (10, 20, False), (0, 300, True), (190, 200, False)],
)
def test_a_share_of_few_people_is_hidden(session: Session, numerator: int, denominator: int, is_hidden: bool) -> None:
    """`domain.md` iii.14: numerator or complement under the threshold of 10; zero is small."""
    indicator = make_indicator(unit=Unit.PERCENT)
    given = reading(value=None, numerator=numerator, denominator=denominator)
    officer = make_officer()
    with unit_of_work():
        seen = commands.enter_observation(indicator.id, given, actor=officer)
    assert seen.is_suppressed is is_hidden
    assert seen.value == (Decimal(100) * numerator / denominator).quantize(Decimal("0.001"))


def test_a_percentage_needs_how_many_of_how_many(session: Session) -> None:
    """E93."""
    indicator, officer = make_indicator(unit=Unit.PERCENT), make_officer()
    for wrong in ({}, {"numerator": 5}, {"numerator": 9, "denominator": 5}):
        with pytest.raises(DomainError) as refused, unit_of_work():
            commands.enter_observation(indicator.id, reading(value=None, **wrong), actor=officer)
        assert refused.value.field == "numerator"
    assert queries.indicator(indicator.id).observations == []


def test_a_missing_period_is_a_gap() -> None:
    """E94."""
    days = [dt.date(2024, 3, 31), dt.date(2025, 3, 31), dt.date(2027, 3, 31), dt.date(2028, 3, 31)]
    found = presenters.with_gaps([(day, 5.0) for day in days])
    assert [value for _day, value in found] == [5.0, 5.0, None, 5.0, 5.0]


def test_changes_are_in_the_audit_log(session: Session) -> None:
    make_strategy()
    verbs = set(session.scalars(sa.select(audit.AuditEntry.verb)))
    assert verbs >= {"save_strategy", "save_clauses", "save_pillar", "save_objective", "save_action", "adopt_strategy"}
