"""The sections of a proposal in the order they are asked, what is still missing in each, and how far each has come."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from app.core.i18n import _, lazy
from app.core.money import show
from app.funds.models import Call, CallQuestion
from app.funds.terms import PRINCIPLES

from .whole import Whole


class SectionKey(StrEnum):
    ABOUT = "about"
    STRENGTHS = "strengths"
    PEOPLE = "people"
    PLAN = "plan"
    BUDGET = "budget"
    DATES = "dates"
    SAFETY = "safety"
    PRINCIPLES = "principles"
    PICTURE = "picture"


K = SectionKey


@dataclass(frozen=True, slots=True)
class Section:
    """One page of the task list. fields: the columns of `Proposal` that it saves."""

    key: SectionKey
    title: object
    hint: object
    fields: tuple[str, ...]


SECTIONS: tuple[Section, ...] = (
    Section(
        K.ABOUT,
        lazy("Your idea"),
        lazy("Title, short summary and what you will do"),
        ("title", "summary", "description", "themes", "lang", "pot_id"),
    ),
    Section(
        K.STRENGTHS,
        lazy("What is good here, and what is missing"),
        lazy("Strengths first, then the gap"),
        ("strengths", "need", "together"),
    ),
    Section(
        K.PEOPLE,
        lazy("Who it is for and where"),
        lazy("People and wards"),
        ("who_benefits", "beneficiaries", "forms_of_integration", "diversity"),
    ),
    Section(K.PLAN, lazy("Which part of the action plan it helps"), lazy("Choose up to three actions"), ()),
    Section(K.BUDGET, lazy("Budget"), lazy("What it costs and what you ask for"), ("min_viable_pence", "match_source")),
    Section(K.DATES, lazy("Dates"), lazy("When it starts and ends"), ("starts_on", "ends_on")),
    Section(
        K.SAFETY,
        lazy("Safety and access"),
        lazy("How everyone can take part and is safe"),
        ("safeguarding", "access_plan", "risks"),
    ),
    Section(K.PRINCIPLES, lazy("Five principles"), lazy("Check your idea yourselves"), ("principles",)),
    Section(K.PICTURE, lazy("Picture"), lazy("You can add a photo. If you do not, we draw one"), ("picture_alt",)),
)
BY_KEY = {section.key: section for section in SECTIONS}
MOST_ACTIONS = 3


def asked(whole: Whole) -> list[Section]:
    """The sections that the call asks for."""
    has_principles = whole.call.asks(CallQuestion.PRINCIPLES)
    return [section for section in SECTIONS if has_principles or section.key is not K.PRINCIPLES]


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that must be put right before the proposal can be sent."""

    section: SectionKey
    message: str


class Progress(StrEnum):
    NOT_STARTED = "not-started"
    IN_PROGRESS = "in-progress"
    DONE = "done"
    OPTIONAL = "optional"


def faults(whole: Whole) -> list[Fault]:
    """Everything that keeps the proposal from being sent, in the order of the sections."""
    return [
        Fault(section.key, str(message))
        for section in asked(whole)
        for message in CHECKS.get(section.key, _nothing)(whole)
    ]


def progress(section: Section, whole: Whole, found: list[Fault]) -> Progress:
    """How far the section has come."""
    is_saved = whole.proposal.section_number(section.key) > 0
    if section.key is K.PICTURE and not is_saved:
        return Progress.OPTIONAL
    if not is_saved:
        return Progress.NOT_STARTED
    return Progress.IN_PROGRESS if any(fault.section is section.key for fault in found) else Progress.DONE


def _nothing(_whole: Whole) -> list[str]:
    return []


def _about(whole: Whole) -> list[str]:
    p = whole.proposal
    missing = []
    if not p.title:
        missing.append(_("Enter a title"))
    if not p.summary:
        missing.append(_("Write a short summary"))
    if not p.description:
        missing.append(_("Say what you will do"))
    if not p.themes:
        missing.append(_("Choose a theme"))
    elif whole.call.themes and not set(p.themes) <= set(whole.call.themes):
        missing.append(_("Choose a theme that this call is for"))
    if whole.pots and p.pot_id not in {pot.id for pot in whole.pots}:
        missing.append(_("Choose a pot"))
    return missing


def _strengths(whole: Whole) -> list[str]:
    p = whole.proposal
    missing = []
    if not p.strengths:
        missing.append(_("Say what is good about this place already"))
    if not p.need:
        missing.append(_("Say what is missing"))
    if not p.together:
        missing.append(_("Say what people will do together"))
    return missing


def _people(whole: Whole) -> list[str]:
    p = whole.proposal
    missing = []
    if not p.who_benefits:
        missing.append(_("Say who will benefit"))
    if not p.beneficiaries:
        missing.append(_("Say about how many people will take part"))
    if not p.forms_of_integration:
        missing.append(_("Choose which people it brings together"))
    if not whole.areas:
        missing.append(_("Choose at least one ward"))
    if whole.pot and whole.pot.area_id and whole.pot.area_id not in {area.id for area in whole.areas}:
        missing.append(_("This pot is for one ward. Choose that ward, or another pot"))
    if whole.call.asks(CallQuestion.DIVERSITY) and not p.diversity:
        missing.append(_("Say how different people will feel welcome"))
    return missing


def _plan(whole: Whole) -> list[str]:
    return [] if whole.actions else [_("Choose at least one action of the plan")]


def amount_fault(call: Call, asked_pence: int) -> str:
    """What is wrong with asking for so much, with the difference; nothing when it is within the limits (E46)."""
    if asked_pence > call.max_pence:
        over = show(asked_pence - call.max_pence)
        text = _("You ask for %(sum)s. That is %(over)s more than the most, %(most)s")
        return str(text % {"sum": show(asked_pence), "over": over, "most": show(call.max_pence)})
    if asked_pence < call.min_pence:
        under = show(call.min_pence - asked_pence)
        text = _("You ask for %(sum)s. That is %(under)s less than the least, %(least)s")
        return str(text % {"sum": show(asked_pence), "under": under, "least": show(call.min_pence)})
    return ""


def _budget(whole: Whole) -> list[str]:
    p = whole.proposal
    if not whole.lines:
        return [_("Enter at least one line of the budget")]
    missing = []
    if wrong := amount_fault(whole.call, p.amount_pence):
        missing.append(wrong)
    if p.total_pence > p.amount_pence and not p.match_source:
        missing.append(_("Say where the other %(sum)s comes from", sum=show(p.total_pence - p.amount_pence)))
    if whole.call.asks(CallQuestion.MINIMUM) and p.min_viable_pence is None:
        missing.append(_("Say what is the least money it could be done with"))
    return missing


def _dates(whole: Whole) -> list[str]:
    p, call = whole.proposal, whole.call
    if p.starts_on is None or p.ends_on is None:
        return [_("Enter when it starts and when it ends")]
    missing = []
    if p.ends_on < p.starts_on:
        missing.append(_("The end must be after the start"))
    if call.starts_from_on and p.starts_on < call.starts_from_on:
        missing.append(_("It starts before the first day that this call allows"))
    if call.ends_by_on and p.ends_on > call.ends_by_on:
        missing.append(_("It ends after the last day that this call allows"))
    return missing


def _safety(whole: Whole) -> list[str]:
    p = whole.proposal
    missing = []
    if not p.safeguarding:
        missing.append(_("Say how you keep children and adults safe"))
    if not p.access_plan:
        missing.append(_("Say how everyone can take part"))
    if whole.call.asks(CallQuestion.RISKS) and not p.risks:
        missing.append(_("Say what could go wrong"))
    return missing


def _principles(whole: Whole) -> list[str]:
    answered = whole.proposal.principles
    return [] if all(answered.get(key) for key in PRINCIPLES) else [_("Answer all five principles")]


CHECKS: dict[SectionKey, Callable[[Whole], list[str]]] = {
    K.ABOUT: _about,
    K.STRENGTHS: _strengths,
    K.PEOPLE: _people,
    K.PLAN: _plan,
    K.BUDGET: _budget,
    K.DATES: _dates,
    K.SAFETY: _safety,
    K.PRINCIPLES: _principles,
}
