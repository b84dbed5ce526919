"""Rule sets: presets, what does not go together and where it is said, the words residents read, texts of the ballot."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from app.core import clock
from app.core.access import Actor, Role
from app.core.db import db, unit_of_work
from app.core.errors import DomainError, NotAllowed, Refusals, WrongState
from app.people.models import Person
from app.rounds import commands, presenters, queries
from app.rounds.commands import PRESETS, RuleChoices, VoterChoices
from app.rounds.models import (
    BallotType,
    Channel,
    ChannelPolicy,
    Electorate,
    Incomplete,
    ItemText,
    Leftover,
    OwnProject,
    Proof,
    RankMethod,
    Round,
    RoundPot,
    ScoreScope,
)
from tests.people.factories import make_person
from tests.rounds.factories import NOW, lock, make_draft, make_locked, make_officers
from tests.support.browser import Visitor

pytestmark = pytest.mark.usefixtures("session")
MOST_FIRST: dict[str, Any] = {"rule": "greedy", "completion": "none", "fill": "none"}
SCORE: dict[str, Any] = {"ballot_type": BallotType.SCORE, "max_choices": None}
MEAN: dict[str, Any] = {"incomplete": Incomplete.MEAN, "least_scorers": 5}
TWO = {Electorate.REGISTERED: 80, Electorate.PANEL: 20}


def refused(round_: Round, actor: Actor, rules: RuleChoices) -> dict[str | None, str]:
    """Field -> what is said beside it."""
    with pytest.raises(Refusals) as caught, unit_of_work():
        commands.set_rules(round_.id, rules, actor=actor)
    return {fault.field: fault.message for fault in caught.value.refusals}


@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        ({"min_choices": 4}, "max_choices", "fewer than the least"),
        ({"ties": ("lot", "votes")}, "ties", "must be the lot"),
        ({"ballot_type": BallotType.POINTS}, "points_total", "how many points"),
        ({"ballot_type": BallotType.POINTS, "points_total": 5, "per_item_max": 6}, "per_item_max", "all the points"),
        ({**SCORE, "scale_min": 5, "scale_max": 5}, "scale_max", "above the lowest"),
        ({**SCORE, **MOST_FIRST, "incomplete": Incomplete.MEAN}, "least_scorers", "mean of few"),
        ({**SCORE, **MEAN}, "rule", "cannot compare means"),
        ({**SCORE, "scale_min": 0}, "scale_min", "lowest score is 1"),
        ({**SCORE, "score_scope": ScoreScope.PRESENTED}, "score_scope", "votes in the hall"),
        ({"own_project": OwnProject.EXCLUDED}, "own_project", "means are compared"),
        (
            {**SCORE, **MOST_FIRST, "own_project": OwnProject.EXCLUDED, "incomplete": Incomplete.ZERO},
            "own_project",
            "count against them",
        ),
        ({"boost_votes": 1}, "rule", "no place for boost votes"),
        ({**SCORE, **MOST_FIRST, "boost_votes": 1}, "boost_votes", "only with choosing projects"),
        (
            {"ballot_type": BallotType.RANK, "rank_method": RankMethod.THREE_TWO_ONE, "max_choices": 4},
            "max_choices",
            "at most 3",
        ),
        ({"part_awards": True}, "part_awards", "wholly or not at all"),
        ({"complete_at": "4/5"}, "complete_at", "pay all of it"),
        ({**MOST_FIRST, "complete_at": "6/5"}, "complete_at", "from 1"),
        ({**MOST_FIRST, "boost_votes": 1, "publish_comparison": True}, "publish_comparison", "one way only"),
        ({"rule": "greedy-magic"}, "rule", "do not go together"),
    ],
)
@pytest.mark.slow
def test_what_does_not_go_together_is_said_beside_its_field(changed: dict[str, Any], field: str, words: str) -> None:
    """What cannot be counted exactly, or not certified, is never locked."""
    first, _second = make_officers()
    round_ = make_draft(first)
    assert words in refused(round_, first, replace(RuleChoices(), **changed))[field]


def test_weights_and_equal_shares_refuse_each_other_from_both_pages() -> None:
    first, _second = make_officers()
    round_ = make_draft(first)
    with pytest.raises(DomainError, match="cannot weigh"), unit_of_work():
        commands.set_voters(round_.id, VoterChoices(electorates=TWO), actor=first)
    with unit_of_work():
        commands.set_rules(round_.id, RuleChoices(**MOST_FIRST), actor=first)
        commands.set_voters(round_.id, VoterChoices(electorates=TWO), actor=first)
    assert "cannot weigh" in refused(round_, first, RuleChoices())["rule"]
    assert queries.weights(queries.round_by_id(round_.id)) == TWO


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"electorates": {}}, "electorates"),
        ({"electorates": {Electorate.REGISTERED: 80, Electorate.PANEL: None}}, "electorates"),
        ({"electorates": {Electorate.REGISTERED: 80}}, "electorates"),
        ({"proofs": ()}, "proofs"),
        ({"channels": ()}, "channels"),
        ({"electorates": {Electorate.ATTENDEES: None}}, "channels"),
        ({"channel_policy": ChannelPolicy.ONE_PER_CHANNEL}, "channel_policy"),
    ],
)
def test_voters_that_do_not_go_together_are_refused(changed: dict[str, Any], field: str) -> None:
    first, _second = make_officers()
    round_ = make_draft(first, rules=RuleChoices(**MOST_FIRST))
    with pytest.raises(Refusals) as caught, unit_of_work():
        commands.set_voters(round_.id, replace(VoterChoices(), **changed), actor=first)
    assert field in {fault.field for fault in caught.value.refusals}


def test_voters_are_kept_and_changed() -> None:
    first, _second = make_officers()
    round_ = make_draft(first, rules=RuleChoices(**MOST_FIRST))
    both = VoterChoices(
        electorates={Electorate.OPEN: None, Electorate.ATTENDEES: None},
        proofs=(Proof.POSTCODE, Proof.DESK),
        channels=(Channel.ONLINE, Channel.PAPER),
        channel_policy=ChannelPolicy.ONE_PER_CHANNEL,
    )
    for choices in (both, replace(both, electorates={Electorate.OPEN: None})):
        with unit_of_work():
            commands.set_voters(round_.id, choices, actor=first)
        fresh = queries.round_by_id(round_.id)
        assert queries.electorates(fresh) == sorted(choices.electorates)
        assert (fresh.proofs, fresh.rules.channels) == (["postcode", "desk"], ["online", "paper"])


@pytest.mark.parametrize("key", list(PRESETS))
@pytest.mark.slow
def test_every_preset_can_be_taken_locked_and_read(key: str) -> None:
    first, second = make_officers()
    round_ = make_draft(first)
    with unit_of_work():
        commands.use_preset(round_.id, key, actor=first)
        commands.set_marks(round_.id, [1, 2], [], actor=first)
    words = " ".join(presenters.rules_in_words(queries.round_by_id(round_.id)))
    assert {
        "decision-day": "Give each project a score from 1 to 5. Score every project",
        "online": "Choose up to 3 projects. You may add 1 boost vote",
        "shares": "Each voter is given the same share",
        "budget": "cost no more than the money there is",
        "points": "You have 10 points to share out among the projects. One project gets at most 5.",
        "rank": "Put up to 3 projects in order, your first choice first.",
    }[key] in words
    locked = lock(round_, first, second)
    assert locked.rules.preset == key
    assert commands.rules_hash(locked, queries.items(locked.id)) == locked.rules.rules_hash


def test_an_unknown_preset_is_refused() -> None:
    first, _second = make_officers()
    round_ = make_draft(first)
    with pytest.raises(DomainError, match="Choose a rule set"), unit_of_work():
        commands.use_preset(round_.id, "magic", actor=first)


def test_a_boost_needs_somewhere_to_go_and_leftovers_a_pot() -> None:
    first, _second = make_officers()
    round_ = make_draft(first)
    with unit_of_work():
        commands.use_preset(round_.id, "online", actor=first)
        queries.rule_set(round_.id).leftover = Leftover.UP
    with clock.at(NOW):
        said = commands.unmet(queries.round_by_id(round_.id), queries.items(round_.id), 3)
    assert any("Mark the projects that a boost vote" in text for text in said)
    assert any("pots of areas and one for everyone" in text for text in said)


@pytest.mark.parametrize(
    ("boosted", "groups", "words"),
    [([9], [], "Not on the ballot: 9"), ([], [[1]], "two or more"), ([], [[1, 2], [2, 3]], "one line")],
)
def test_marks_name_what_is_on_the_ballot(boosted: list[int], groups: list[list[int]], words: str) -> None:
    first, _second = make_officers()
    round_ = make_draft(first)
    with pytest.raises(DomainError, match=words), unit_of_work():
        commands.set_marks(round_.id, boosted, groups, actor=first)


def test_nothing_of_a_rule_set_changes_after_the_lock() -> None:
    """E01."""
    round_, first, _second = make_locked()
    item = queries.item_by_number(round_.id, 1)
    acts: list[Callable[[], object]] = [
        lambda: commands.set_rules(round_.id, RuleChoices(), actor=first),
        lambda: commands.set_voters(round_.id, VoterChoices(), actor=first),
        lambda: commands.use_preset(round_.id, "points", actor=first),
        lambda: commands.set_marks(round_.id, [1], [], actor=first),
        lambda: commands.set_text(item.id, "ur", "T", "", actor=first, approved_on=None),
        lambda: commands.approve_texts(round_.id, "ur", actor=first, on=NOW.date()),
    ]
    for act in acts:
        with pytest.raises(NotAllowed, match="locked"), unit_of_work():
            act()


def test_a_text_is_shown_when_it_is_approved_and_english_until_then() -> None:
    """E38."""
    first, second = make_officers()
    round_ = make_draft(first, languages=("en", "ur"), about={"en": "About", "ur": "بارے میں"})
    item = queries.item_by_number(round_.id, 1)
    with unit_of_work():
        commands.set_text(item.id, "ur", "باغ", "ہم باغ لگائیں گے", actor=first, approved_on=None)
    assert queries.item_by_number(round_.id, 1).title_in("ur") == (item.title, "en")
    with clock.at(NOW), pytest.raises(Refusals, match="Approve the ballot's texts in اردو"), unit_of_work():
        commands.propose_lock(round_.id, actor=first)
    with unit_of_work():
        commands.approve_texts(round_.id, "ur", actor=first, on=NOW.date())
    assert queries.item_by_number(round_.id, 1).title_in("ur") == ("باغ", "ur")
    assert queries.item_by_number(round_.id, 2).title_in("ur")[1] == "en", "a missing one falls back"
    locked = lock(round_, first, second)
    with unit_of_work():
        db.session.execute(sa.update(ItemText).values(approved_on=None, approved_by_id=None))
    with pytest.raises(WrongState, match="nobody has approved"), unit_of_work():
        commands.set_box_ready(locked.id, NOW)


def test_texts_and_marks_stay_when_the_numbers_are_drawn_again() -> None:
    first, _second = make_officers()
    round_ = make_draft(first, languages=("en", "ur"), about={"en": "About", "ur": "بارے میں"})
    items = queries.items(round_.id)
    proposal_ids = [item.proposal_id for item in items if item.proposal_id]
    chosen = items[0].proposal_id
    with unit_of_work():
        commands.set_text(items[0].id, "ur", "باغ", "", actor=first, approved_on=NOW.date())
        commands.set_marks(round_.id, [1], [[2, 3]], actor=first)
    with unit_of_work():
        commands.set_items(round_.id, proposal_ids, actor=first)
    again = next(item for item in queries.items(round_.id) if item.proposal_id == chosen)
    assert (again.is_boosted, again.title_in("ur")) == (True, ("باغ", "ur"))
    assert len(queries.exclusive_groups(queries.items(round_.id))) == 1


def test_pots_of_areas_are_for_their_own_voters_unless_the_rules_open_them() -> None:
    """E14."""
    round_, _first, _second = make_locked()
    area = make_person().id  # any key does
    round_.pots.append(RoundPot(name="Ward", amount_pence=1, area_id=area))
    with db.session.no_autoflush:
        assert [pot.name for pot in queries.pots_open_to(round_, set())] == [round_.pots[0].name]
        assert len(queries.pots_open_to(round_, {area})) == 2
        round_.rules.pot_scope = type(round_.rules.pot_scope).ALL
        assert len(queries.pots_open_to(round_, set())) == 2
        db.session.rollback()


@pytest.fixture
def officer() -> Person:
    return make_person(name="Rosa Ro", roles=(Role.RETURNING_OFFICER,))


@pytest.mark.slow
def test_an_officer_takes_a_preset_changes_it_and_reads_it(
    visitor: Visitor, client: FlaskClient, sign_in: Callable[[FlaskClient, Any], FlaskClient], officer: Person
) -> None:
    first, _second = make_officers()
    draft = make_draft(first)
    sign_in(client, officer)
    form = visitor.open(f"/office/rounds/{draft.slug}/rules").form("Use this rule set")
    page = form.pick("Points").submit()
    assert "You have 10 points to share out among the projects" in page.text
    form = page.form("Save and read it in plain words")
    form.fill("Points of each voter", "20")
    page = form.submit()
    assert "You have 20 points" in page.text
    form = page.form("Save and read it in plain words")
    form.fill("Boost votes", "1")
    page = form.submit()
    assert "A boost vote goes only with choosing projects" in page.text


def test_who_weighs_bodies_of_voters_is_warned_of_small_ones(
    visitor: Visitor, client: FlaskClient, sign_in: Callable[[FlaskClient, Any], FlaskClient], officer: Person
) -> None:
    """A body under the limit hides all votes of its pot (`results.queries.is_small`): it is said beforehand."""
    first, _second = make_officers()
    draft = make_draft(first, rules=RuleChoices(**MOST_FIRST))
    sign_in(client, officer)
    address = f"/office/rounds/{draft.slug}/rules"
    words = "We also publish the fingerprint only if fewer than 50 people of one body of voters vote."
    page = visitor.open(address)
    assert words not in page.text and "is weighed by itself" not in page.text
    with unit_of_work():
        commands.set_voters(draft.id, VoterChoices(electorates=TWO), actor=first)
    page = visitor.open(address)
    assert words in page.text
    assert "If fewer than 50 people of one of them vote in a pot, no votes of that pot are published" in page.text
    warning = page.text.partition("is weighed by itself: ")[2].partition(".")[0]
    assert sorted(warning.split(", ")) == ["A panel of residents", "People who registered beforehand"]


def test_an_officer_chooses_voters_marks_and_texts(
    visitor: Visitor, client: FlaskClient, sign_in: Callable[[FlaskClient, Any], FlaskClient], officer: Person
) -> None:
    first, _second = make_officers()
    draft = make_draft(
        first, rules=RuleChoices(**MOST_FIRST), languages=("en", "ur"), about={"en": "About", "ur": "بارے میں"}
    )
    sign_in(client, officer)
    base = f"/office/rounds/{draft.slug}"
    form = visitor.open(f"{base}/voters").form("Save and continue")
    form.fill("Weight of: Everyone who may vote (optional)", "80")
    assert "at least two of them, or give none" in form.submit().text
    form = visitor.open(f"{base}/items/marks").form("Save and continue")
    form.fill("Projects of which only one can be funded (optional)", "1, 2")
    form.submit()
    assert queries.exclusive_groups(queries.items(draft.id)) == (("1", "2"),)
    form = visitor.open(f"{base}/texts/ur/1").form("Save and continue")
    form.fill("Title", "باغ")
    page = form.submit()
    assert "Not approved" in page.text
    page = page.submit("Approve all texts in اردو")
    assert "The texts are approved." in page.text
    assert client.get(f"{base}/texts/en/1").status_code == 404
    assert client.get(f"{base}/texts/pl/1").status_code == 404


def test_errata_are_shown_to_everyone_after_the_lock() -> None:
    """E01: what cannot change is corrected beside the ballot."""
    round_, first, _second = make_locked()
    with unit_of_work():
        commands.add_erratum(round_.id, text="The hall is in Shipley", actor=first, now=NOW + dt.timedelta(days=1))
    assert [each.text for each in queries.errata(round_.id)] == ["The hall is in Shipley"]
