"""A rule set in short plain sentences: how a voter chooses, what happens to odd papers, how it is counted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from app.core.i18n import _, ngettext

from .. import queries
from ..models import (
    BallotType,
    Channel,
    ChannelPolicy,
    Electorate,
    Incomplete,
    Leftover,
    OwnProject,
    PotScope,
    Proof,
    RankMethod,
    Round,
    RoundPot,
    RuleSet,
    ScoreScope,
)
from ..terms import CHANNELS, ELECTORATES, PROOFS, TIES
from .lists import both, either, inside

TICKED = (BallotType.APPROVE, BallotType.BUDGET)


def how_to_choose(rules: RuleSet, pots: Sequence[RoundPot]) -> str:
    """One or two sentences: what a voter does, and in which pots."""
    text = _by_type(rules)
    if rules.boost_votes:
        boosts = ngettext(
            "You may add %(num)s boost vote for a project marked for it, also for one you have chosen.",
            "You may add %(num)s boost votes for projects marked for it, also for those you have chosen.",
            rules.boost_votes,
        )
        text = f"{text} {boosts}"
    if len(pots) > 1:
        text = f"{text} {_pots(rules, pots)}"
    return str(text)


def _by_type(rules: RuleSet) -> object:
    match rules.ballot_type:
        case BallotType.BUDGET:
            return _("Choose projects that together cost no more than the money there is.")
        case BallotType.POINTS:
            return _points(rules)
        case BallotType.SCORE:
            return _scores(rules)
        case BallotType.RANK:
            return _places(rules)
        case _:
            return _approvals(rules)


def _approvals(rules: RuleSet) -> object:
    """E04: exactly and up to are not the same."""
    least, most = rules.min_choices, rules.max_choices
    if most is None:
        return ngettext("Choose at least %(num)s project.", "Choose at least %(num)s projects.", max(least, 1))
    if least == most:
        return ngettext("Choose exactly %(num)s project.", "Choose exactly %(num)s different projects.", most)
    if least <= 1:
        return ngettext("Choose %(num)s project.", "Choose up to %(num)s projects.", most)
    return _("Choose from %(least)s to %(most)s projects.", least=least, most=most)


def _points(rules: RuleSet) -> object:
    total, most = rules.points_total, rules.per_item_max
    if total is None:  # imported elections
        return _("Share out points.")
    text = ngettext(
        "You have %(num)s point to share out.", "You have %(num)s points to share out among the projects.", total
    )
    if most is None or most >= total:
        return text
    cap = ngettext("One project gets at most %(num)s.", "One project gets at most %(num)s.", most)
    return f"{text} {cap}"


def _scores(rules: RuleSet) -> object:
    if rules.round.is_imported:
        return _("Give each project a score.")
    scale = {"least": rules.scale_min, "most": rules.scale_max}
    if rules.score_scope is ScoreScope.PRESENTED:
        text = _("Give each project a score from %(least)s to %(most)s when it has been presented.", **scale)
    else:
        text = _("Give each project a score from %(least)s to %(most)s.", **scale)
    match rules.incomplete:
        case Incomplete.REJECT:
            rest = _("Score every project: a ballot with a project left out does not count.")
        case Incomplete.MEAN:
            rest = _("You may leave projects out.")
        case _:
            rest = _("A project that you leave out gets 0 from you.")
    return f"{text} {rest}"


def _places(rules: RuleSet) -> object:
    if rules.max_choices is None:
        return _("Put projects in order, your first choice first, as many as you like.")
    return ngettext(
        "Name your first choice.",
        "Put up to %(num)s projects in order, your first choice first.",
        rules.max_choices,
    )


def _pots(rules: RuleSet, pots: Sequence[RoundPot]) -> object:
    """E14."""
    if any(pot.area_id for pot in pots) and rules.pot_scope is PotScope.OWN:
        return _("You can choose like this in each pot of money for your area or for everyone.")
    return _("You can choose like this in each pot of money, and you may leave a pot out.")


def rules_in_words(round_: Round) -> list[str]:
    """How this round is voted on and counted, in short plain sentences, for before and after the lock."""
    rules, pots = round_.rules, round_.pots
    said = [money_in_words(round_), how_to_choose(rules, pots), *_voters(round_)]
    said += [*_what_counts(rules), *_counting(rules), *_left_over(rules), _tie_sentence(rules), *_published(rules)]
    return [str(text) for text in said]


def money_in_words(round_: Round) -> str:
    """One sentence: the money of the round, pot by pot."""
    pots = round_.pots
    if len(pots) == 1:
        return str(_("There is %(money)s to give out.", money=round_.money(pots[0].amount_pence)))
    parts = both([f"{round_.money(pot.amount_pence)} ({pot.name})" for pot in pots])
    return str(
        _("There are %(number)s pots of money: %(parts)s. Each is counted by itself.", number=len(pots), parts=parts)
    )


def _voters(round_: Round) -> Iterable[object]:
    """Ways to vote, what they need, and whose votes weigh how much; nothing where all is as usual."""
    rules, weights = round_.rules, queries.weights(round_)
    if round_.is_imported:
        return
    bodies = queries.electorates(round_)
    if weights:
        parts = both([f"{inside(ELECTORATES[body])} {weight}" for body, weight in weights.items()])
        yield _(
            "The votes are weighed: %(parts)s. Each body's votes are turned into shares of its own total first.",
            parts=parts,
        )
        yield _("If nobody of one body votes, its weight goes to the others in proportion.")
    elif bodies != [Electorate.OPEN]:
        yield _(
            "These vote, and all votes count the same: %(who)s.",
            who=both([inside(ELECTORATES[body]) for body in bodies]),
        )
    if rules.channels != [Channel.ONLINE.value]:
        ways = both([inside(CHANNELS[Channel(each)]) for each in rules.channels])
        yield _("Ways to vote: %(ways)s.", ways=ways)
    if rules.channel_policy is ChannelPolicy.ONE_PER_CHANNEL:
        yield _("You may vote twice: once from home and once in person.")
    elif len(rules.channels) > 1:
        yield _("You have one vote, whichever way you use.")
    if round_.proofs != [Proof.DECLARATION.value]:
        ways = either([inside(PROOFS[Proof(each)]) for each in round_.proofs])
        yield _("To show that you may vote, one of these is enough: %(ways)s.", ways=ways)


def _what_counts(rules: RuleSet) -> Iterable[object]:
    """What of a vote counts how much, before any money is given."""
    if rules.own_project is OwnProject.BARRED:
        yield _("You cannot vote for a project of your own group.")
    elif rules.own_project is OwnProject.EXCLUDED:
        yield _("What you give a project of your own group is left out of the count.")
    if rules.boost_votes:
        yield _("Boost votes are counted and shown apart, then added to the votes.")
    yield from _what_marks_count(rules)
    if rules.quorum:
        yield ngettext(
            "At least %(num)s ballot is needed for the vote to count. With fewer nothing is funded.",
            "At least %(num)s ballots are needed for the vote to count. With fewer nothing is funded.",
            rules.quorum,
        )
    if rules.threshold:
        yield _least_support(rules)


def _what_marks_count(rules: RuleSet) -> Iterable[object]:
    if rules.round.is_imported:
        return
    if queries.is_by_mean(rules):
        yield _("The projects are compared by their mean score, from those who scored them.")
        if rules.least_scorers > 1:
            yield ngettext(
                "A project must have been scored by at least %(num)s person.",
                "A project must have been scored by at least %(num)s people.",
                rules.least_scorers,
            )
    elif rules.ballot_type is BallotType.SCORE:
        yield _("The scores of each project are added up.")
    elif rules.ballot_type is BallotType.POINTS:
        yield _("The points of each project are added up.")
    elif rules.ballot_type is BallotType.RANK and rules.rank_method is RankMethod.THREE_TWO_ONE:
        yield _("A first place is worth 3 points, a second 2 and a third 1. A project without a place gets 0.")
    elif rules.ballot_type is BallotType.RANK:
        yield _(
            "A first place is worth as many points as there are projects, each next place one fewer. "
            "A project without a place gets 0."
        )


def _least_support(rules: RuleSet) -> object:
    least = rules.threshold or 0
    if queries.weights(rules.round):
        return _("A project needs at least %(least)s per cent of the weighted votes to be funded.", least=least)
    if queries.is_by_mean(rules):
        return _("A project needs a mean score of at least %(least)s to be funded.", least=least)
    if rules.ballot_type in TICKED:
        return ngettext(
            "A project needs at least %(num)s vote to be funded.",
            "A project needs at least %(num)s votes to be funded.",
            least,
        )
    return ngettext(
        "A project needs at least %(num)s point to be funded.",
        "A project needs at least %(num)s points to be funded.",
        least,
    )


def _counting(rules: RuleSet) -> Iterable[object]:
    if rules.rule == "equal-shares":
        yield _(
            "Each voter is given the same share of the money. "
            "A project is funded when its voters can pay for it together."
        )
        yield (
            _("Everyone pays as little as they can, so projects that many people want for their cost come first.")
            if rules.utility == "cost"
            else _("Projects that cost each of their voters the least come first.")
        )
        if rules.completion != "none":
            yield _("If money is left, everyone's share is raised a little and we count again, until no more fits.")
        if rules.fill == "greedy":
            yield _("What is left after that goes to the projects with the most votes that still fit.")
    elif rules.ballot_type not in TICKED or queries.weights(rules.round):
        yield from _counting_results(rules)
    elif rules.rule == "greedy-stop":
        yield _("The projects with the most votes are funded in order. We stop at the first one that costs too much.")
    elif rules.rule == "greedy-density":
        yield _("The projects with the most votes for their cost are funded until the money runs out.")
    else:
        yield _("The projects with the most votes are funded until the money runs out.")
        yield _("A project that costs more than what is left is skipped, and the next one that fits is funded.")


def _counting_results(rules: RuleSet) -> Iterable[object]:
    """The same where points, scores, places or shares decide, not votes."""
    if rules.rule == "greedy-stop":
        yield _("Projects are funded from the highest result down. We stop at the first one that costs too much.")
    elif rules.rule == "greedy-density":
        yield _("The projects with the highest result for their cost are funded until the money runs out.")
    else:
        yield _("Projects are funded from the highest result down until the money runs out.")
        yield _("A project that costs more than what is left is skipped, and the next one that fits is funded.")


def _left_over(rules: RuleSet) -> Iterable[object]:
    if rules.complete_at and not rules.round.is_imported:
        share = round(100 * Fraction(rules.complete_at))
        yield _(
            "A project that no longer fits is funded all the same when at least %(share)s%% of its cost is left. "
            "The rest comes from other money.",
            share=share,
        )
    if rules.part_awards:
        yield _("A project that can be done with a part of its money gets what is left, never more than that.")
    if len(rules.round.pots) > 1 and rules.leftover is Leftover.NEXT_POT:
        yield _("Money that a pot does not give out goes to the next pot.")
    elif len(rules.round.pots) > 1 and rules.leftover is Leftover.UP:
        yield _("Money that the pot of an area does not give out goes to the pot for everyone.")


def _published(rules: RuleSet) -> Iterable[object]:
    if rules.reserve_len:
        yield ngettext(
            "%(num)s project goes on a reserve list, in case money comes back.",
            "The next %(num)s projects go on a reserve list, in case money comes back.",
            rules.reserve_len,
        )
    if rules.publish_comparison:
        yield _("The result will also show what another way of counting would have funded.")
    else:
        yield _("Only this way of counting will be shown with the result.")
    yield _(
        "With %(least)s ballots or more we publish a file from which anyone can count again. "
        "With fewer we publish its fingerprint only, so that nobody's vote can be guessed.",
        least=rules.min_ballots_published,
    )
    if queries.weights(rules.round):
        yield _(
            "We also publish the fingerprint only if fewer than %(least)s people of one body of voters vote.",
            least=rules.min_ballots_published,
        )


def _tie_sentence(rules: RuleSet) -> object:
    words = TIES if rules.ballot_type in TICKED else TIES | {"votes": _("the one with the higher result goes first")}
    steps = _("; if that is level too, ").join(str(words[tie]) for tie in rules.ties)
    return _("If two projects are level: %(steps)s.", steps=steps)
