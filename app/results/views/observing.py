"""What an observer sees of a round, on one page, and changes nothing of: rules, keys, papers, counts, sealed files."""

from __future__ import annotations

from flask import Blueprint, Response, abort, render_template
from flask.typing import ResponseReturnValue

from app.ballots import queries as ballots
from app.ballots.queries import paper
from app.core.access import Rule, access, allow, current_actor
from app.core.clock import now
from app.people import queries as people
from app.rounds import queries as rounds
from app.rounds.models import Channel, Round
from app.rounds.policies import phase

from .. import policies, presenters, queries
from ..models import CertificateForm

observing_bp = Blueprint("results_observing", __name__, url_prefix="/office/rounds/<slug>/observe")


@observing_bp.get("")
@access(Rule.RESULTS)
def show(slug: str) -> ResponseReturnValue:
    """The round for its observers: everything that shows how it is run, and nothing of how it stands."""
    round_ = rounds.round_by_slug(slug)
    allow(policies.can_see_count(current_actor(), round_))
    key, opened = ballots.opening_key(round_.id), ballots.opening(round_.id)
    made = queries.counts(round_.id)
    certifiers = {each.first_certifier_id for each in made} | {each.second_certifier_id for each in made}
    return render_template(
        "results/office/observe.html",
        round=round_,
        phase=phase(round_, now()).value,
        trustees=rounds.trustees(round_.id),
        enrolled=ballots.trustee_keys(round_.id),
        key=key,
        opening=opened,
        people=people.people_by_id(key for key in certifiers if key),
        counts=made,
        certificates={each.id: queries.certificates(each.id) for each in made},
        OPEN=CertificateForm.OPEN,
        objections=presenters.objection_rows(queries.objections(round_.id)),
        paper=_paper(round_),
    )


@observing_bp.get("/counts/<int:number>/<int:place>/<any(open, sealed):form>.json")
@access(Rule.RESULTS)
def file(slug: str, number: int, place: int, form: str) -> ResponseReturnValue:
    """A certificate of any count, byte for byte as it was hashed; also those of small pots, which are not public."""
    round_ = rounds.round_by_slug(slug)
    allow(policies.can_see_count(current_actor(), round_))
    made = queries.count_by_number(round_.id, number)
    if not 1 <= place <= len(round_.pots):
        abort(404)
    found = queries.certificate(made.id, round_.pots[place - 1].id, CertificateForm(form))
    if found is None:
        abort(404)
    response = Response(found.body, mimetype="application/json")
    response.headers.set("Content-Disposition", "attachment", filename=f"{slug}-count-{number}-{place}-{form}.json")
    return response


def _paper(round_: Round) -> dict[str, object] | None:
    """Batches and the issue log by desk, when the round has papers; never what was chosen on them."""
    if not {Channel.PAPER.value, Channel.POST.value} & set(round_.rules.channels):
        return None
    return {
        "batches": paper.batches(round_.id),
        "desks": [(desk.name, paper.issue_log(desk.id)) for desk in paper.desks(round_.id)],
    }
