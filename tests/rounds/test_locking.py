"""The lock: two officers, everything fixed from then on (E01), numbers that stay (E02)."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import replace

import pytest
import sqlalchemy as sa

from app.core import clock
from app.core.access import Role, Scope
from app.core.db import db, unit_of_work
from app.core.errors import DomainError, NotAllowed, Refusals
from app.people import queries as people
from app.proposals import queries as proposals
from app.proposals.models import ProposalState
from app.rounds import commands, queries
from app.rounds.commands import RuleChoices
from app.rounds.models import BallotItem, BallotType, Channel, Round, RoundState, ScoreScope
from tests.rounds.factories import CLOSES, NOW, basics, lock, make_draft, make_locked, make_officers

pytestmark = pytest.mark.usefixtures("session")


def test_two_officers_lock_the_rules_and_everything_follows() -> None:
    first, second = make_officers()
    round_ = lock(make_draft(first), first, second)

    rules = queries.rule_set(round_.id)
    assert round_.state is RoundState.LOCKED
    assert (rules.proposed_by_id, rules.confirmed_by_id) == (first.id, second.id)
    assert len(rules.rules_hash) == 64
    assert rules.lot_hash == hashlib.sha256(rules.lot_secret.encode()).hexdigest()
    items = queries.items(round_.id)
    assert [item.number for item in items] == [1, 2, 3, 4, 5]
    for item in items:
        assert item.proposal_id
        assert proposals.proposal(item.proposal_id).state is ProposalState.ON_BALLOT
    trustee = queries.trustees(round_.id)[0]
    with clock.at(NOW):
        grants = people.live_grants(trustee.id)
    assert [(g.role, g.scope, g.scope_id) for g in grants] == [(Role.TRUSTEE, Scope.ROUND, round_.id)]


def test_one_officer_alone_cannot_lock() -> None:
    first, _second = make_officers()
    round_ = make_draft(first)
    with clock.at(NOW), unit_of_work():
        commands.propose_lock(round_.id, actor=first)

    with pytest.raises(NotAllowed, match="A second officer"), clock.at(NOW), unit_of_work():
        commands.confirm_lock(round_.id, actor=first)


def test_the_database_too_refuses_a_lock_by_one_officer() -> None:
    first, _second = make_officers()
    round_ = make_draft(first)

    with pytest.raises(DomainError, match="A second officer"), unit_of_work():
        rules = queries.rule_set(round_.id)
        rules.proposed_by_id = rules.confirmed_by_id = first.id
        db.session.flush()


def test_any_change_takes_back_the_first_officers_word() -> None:
    first, second = make_officers()
    round_ = make_draft(first)
    with clock.at(NOW), unit_of_work():
        commands.propose_lock(round_.id, actor=first)
    with clock.at(NOW), unit_of_work():
        commands.set_rules(round_.id, RuleChoices(max_choices=2), actor=second)

    with pytest.raises(NotAllowed, match="must ask for the lock first"), clock.at(NOW), unit_of_work():
        commands.confirm_lock(round_.id, actor=second)


def test_after_the_lock_nothing_can_be_changed() -> None:
    """E01: rule set, dates, items, their order, pots, trustees."""
    round_, first, _second = make_locked()
    pot_id = round_.pots[0].pot_id
    assert pot_id
    attempts = [
        lambda: commands.set_rules(round_.id, RuleChoices(), actor=first),
        lambda: commands.set_basics(round_.id, basics(), actor=first),
        lambda: commands.set_items(round_.id, [], actor=first),
        lambda: commands.set_pots(round_.id, {pot_id: 1}, actor=first),
        lambda: commands.set_trustees(round_.id, [], actor=first),
    ]

    for attempt in attempts:
        with pytest.raises(NotAllowed, match="locked"), unit_of_work():
            attempt()


def test_what_is_locked_is_in_the_hash() -> None:
    """A change behind the program's back is noticed at the count."""
    round_, *_ = make_locked()
    items = queries.items(round_.id)
    before = commands.rules_hash(round_, items)

    assert before == round_.rules.rules_hash
    items[0].title += "!"
    assert commands.rules_hash(round_, items) != before


def test_a_draft_with_holes_lists_all_of_them() -> None:
    first, _second = make_officers()
    round_ = make_draft(first, costs=(), trustees=0, about={})

    with pytest.raises(Refusals) as refused, clock.at(NOW), unit_of_work():
        commands.propose_lock(round_.id, actor=first)

    said = str(refused.value)
    for part in ("proposals for the ballot", "trustees", "what the round is about"):
        assert part in said


def test_a_round_is_locked_before_its_voting_begins() -> None:
    first, _second = make_officers()
    round_ = make_draft(first)

    with pytest.raises(Refusals, match="in the future"), clock.at(CLOSES), unit_of_work():
        commands.propose_lock(round_.id, actor=first)


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        (RuleChoices(min_choices=4, max_choices=3), "most choices"),
        (RuleChoices(ties=("cheaper", "votes")), "must be the lot"),
        (RuleChoices(ties=("cheaper", "id", "lot")), "must be the lot"),
        (RuleChoices(rule="greedy", completion="add1"), None),
        (RuleChoices(rule="greedy-threshold", completion="none", fill="none", threshold=None), "do not go together"),
    ],
)
def test_rules_that_do_not_work_are_refused(rules: RuleChoices, said: str | None) -> None:
    """E26: the list of ties ends in the lot; a count by id is never live."""
    first, _second = make_officers()
    round_ = make_draft(first)

    if said is None:
        with unit_of_work():
            commands.set_rules(round_.id, rules, actor=first)
        assert queries.counting_rule(queries.rule_set(round_.id)).completion == "none"
        return
    with pytest.raises(DomainError, match=said), unit_of_work():
        commands.set_rules(round_.id, rules, actor=first)


@pytest.mark.parametrize("kind", [kind for kind in BallotType if kind is not BallotType.SCORE])
def test_limited_choices_are_never_given_pitch_by_pitch(kind: BallotType) -> None:
    """`docs/decisions/0005`: who spoke first would win. Refused on the page, and again by both officers at the lock."""
    first, second = make_officers()
    round_ = make_draft(first)
    in_hall = commands.VoterChoices(channels=(Channel.HALL, Channel.ONLINE))
    with unit_of_work():
        commands.set_voters(round_.id, in_hall, actor=first)
    wanted = RuleChoices(ballot_type=kind, max_choices=3, score_scope=ScoreScope.PRESENTED)
    with pytest.raises(Refusals, match="Only scores are given pitch by pitch"), unit_of_work():
        commands.set_rules(round_.id, wanted, actor=first)

    _plant(round_, kind, ScoreScope.PRESENTED)
    with pytest.raises(Refusals, match="choose scores from 0 to 1"), clock.at(NOW), unit_of_work():
        commands.propose_lock(round_.id, actor=first)
    _plant(round_, BallotType.APPROVE, ScoreScope.ALL)
    with clock.at(NOW), unit_of_work():
        commands.propose_lock(round_.id, actor=first)
    _plant(round_, kind, ScoreScope.PRESENTED)
    with pytest.raises(Refusals, match="choose scores from 0 to 1"), clock.at(NOW), unit_of_work():
        commands.confirm_lock(round_.id, actor=second)
    assert db.session.get_one(Round, round_.id).state is RoundState.DRAFT


def _plant(round_: Round, kind: BallotType, scope: ScoreScope) -> None:
    """Rules that no page of ours writes, as in the draft of an older release."""
    with unit_of_work():
        rules = db.session.get_one(Round, round_.id).rules
        rules.ballot_type, rules.score_scope = kind, scope


def test_yes_or_no_to_each_pitch_is_locked_as_scores_from_0_to_1() -> None:
    first, second = make_officers()
    choices = RuleChoices(
        ballot_type=BallotType.SCORE, scale_min=0, scale_max=1, score_scope=ScoreScope.ALL, rule="greedy"
    )
    round_ = make_draft(first, rules=choices)
    with unit_of_work():
        commands.set_voters(round_.id, commands.VoterChoices(channels=(Channel.HALL,)), actor=first)
        commands.set_rules(round_.id, replace(choices, score_scope=ScoreScope.PRESENTED), actor=first)
    assert lock(round_, first, second).rules.score_scope is ScoreScope.PRESENTED


def test_a_withdrawn_item_keeps_its_number_and_the_others_keep_theirs() -> None:
    """E02, E03."""
    round_, first, _second = make_locked()
    item = queries.item_by_number(round_.id, 2)
    assert item.proposal_id
    during = CLOSES - dt.timedelta(days=1)
    with clock.at(during), unit_of_work():
        commands.withdraw_item(item.id, reason="The hall closed", actor=first, now=during)

    items = queries.items(round_.id)
    assert [i.number for i in items] == [1, 2, 3, 4, 5]
    assert [i.number for i in items if i.is_withdrawn] == [2]
    assert proposals.proposal(item.proposal_id).state is ProposalState.WITHDRAWN


def test_a_number_is_given_once_in_a_round() -> None:
    round_, *_ = make_locked()

    with pytest.raises(sa.exc.IntegrityError), unit_of_work():
        db.session.execute(
            sa.update(BallotItem).where(BallotItem.round_id == round_.id, BallotItem.number == 2).values(number=1)
        )


def test_a_correction_stands_beside_the_ballot_and_changes_nothing_on_it() -> None:
    """E01: a logged erratum shown to all voters."""
    round_, first, _second = make_locked()
    titles = [item.title for item in queries.items(round_.id)]
    with unit_of_work():
        commands.add_erratum(round_.id, text="Number 3 is in Shipley", actor=first, now=NOW)

    assert [e.text for e in queries.errata(round_.id)] == ["Number 3 is in Shipley"]
    assert [item.title for item in queries.items(round_.id)] == titles


def test_a_cancelled_round_frees_its_proposals() -> None:
    round_, first, _second = make_locked()
    with unit_of_work():
        commands.cancel_round(round_.id, reason="The money was withdrawn", actor=first, now=NOW)

    assert round_.state is RoundState.CANCELLED
    for item in queries.items(round_.id):
        assert item.proposal_id
        assert proposals.proposal(item.proposal_id).state is ProposalState.ELIGIBLE


def test_a_proposal_on_one_ballot_cannot_go_on_another() -> None:
    first, second = make_officers()
    draft = make_draft(first)
    ids = [item.proposal_id for item in queries.items(draft.id)]
    pot_id = draft.pots[0].pot_id
    assert pot_id
    with clock.at(NOW), unit_of_work():
        other = commands.create_round(basics(), actor=first)
        commands.set_pots(other.id, {pot_id: 1000}, actor=first)

    with pytest.raises(DomainError, match="another round"), unit_of_work():
        commands.set_items(other.id, [i for i in ids if i], actor=second)


def test_a_pot_gives_no_more_than_it_has() -> None:
    first, _second = make_officers()
    draft = make_draft(first, amount=500_000)
    pot_id = draft.pots[0].pot_id
    assert pot_id

    with pytest.raises(DomainError, match="does not have that much"), unit_of_work():
        commands.set_pots(draft.id, {pot_id: 500_001}, actor=first)
