"""Two officers certify, one publishes; proposals and the packages above hear what was decided."""

from __future__ import annotations

import pytest
from flask import Flask

from app.core.db import db, unit_of_work
from app.core.errors import DomainError, NotAllowed
from app.core.events import subscribe
from app.proposals import queries as proposals
from app.proposals.models import ProposalState
from app.results import commands, queries
from app.results.events import ResultPublished
from app.rounds import queries as rounds
from app.rounds.models import RoundState
from tests.results.factories import add_ballots, count_it, make_opened, publish_it
from tests.results.test_count import GREEDY, MANY

pytestmark = pytest.mark.usefixtures("session")


def test_one_officer_alone_cannot_certify() -> None:
    round_, first, _second = make_opened(MANY)
    made = count_it(round_, first)
    with unit_of_work():
        commands.certify(made.id, actor=first)

    with pytest.raises(NotAllowed, match="second officer"), unit_of_work():
        commands.certify(made.id, actor=first)
    assert round_.state is RoundState.COUNTED


def test_the_database_too_refuses_one_officer_twice() -> None:
    round_, first, _second = make_opened(MANY)
    made = count_it(round_, first)

    with pytest.raises(DomainError, match="second officer"), unit_of_work():
        again = queries.count_by_number(round_.id, made.number)
        again.first_certifier_id = again.second_certifier_id = first.id
        db.session.flush()


def test_nothing_is_published_before_two_have_certified() -> None:
    round_, first, second = make_opened(MANY)
    made = count_it(round_, first)
    with pytest.raises(NotAllowed), unit_of_work():
        commands.publish(made.id, actor=first)
    with unit_of_work():
        commands.certify(made.id, actor=second)
    with pytest.raises(NotAllowed), unit_of_work():
        commands.publish(made.id, actor=first)
    assert queries.published_count(round_.id) is None


def test_publishing_settles_every_proposal_and_tells_the_winners_in_order(app: Flask) -> None:
    heard: list[ResultPublished] = []
    subscribe(app, ResultPublished, heard.append)
    round_, first, second = make_opened(
        [[1], [1], [1], [2], [2], [3]], costs=(300_000, 300_000, 100_000, 50_000), amount=400_000, rules=GREEDY
    )
    publish_it(count_it(round_, first), first, second)

    items = {item.number: item for item in rounds.items(round_.id)}
    states = {n: proposals.proposal(item.proposal_id).state for n, item in items.items() if item.proposal_id}
    assert states == {
        1: ProposalState.FUNDED,
        2: ProposalState.RESERVE,
        3: ProposalState.FUNDED,
        4: ProposalState.NOT_FUNDED,
    }
    (news,) = [each for each in heard if each.round_id == round_.id]
    assert [(w.proposal_id, w.amount_pence) for w in news.winners] == [
        (items[1].proposal_id, 300_000),
        (items[3].proposal_id, 100_000),
    ]
    assert {w.round_pot_id for w in news.winners} == {round_.pots[0].id}
    assert round_.state is RoundState.PUBLISHED


def test_a_published_round_cannot_be_cancelled() -> None:
    from app.rounds import commands as round_commands
    from tests.results.factories import AFTER

    round_, first, second = make_opened(MANY)
    publish_it(count_it(round_, first), first, second)

    with pytest.raises(NotAllowed), unit_of_work():
        round_commands.cancel_round(round_.id, reason="Too late", actor=first, now=AFTER)


def test_a_recount_that_finds_another_winner_moves_both_proposals() -> None:
    """E35: only an upheld objection leads here."""
    round_, first, second = make_opened(
        [[1], [1], [2]], costs=(300_000, 300_000), amount=300_000, in_pot=900_000, rules=GREEDY
    )
    publish_it(count_it(round_, first), first, second)
    with unit_of_work():
        add_ballots(round_, [[2], [2]])
    publish_it(count_it(round_, first, "A sealed batch was found"), first, second)

    items = {item.number: item for item in rounds.items(round_.id)}
    states = {n: proposals.proposal(item.proposal_id).state for n, item in items.items() if item.proposal_id}
    assert states == {1: ProposalState.RESERVE, 2: ProposalState.FUNDED}
