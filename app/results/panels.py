"""What results show on other pages: a proposal's verdict, the count on a round's office page, the queue."""

from __future__ import annotations

from collections.abc import Iterable

from flask import url_for

from app.core.access import Actor
from app.core.i18n import _, language
from app.core.ports import Panel, QueueItem, TimelineItem
from app.proposals.models import Proposal
from app.rounds import queries as rounds
from app.rounds.models import Round, RoundState
from app.rounds.policies import RETURNING, can_run

from . import policies, presenters, queries
from .models import WINS

NEXT = {
    RoundState.OPENED: lambda name: _("Count the votes of %(name)s", name=name),
    RoundState.COUNTED: lambda name: _("Certify the count of %(name)s", name=name),
    RoundState.CERTIFIED: lambda name: _("Publish the result of %(name)s", name=name),
}


def on_proposal(proposal: Proposal, actor: Actor) -> Iterable[Panel]:
    """What was decided about the proposal, and why."""
    for result, _item, round_ in queries.results_of_proposal(proposal.id):
        titles = {queries.item_key(each): each.title_in(language())[0] for each in rounds.items(round_.id)}
        made = queries.published_count(round_.id)
        outcome = made.outcome[str(result.round_pot_id)] if made else {"n": 0}
        yield Panel(
            "results/_proposal_panel.html",
            {
                "label": str(presenters.VERDICTS[result.verdict][0]) + ".",
                "is_winner": result.verdict in WINS,
                "sentences": presenters.why(
                    result,
                    round_.money,
                    titles,
                    is_small=queries.is_small(round_, outcome),
                ),
                "round_name": round_.name,
                "url": url_for("results.show", slug=round_.slug),
            },
            order=15,
        )


def proposal_story(proposal: Proposal) -> Iterable[TimelineItem]:
    """When the result that decided about the proposal was published."""
    for result, _item, round_ in queries.results_of_proposal(proposal.id):
        if round_.published_at:
            text = _(
                "Result of %(round)s: %(verdict)s", round=round_.name, verdict=presenters.VERDICTS[result.verdict][0]
            )
            yield TimelineItem(round_.published_at, text, url_for("results.show", slug=round_.slug))


def on_round_office(round_: Round, actor: Actor) -> Iterable[Panel]:
    """The way to the count."""
    if policies.can_see_count(actor, round_) and round_.state in policies.CAN_BE_COUNTED:
        label = NEXT[round_.state](round_.name) if round_.state in NEXT else _("The count")
        yield Panel(
            "results/_office_panel.html",
            {"text": label, "url": url_for("results_office.show", slug=round_.slug)},
            order=80,
        )
    if policies.can_see_count(actor, round_) and round_.state is not RoundState.DRAFT:
        url = url_for("results_observing.show", slug=round_.slug)
        yield Panel("results/_office_panel.html", {"text": _("For observers"), "url": url}, order=85)
    if policies.can_see_objections(actor, round_) and round_.published_at is not None:
        url = url_for("results_objections_office.office", slug=round_.slug)
        yield Panel("results/_office_panel.html", {"text": _("Objections"), "url": url}, order=82)


def of_round(round_: Round, actor: Actor) -> Iterable[Panel]:
    """The way to what was done in the vote, for everyone."""
    if not round_.is_imported:
        text, url = _("What was done in this vote, when and by whom"), url_for("results.trail", slug=round_.slug)
        yield Panel("results/_round_panel.html", {"text": text, "url": url}, order=90)


def objections_waiting(actor: Actor) -> Iterable[QueueItem]:
    """Objections that this officer can decide."""
    if not actor.has(*policies.DECIDERS):
        return
    for found, round_ in queries.undecided_objections():
        if policies.can_decide_objection(actor, found):
            text = _("Decide about objection %(number)s to %(name)s", number=found.number, name=round_.name)
            url = url_for("results_objections_office.decide", slug=round_.slug, number=found.number)
            yield QueueItem(text, url, "objection")


def waiting(actor: Actor) -> Iterable[QueueItem]:
    """Counts, certificates and results that wait for this officer."""
    if not actor.has(*RETURNING):
        return
    for round_ in queries.waiting_rounds():
        if not can_run(actor, round_):
            continue
        made = queries.current_count(round_.id)
        is_mine = round_.state is not RoundState.COUNTED or policies.can_certify(actor, round_, made)
        if is_mine:
            text = NEXT[round_.state](round_.name)
            yield QueueItem(text, url_for("results_office.show", slug=round_.slug), "count")
