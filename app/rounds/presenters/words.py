"""Rounds in words: phases, who may vote, and the card of a list."""

from __future__ import annotations

import datetime as dt

from flask import url_for

from app.core.i18n import _, lazy
from app.core.web.context import show_date

from ..models import Connection, Round
from ..policies import phase
from ..states import AFTER_VOTING, Phase
from ..terms import CONNECTIONS
from .lists import either

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


def phase_tag(round_: Round, now: dt.datetime) -> tuple[str, str]:
    """The words for what the round is in, and the colour of their tag."""
    text, colour = PHASES[phase(round_, now)]
    return str(text), colour


def who_may_vote(round_: Round) -> str:
    """One sentence: the age and the connections."""
    ties = either([str(CONNECTIONS[Connection(each)]) for each in round_.connections])
    if round_.min_age:
        return str(_("You can vote if you are %(age)s or over and you %(ties)s.", age=round_.min_age, ties=ties))
    return str(_("You can vote at any age if you %(ties)s.", ties=ties))


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
