"""Choosing a rule set, and what does not go together: what cannot be counted exactly and certified is refused here."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from fractions import Fraction

from app.core.access import Actor
from app.core.db import db
from app.core.errors import DomainError, Refusals
from app.core.i18n import _

from .. import queries
from ..models import (
    IN_PERSON,
    MOST_ITEMS,
    BallotType,
    Channel,
    ChannelPolicy,
    Electorate,
    Incomplete,
    OwnProject,
    RankMethod,
    Round,
    RoundElectorate,
    RuleSet,
    ScoreScope,
)
from .changes import changed, draft
from .choices import RuleChoices, VoterChoices
from .presets import PRESETS

TICKED = (BallotType.APPROVE, BallotType.BUDGET)
HIGHEST_SCORE = 100


def set_rules(round_id: uuid.UUID, choices: RuleChoices, *, actor: Actor) -> Round:
    """The draft is voted on and counted like this.

    Raises:
        Refusals: the choices do not go together, each for its field; nothing changed.
    """
    round_ = draft(round_id, actor)
    with db.session.no_autoflush:  # the database would refuse too, in no words
        before = _write(round_.rules, choices)
        _refuse([*_faults_of_rules(round_.rules), *_faults_together(round_)])
    return changed(round_, actor, "set_rules", before, asdict(choices))


def set_voters(round_id: uuid.UUID, choices: VoterChoices, *, actor: Actor) -> Round:
    """These bodies of voters vote in the draft, by these ways, and show who they are like this.

    Raises:
        Refusals: the choices do not go together, each for its field; nothing changed.
    """
    round_ = draft(round_id, actor)
    _write_voters(round_, choices)
    together = [_about_voters(fault) for fault in _faults_together(round_)]
    _refuse([*_faults_of_voters(round_, choices), *together])
    after = {"electorates": {e.value: w for e, w in choices.electorates.items()}, "channels": list(choices.channels)}
    return changed(round_, actor, "set_voters", None, after | {"proofs": list(choices.proofs)})


def use_preset(round_id: uuid.UUID, key: str, *, actor: Actor) -> Round:
    """The draft has a ready-made rule set, which can be changed before the lock.

    Raises:
        DomainError: there is no such rule set.
    """
    preset = PRESETS.get(key)
    if preset is None:
        raise DomainError(_("Choose a rule set"), field="preset")
    round_ = draft(round_id, actor)
    _write_voters(round_, preset.voters)
    before = _write(round_.rules, preset.rules)
    _refuse([*_faults_of_rules(round_.rules), *_faults_together(round_)])
    return changed(round_, actor, "use_preset", before, asdict(preset.rules))


def _write(rules: RuleSet, choices: RuleChoices) -> Mapping[str, object]:
    before = {name: getattr(rules, name) for name in asdict(choices)}
    for name, value in asdict(choices).items():
        setattr(rules, name, list(value) if isinstance(value, tuple) else value)
    return before


def _write_voters(round_: Round, choices: VoterChoices) -> None:
    rules = round_.rules
    round_.proofs = [proof.value for proof in choices.proofs]
    rules.channels = [channel.value for channel in choices.channels]
    rules.channel_policy, rules.pot_scope = choices.channel_policy, choices.pot_scope
    kept = {each.electorate: each for each in round_.electorates}
    for electorate, weight in choices.electorates.items():
        row = kept.pop(electorate, None) or RoundElectorate(electorate=electorate)
        row.weight = weight
        if row not in round_.electorates:
            round_.electorates.append(row)
    for row in kept.values():
        round_.electorates.remove(row)
    db.session.flush()


def _refuse(faults: list[DomainError]) -> None:
    if faults:
        raise Refusals(faults)


def _fault(field: str, text: str) -> DomainError:
    return DomainError(text, field=field)


def _about_voters(fault: DomainError) -> DomainError:
    """The same refusal beside a field of the page of voters."""
    return DomainError(fault.message, field="channels" if fault.field == "score_scope" else "electorates")


def _faults_of_rules(rules: RuleSet) -> Iterator[DomainError]:
    if rules.max_choices is not None and rules.max_choices < max(rules.min_choices, 1):
        yield _fault("max_choices", _("The most choices must not be fewer than the least"))
    if "lot" not in rules.ties or rules.ties[-1] != "lot" or "id" in rules.ties:
        yield _fault("ties", _("The last way to break a tie must be the lot"))
    yield from _faults_by_type(rules)
    yield from _faults_of_own(rules)
    yield from _faults_of_shares(rules)
    yield from _faults_of_money(rules)
    try:
        queries.counting_rule(rules)
    except (ValueError, ZeroDivisionError) as fault:
        yield _fault("rule", _("These rules do not go together: %(why)s", why=fault))


def _faults_by_type(rules: RuleSet) -> Iterator[DomainError]:
    kind = rules.ballot_type
    if kind is BallotType.POINTS and rules.points_total is None:
        yield _fault("points_total", _("Enter how many points each voter has"))
    elif kind is BallotType.POINTS and (rules.per_item_max or 1) > (rules.points_total or 0):
        yield _fault("per_item_max", _("The most for one project must not be more than all the points"))
    if kind is BallotType.SCORE:
        yield from _faults_of_scores(rules)
    is_short = rules.max_choices is not None and rules.max_choices <= 3
    if kind is BallotType.RANK and rules.rank_method is RankMethod.THREE_TWO_ONE and not is_short:
        yield _fault("max_choices", _("With 3, 2 and 1 points a voter puts at most 3 projects in order"))
    if rules.boost_votes and kind not in TICKED:
        yield _fault(
            "boost_votes", _("A boost vote goes only with choosing projects, not with points, scores or places")
        )


def _faults_of_scores(rules: RuleSet) -> Iterator[DomainError]:
    """E07, E08."""
    if not rules.scale_min < rules.scale_max <= HIGHEST_SCORE:
        yield _fault(
            "scale_max", _("The highest score must be above the lowest, and at most %(most)s", most=HIGHEST_SCORE)
        )
    if rules.incomplete is Incomplete.MEAN and rules.least_scorers < 1:
        yield _fault(
            "least_scorers",
            _("Say how many must have scored a project, so that a mean of few is not compared with many"),
        )


def _faults_of_own(rules: RuleSet) -> Iterator[DomainError]:
    """E09: what is left out is compared by mean, and only scores have one."""
    if rules.own_project is not OwnProject.EXCLUDED:
        return
    if rules.ballot_type is not BallotType.SCORE:
        yield _fault(
            "own_project", _("Own projects can be left out only where they are scored, as means are compared then")
        )
    elif rules.incomplete is Incomplete.ZERO:
        yield _fault(
            "own_project",
            _("Own projects cannot be left out where a missing score counts as 0: it would count against them"),
        )


def _faults_of_shares(rules: RuleSet) -> Iterator[DomainError]:
    """Equal shares counts whole ballots and nothing else; what it cannot count exactly is refused."""
    if rules.rule != "equal-shares":
        return
    if queries.is_by_mean(rules):
        yield _fault("rule", _("Equal shares cannot compare means. Choose most votes first, or another rule for gaps"))
    if rules.ballot_type is BallotType.SCORE and rules.scale_min == 0:
        yield _fault("scale_min", _("With equal shares the lowest score is 1: nobody pays for a score of 0"))
    if rules.boost_votes:
        yield _fault(
            "rule", _("Equal shares has no place for boost votes, which belong to no share. Choose most votes first")
        )
    if rules.part_awards:
        yield _fault("part_awards", _("With equal shares a project is funded wholly or not at all"))
    if rules.complete_at:
        yield _fault("complete_at", _("With equal shares a project is funded only when its voters pay all of it"))


def _faults_of_money(rules: RuleSet) -> Iterator[DomainError]:
    if rules.complete_at and not _is_share(rules.complete_at):
        yield _fault("complete_at", _("Enter a share from 1 % to 100 %"))
    if rules.publish_comparison and not _is_compared(rules):
        yield _fault(
            "publish_comparison",
            _("Scores and boost votes can be counted in one way only, so there is nothing to compare"),
        )


def _is_share(text: str) -> bool:
    try:
        return 0 < Fraction(text) <= 1
    except (ValueError, ZeroDivisionError):
        return False


def _is_compared(rules: RuleSet) -> bool:
    return not rules.boost_votes and (rules.ballot_type is not BallotType.SCORE or rules.rule == "equal-shares")


def _faults_of_voters(round_: Round, choices: VoterChoices) -> Iterator[DomainError]:
    chosen = set(choices.channels)
    given = [weight for weight in choices.electorates.values() if weight is not None]
    if not choices.electorates:
        yield _fault("electorates", _("Choose at least one body of voters"))
    if not choices.proofs:
        yield _fault("proofs", _("Choose at least one way to show who may vote"))
    if not chosen:
        yield _fault("channels", _("Choose at least one way to vote"))
    is_split = choices.channel_policy is ChannelPolicy.ONE_PER_CHANNEL
    if is_split and not (chosen & IN_PERSON and chosen - IN_PERSON):
        yield _fault("channel_policy", _("One vote each way needs a way in person and one from home"))
    if Electorate.ATTENDEES in choices.electorates and not chosen & {*IN_PERSON, Channel.KIOSK}:
        yield _fault("channels", _("People in the hall need a way to vote there"))
    if given and (len(given) != len(choices.electorates) or len(given) < 2):
        yield _fault("electorates", _("Give every body of voters a weight, at least two of them, or give none"))


def _faults_together(round_: Round) -> Iterator[DomainError]:
    """What the rules and the voters of a round do not allow each other."""
    rules = round_.rules
    if queries.weights(round_):
        if rules.rule == "equal-shares":
            yield _fault(
                "rule", _("Equal shares cannot weigh bodies of voters. Choose most votes first, or no weights")
            )
        if rules.publish_comparison:
            yield _fault("publish_comparison", _("Weighted votes can be counted in one way only"))
        if rules.threshold is not None and rules.threshold > 100:
            yield _fault("threshold", _("With weights the least support is in per cent, at most 100"))
    if rules.score_scope is ScoreScope.PRESENTED and rules.ballot_type is not BallotType.SCORE:
        yield _fault(
            "ballot_type",
            _("Only scores are given pitch by pitch. For a yes or no to each project choose scores from 0 to 1"),
        )
    if rules.score_scope is ScoreScope.PRESENTED and Channel.HALL not in rules.channels:
        yield _fault("score_scope", _("Scoring each project as it is presented needs votes in the hall"))


def faults_at_lock(round_: Round) -> Iterator[str]:
    """What keeps the rule set of a draft from being locked, seen with its pots and items."""
    rules, items = round_.rules, queries.items(round_.id)
    yield from (fault.message for fault in _faults_of_rules(rules))
    yield from (fault.message for fault in _faults_together(round_))
    if rules.boost_votes and items and not any(item.is_boosted for item in items):
        yield _("Mark the projects that a boost vote can go to, or allow none")
    if len(items) > MOST_ITEMS:
        yield _("A ballot has at most %(most)s projects", most=MOST_ITEMS)
    has_areas = any(pot.area_id for pot in round_.pots)
    match rules.leftover.value:
        case "next-pot" if len(round_.pots) < 2:
            yield _("Money can go to the next pot only where there are several pots")
        case "up" if not has_areas or all(pot.area_id for pot in round_.pots):
            yield _("Money can go from areas to everyone only with pots of areas and one for everyone")
