"""What a proposal says, as questions and answers by section: for its group, for documents and for officers."""

from __future__ import annotations

from dataclasses import dataclass

from app.core.i18n import _
from app.core.money import show
from app.funds.models import CallQuestion
from app.funds.terms import PRINCIPLES, theme_name
from app.groups.terms import WRITTEN_IN, chosen
from app.strategy import queries as strategy

from .sections import SectionKey, asked
from .terms import AGREEMENT, MIXING
from .whole import Whole


@dataclass(frozen=True, slots=True)
class Answer:
    """One question and its answer. lang: what it is written in; empty for words of ours."""

    question: str
    text: str
    lang: str = ""


@dataclass(frozen=True, slots=True)
class Answers:
    """One section's questions and answers."""

    key: SectionKey
    title: object
    rows: list[Answer]


def answers(whole: Whole) -> list[Answers]:
    """Every section that the call asks for; the budget's lines are left to the page's own table."""
    return [Answers(section.key, section.title, MAKERS[section.key](whole)) for section in asked(whole)]


def _about(whole: Whole) -> list[Answer]:
    p = whole.proposal
    rows = [
        Answer(_("Title"), p.title, p.lang),
        Answer(_("Short summary"), p.summary, p.lang),
        Answer(_("What we will do"), p.description, p.lang),
        Answer(_("Themes"), ", ".join(theme_name(key) for key in p.themes)),
        Answer(_("Written in"), WRITTEN_IN.get(p.lang, p.lang)),
    ]
    if len(whole.pots) > 1:
        rows.append(Answer(_("Pot"), whole.pot.name if whole.pot else ""))
    return rows


def _strengths(whole: Whole) -> list[Answer]:
    p = whole.proposal
    return [
        Answer(_("What is good here already"), p.strengths, p.lang),
        Answer(_("What is missing"), p.need, p.lang),
        Answer(_("What people will do together"), p.together, p.lang),
    ]


def _people(whole: Whole) -> list[Answer]:
    p = whole.proposal
    rows = [
        Answer(_("Who will benefit"), p.who_benefits, p.lang),
        Answer(_("How many people will take part"), "" if p.beneficiaries is None else f"{p.beneficiaries:,}"),
        Answer(_("Who it brings together"), "; ".join(chosen(MIXING, p.forms_of_integration))),
        Answer(_("Wards"), ", ".join(area.name for area in whole.areas)),
    ]
    if whole.call.asks(CallQuestion.DIVERSITY):
        rows.append(Answer(_("How different people will feel welcome"), p.diversity, p.lang))
    return rows


def _plan(whole: Whole) -> list[Answer]:
    named = "; ".join(f"{action.code} {action.title}" for action in whole.actions)
    written_in = strategy.language_of(whole.actions[0].strategy_id) if whole.actions else ""
    return [Answer(_("Actions of the plan"), named, written_in)]


def _budget(whole: Whole) -> list[Answer]:
    p = whole.proposal
    rows = [Answer(_("What we ask for"), show(p.amount_pence)), Answer(_("What it costs in all"), show(p.total_pence))]
    if p.total_pence > p.amount_pence:
        rows.append(Answer(_("Where the rest comes from"), p.match_source, p.lang))
    if p.min_viable_pence is not None:
        rows.append(Answer(_("The least it could be done with"), show(p.min_viable_pence)))
    return rows


def _dates(whole: Whole) -> list[Answer]:
    from app.core.web.context import show_date

    p = whole.proposal
    return [Answer(_("Starts"), show_date(p.starts_on)), Answer(_("Ends"), show_date(p.ends_on))]


def _safety(whole: Whole) -> list[Answer]:
    p = whole.proposal
    rows = [
        Answer(_("How we keep children and adults safe"), p.safeguarding, p.lang),
        Answer(_("How everyone can take part"), p.access_plan, p.lang),
    ]
    if whole.call.asks(CallQuestion.RISKS):
        rows.append(Answer(_("What could go wrong, and what then"), p.risks, p.lang))
    return rows


def _principles(whole: Whole) -> list[Answer]:
    given = whole.proposal.principles
    return [Answer(str(text), str(AGREEMENT.get(given.get(key, ""), ""))) for key, text in PRINCIPLES.items()]


def _picture(whole: Whole) -> list[Answer]:
    p = whole.proposal
    text = p.picture_alt if p.picture_file_id else _("We draw a picture for you")
    return [Answer(_("Picture"), text, p.lang if p.picture_file_id else "")]


MAKERS = {
    SectionKey.ABOUT: _about,
    SectionKey.STRENGTHS: _strengths,
    SectionKey.PEOPLE: _people,
    SectionKey.PLAN: _plan,
    SectionKey.BUDGET: _budget,
    SectionKey.DATES: _dates,
    SectionKey.SAFETY: _safety,
    SectionKey.PRINCIPLES: _principles,
    SectionKey.PICTURE: _picture,
}
