"""What the register shows on a round's pages, and what waits for returning officers."""

from __future__ import annotations

from collections.abc import Iterable

from flask import current_app, url_for

from app.areas import queries as areas
from app.core.access import Actor
from app.core.clock import now
from app.core.i18n import _, ngettext
from app.core.ports import Panel, QueueItem
from app.groups.models import Group
from app.rounds import queries as rounds
from app.rounds.models import BEFORE_OPENING, Round
from app.rounds.policies import is_returning, phase
from app.rounds.states import BEFORE_VOTING, Phase

from . import policies, queries
from .codes.seed import usable as demo_code


def of_round(round_: Round, actor: Actor) -> Iterable[Panel]:
    """Turnout, an hour late and rounded; in the demo also postcodes and a code that work."""
    at = now()
    where = phase(round_, at)
    if round_.is_imported or where in BEFORE_VOTING:
        return
    is_demo = current_app.config["SETTINGS"].is_demo and where is Phase.VOTING
    yield Panel(
        "register/_turnout.html",
        {
            "turnout": queries.turnout(round_.id, at),
            "postcodes": [found.postcode for found in areas.sample_postcodes()] if is_demo else [],
            "slug": round_.slug,
            "code": demo_code(round_.id) if is_demo else "",
        },
        order=30,
    )


def of_office_round(round_: Round, actor: Actor) -> Iterable[Panel]:
    """The way to the register."""
    if policies.can_see_register(actor, round_) and not round_.is_imported:
        links = [
            (_("Register and held voters"), url_for("register_office.show", slug=round_.slug)),
            (_("Desk: find or register a voter"), url_for("register_desk.desk", slug=round_.slug)),
        ]
        if is_returning(actor, round_):
            links.append((_("Lists, delegates and organisations"), url_for("register_lists.index", slug=round_.slug)))
        yield Panel("register/_links.html", {"title": _("Register"), "items": links}, order=20)


def of_my_group(group: Group, actor: Actor) -> Iterable[Panel]:
    """People who asked this group to confirm them, if there are any."""
    if number := len(queries.waiting_for_groups([group.id])):
        yield Panel("register/_my_group.html", {"number": number}, order=60)


def waiting_for(actor: Actor) -> Iterable[QueueItem]:
    """Held voters whom this officer can decide."""
    for round_ in rounds.rounds_of(actor):
        if round_.state in BEFORE_OPENING and is_returning(actor, round_) and (held := queries.held_count(round_.id)):
            waiting = ngettext("%(num)s held voter waits in", "%(num)s held voters wait in", held)
            yield QueueItem(
                f"{waiting} {round_.name}",
                url_for("register_office.show", slug=round_.slug),
                _("Held voters"),
                round_.closes_at.date(),
            )
