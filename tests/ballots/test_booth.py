"""A round is kept while nothing of it changes, and a change counts at once (`app/rounds/booth.py`; E02, E15)."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask

from app.ballots import commands, queries
from app.core.clock import now
from app.core.db import db, unit_of_work
from app.register.models import Channel
from app.register.policies import slot_of
from app.rounds import booth as booths
from app.rounds.models import BallotItem, Electorate, Round, RoundElectorate, RoundPot, RuleSet
from tests.support.statements import statements

from .factories import make_round, make_voter, make_ward

pytestmark = pytest.mark.usefixtures("session")
Part = RuleSet | RoundPot | RoundElectorate | BallotItem


def reads_of(round_id: uuid.UUID) -> int:
    """How many statements it takes to have the round now."""
    db.session.rollback()
    with statements() as seen:
        booths.booth_of(round_id)
    return sum(statement.startswith("SELECT") for statement in seen)


def test_a_round_is_read_once() -> None:
    round_ = make_round()
    booths.booth_of(round_.id)
    assert reads_of(round_.id) == 1


def parts_version(round_id: uuid.UUID) -> int:
    """How often a part of the round came, went or changed."""
    return db.session.scalars(sa.select(Round.parts_version).where(Round.id == round_id)).one()


def one_more(round_: Round, model: type[Part]) -> Part:
    """A part that the round has not got yet."""
    made: dict[type[Part], Callable[[], Part]] = {
        RuleSet: lambda: RuleSet(round_id=round_.id),
        RoundPot: lambda: RoundPot(round_id=round_.id, name="Second pot", amount_pence=100),
        RoundElectorate: lambda: RoundElectorate(round_id=round_.id, electorate=Electorate.OPEN),
        BallotItem: lambda: BallotItem(
            round_id=round_.id, round_pot_id=round_.pots[0].id, number=99, title="A bench", cost_pence=100
        ),
    }
    return made[model]()


PARTS: dict[type[Part], tuple[str, object]] = {
    RuleSet: ("quorum", 7),
    RoundPot: ("amount_pence", 1),
    RoundElectorate: ("weight", 2),
    BallotItem: ("is_withdrawn", True),
}
each_part = pytest.mark.parametrize("model", PARTS, ids=lambda model: model.__name__)


@each_part
def test_a_part_that_comes_changes_or_goes_is_counted_and_seen(model: type[Part]) -> None:
    """E01, E02: each of them has the round read anew, once."""
    round_, beside = make_round(has_box=False), make_round(has_box=False)
    round_id, field, value = round_.id, *PARTS[model]
    if model is RuleSet:  # it always has one
        with unit_of_work():
            db.session.delete(db.session.get_one(RuleSet, round_.rules.id))
    untouched = parts_version(beside.id)
    counted = [parts_version(round_id)]
    with unit_of_work():
        part = one_more(db.session.get_one(Round, round_id), model)
        db.session.add(part)
    counted.append(parts_version(round_id))
    booths.booth_of(round_id)
    assert reads_of(round_id) == 1
    with unit_of_work():
        setattr(db.session.get_one(model, part.id), field, value)
    counted.append(parts_version(round_id))
    assert reads_of(round_id) > 1
    assert reads_of(round_id) == 1
    with unit_of_work():
        db.session.delete(db.session.get_one(model, part.id))
    counted.append(parts_version(round_id))
    if model is not RuleSet:
        assert reads_of(round_id) > 1
        assert reads_of(round_id) == 1
    assert counted == sorted(set(counted)), "it grew each time"
    assert parts_version(beside.id) == untouched


@each_part
def test_what_changes_nothing_of_a_part_is_not_counted(model: type[Part]) -> None:
    round_ = make_round(has_box=False)
    if model is RoundElectorate:
        with unit_of_work():
            db.session.add(one_more(round_, model))
    before, field = parts_version(round_.id), PARTS[model][0]
    with unit_of_work():
        part = db.session.scalars(sa.select(model).where(model.round_id == round_.id).limit(1)).one()
        setattr(part, field, getattr(part, field))
        db.session.get_one(Round, round_.id).name = "Another name"
    make_ward()
    assert parts_version(round_.id) == before


def test_two_parts_that_change_in_two_rounds_are_counted_in_each() -> None:
    rounds = [make_round(has_box=False) for _ in range(2)]
    before = [parts_version(round_.id) for round_ in rounds]
    with unit_of_work():
        for round_ in rounds:
            for item in db.session.scalars(sa.select(BallotItem).where(BallotItem.round_id == round_.id)):
                item.title += "!"
    after = [parts_version(round_.id) for round_ in rounds]
    assert all(new > old for new, old in zip(after, before, strict=True))


def test_a_change_that_is_not_committed_is_not_counted() -> None:
    round_ = make_round(has_box=False)
    before = parts_version(round_.id)
    with pytest.raises(RuntimeError, match="fails"), unit_of_work():
        db.session.get_one(RuleSet, round_.rules.id).quorum = 7
        db.session.flush()
        assert parts_version(round_.id) > before
        raise RuntimeError("fails")
    assert parts_version(round_.id) == before


@pytest.mark.parametrize("model", [Round, RuleSet, RoundPot, BallotItem])
def test_every_change_of_its_rows_is_seen(model: type[Round | RuleSet | RoundPot | BallotItem]) -> None:
    """Whatever changes a version, and only that, has the round read anew."""
    round_ = make_round()
    booths.booth_of(round_.id)
    field = {Round: "paused_at", RuleSet: "quorum", RoundPot: "amount_pence", BallotItem: "is_withdrawn"}[model]
    value = {"paused_at": now(), "quorum": 7, "amount_pence": 1, "is_withdrawn": True}[field]
    with unit_of_work():
        of_round = sa.true() if model is Round else model.round_id == round_.id  # type: ignore[union-attr]
        row = db.session.scalars(sa.select(model).where(of_round).limit(1)).one()
        setattr(row, field, value)
    assert reads_of(round_.id) > 1
    here = booths.booth_of(round_.id)
    found = {Round: here.round, RuleSet: here.round.rules, RoundPot: here.round.pots[0], BallotItem: here.items[0]}
    assert getattr(found[model], field) == value
    assert reads_of(round_.id) == 1


def test_what_is_not_committed_is_not_kept() -> None:
    """A unit of work that fails leaves nothing behind that a vote could rest on."""
    round_ = make_round()
    with pytest.raises(RuntimeError, match="fails"), unit_of_work():
        db.session.get_one(Round, round_.id).name = "Never said"
        assert booths.booth_of(round_.id).round.name == "Never said"
        raise RuntimeError("fails")
    with unit_of_work():
        db.session.get_one(Round, round_.id).name = "Said"
    assert booths.booth_of(round_.id).round.name == "Said"


def test_each_site_remembers_for_itself(app: Flask) -> None:
    """Two applications in one process share nothing."""
    round_ = make_round()
    booths.booth_of(round_.id)
    assert round_.id in app.extensions["booths"]


def test_in_one_write_transaction_of_sqlite_a_voter_is_read_once_and_never_old() -> None:
    """Elsewhere a locked row is always read again: somebody may have changed it while this waited (E10)."""
    round_ = make_round()
    made = make_voter(round_, make_ward(), "Ann Lee")
    slug, voter_id = round_.slug, made.voter.id
    when = {"received_at": now(), "shown": [1, 2]}
    with unit_of_work():
        found = queries.at_ballot(slug, [made.code_id], slot_of(Channel.ONLINE))
        assert queries.draft(voter_id) is None
        commands.keep_draft(voter_id, ticked=[1], **when)  # type: ignore[arg-type]
        written = queries.draft(voter_id)
        assert written is not None, "what this transaction has written is seen"
        assert commands.keep_draft(voter_id, ticked=[2], **when) == {2: 1}  # type: ignore[arg-type]
    with unit_of_work():
        queries.at_ballot(slug, [made.code_id], slot_of(Channel.ONLINE))
        with statements() as seen:
            voter, _here = queries.locked_voter(voter_id)
            draft = queries.draft(voter_id)
        assert (voter.has_begun, draft is not None) == (True, True)
        assert found.voter is not None
        assert not found.voter.has_begun, "what was read in the transaction before is not this one's"
        assert len(seen) == (0 if db.engine.dialect.name == "sqlite" else 2)
