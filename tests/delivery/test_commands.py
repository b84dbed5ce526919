"""What commands leave in the database: projects, lines with their totals, contributions."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.awards.events import OfferAccepted
from app.conversations.commands import Held, log_session, void_session
from app.conversations.models import ConversationSession
from app.core.access import Actor, Role
from app.core.audit import AuditEntry
from app.core.clock import today
from app.core.db import unit_of_work
from app.core.errors import DomainError, NotAllowed, WrongState
from app.core.events import publish
from app.core.outbox import OutboxRow
from app.delivery import commands, queries
from app.delivery.commands.contributions import Claim
from app.delivery.models import (
    Contribution,
    ContributionState,
    LineKind,
    LogLine,
    Project,
    ProjectState,
)
from app.strategy.models import Unit
from tests.strategy.factories import make_indicator

from .factories import accept, make_actions, make_award, make_project, member_of, officer, two_wards

DAY = dt.timedelta(days=1)


def log(
    project: Project, attended: int, new: int = 0, *, on: dt.date | None = None, **given: object
) -> ConversationSession:
    ids = tuple(sorted(queries.action_ids_of(project.id), key=str))
    fields: dict[str, object] = {"has_ground_rules": True, "action_ids": ids}
    held = Held(held_on=on or today(), attended=attended, new_participants=new, **(fields | given))  # type: ignore[arg-type]
    with unit_of_work():
        return log_session(member_of(project), project.id, held, today=today())


def test_an_accepted_offer_makes_one_project(session: Session) -> None:
    actions = make_actions()
    award, proposal = make_award(actions=actions, amount_pence=184_000)
    accept(award)
    found = queries.project_of_award(award.id)
    assert found is not None
    assert found.reference.startswith("PJ-")
    assert (found.title, found.summary, found.theme) == (proposal.title, proposal.summary, "food")
    assert (found.amount_pence, found.target_participants) == (184_000, 80)
    assert (found.starts_on, found.ends_on, found.state) == (proposal.starts_on, proposal.ends_on, ProjectState.ACTIVE)
    assert [a.code for a in queries.actions_of(found.id)] == ["1.1", "1.2"]
    assert len(queries.areas_of(found.id)) == 1
    assert found.fund_id is not None
    with unit_of_work():
        publish(OfferAccepted(award.id))
    assert session.scalar(sa.select(sa.func.count()).select_from(Project)) == 1


def test_lines_add_up_in_the_project_and_in_its_actions(session: Session) -> None:
    first, second = make_actions()
    project = make_project(actions=[first, second])
    log(project, 18, 12)
    log(project, 21, 5, action_ids=(first.id,))
    totals = queries.project_totals(project.id)
    assert [int(totals.of(k)) for k in (LineKind.PARTICIPANTS, LineKind.ATTENDANCES, LineKind.SESSIONS)] == [17, 39, 2]
    assert queries.action_line(first.id).participants.value == 17
    assert queries.action_line(second.id).participants.value == 12
    assert queries.action_line(second.id).sessions == 1


def test_a_day_outside_the_dates_is_flagged_and_in_no_total(session: Session) -> None:
    """S0-06: the totals with and without differ by exactly that row."""
    (action,) = make_actions(1)
    project = make_project(actions=[action], ends_on=today() - DAY)
    log(project, 20, 8, on=today() - DAY)
    log(project, 30, 9, on=today())
    lines = session.scalars(sa.select(LogLine).where(LogLine.kind == LineKind.ATTENDANCES).order_by(LogLine.id)).all()
    assert [line.is_out_of_window for line in lines] == [False, True]
    totals = queries.project_totals(project.id)
    assert totals.of(LineKind.ATTENDANCES) == 20
    assert totals.beyond(LineKind.ATTENDANCES) == 30
    assert queries.action_line(action.id).attendances.value == 20


def test_kept_totals_equal_those_added_up_anew(session: Session) -> None:
    first, second = make_actions()
    project = make_project(actions=[first, second], ends_on=today() - DAY)
    made = [
        log(project, 10 + n, n, on=today() - n % 3 * DAY, action_ids=((first.id,), (second.id,), ())[n % 3])
        for n in range(9)
    ]
    for each in made[::4]:
        with unit_of_work():
            void_session(member_of(project), each.id, "Logged twice")
    kept, anew = queries.project_totals(project.id), queries.totals_anew(project.id)
    for kind in (LineKind.PARTICIPANTS, LineKind.ATTENDANCES, LineKind.SESSIONS):
        assert (kept.of(kind), kept.beyond(kind)) == (anew.of(kind), anew.beyond(kind)), kind
        assert kept.lines[kind] == anew.lines[kind]
    assert queries.action_line(first.id).sessions == queries.totals_anew(project.id, first.id).of(LineKind.SESSIONS)


def test_a_void_line_stays_readable_and_counts_no_more(session: Session) -> None:
    project = make_project(actions=make_actions(1))
    made = log(project, 18, 12)
    with pytest.raises(DomainError, match="Enter why"), unit_of_work():
        void_session(member_of(project), made.id, "  ")
    with unit_of_work():
        void_session(member_of(project), made.id, "Wrong day")
    assert queries.project_totals(project.id).of(LineKind.ATTENDANCES) == 0
    lines = queries.project_log(project.id)
    assert {(line.is_void, line.void_reason) for line in lines} == {(True, "Wrong day")}
    assert queries.log_lines(queries.LogFilter(project_id=project.id))[0] == []
    with pytest.raises(WrongState), unit_of_work():
        void_session(member_of(project), made.id, "Again")
    verbs = session.scalars(sa.select(AuditEntry.verb).where(AuditEntry.subject_id == str(made.id))).all()
    assert verbs == ["log_session", "void_session"]


def test_a_line_for_an_action_that_is_not_served_is_refused(session: Session) -> None:
    first, second = make_actions()
    project = make_project(actions=[first])
    with pytest.raises(DomainError, match="does not serve"):
        log(project, 10, action_ids=(second.id,))
    assert session.scalar(sa.select(sa.func.count()).select_from(LogLine)) == 0


def test_the_log_goes_on_page_by_page_and_misses_nothing(session: Session) -> None:
    (action,) = make_actions(1)
    project = make_project(actions=[action])
    for n in range(7):
        log(project, 10 + n)
    seen: list[int] = []
    before: int | None = None
    for _page in range(9):
        rows, before = queries.log_lines(
            queries.LogFilter(action_id=action.id, kind=LineKind.ATTENDANCES), before=before, size=3
        )
        seen += [int(row.quantity) for row in rows]
        if before is None:
            break
    assert seen == [16, 15, 14, 13, 12, 11, 10]


def claim(project: Project, amount: str = "3", **given: object) -> Contribution:
    ids = sorted(queries.action_ids_of(project.id), key=str)
    fields: dict[str, object] = {"action_id": ids[0], "narrative": "Three tables now meet without us."}
    made = Claim(amount=Decimal(amount), **(fields | given))  # type: ignore[arg-type]
    with unit_of_work():
        return commands.claim_contribution(member_of(project), project.id, made, today=today())


def decide(actor: Actor, made: Contribution, accepted: str, reason: str = "") -> Contribution:
    with unit_of_work():
        return commands.decide_contribution(actor, made.id, accepted=Decimal(accepted), reason=reason, today=today())


@pytest.mark.parametrize(
    ("accepted", "reason", "state", "counted"),
    [
        ("3", "", ContributionState.ACCEPTED, 3),
        ("2", "One is planned only", ContributionState.PART_ACCEPTED, 2),
        ("0", "No sign of it yet", ContributionState.REFUSED, 0),
    ],
)
def test_an_officer_accepts_all_less_or_none(
    session: Session, accepted: str, reason: str, state: ContributionState, counted: int
) -> None:
    (action,) = make_actions(1)
    project = make_project(actions=[action])
    made = claim(project)
    assert queries.action_line(action.id).changes == 0
    assert decide(officer(), made, accepted, reason).state is state
    assert queries.action_line(action.id).changes == counted
    assert list(session.scalars(sa.select(OutboxRow.template))) == ["delivery/mail/contribution_decided"]


def test_refusals_of_deciding(session: Session) -> None:
    project = make_project(actions=make_actions(1))
    made, boss = claim(project), officer()
    with pytest.raises(DomainError, match="Say why"):
        decide(boss, made, "2")
    with pytest.raises(DomainError, match="from 0 to what was claimed"):
        decide(boss, made, "4", "More!")
    with pytest.raises(NotAllowed):
        decide(member_of(project), made, "3")
    with pytest.raises(NotAllowed):
        decide(officer(Role.OBSERVER), made, "3")
    decide(boss, made, "3")
    with pytest.raises(WrongState, match="already decided"):
        decide(boss, made, "0", "Changed my mind")


def test_refusals_of_claiming(session: Session) -> None:
    first, second = make_actions()
    project = make_project(actions=[first])
    free = make_indicator("X9")
    for given, words in (
        ({"action_id": second.id}, "does not serve that action"),
        ({"action_id": None, "indicator_id": free.id}, "does not serve that measure"),
        ({"action_id": None}, "Choose one"),
    ):
        with pytest.raises(DomainError, match=words):
            claim(project, **given)
    with pytest.raises(DomainError, match="above 0"):
        claim(project, "0")
    tied = make_indicator("I1", unit=Unit.PERCENT, action=first)
    assert claim(project, "4.5", action_id=None, indicator_id=tied.id).claimed == Decimal("4.5")


@pytest.mark.slow
def test_the_line_of_an_action(session: Session) -> None:
    first, second = make_actions()
    alone, shared = make_project(actions=[first], amount_pence=840_000), make_project(actions=[first, second])
    log(alone, 150, 120)
    log(shared, 99, 94)
    decide(officer(), claim(alone, "2"), "2")
    line = queries.action_line(first.id)
    assert (line.participants.value, line.groups, line.pence, int(line.changes)) == (214, 2, 990_000, 2)
    assert (line.projects, line.shared_projects, line.sessions) == (2, 1, 2)
    assert queries.action_line(second.id).pence == 150_000
    assert not line.is_empty


def test_a_small_project_cannot_be_found_by_subtraction(session: Session) -> None:
    (action,) = make_actions(1)
    big, small = make_project(actions=[action]), make_project(actions=[action])
    log(big, 60, 43)
    log(small, 6, 2)
    assert queries.project_totals(small.id).people(LineKind.PARTICIPANTS).text == "<5"
    assert queries.project_totals(big.id).people(LineKind.PARTICIPANTS).value == 43
    line = queries.action_line(action.id)
    assert (line.participants.value, line.participants.text) == (None, "45")
    assert line.attendances.value == 66


def test_an_officer_pauses_a_project_and_says_why(session: Session) -> None:
    project = make_project(actions=make_actions(1), area_ids=two_wards())
    boss, mine = officer(), member_of(project)
    with unit_of_work():
        commands.set_project_state(boss, project.id, ProjectState.PAUSED, reason="The hall burnt down")
    assert list(session.scalars(sa.select(OutboxRow.template))) == ["delivery/mail/state_changed"]
    with pytest.raises(NotAllowed, match="paused or closed"):
        log(project, 12)
    with pytest.raises(NotAllowed), unit_of_work():
        commands.set_project_state(mine, project.id, ProjectState.ACTIVE, reason="We want to")
