"""A round is kept while nothing of it changes, and a change counts at once (`app/rounds/booth.py`; E02, E15)."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask

from app.ballots import commands, queries
from app.core.clock import now
from app.core.db import db, unit_of_work
from app.register.models import Channel
from app.register.policies import slot_of
from app.rounds import booth as booths
from app.rounds.models import BallotItem, Round, RoundPot, RuleSet

from .factories import make_round, make_voter, make_ward

pytestmark = pytest.mark.usefixtures("session")


def reads_of(round_: Round) -> int:
    """How many statements it takes to have the round now."""
    seen: list[str] = []
    round_id = round_.id
    db.session.rollback()
    listen = lambda _c, _cursor, statement, *_rest: seen.append(statement)  # noqa: E731
    sa.event.listen(db.engine, "before_cursor_execute", listen)
    try:
        booths.booth_of(round_id)
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", listen)
    return sum(statement.startswith("SELECT") for statement in seen)


def test_a_round_is_read_once() -> None:
    round_ = make_round()
    booths.booth_of(round_.id)
    assert reads_of(round_) == 1


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
    assert reads_of(round_) > 1
    here = booths.booth_of(round_.id)
    found = {Round: here.round, RuleSet: here.round.rules, RoundPot: here.round.pots[0], BallotItem: here.items[0]}
    assert getattr(found[model], field) == value
    assert reads_of(round_) == 1


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
        seen: list[str] = []
        listen = lambda _c, _cursor, statement, *_rest: seen.append(statement)  # noqa: E731
        queries.at_ballot(slug, [made.code_id], slot_of(Channel.ONLINE))
        sa.event.listen(db.engine, "before_cursor_execute", listen)
        try:
            voter, _here = queries.locked_voter(voter_id)
            draft = queries.draft(voter_id)
        finally:
            sa.event.remove(db.engine, "before_cursor_execute", listen)
        assert (voter.has_begun, draft is not None) == (True, True)
        assert found.voter is not None
        assert not found.voter.has_begun, "what was read in the transaction before is not this one's"
        assert len(seen) == (0 if db.engine.dialect.name == "sqlite" else 2)
