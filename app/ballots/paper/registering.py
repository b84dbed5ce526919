"""What the site learns about paper: pages, the menu, what waits for whom, and what must be destroyed."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from flask import Flask, url_for

from app.core import jobs
from app.core.access import Actor, Role
from app.core.clock import now
from app.core.db import constraint_refusal, unit_of_work
from app.core.events import subscribe
from app.core.i18n import _, lazy
from app.core.ports import NavItem, Panel, QueueItem, ports
from app.rounds.events import RoundCancelled
from app.rounds.models import Round, RoundState
from app.rounds.policies import RETURNING, phase

from ..commands import paper_sheets as commands
from ..models.paper import BatchState
from ..policies import paper as policies
from ..queries import paper as queries

SEEN_BY = (*RETURNING, *policies.SEEN_BY)


def register_paper(app: Flask) -> None:
    from ..views.paper import paper_bp
    from .seed import SEED

    app.register_blueprint(paper_bp)
    subscribe(app, RoundCancelled, lambda news: commands.destroy_papers(news.round_id))
    jobs.handler(app, commands.PAPER_SWEEP_JOB, sweep)
    constraint_refusal("uq_paper_desk_round_id_name", lazy("There is already a desk with this name"), field="name")
    for name in ("ck_paper_batch_two_people_key", "ck_paper_decision_a_third", "ck_paper_sheet_two_people_sign"):
        constraint_refusal(name, lazy("A second, different person must do this"))
    with app.app_context():
        registry = ports()
        registry.nav.append(
            NavItem(lazy("Paper ballots"), "ballots_paper.index", 45, lambda actor: actor.has(*SEEN_BY), area="office")
        )
        registry.add_panel("office-round", of_office_round)
        registry.add_panel("round", of_round)
        registry.queue.append(waiting_for)
        registry.seeds.append(SEED)


def sweep(round_id: str) -> None:
    """What was keyed in a round cannot be read any more, not in a backup either."""
    commands.sweep_papers(uuid.UUID(round_id))
    with unit_of_work():
        commands.mark_papers_swept(uuid.UUID(round_id))


def of_round(round_: Round, actor: Actor) -> Iterable[Panel]:
    """The booklet to print, in ordinary and large print and with pictures."""
    if round_.is_imported or round_.state in {RoundState.DRAFT, RoundState.CANCELLED}:
        return
    ways: tuple[tuple[str, dict[str, Any]], ...] = (
        (_("Ballot booklet (PDF)"), {}),
        (_("In large print (PDF)"), {"large": 1}),
        (_("With pictures (PDF)"), {"pictures": 1}),
    )
    items = [(said, url_for("ballots_public.booklet", slug=round_.slug, **asked)) for said, asked in ways]
    yield Panel("register/_links.html", {"title": _("To read on paper"), "items": items}, order=55)


def of_office_round(round_: Round, actor: Actor) -> Iterable[Panel]:
    """The way to the papers."""
    if not round_.is_imported and policies.can_see_paper(actor, round_):
        items = [(_("Packs, desks, boxes and typing"), url_for("ballots_paper.show", slug=round_.slug))]
        yield Panel("register/_links.html", {"title": _("Paper ballots"), "items": items}, order=30)


def waiting_for(actor: Actor) -> Iterable[QueueItem]:
    """Batches to type, papers to settle, samples to read, papers to put into the count."""
    if not actor.has(*RETURNING, Role.DATA_ENTRY, Role.ADJUDICATOR):
        return
    kind = _("Paper ballots")
    for round_ in queries.paper_rounds(actor):
        if phase(round_, now()) not in policies.KEYED_IN or queries.record(round_.id) is not None:
            continue
        batches = queries.batches(round_.id)
        states = {batch.state for batch in batches}
        name = round_.name
        if policies.can_key(actor, round_, now()) and queries.free_batches(round_.id, actor.id):
            yield QueueItem(
                _("Type papers of %(round)s", round=name), url_for("ballots_paper.key", slug=round_.slug), kind
            )
        if states & {BatchState.COMPARED, BatchState.SAMPLED} and not actor.has(Role.DATA_ENTRY):
            url = url_for("ballots_paper.settle", slug=round_.slug)
            yield QueueItem(_("Settle papers of %(round)s", round=name), url, kind)
        if policies.can_write(actor, round_, None, queries.unfinished(round_.id)):
            url = url_for("ballots_paper.sheets", slug=round_.slug)
            yield QueueItem(_("Put the papers of %(round)s into the count", round=name), url, kind)
