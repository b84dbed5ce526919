"""Counting: the locked rule over ballots read twice, the lot, reasons, empty cases, recounts."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import uuid
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.ballots import queries as ballots
from app.core import clock
from app.core.access import VISITOR
from app.core.db import db, unit_of_work
from app.core.errors import DomainError, NotAllowed
from app.counting import verify
from app.results import commands, queries
from app.results.models import CertificateForm, Verdict
from app.rounds import commands as rounds
from app.rounds import queries as round_queries
from app.rounds.commands import RuleChoices
from app.rounds.models import BallotItem, Electorate, Round, RoundState
from tests.results.factories import AFTER, add_ballots, count_it, make_opened, publish_it
from tests.rounds.factories import CLOSES, make_locked
from tests.support.browser import Visitor

pytestmark = pytest.mark.usefixtures("session")
GREEDY = RuleChoices(rule="greedy", completion="none", fill="none")
MANY = [[1, 2], [1, 3], [2], [1], [4], [5, 1], [2, 4]] * 9


def verdicts(round_: Round) -> dict[int, str]:
    made = queries.current_count(round_.id)
    assert made
    numbers = {item.id: item.number for item in round_queries.items(round_.id)}
    return {numbers[r.item_id]: r.verdict.value for r in made.items}


def results(round_: Round) -> dict[int, Any]:
    made = queries.current_count(round_.id)
    assert made
    numbers = {item.id: item.number for item in round_queries.items(round_.id)}
    return {numbers[r.item_id]: r for r in made.items}


def test_greedy_funds_by_votes_and_skips_what_does_not_fit() -> None:
    """E28: a cheaper project with fewer votes is funded after a dear one was skipped, and the reason is kept."""
    round_, first, _second = make_opened(
        [[1], [1], [1], [2], [2], [3]], costs=(300_000, 300_000, 100_000), amount=400_000, rules=GREEDY
    )
    count_it(round_, first)

    assert verdicts(round_) == {1: "funded", 2: "reserve", 3: "funded"}
    skipped = results(round_)[2]
    assert (skipped.reason, skipped.detail["left"], skipped.support) == ("does-not-fit", 100_000, 2)
    assert round_.state is RoundState.COUNTED


def test_equal_shares_counts_and_its_certificate_is_confirmed_by_a_recount() -> None:
    round_, first, _second = make_opened(MANY)
    made = count_it(round_, first)

    (certificate,) = queries.certificates(made.id)
    assert certificate.form is CertificateForm.OPEN
    assert certificate.is_public
    document = json.loads(certificate.body)
    assert verify(document) == []
    assert document["sha256"] == certificate.sha256
    assert made.ballots == len(MANY)
    assert {"area", "channel", "time", "age"}.isdisjoint(str(document["ballots"]))


def test_the_same_ballots_give_the_same_count() -> None:
    round_, first, _second = make_opened(MANY)
    one = count_it(round_, first)
    before = (one.inputs_hash, one.outcome, [c.sha256 for c in queries.certificates(one.id)])
    other = count_it(round_, first)

    assert other.number == one.number + 1
    assert (other.inputs_hash, other.outcome, [c.sha256 for c in queries.certificates(other.id)]) == before


def test_a_small_pot_publishes_winners_and_a_fingerprint_only() -> None:
    round_, first, _second = make_opened([[1], [1, 2], [3]])
    made = count_it(round_, first)

    by_form = {c.form: c for c in queries.certificates(made.id)}
    assert not by_form[CertificateForm.OPEN].is_public
    notice = json.loads(by_form[CertificateForm.SEALED].body)
    assert by_form[CertificateForm.SEALED].is_public
    assert notice["sealed_sha256"] == by_form[CertificateForm.OPEN].sha256
    assert "ballots" not in notice
    assert "totals" not in notice


def test_two_sums_that_differ_stop_the_count(monkeypatch: pytest.MonkeyPatch) -> None:
    """E25."""
    round_, first, _second = make_opened(MANY)
    item = round_queries.item_by_number(round_.id, 1)
    honest = ballots.totals_sql

    def tampered(round_id: uuid.UUID, **how: Any) -> ballots.Totals:
        totals = honest(round_id, **how)
        key = (Electorate.OPEN, item.id)
        totals.lines[key] = replace(totals.lines[key], votes=totals.lines[key].votes + 1)
        return totals

    monkeypatch.setattr(ballots, "totals_sql", tampered)

    with pytest.raises(DomainError, match="do not agree"):
        count_it(round_, first)
    assert queries.current_count(round_.id) is None
    assert round_.state is RoundState.OPENED


def test_a_ballot_item_changed_after_the_lock_stops_the_count() -> None:
    round_, first, _second = make_opened(MANY)
    with unit_of_work():
        db.session.execute(
            sa.update(BallotItem).where(BallotItem.round_id == round_.id, BallotItem.number == 1).values(cost_pence=1)
        )
    db.session.expire_all()

    with pytest.raises(DomainError, match="not the ones that were locked"):
        count_it(round_, first)


def test_a_tie_that_matters_needs_the_public_lot() -> None:
    """E26: the lot is drawn from a secret whose hash was public since the lock and words drawn after the close."""
    round_, first, _second = make_opened(
        [[1], [2], [3]], costs=(300_000, 300_000, 300_000), amount=300_000, rules=GREEDY
    )
    with pytest.raises(DomainError, match="Draw the lot"):
        count_it(round_, first)
    with unit_of_work():
        rounds.enter_lot(round_.id, words="4 2 amber", actor=first, now=AFTER)
    made = count_it(round_, first)

    seed = f"{round_.rules.lot_secret}:4 2 amber"
    assert made.lot_seed == seed
    expected = min((1, 2, 3), key=lambda n: hashlib.sha256(f"{seed}:{n}".encode()).hexdigest())
    assert [n for n, verdict in verdicts(round_).items() if verdict == "funded"] == [expected]
    (tie,) = next(iter(made.outcome.values()))["ties"]
    assert tie["decided_by"] == "lot"
    assert tie["mattered"]


def test_a_tie_that_changes_nothing_needs_no_lot() -> None:
    """E27."""
    round_, first, _second = make_opened([[1], [2]], costs=(100_000, 100_000), amount=300_000, rules=GREEDY)
    made = count_it(round_, first)

    assert made.lot_seed == ""
    assert set(verdicts(round_).values()) == {"funded"}
    (tie,) = next(iter(made.outcome.values()))["ties"]
    assert not tie["mattered"]


def test_a_secret_that_is_not_the_published_one_draws_no_lot() -> None:
    round_, first, _second = make_opened(MANY)
    with unit_of_work():
        rounds.enter_lot(round_.id, words="4 2", actor=first, now=AFTER)
        round_queries.rule_set(round_.id).lot_secret = "f" * 64

    with pytest.raises(DomainError, match="sealed half"):
        count_it(round_, first)


@pytest.mark.parametrize(
    ("given", "cast", "funded"),
    [
        ({}, [], set()),
        ({"rules": GREEDY}, [], set()),
        ({"costs": (400_000,)}, [[1]], {1}),
        ({"costs": (600_000, 700_000)}, [[1], [2]], set()),
        ({"rules": GREEDY}, [[]], set()),
    ],
    ids=["no ballots", "no ballots, greedy", "one item", "pot smaller than the cheapest", "blank ballots only"],
)
@pytest.mark.slow
def test_empty_cases_give_a_clean_result(
    visitor: Visitor, given: dict[str, Any], cast: list[list[int]], funded: set[int]
) -> None:
    """E36. What nobody chose is never funded in a live round, even if it fits."""
    round_, first, second = make_opened(cast, **given)
    publish_it(count_it(round_, first), first, second)

    assert {n for n, verdict in verdicts(round_).items() if verdict == "funded"} == funded
    page = visitor.open(f"/rounds/{round_.slug}/results")
    assert page.status == 200
    assert f"{len(funded)} of {len(round_queries.items(round_.id))} project" in page.text


def test_votes_for_a_withdrawn_item_are_void_and_the_ballots_stay() -> None:
    """E03."""
    round_, first, _second = make_locked(rules=GREEDY)
    item = round_queries.item_by_number(round_.id, 1)
    during = CLOSES - dt.timedelta(days=1)
    with unit_of_work():
        rounds.withdraw_item(item.id, reason="The hall closed", actor=first, now=during)
    with unit_of_work():
        rounds.close_round(round_.id, CLOSES)
        rounds.set_state(round_.id, RoundState.OPENED)
        add_ballots(round_, [[1, 2], [1, 2], [3]])
    count_it(round_, first)

    assert verdicts(round_)[1] == Verdict.WITHDRAWN
    assert results(round_)[2].support == 2


def test_only_opened_ballots_are_counted_and_only_by_returning_officers() -> None:
    round_, first, _second = make_locked()
    with pytest.raises(NotAllowed, match="opened by its trustees"):
        count_it(round_, first)
    opened, officer, _other = make_opened(MANY)
    with pytest.raises(NotAllowed):
        count_it(opened, VISITOR)
    assert count_it(opened, officer).number == 1


def test_a_recount_after_publication_says_why_and_keeps_the_old_count() -> None:
    """E35."""
    round_, first, second = make_opened(MANY)
    old = publish_it(count_it(round_, first), first, second)
    with pytest.raises(DomainError, match="Say why"):
        count_it(round_, first)
    new = publish_it(count_it(round_, first, "A batch was found"), first, second)

    assert old.superseded_at is not None
    assert new.superseded_at is None
    published = queries.published_count(round_.id)
    assert published
    assert published.id == new.id
    assert [c.number for c in queries.counts(round_.id)] == [1, 2]


def test_the_comparison_is_kept_only_if_the_lock_said_so() -> None:
    told, first, _second = make_opened(MANY, rules=RuleChoices(publish_comparison=True))
    silent, other, _third = make_opened(MANY)

    assert count_it(told, first).comparison
    assert count_it(silent, other).comparison is None


def test_counting_again_before_publication_needs_no_reason() -> None:
    round_, first, _second = make_opened(MANY)
    with clock.at(AFTER), unit_of_work():
        commands.count_round(round_.id, actor=first)
    with clock.at(AFTER), unit_of_work():
        assert commands.count_round(round_.id, actor=first).number == 2


def test_a_job_works_out_what_would_have_been_enough(app: Flask) -> None:
    """Every number is proved by a recount: with so many more voters the item wins."""
    round_, first, _second = make_opened(
        [[1]] * 30 + [[2]] * 25 + [[3]] * 10, costs=(300_000, 300_000, 100_000), amount=400_000, rules=GREEDY
    )
    made = count_it(round_, first)
    assert "enough" not in results(round_)[2].detail

    app.extensions["job_handlers"]["results.enough"](count_id=str(made.id))

    assert results(round_)[2].detail["enough"]["voters"] == 6
    assert results(round_)[2].detail["enough"]["cost_cut"] == 200_000
    assert "enough" not in results(round_)[1].detail
