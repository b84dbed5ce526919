"""Why an item was funded or not, as sentences that anyone can read (E28)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from app.core.i18n import _, ngettext

from ..models import ItemResult, Verdict
from .support import made_of

Money = Callable[[int], str]


def why(result: ItemResult, money: Money, titles: Mapping[str, str], *, is_small: bool = False) -> list[str]:
    """Short sentences: what was decided and the reason, then what helps to understand it.

    titles: item key -> title. is_small: too few ballots to say anything about what voters chose.
    """
    detail = result.detail
    if result.verdict is Verdict.WITHDRAWN:
        return [str(_("It was withdrawn. Its votes do not count."))]
    said = [_funded(result, money) if result.amount_pence else _not_funded(result, money, titles, is_small)]
    if not is_small:
        said += made_of(result)
        said += _more(result, detail, money, titles)
    if result.reserve_place:
        said.append(_("It is number %(place)s on the reserve list.", place=result.reserve_place))
    return [str(text) for text in said if text]


def _funded(result: ItemResult, money: Money) -> str:
    amount = money(result.amount_pence)
    match result.reason:
        case "shares":
            return str(_("It gets %(amount)s. Its voters paid for it together from their equal shares.", amount=amount))
        case "fill":
            return str(
                _(
                    "It gets %(amount)s from the money that was left, because it had the most votes that still fitted.",
                    amount=amount,
                )
            )
        case "part":
            return str(_("It gets %(amount)s, which was all that was left, and can be done with that.", amount=amount))
        case "completed":
            return str(
                _("It gets %(amount)s. Most of it was left, and the rest comes from other money.", amount=amount)
            )
        case _ if _is_votes(result):
            return str(_("It gets %(amount)s. It was next by votes and there was enough money left.", amount=amount))
        case _:
            return str(
                _("It gets %(amount)s. It was next by its result and there was enough money left.", amount=amount)
            )


def _is_votes(result: ItemResult) -> bool:
    """Votes decided, not points, scores, places or shares."""
    return bool(result.detail.get("tally", {}).get("measure", "votes") == "votes")


def _not_funded(result: ItemResult, money: Money, titles: Mapping[str, str], is_small: bool) -> str:
    detail = result.detail
    cost = money(int(detail.get("cost", 0)))
    other = titles.get(str(detail.get("because_of")), "")
    match result.reason:
        case "no-support" | "below-threshold" | "few-voters" | "no-quorum":
            return _out_before(result, is_small)
        case "won-elsewhere":
            return str(_("Not funded: only one of the two can win, and %(other)s has won already.", other=other))
        case "shares-short" if is_small or detail.get("held") is None:
            return str(_("Not funded: its voters could not pay for it from their equal shares."))
        case "shares-short":
            held = money(int(detail["held"]))
            return str(
                _(
                    "Not funded: its voters had %(held)s of their shares left together, and it costs %(cost)s.",
                    held=held,
                    cost=cost,
                )
            )
        case "conflict":
            return str(_("Not funded: it cannot be done together with %(other)s, which was funded.", other=other))
        case "stopped":
            return str(
                _(
                    "Not funded: the rule stops at the first project that costs too much, which was %(other)s.",
                    other=other,
                )
            )
        case _ if not _is_votes(result):
            left = money(int(detail.get("left") or 0))
            return str(
                _(
                    "Not funded: when its turn came %(left)s was left and it costs %(cost)s. "
                    "A project with a lower result can be funded after it if it costs less.",
                    left=left,
                    cost=cost,
                )
            )
        case _:
            left = money(int(detail.get("left") or 0))
            return str(
                _(
                    "Not funded: when its turn came %(left)s was left and it costs %(cost)s. "
                    "A project with fewer votes can be funded after it if it costs less.",
                    left=left,
                    cost=cost,
                )
            )


def _out_before(result: ItemResult, is_small: bool) -> str:
    """Why it was out before any money was given."""
    least = result.detail.get("threshold")
    if result.reason == "no-quorum":
        return str(_("Not funded: too few people voted for the vote to count."))
    if result.reason == "few-voters":
        if is_small:
            return str(_("Not funded: too few gave it a score."))
        return str(_("Not funded: at least %(least)s people had to give it a score.", least=least))
    if is_small:
        return str(_("Not funded: too few chose it."))
    if result.reason == "no-support" or not result.voters:
        return str(_("Not funded: nobody chose it."))
    return _below(result.detail)


def _below(detail: Mapping[str, Any]) -> str:
    """What it would have needed, in what was counted."""
    least = detail.get("threshold")
    match detail.get("tally", {}).get("measure", "votes"):
        case "votes":
            return str(_("Not funded: it needed at least %(least)s votes.", least=least))
        case "mean":
            return str(_("Not funded: it needed a mean score of at least %(least)s.", least=least))
        case "percent":
            return str(_("Not funded: it needed at least %(least)s per cent.", least=least))
        case _:
            return str(_("Not funded: it needed at least %(least)s points.", least=least))


def _more(result: ItemResult, detail: Mapping[str, Any], money: Money, titles: Mapping[str, str]) -> list[str]:
    """What equal shares can say besides: who paid how much, or where the voters' shares went."""
    said = []
    if result.amount_pence and detail.get("payers"):
        most = money(round(float(detail.get("most_paid") or 0)))
        said.append(
            ngettext(
                "%(num)s voter paid, at most %(most)s.",
                "%(num)s voters paid, at most %(most)s each.",
                int(detail["payers"]),
                most=most,
            )
        )
    if not result.amount_pence and detail.get("spent_on"):
        first = detail["spent_on"][0]
        said.append(
            _(
                "Its voters also chose %(title)s, which took %(amount)s of their shares.",
                title=titles.get(str(first["item"]), str(first["item"])),
                amount=money(round(float(first["amount"]))),
            )
        )
    enough = detail.get("enough") or {}
    if not result.amount_pence and enough.get("voters"):
        said.append(
            ngettext(
                "With %(num)s more voter for it alone it would have been funded.",
                "With %(num)s more voters for it alone it would have been funded.",
                int(enough["voters"]),
            )
        )
    if not result.amount_pence and enough.get("cost_cut"):
        said.append(
            _("It would also have been funded if it cost %(amount)s less.", amount=money(int(enough["cost_cut"])))
        )
    return [str(text) for text in said]
