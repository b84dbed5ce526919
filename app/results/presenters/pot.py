"""The result of each pot of a count, ready for its page."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.core.charts import Chart, bars
from app.core.i18n import _, lazy, ngettext
from app.rounds.models import BallotItem, Round, RoundPot

from .. import queries
from ..models import WINS, Count, ItemResult, Verdict
from .sentences import Money, why
from .support import UNITS, bodies_in_words, boosts_of, exact, plain_of, share_of, shown, weighed

VERDICTS = {
    Verdict.FUNDED: (lazy("Funded"), "green"),
    Verdict.PART_FUNDED: (lazy("Funded in part"), "teal"),
    Verdict.RESERVE: (lazy("On the reserve list"), "blue"),
    Verdict.NOT_FUNDED: (lazy("Not funded"), "grey"),
    Verdict.WITHDRAWN: (lazy("Withdrawn"), "grey"),
}
REFUSED = {
    "voted-twice": lazy("Voted twice"),
    "not-eligible": lazy("Not allowed to vote here"),
    "not-confirmed": lazy("Not confirmed in time"),
    "unreadable": lazy("Could not be read"),
    "not-in-round": lazy("Named something that was not on the ballot"),
    "too-many": lazy("Too many choices"),
    "too-few": lazy("Too few choices"),
    "over-budget": lazy("Cost more than the money there was"),
    "not-all-scored": lazy("Left a project without a score"),
    "off-scale": lazy("Gave a score that is not on the scale"),
    "over-points": lazy("Gave more points than a voter has"),
    "over-item": lazy("Gave one project too many points"),
    "twice": lazy("Chose the same project twice"),
    "own-project": lazy("Voted for a project of their own group"),
    "not-boostable": lazy("Gave a boost vote to a project that was not marked for it"),
    "too-many-boosts": lazy("Too many boost votes"),
    "gap-in-ranks": lazy("Places were missing or given twice"),
    "blank": lazy("The paper was blank"),
    "unclear": lazy("It was not clear what the voter wanted"),
    "identifies-voter": lazy("The paper said who the voter was"),
    "unofficial-paper": lazy("It was not a paper of this vote"),
    "late": lazy("It came after the last day for papers by post"),
}
ORDER = list(VERDICTS)
MOST_BARS = 40


@dataclass(frozen=True, slots=True)
class Row:
    """One item of the result. votes, value: as a number and in words, None and "" where the pot is too small to tell.
    plain, boosts: what the value is put together of, where there are boost votes."""

    number: int
    title: str
    lang: str
    url: str
    label: tuple[str, str]
    is_winner: bool
    amount: str
    cost: str
    votes: float | None
    value: str
    plain: str
    boosts: int
    why: list[str]


@dataclass(frozen=True, slots=True)
class Bodies:
    """What each body of voters with a weight of its own gave. heads: their names and weights. rows: number, title,
    language, for each body its votes and their share, and all put together."""

    heads: list[str]
    rows: list[tuple[int, str, str, list[str], str]]


@dataclass(frozen=True, slots=True)
class PotResult:
    """One pot of a count. Sentences are whole; money is text."""

    pot: RoundPot
    summary: list[str]
    rows: list[Row]
    fairness: list[str]
    ties: list[str]
    comparison: list[str]
    is_small: bool
    chart: Chart | None
    unit: str
    bodies: Bodies | None

    @property
    def has_boosts(self) -> bool:
        """Boost votes are shown in columns of their own (E05)."""
        return any(row.boosts for row in self.rows)

    @property
    def funded(self) -> list[Row]:
        return [row for row in self.rows if row.is_winner]

    @property
    def others(self) -> list[Row]:
        return [row for row in self.rows if not row.is_winner]


@dataclass(frozen=True, slots=True)
class Frame:
    """What every pot of a page needs: the round, its items, how money is written, and the addresses of proposals."""

    round: Round
    items: Mapping[uuid.UUID, BallotItem]
    money: Money
    urls: Mapping[uuid.UUID, str]
    lang: str


def results_of(made: Count, pots: Sequence[RoundPot], frame: Frame) -> list[PotResult]:
    """The pots of a count in their order."""
    return [_pot(made, pot, frame) for pot in pots]


def refused_in_words(made: Count) -> list[tuple[str, int]]:
    """Votes that did not count, by reason (E19)."""
    return [(str(REFUSED.get(reason, reason)), number) for reason, number in sorted(made.refused.items()) if number]


def _pot(made: Count, pot: RoundPot, frame: Frame) -> PotResult:
    outcome = made.outcome[str(pot.id)]
    mine = [result for result in made.items if result.round_pot_id == pot.id]
    mine.sort(key=lambda r: (ORDER.index(r.verdict), r.place or r.reserve_place or 0, frame.items[r.item_id].number))
    is_small = queries.is_small(frame.round, outcome)
    titles = {queries.item_key(item): item.title_in(frame.lang)[0] for item in frame.items.values()}
    rows = [_row(result, frame, titles, is_small) for result in mine]
    names = Names(titles, {queries.item_key(item): item.number for item in frame.items.values()})
    return PotResult(
        pot=pot,
        summary=_summary(mine, outcome, pot, frame, is_small),
        rows=rows,
        fairness=_fairness(outcome, frame.money, names, is_small),
        ties=[_tie(tie, made, names) for tie in outcome["ties"]],
        comparison=_comparison(made, pot, outcome, names),
        is_small=is_small,
        chart=None if is_small else _chart(rows, _unit(frame.round, outcome)),
        unit=_unit(frame.round, outcome),
        bodies=None if is_small else _bodies(mine, outcome, frame),
    )


def _bodies(mine: Sequence[ItemResult], outcome: Mapping[str, Any], frame: Frame) -> Bodies | None:
    """None where every vote is worth the same."""
    there = [each for each in outcome.get("electorates", ()) if not each["is_empty"]]
    if not there:
        return None
    rows = []
    for result in sorted(mine, key=lambda each: frame.items[each.item_id].number):
        if parts := result.detail.get("tally", {}).get("parts"):
            item = frame.items[result.item_id]
            cells = [share_of(parts[each["electorate"]]) for each in there]
            rows.append((item.number, *item.title_in(frame.lang), cells, shown(exact(result))))
    return Bodies([weighed(each) for each in there], rows)


@dataclass(frozen=True, slots=True)
class Names:
    """Titles and ballot numbers by the key that the count uses."""

    titles: Mapping[str, str]
    numbers: Mapping[str, int]

    def said(self, keys: Sequence[str]) -> str:
        """`3 Garden, 7 Choir`."""
        return ", ".join(f"{self.numbers.get(key, '')} {self.titles.get(key, key)}".strip() for key in keys)


def _row(result: ItemResult, frame: Frame, titles: Mapping[str, str], is_small: bool) -> Row:
    item = frame.items[result.item_id]
    title, lang = item.title_in(frame.lang)
    text, colour = VERDICTS[result.verdict]
    return Row(
        number=item.number,
        title=title,
        lang=lang,
        url=frame.urls.get(item.proposal_id, "") if item.proposal_id else "",
        label=(str(text), colour),
        is_winner=result.verdict in WINS,
        amount=frame.money(result.amount_pence) if result.amount_pence else "",
        cost=frame.money(item.cost_pence),
        votes=None if is_small else float(exact(result)),
        value="" if is_small else shown(exact(result)),
        plain="" if is_small else plain_of(result),
        boosts=0 if is_small else boosts_of(result),
        why=why(result, frame.money, titles, is_small=is_small),
    )


def _summary(
    mine: Sequence[ItemResult], outcome: Mapping[str, Any], pot: RoundPot, frame: Frame, is_small: bool
) -> list[str]:
    """The result in plain sentences, also when there is nothing to tell (E36)."""
    if not mine:
        return [str(_("Nothing was on the ballot, so nothing is funded."))]
    won = [result for result in mine if result.verdict in WINS]
    money = frame.money
    said = [
        ngettext(
            "%(won)s of %(num)s project is funded, with %(spent)s of %(budget)s.",
            "%(won)s of %(num)s projects are funded, with %(spent)s of %(budget)s.",
            len(mine),
            won=len(won),
            spent=money(outcome["spent"]),
            budget=money(outcome.get("budget", pot.amount_pence)),
        )
    ]
    if outcome.get("received"):
        said.append(_("%(money)s of it was left over in another pot.", money=money(outcome["received"])))
    if not outcome["n"]:
        said.append(_("Nobody's vote counted here, so there was nothing to decide by."))
    elif is_small:
        said.append(_why_hidden(outcome["n"], frame.round.rules.min_ballots_published))
    else:
        said.append(ngettext("%(num)s ballot was counted.", "%(num)s ballots were counted.", outcome["n"]))
    if not is_small:
        said += bodies_in_words(outcome)
    if outcome["n"] and "no-quorum" in outcome.get("refused", {}).values():
        said.append(_("Fewer ballots came in than the rules ask for, so nothing is funded."))
    said += _left_over(outcome, money)
    if not won and min((frame.items[r.item_id].cost_pence for r in mine), default=0) > outcome.get(
        "budget", pot.amount_pence
    ):
        said.append(_("Every project costs more than there is in the pot."))
    return [str(text) for text in said]


def _why_hidden(n: int, least: int) -> str:
    if n < least:
        return str(_("Fewer than %(least)s people voted here, so the number of votes is not shown.", least=least))
    return str(
        _(
            "Fewer than %(least)s people of one group of voters voted here. What they chose could be worked out from "
            "the votes of the others, so no number of votes is shown.",
            least=least,
        )
    )


def _left_over(outcome: Mapping[str, Any], money: Money) -> Iterator[str]:
    """What was not given out, and where it goes; what comes from elsewhere."""
    if outcome["left"] and outcome.get("leftover_to"):
        onward = outcome["leftover_to"]
        yield _("%(left)s is left over and goes to %(pot)s.", left=money(outcome["left"]), pot=onward)
    elif outcome["left"]:
        yield _("%(left)s is left over and stays in the pot.", left=money(outcome["left"]))
    if outcome["outside"]:
        yield _("%(more)s comes from other money.", more=money(outcome["outside"]))


def _fairness(outcome: Mapping[str, Any], money: Money, names: Names, is_small: bool) -> list[str]:
    found = outcome.get("fairness")
    if not found or not found["voters"]:
        return []
    said = []
    if not is_small:
        share = round(100 * found["voters_with_a_funded_choice"] / found["voters"])
        said.append(_("%(share)s%% of voters have at least one of their choices funded.", share=share))
    if found["fair"]:
        said.append(
            _(
                "We checked every project that was not funded: no group of voters was left out "
                "that could have paid for it from its own shares."
            )
        )
    elif not is_small:
        for each in found["left_out"][:5]:
            said.append(
                ngettext(
                    "%(num)s voter for %(title)s, entitled to %(money)s, got less than that.",
                    "%(num)s voters for %(title)s, entitled together to %(money)s, got less than that.",
                    each["voters"],
                    title=names.said([each["item"]]),
                    money=money(each["entitled"]),
                )
            )
    return [str(text) for text in said]


TIE_WORDS = {
    "cheaper": lazy("the cheaper one went first"),
    "votes": lazy("the one with more votes went first"),
    "fewer-votes": lazy("the one with fewer votes went first"),
    "lot": lazy("the lot drawn in public decided"),
    "id": lazy("the order of their numbers in the file decided"),
}


def _tie(tie: Mapping[str, Any], made: Count, names: Names) -> str:
    """A tie and what decided it; one that changed nothing needed no lot (E27)."""
    level = names.said(tie["items"])
    if tie["decided_by"] == "lot" and not made.lot_seed:
        return str(_("Level: %(level)s. It changed nothing, so no lot was needed.", level=level))
    how = TIE_WORDS.get(tie["decided_by"], tie["decided_by"])
    first = names.said([tie["chosen"]])
    if tie["mattered"]:
        return str(_("Level: %(level)s. It mattered: %(how)s, which was %(first)s.", level=level, how=how, first=first))
    return str(_("Level: %(level)s. It changed nothing: %(how)s.", level=level, how=how))


def _comparison(made: Count, pot: RoundPot, outcome: Mapping[str, Any], names: Names) -> list[str]:
    """What another way of counting would have funded; only where the lock said so."""
    other = (made.comparison or {}).get(str(pot.id))
    if not other:
        return []
    way = _("most votes first") if other["rule"] == "greedy" else _("equal shares")
    ours, theirs = outcome["winners"], other["winners"]
    added = [key for key in theirs if key not in set(ours)]
    dropped = [key for key in ours if key not in set(theirs)]
    if not added and not dropped:
        return [str(_("Counting by %(way)s would have funded the same projects.", way=way))]
    said = []
    if added:
        said.append(_("Counting by %(way)s would also have funded: %(names)s.", way=way, names=names.said(added)))
    if dropped:
        said.append(_("Counting by %(way)s would not have funded: %(names)s.", way=way, names=names.said(dropped)))
    return [str(text) for text in said]


def _unit(round_: Round, outcome: Mapping[str, Any]) -> str:
    if "measure" in outcome:
        return str(UNITS[outcome["measure"]])
    is_ticked = round_.rules.ballot_type.value in {"approve", "budget"}  # counts of before there were measures
    return str(UNITS["votes" if is_ticked else "points"])


def _chart(rows: Sequence[Row], unit: str) -> Chart | None:
    """What was counted as bars, most first; the labels carry ballot numbers only, the titles stand in the table."""
    told = sorted((row for row in rows if row.votes), key=lambda row: (-(row.votes or 0), row.number))[:MOST_BARS]
    if not told:
        return None
    alt = _("%(unit)s of each project, most first. The table below says the same", unit=unit)
    return bars([(str(row.number), float(row.votes or 0)) for row in told], alt=str(alt), unit=unit)
