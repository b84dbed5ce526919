"""Where everyone reads a result: what was funded and why, what was not and why, and the files to count again."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, render_template
from flask.typing import ResponseReturnValue

from app.core import pdf
from app.core.access import Rule, access, allow, current_actor
from app.core.clock import now, today
from app.core.i18n import _, language
from app.core.web import absolute
from app.council import queries as council
from app.register import queries as register
from app.rounds import queries as rounds
from app.rounds.models import Round, RoundPot

from .. import exports, policies, presenters, queries
from ..models import CertificateForm, Count
from . import kept

bp = Blueprint("results", __name__)


@bp.get("/results")
@access(Rule.PUBLIC)
def index() -> ResponseReturnValue:
    """Every round with a public result."""
    return render_template("results/index.html", rounds=queries.published_rounds())


@bp.get("/rounds/<slug>/results")
@access(Rule.PUBLIC)
def show(slug: str) -> ResponseReturnValue:
    """The result of a round; before it is public, a page that says when to come back."""
    round_ = rounds.public_round(slug)
    made = queries.published_count(round_.id)
    if made is None:
        return render_template("results/not_yet.html", round=round_)
    return render_template("results/show.html", **_context(round_, made))


@bp.get("/rounds/<slug>/results/counts/<int:number>")
@access(Rule.PUBLIC)
def earlier(slug: str, number: int) -> ResponseReturnValue:
    """A count that was published once and has been superseded since (E35)."""
    round_ = rounds.public_round(slug)
    made = queries.count_by_number(round_.id, number)
    if made.published_at is None:
        abort(404)
    return render_template("results/show.html", **_context(round_, made))


@bp.get("/rounds/<slug>/results/counts/<int:number>/<int:place>/certificate.json")
@access(Rule.PUBLIC)
def earlier_certificate(slug: str, number: int, place: int) -> ResponseReturnValue:
    """The public certificate of one pot of a superseded count."""
    round_ = rounds.public_round(slug)
    made, pot = queries.count_by_number(round_.id, number), _pot(round_, place)
    if made.published_at is None:
        abort(404)
    files = {each.round_pot_id: each for each in queries.certificates(made.id, is_public=True)}
    return _file(files[pot.id].body, "application/json", f"{slug}-count-{number}-{place}-certificate.json")


@bp.get("/rounds/<slug>/trail")
@access(Rule.PUBLIC)
def trail(slug: str) -> ResponseReturnValue:
    """Who did what in this round, when, in which role; no voter is in it."""
    round_ = rounds.public_round(slug)
    rows = presenters.trail_rows(queries.acts(round_.id, presenters.SHOWN))
    return render_template("results/trail.html", round=round_, rows=rows)


@bp.get("/rounds/<slug>/results.pdf")
@access(Rule.PUBLIC)
def document(slug: str) -> ResponseReturnValue:
    """The result as a PDF."""
    round_ = rounds.public_round(slug)
    made = _public(round_)

    def draw() -> bytes:
        return pdf.render(
            "results/pdf/result.html",
            title=_("Result: %(name)s", name=round_.name),
            page_url=absolute("results.show", slug=slug),
            **_context(round_, made),
        )

    content = kept.kept(("pdf", made.id, made.version, round_.version, language()), draw)
    return pdf.answer(content, f"result-{slug}")


@bp.get("/rounds/<slug>/results.csv")
@access(Rule.PUBLIC)
def table(slug: str) -> ResponseReturnValue:
    """Every item of the result as CSV; votes only where the pot is large enough."""
    round_ = rounds.public_round(slug)
    made = _public(round_)
    return _file(exports.results_csv(round_, made, rounds.items(round_.id)), "text/csv", f"{slug}.csv")


@bp.get("/rounds/<slug>/results/<int:place>/certificate.json")
@access(Rule.PUBLIC)
def certificate(slug: str, place: int) -> ResponseReturnValue:
    """The public certificate of one pot, byte for byte as it was hashed."""
    round_ = rounds.public_round(slug)
    made, pot = _public(round_), _pot(round_, place)
    files = {each.round_pot_id: each for each in queries.certificates(made.id, is_public=True)}
    return _file(files[pot.id].body, "application/json", f"{slug}-{place}-certificate.json")


@bp.get("/rounds/<slug>/results/<int:place>/sealed.json")
@access(Rule.RESULTS)
def sealed(slug: str, place: int) -> ResponseReturnValue:
    """The whole certificate of a small pot, for observers and returning officers only."""
    round_ = rounds.public_round(slug)
    allow(policies.can_see_count(current_actor(), round_))
    made, pot = queries.current_count(round_.id), _pot(round_, place)
    found = queries.certificate(made.id, pot.id, CertificateForm.OPEN) if made else None
    if found is None:
        abort(404)
    return _file(found.body, "application/json", f"{slug}-{place}-sealed.json")


@bp.get("/rounds/<slug>/results/<int:place>/election.pb")
@access(Rule.PUBLIC)
def election(slug: str, place: int) -> ResponseReturnValue:
    """The ballots of one pot as a Pabulib file, where it can be counted again and the open certificate is public."""
    round_ = rounds.public_round(slug)
    made, pot = _public(round_), _pot(round_, place)
    found = queries.certificate(made.id, pot.id, CertificateForm.OPEN)
    if found is None or not found.is_public or exports.why_no_pabulib(round_, made, pot):
        abort(404)
    text = kept.kept(("pb", made.id, pot.id), lambda: exports.pabulib(round_, made, pot).encode())
    return _file(text, "text/plain", f"{slug}-{place}.pb")


def _context(round_: Round, made: Count) -> dict[str, Any]:
    """What the page and the PDF show."""
    items = rounds.items(round_.id)
    frame = presenters.frame_of(round_, items, language())
    is_imported = round_.is_imported
    return {
        "round": round_,
        "count": made,
        "pots": presenters.results_of(made, round_.pots, frame),
        "refused": presenters.refused_in_words(made),
        "turnout": None
        if is_imported
        else presenters.turnout_tables(register.turnout(round_.id, now(), council.council().disclosure_threshold)),
        "certificates": queries.certificates(made.id, is_public=True),
        "changes": presenters.changes_in_words(queries.changes(made.id), frame.items, round_, language()),
        "may_object": policies.can_object(made, today()),
        "objections": len(queries.objections(round_.id)),
        "earlier": [each for each in queries.counts(round_.id) if each.published_at and each.id != made.id],
        "no_pabulib": [exports.why_no_pabulib(round_, made, pot) for pot in round_.pots],
        "errata": rounds.errata(round_.id),
    }


def _public(round_: Round) -> Count:
    made = queries.published_count(round_.id)
    if made is None:
        abort(404)
    return made


def _pot(round_: Round, place: int) -> RoundPot:
    if not 1 <= place <= len(round_.pots):
        abort(404)
    return round_.pots[place - 1]


def _file(text: str | bytes, media_type: str, name: str) -> Response:
    response = Response(text, mimetype=media_type)
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response
