"""What an administrator may change, what is refused, and what the audit log keeps."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core import audit
from app.core.access import VISITOR, Actor, Grant, Role
from app.core.db import unit_of_work
from app.core.errors import DomainError, NotAllowed, Refusals, WrongState
from app.council import commands, policies, queries
from app.council.models import Council, PreElection

ADMINISTRATOR = Actor(None, "Ada", grants=(Grant(Role.ADMINISTRATOR),))


@pytest.mark.parametrize("role", list(Role))
def test_only_an_administrator_edits_the_council(role: Role) -> None:
    actor = Actor(None, "Somebody", grants=(Grant(role),))
    assert bool(policies.can_edit_council(actor)) == (role is Role.ADMINISTRATOR)


def test_a_visitor_edits_nothing(session: Session) -> None:
    with pytest.raises(NotAllowed), unit_of_work():
        commands.change_council({"name": "Mine"}, actor=VISITOR)
    assert queries.council().name == "The council"


def test_a_change_is_kept_with_what_stood_before(session: Session) -> None:
    with unit_of_work():
        commands.change_council({"name": "Northtown", "site_name": "Common Purse"}, actor=ADMINISTRATOR)
    entry = session.scalars(sa.select(audit.AuditEntry).where(audit.AuditEntry.verb == "change_council")).one()
    assert (entry.before, entry.after) == ({"name": "The council"}, {"name": "Northtown"})


def test_all_refusals_come_at_once_each_at_its_field(session: Session) -> None:
    with pytest.raises(Refusals) as refused, unit_of_work():
        commands.change_council(
            {
                "brand_colour": "#c0c0c0",
                "accent_colour": "#23202b",
                "link_colour": "blue",
                "disclosure_threshold": 2,
                "min_ballots_published": 29,
                "languages": ["ur"],
            },
            actor=ADMINISTRATOR,
        )
    assert {r.field for r in refused.value.refusals} == {
        "brand_colour",
        "accent_colour",
        "link_colour",
        "disclosure_threshold",
        "min_ballots_published",
        "languages",
    }


@pytest.mark.parametrize(("colour", "is_taken"), [("#767676", True), ("#777777", False)])
def test_contrast_under_four_and_a_half_is_refused(session: Session, colour: str, is_taken: bool) -> None:
    if is_taken:
        with unit_of_work():
            commands.change_council({"brand_colour": colour}, actor=ADMINISTRATOR)
        assert queries.council().brand_colour == colour
    else:
        with pytest.raises(Refusals), unit_of_work():
            commands.change_council({"brand_colour": colour}, actor=ADMINISTRATOR)


def test_sensitive_counts_are_never_shown_sooner_than_others(session: Session) -> None:
    with pytest.raises(Refusals) as refused, unit_of_work():
        commands.change_council({"disclosure_threshold": 12}, actor=ADMINISTRATOR)
    assert [r.field for r in refused.value.refusals] == ["sensitive_threshold"]


def test_a_page_that_is_out_of_date_changes_nothing(session: Session) -> None:
    seen = queries.council().version
    with unit_of_work():
        commands.change_council({"name": "First"}, actor=ADMINISTRATOR, seen_version=seen)
    with pytest.raises(WrongState), unit_of_work():
        commands.change_council({"name": "Second"}, actor=ADMINISTRATOR, seen_version=seen)
    assert queries.council().name == "First"


def test_there_is_one_council(session: Session) -> None:
    with pytest.raises(sa.exc.IntegrityError), unit_of_work():
        session.add(Council(name="Another", site_name="Another"))


def test_offices_come_and_go(session: Session) -> None:
    with unit_of_work():
        office = commands.save_office(None, {"name": "North", "address": "1 Road"}, actor=ADMINISTRATOR)
    with unit_of_work():
        commands.save_office(office.id, {"name": "South"}, actor=ADMINISTRATOR)
    assert [o.name for o in queries.offices()] == ["South"]
    with unit_of_work():
        commands.remove_office(office.id, actor=ADMINISTRATOR)
    assert queries.offices() == []


def test_publicity_with_councillors_is_held_before_an_election(session: Session) -> None:
    """E39: both days are in the period."""
    with unit_of_work():
        commands.save_pre_election(
            None, election="May", from_on=dt.date(2027, 3, 24), to_on=dt.date(2027, 5, 6), actor=ADMINISTRATOR
        )
    days = [dt.date(2027, 3, 23), dt.date(2027, 3, 24), dt.date(2027, 5, 6), dt.date(2027, 5, 7)]
    assert [queries.pre_election_on(day) is not None for day in days] == [False, True, True, False]
    held = queries.pre_election_on(dt.date(2027, 4, 1))
    assert not policies.can_publish_publicity(held, shows_councillor=True)
    assert policies.can_publish_publicity(held, shows_councillor=False)
    assert policies.can_publish_publicity(None, shows_councillor=True)


def test_a_period_that_ends_before_it_starts_is_refused(session: Session) -> None:
    with pytest.raises(DomainError) as refused, unit_of_work():
        commands.save_pre_election(
            None, election="May", from_on=dt.date(2027, 5, 6), to_on=dt.date(2027, 5, 5), actor=ADMINISTRATOR
        )
    assert refused.value.field == "to_on"
    assert session.scalars(sa.select(PreElection)).all() == []
