"""Rounds in words: phases, who may vote, how a voter chooses and how the votes are counted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from flask import url_for

from app.core.i18n import _, lazy, ngettext
from app.core.web.context import show_date

from ..models import BallotType, Connection, Round, RoundPot, RuleSet
from ..policies import phase
from ..states import AFTER_VOTING, Phase

PHASES: dict[Phase, tuple[object, str]] = {
    Phase.DRAFT: (lazy("Draft"), "grey"),
    Phase.COMING: (lazy("Voting has not started"), "blue"),
    Phase.VOTING: (lazy("Open for voting"), "green"),
    Phase.PAUSED: (lazy("Voting is paused"), "yellow"),
    Phase.CLOSED: (lazy("Voting has closed"), "purple"),
    Phase.OPENED: (lazy("Votes are being counted"), "purple"),
    Phase.COUNTED: (lazy("Votes are being checked"), "purple"),
    Phase.CERTIFIED: (lazy("Result is coming soon"), "purple"),
    Phase.PUBLISHED: (lazy("Result published"), "teal"),
    Phase.CANCELLED: (lazy("Cancelled"), "red"),
}

CONNECTIONS = {
    Connection.LIVE: lazy("live here"),
    Connection.WORK: lazy("work here"),
    Connection.STUDY: lazy("study here"),
    Connection.VOLUNTEER: lazy("volunteer here"),
}

RULES = {
    "equal-shares": lazy("Equal shares: every voter has the same share of the money"),
    "greedy": lazy("Most votes first, skipping what does not fit"),
    "greedy-stop": lazy("Most votes first, stopping at the first that does not fit"),
    "greedy-threshold": lazy("Most votes first, among those with enough votes"),
    "greedy-density": lazy("Most votes for each pound first"),
}

BALLOTS = {
    BallotType.APPROVE: lazy("Choose a number of projects"),
    BallotType.BUDGET: lazy("Choose projects up to the money there is"),
    BallotType.POINTS: lazy("Share out points"),
    BallotType.SCORE: lazy("Give each project a score"),
    BallotType.RANK: lazy("Put projects in order"),
}

TIES = {
    "cheaper": lazy("the cheaper one goes first"),
    "votes": lazy("the one with more votes goes first"),
    "fewer-votes": lazy("the one with fewer votes goes first"),
    "lot": lazy("a lot is drawn in public"),
    "id": lazy("the order of their numbers in the file decides"),
}


def phase_tag(round_: Round, now: dt.datetime) -> tuple[str, str]:
    """The words for what the round is in, and the colour of their tag."""
    text, colour = PHASES[phase(round_, now)]
    return str(text), colour


def who_may_vote(round_: Round) -> str:
    """One sentence: the age and the connections."""
    ties = _either([str(CONNECTIONS[Connection(each)]) for each in round_.connections])
    if round_.min_age:
        return str(_("You can vote if you are %(age)s or over and you %(ties)s.", age=round_.min_age, ties=ties))
    return str(_("You can vote at any age if you %(ties)s.", ties=ties))


def how_to_choose(rules: RuleSet, pots: Sequence[RoundPot]) -> str:
    """One sentence: how many choices there are."""
    several = len(pots) > 1
    least, most = rules.min_choices, rules.max_choices
    if rules.ballot_type is BallotType.BUDGET:
        text = _("Choose projects that together cost no more than the money there is.")
    elif rules.ballot_type is not BallotType.APPROVE:
        text = f"{BALLOTS[rules.ballot_type]}."
    elif most is None:
        text = ngettext("Choose at least %(num)s project.", "Choose at least %(num)s projects.", least)
    elif least == most:
        text = ngettext("Choose exactly %(num)s project.", "Choose exactly %(num)s different projects.", most)
    elif least <= 1:
        text = ngettext("Choose %(num)s project.", "Choose up to %(num)s projects.", most)
    else:
        text = _("Choose from %(least)s to %(most)s projects.", least=least, most=most)
    if several:
        text = f"{text} {_('You can choose like this in each pot of money, and you may leave a pot out.')}"
    return str(text)


def rules_in_words(round_: Round) -> list[str]:
    """How this round is voted on and counted, in short plain sentences, for before and after the lock."""
    rules, pots = round_.rules, round_.pots
    said = [money_in_words(round_), how_to_choose(rules, pots), *_counting(rules), _tie_sentence(rules)]
    if rules.threshold:
        said.append(
            ngettext(
                "A project needs at least %(num)s vote to be funded.",
                "A project needs at least %(num)s votes to be funded.",
                rules.threshold,
            )
        )
    if rules.publish_comparison:
        said.append(_("The result will also show what another way of counting would have funded."))
    else:
        said.append(_("Only this way of counting will be shown with the result."))
    said.append(
        _(
            "With %(least)s ballots or more we publish a file from which anyone can count again. "
            "With fewer we publish its fingerprint only, so that nobody's vote can be guessed.",
            least=rules.min_ballots_published,
        )
    )
    return [str(text) for text in said]


def money_in_words(round_: Round) -> str:
    """One sentence: the money of the round, pot by pot."""
    pots = round_.pots
    if len(pots) == 1:
        return str(_("There is %(money)s to give out.", money=round_.money(pots[0].amount_pence)))
    parts = _and([f"{round_.money(pot.amount_pence)} ({pot.name})" for pot in pots])
    return str(
        _("There are %(number)s pots of money: %(parts)s. Each is counted by itself.", number=len(pots), parts=parts)
    )


def _counting(rules: RuleSet) -> Iterable[str]:
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
    elif rules.rule == "greedy-stop":
        yield _("The projects with the most votes are funded in order. We stop at the first one that costs too much.")
    elif rules.rule == "greedy-density":
        yield _("The projects with the most votes for their cost are funded until the money runs out.")
    else:
        yield _("The projects with the most votes are funded until the money runs out.")
        yield _("A project that costs more than what is left is skipped, and the next one that fits is funded.")


def _tie_sentence(rules: RuleSet) -> str:
    steps = _("; if that is level too, ").join(str(TIES[tie]) for tie in rules.ties)
    return str(_("If two projects are level: %(steps)s.", steps=steps))


def _either(words: Sequence[str]) -> str:
    if len(words) < 2:
        return "".join(words)
    return str(_("%(first)s or %(last)s", first=_(", ").join(words[:-1]), last=words[-1]))


def _and(words: Sequence[str]) -> str:
    if len(words) < 2:
        return "".join(words)
    return str(_("%(first)s and %(last)s", first=_(", ").join(words[:-1]), last=words[-1]))


def round_card(round_: Round, now: dt.datetime, lang: str) -> dict[str, object]:
    """The round as a card of a list: dates, money and what it is in; never a vote."""
    about, about_lang = round_.about.in_(lang)
    facts = [(_("Money"), round_.money(sum(pot.amount_pence for pot in round_.pots)))]
    if phase(round_, now) in {Phase.COMING}:
        facts.append((_("Opens"), show_date(round_.opens_at)))
    facts.append((_("Closes") if phase(round_, now) not in AFTER_VOTING else _("Closed"), show_date(round_.closes_at)))
    return {
        "title": round_.name,
        "url": url_for("rounds.show", slug=round_.slug),
        "text": about.split("\n")[0][:200],
        "lang": about_lang,
        "labels": [phase_tag(round_, now)],
        "facts": facts,
    }
