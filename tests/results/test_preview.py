"""What the preview of a ready-made rule set says in plain words is what happens: every sentence has its check."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from app.ballots.models import Rejection
from app.ballots.policies import Limits, fault
from app.ballots.presenters.rules import how_to
from app.core.db import unit_of_work
from app.register import policies as register
from app.register.models import Slot
from app.results import queries as results
from app.results.models import CertificateForm, Count, Verdict
from app.rounds import presenters, queries
from app.rounds.commands import PRESETS, set_box_ready
from app.rounds.models import BOOST, BallotType, Proof, Round, RuleSet
from tests.results.factories import count_it
from tests.results.rule_sets import Vote, by_number, make_round, open_with, support
from tests.rounds.factories import NOW, OPENS

pytestmark = pytest.mark.usefixtures("session")

# Six projects for £5,000: 3 leads, 2 is next and does not fit, 1 and 5 are level, 4 is small, nobody wants 6.
COSTS = (100_000, 250_000, 300_000, 50_000, 120_000, 10_000)
EVERYWHERE = {"online", "kiosk", "assisted", "paper"}


@dataclass(frozen=True)
class Seen:
    """A round of a preset as it was voted on and counted."""

    round: Round
    made: Count
    limits: Limits
    lets_strangers_in: bool
    lets_workers_in: bool

    def fault(self, vote: Vote) -> Rejection | None:
        return fault(self.limits, vote)

    def verdicts(self, verdict: Verdict) -> list[int]:
        return [number for number, result in by_number(self.round, self.made).items() if result.verdict is verdict]

    def support(self) -> list[str]:
        return [support(result) for result in by_number(self.round, self.made).values()]

    def channels(self) -> set[str]:
        return set(self.round.rules.channels)

    def forms(self) -> set[CertificateForm]:
        return {each.form for each in results.certificates(self.made.id)}


Check = Callable[[Seen], bool]
ALL = dict.fromkeys(range(1, 7), 3)
SENTENCES: dict[str, Check] = {
    "There is £5,000 to give out.": lambda s: sum(r.amount_pence for r in s.made.items) <= 500_000,
    "Give each project a score from 1 to 5. Score every project: a ballot with a project left out does not count.": (
        lambda s: (
            [s.fault(vote) for vote in (ALL, ALL | {1: 5}, ALL | {1: 6}, ALL | {1: 0}, {1: 5})]
            == [None, None, Rejection.OFF_SCALE, Rejection.OFF_SCALE, Rejection.NOT_ALL_SCORED]
        )
    ),
    "Choose up to 3 projects.": lambda s: up_to_three(s),
    "Choose up to 3 projects. You may add 1 boost vote for a project marked for it, also for one you have chosen.": (
        lambda s: (
            up_to_three(s)
            and s.fault({1: 1, 1 | BOOST: 1}) is None
            and s.fault({2: 1, 1 | BOOST: 1}) is None
            and s.fault({1: 1, 3 | BOOST: 1}) is Rejection.NOT_BOOSTABLE
            and s.fault({1: 1, 1 | BOOST: 1, 4 | BOOST: 1}) is Rejection.TOO_MANY_BOOSTS
        )
    ),
    "Choose projects that together cost no more than the money there is.": lambda s: (
        s.fault({2: 1, 1: 1, 5: 1}) is None and s.fault({2: 1, 3: 1}) is Rejection.OVER_BUDGET
    ),
    "You have 10 points to share out among the projects. One project gets at most 5.": lambda s: (
        [s.fault(vote) for vote in ({1: 5, 2: 5}, {1: 4}, {1: 6}, {1: 5, 2: 5, 3: 1})]
        == [None, None, Rejection.OVER_ITEM, Rejection.OVER_POINTS]
    ),
    "Put up to 3 projects in order, your first choice first.": lambda s: (
        [s.fault(vote) for vote in ({1: 1, 2: 2, 3: 3}, {1: 1}, {1: 1, 2: 2, 3: 3, 4: 4}, {1: 1, 2: 1}, {1: 1, 2: 3})]
        == [None, None, Rejection.TOO_MANY, Rejection.GAP_IN_RANKS, Rejection.GAP_IN_RANKS]
    ),
    "These vote, and all votes count the same: people in the hall.": lambda s: (
        not s.lets_strangers_in and s.lets_workers_in and queries.weights(s.round) == {}
    ),
    "Ways to vote: on paper and in a hall.": lambda s: s.channels() == {"paper", "hall"},
    "Ways to vote: online, on a shared screen and with help, by phone or at home.": lambda s: (
        s.channels() == EVERYWHERE - {"paper"}
    ),
    "Ways to vote: online, on a shared screen, with help, by phone or at home and on paper.": lambda s: (
        s.channels() == EVERYWHERE
    ),
    "You have one vote, whichever way you use.": lambda s: register.slots_of(s.round) == (Slot.ANY,),
    "To show that you may vote, one of these is enough: a declaration or a check at a desk.": lambda s: (
        bool(register.meets(s.round, Proof.DECLARATION))
        and bool(register.meets(s.round, Proof.DESK))
        and not register.meets(s.round, Proof.EMAIL_CODE)
    ),
    "The scores of each project are added up.": lambda s: s.support() == ["7", "8", "10", "6", "7", "5"],
    "The points of each project are added up.": lambda s: s.support() == ["4", "5", "8", "1", "4", "0"],
    "A first place is worth 3 points, a second 2 and a third 1. A project without a place gets 0.": lambda s: (
        s.support() == ["5", "7", "9", "3", "5", "0"]
    ),
    "Boost votes are counted and shown apart, then added to the votes.": lambda s: (
        s.support() == ["3", "4", "5", "2", "3", "0"]
        and by_number(s.round, s.made)[4].detail["tally"]["parts"][""]["boosts"] == 1
    ),
    "A project needs at least 1 vote to be funded.": lambda s: unwanted(s) in s.verdicts(Verdict.NOT_FUNDED),
    "A project needs at least 1 point to be funded.": lambda s: (
        s.round.rules.preset == "decision-day" or unwanted(s) in s.verdicts(Verdict.NOT_FUNDED)
    ),
    "Projects are funded from the highest result down until the money runs out.": lambda s: 3 in won(s),
    "The projects with the most votes are funded until the money runs out.": lambda s: 3 in won(s),
    "A project that costs more than what is left is skipped, and the next one that fits is funded.": lambda s: (
        2 not in won(s) and 4 in won(s)
    ),
    "Each voter is given the same share of the money. A project is funded when its voters can pay for it together.": (
        lambda s: won(s)[:2] == [1, 3] and 2 not in won(s)
    ),
    "Everyone pays as little as they can, so projects that many people want for their cost come first.": lambda s: (
        3 in won(s) and s.support()[2] == "3"
    ),
    "If money is left, everyone's share is raised a little and we count again, until no more fits.": lambda s: (
        6 in won(s)
    ),
    "What is left after that goes to the projects with the most votes that still fit.": lambda s: (
        4 in won(s) and s.support()[3] == "1"
    ),
    (
        "If two projects are level: the one with the higher result goes first; if that is level too, "
        "the cheaper one goes first; if that is level too, a lot is drawn in public."
    ): lambda s: 1 in won(s) and 5 not in won(s),
    (
        "If two projects are level: the one with more votes goes first; if that is level too, "
        "the cheaper one goes first; if that is level too, a lot is drawn in public."
    ): lambda s: 1 in won(s) and 5 not in won(s),
    (
        "If two projects are level: the cheaper one goes first; if that is level too, "
        "the one with more votes goes first; if that is level too, a lot is drawn in public."
    ): lambda s: 1 in won(s) and 5 not in won(s),
    "The next 5 projects go on a reserve list, in case money comes back.": lambda s: (
        s.round.rules.reserve_len == 5 and s.verdicts(Verdict.RESERVE) == [n for n in (2, 5) if n != unwanted(s)]
    ),
    "Only this way of counting will be shown with the result.": lambda s: s.made.comparison is None,
    (
        "With 50 ballots or more we publish a file from which anyone can count again. "
        "With fewer we publish its fingerprint only, so that nobody's vote can be guessed."
    ): lambda s: s.made.ballots < 50 and CertificateForm.SEALED in s.forms(),
}
# Each of five has £1,000: three pay for 3, two for 1, which is as dear for them as 5, and cheaper. £50 more each, and
# two can pay for 6; £100 more and 5 would be too much. What is left is enough for 4.
SHARES: list[Vote] = [{3: 1, 6: 1}, {3: 1, 6: 1}, {3: 1, 4: 1}, {1: 1, 5: 1}, {1: 1, 5: 1}]
VOTES: dict[str, list[Vote]] = {
    "decision-day": [
        {1: 3, 2: 4, 3: 5, 4: 3, 5: 3, 6: 2},
        {1: 4, 2: 4, 3: 5, 4: 3, 5: 4, 6: 3},
        {1: 5, 2: 5},
    ],
    "online": [
        *({3: 1, 2: 1}, {3: 1, 2: 1}, {3: 1, 2: 1, 4: 1}, {3: 1, 2: 1}, {3: 1, 1: 1, 5: 1}, {1: 1, 5: 1}),
        {1: 1, 5: 1, 4 | BOOST: 1},
    ],
    "shares": SHARES,
    "budget": SHARES,
    "points": [{3: 5, 2: 5}, {3: 3, 1: 4, 4: 1}, {5: 4}],
    "rank": [{3: 1, 2: 2, 1: 3}, {3: 1, 2: 2, 5: 3}, {3: 1, 1: 2, 5: 3}, {5: 1, 1: 2, 2: 3}, {4: 1, 2: 2}],
}


def up_to_three(seen: Seen) -> bool:
    """E04: one to three, and no more."""
    votes: list[Vote] = [{1: 1}, {1: 1, 2: 1, 3: 1}, {1: 1, 2: 1, 3: 1, 4: 1}]
    return [seen.fault(vote) for vote in votes] == [None, None, Rejection.TOO_MANY]


def unwanted(seen: Seen) -> int:
    """The project that nobody voted for."""
    return seen.support().index("0") + 1 if "0" in seen.support() else 0


def won(seen: Seen) -> list[int]:
    return seen.verdicts(Verdict.FUNDED)


@pytest.mark.parametrize("key", list(PRESETS))
@pytest.mark.slow
def test_every_sentence_of_a_preset_is_what_happens(key: str) -> None:
    round_, first, _second = make_round(preset=key, costs=COSTS, amount=500_000, boosted=[1, 4])
    said = presenters.rules_in_words(queries.round_by_id(round_.id))
    limits = Limits.of(round_.rules, round_.pots, queries.items(round_.id))
    with unit_of_work():
        set_box_ready(round_.id, NOW)
    doors = [bool(register.can_register(round_, OPENS, has_code=has_code)) for has_code in (False, True)]
    open_with(round_, VOTES[key])
    seen = Seen(round_, count_it(round_, first), limits, *doors)
    unknown = [sentence for sentence in said if sentence not in SENTENCES]
    assert not unknown, "a sentence that nobody holds against what happens"
    untrue = [sentence for sentence in said if not SENTENCES[sentence](seen)]
    assert not untrue, (seen.support(), won(seen), seen.verdicts(Verdict.RESERVE))


def test_what_a_voter_reads_of_points_does_not_contradict_itself() -> None:
    """All points to one project, where one project may have them all; never beside a limit that forbids it."""
    free = RuleSet(ballot_type=BallotType.POINTS, points_total=10, min_choices=1)
    capped = RuleSet(ballot_type=BallotType.POINTS, points_total=10, per_item_max=5, min_choices=1)
    assert how_to(free, pots=1, has_own=False) == [
        "You have 10 points. Give them all to one project, or some to several."
    ]
    assert how_to(capped, pots=1, has_own=False) == [
        "You have 10 points to share out among the projects.",
        "You can give one project at most 5 points.",
    ]
