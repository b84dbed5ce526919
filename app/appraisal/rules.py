"""The rules a proposal is checked against (`domain.md` iii.11), in the order of the checklist."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.core.i18n import lazy
from app.proposals.whole import Whole


@dataclass(frozen=True, slots=True)
class RuleText:
    """One rule: `key` in the table, words for the officer, and what the machine can already say about it.

    hint: whole proposal -> True (looks fine), False (looks wrong), None (only a person can say).
    """

    key: str
    text: object
    about: object
    hint: Callable[[Whole], bool | None]


def _unknown(_whole: Whole) -> bool | None:
    return None


def _amount(whole: Whole) -> bool | None:
    return whole.call.min_pence <= whole.proposal.amount_pence <= whole.call.max_pence


def _sums(whole: Whole) -> bool | None:
    return sum(line.asked_pence for line in whole.lines) == whole.proposal.amount_pence


def _dates(whole: Whole) -> bool | None:
    p, call = whole.proposal, whole.call
    if p.starts_on is None or p.ends_on is None:
        return False
    too_early = call.starts_from_on is not None and p.starts_on < call.starts_from_on
    too_late = call.ends_by_on is not None and p.ends_on > call.ends_by_on
    return not too_early and not too_late


def _account(whole: Whole) -> bool | None:
    return whole.group.has_two_signatories or bool(whole.group.account_holder) or None


def _governance(whole: Whole) -> bool | None:
    return whole.group.has_constitution or None


def _safeguarding(whole: Whole) -> bool | None:
    return bool(whole.proposal.safeguarding) and (whole.group.safeguarding_policy_on is not None or None)


def _areas(whole: Whole) -> bool | None:
    if whole.pot and whole.pot.area_id:
        return whole.pot.area_id in {area.id for area in whole.areas}
    return bool(whole.areas)


def _plan(whole: Whole) -> bool | None:
    return bool(whole.actions)


RULES: tuple[RuleText, ...] = (
    RuleText(
        "community-purpose",
        lazy("The group is not for profit, or has a clear community purpose"),
        lazy("Who the group is"),
        _unknown,
    ),
    RuleText(
        "governance",
        lazy("The group has written rules, or another organisation stands for it"),
        lazy("An informal group may be asked for a one-page set of rules"),
        _governance,
    ),
    RuleText(
        "account",
        lazy("Money can go to an account with two signatures, or to an organisation that holds it"),
        lazy("A group without an account is eligible all the same (a holder can be found before payment)"),
        _account,
    ),
    RuleText("safeguarding", lazy("There is a plan to keep people safe"), lazy("Policy and answers"), _safeguarding),
    RuleText("area", lazy("It happens in the district, and in the ward of its pot"), lazy("Wards"), _areas),
    RuleText("amount", lazy("The amount is within the limits of the call"), lazy("Least and most"), _amount),
    RuleText("sums", lazy("The budget adds up and each line makes sense"), lazy("Lines of the budget"), _sums),
    RuleText("dates", lazy("It starts and ends when the call says"), lazy("Nothing that has happened already"), _dates),
    RuleText("open", lazy("It is open to people of different backgrounds"), lazy("Who it brings together"), _unknown),
    RuleText(
        "not-excluded",
        lazy("It is not party-political, does not promote a religion, and makes no profit"),
        lazy("It does not replace a service that the council must give"),
        _unknown,
    ),
    RuleText("plan", lazy("It serves an action of the plan"), lazy("Which part of the action plan it helps"), _plan),
)
BY_KEY = {rule.key: rule for rule in RULES}
