"""The officers' list of proposals, and the page of one with its checklist."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import NoResultFound

from app.core.access import Actor, Rule, access, allow, current_actor
from app.core.clock import now, today
from app.core.db import unit_of_work
from app.core.errors import DomainError
from app.core.forms import show_on_form
from app.core.i18n import _
from app.core.pdf import PdfUnavailable
from app.core.ports import ports
from app.core.web.listing import page_links, page_number
from app.core.web.preferences import address_with
from app.funds import queries as funds
from app.people import queries as people
from app.proposals import queries as proposals
from app.proposals.answers import answers
from app.proposals.exports import proposal_pdf, proposals_csv
from app.proposals.terms import HEADINGS, STATE_COLOURS, STATES
from app.proposals.whole import Whole

from .. import commands, policies, queries
from ..forms import STATES_SHOWN, ListForm, checklist_form
from ..models import CheckResult
from ..rules import RULES
from ..terms import EFFECTS, RESULTS
from . import office_bp

SIZE = 50
SORTS = ("sent", "title", "group", "amount", "state")


def _asked() -> tuple[ListForm, queries.Filter, str, bool]:
    form = ListForm(request.args)
    own = policies.my_funds(current_actor())
    calls = [call for call in funds.public_calls() if own is None or call.fund_id in own]
    form.call.choices = [("", _("All calls")), *((str(call.id), call.title) for call in calls)]
    shown = form.state.data if form.state.data in STATES_SHOWN else "waiting"
    form.state.data = shown
    known = {str(call.id): call.id for call in calls}
    wanted = queries.Filter(
        text=(form.q.data or "").strip()[:100],
        call_id=known.get(form.call.data or ""),
        states=STATES_SHOWN[shown],
        fund_ids=own,
    )
    sort = request.args.get("sort", "sent")
    return form, wanted, sort if sort in SORTS else "sent", request.args.get("order") == "down"


@office_bp.get("")
@access(Rule.CHECKING)
def index() -> ResponseReturnValue:
    form, wanted, sort, is_descending = _asked()
    page = page_number()
    found, total = queries.proposals_page(wanted, sort=sort, is_descending=is_descending, page=page, size=SIZE)
    return render_template(
        "appraisal/index.html",
        form=form,
        rows=[(p, g, c, (STATES[p.state], STATE_COLOURS[p.state])) for p, g, c in found],
        total=total,
        pages=page_links(total, page, SIZE),
        heads=[_head(key, sort, is_descending) for key in SORTS],
    )


def _head(key: str, sort: str, is_descending: bool) -> dict[str, object]:
    words = {
        "sent": _("Sent"),
        "title": _("Proposal"),
        "group": _("Group"),
        "amount": _("Asks for"),
        "state": _("State"),
    }
    is_this = key == sort
    order = "down" if is_this and not is_descending else None
    return {
        "text": words.get(key, _("State")),
        "numeric": key == "amount",
        "sort_url": address_with(sort=key, order=order, page=None),
        "sorted": ("descending" if is_descending else "ascending") if is_this else "",
    }


@office_bp.get("/proposals.csv")
@access(Rule.CHECKING)
def export() -> ResponseReturnValue:
    _form, wanted, sort, is_descending = _asked()
    found, _total = queries.proposals_page(wanted, sort=sort, is_descending=is_descending, page=1, size=5000)
    groups = {group.id: group.name for _p, group, _c in found}
    calls = {call.id: call.title for _p, _g, call in found}
    return proposals_csv("proposals.csv", [p for p, _g, _c in found], groups, calls)


def found_whole(reference: str) -> Whole:
    """A sent proposal with everything, if the actor checks its fund."""
    try:
        proposal = proposals.proposal_by_reference(reference)
    except NoResultFound:
        abort(404)
    if proposal.submitted_at is None:
        abort(404)
    whole = proposals.whole(proposal)
    allow(policies.can_look(current_actor(), whole.call.fund_id))
    return whole


@office_bp.route("/<reference>", methods=["GET", "POST"])
@access(Rule.CHECKING)
def page(reference: str) -> ResponseReturnValue:
    """The proposal, and the checklist to save."""
    whole, actor = found_whole(reference), current_actor()
    known = queries.checks(whole.proposal.id)
    form = checklist_form(known)
    if form.validate_on_submit():
        try:
            with unit_of_work():
                commands.save_checks(actor, whole.proposal.id, form.found(), now=now())
        except DomainError as refusal:
            show_on_form(form, refusal)
            whole = found_whole(reference)
        else:
            flash(_("The checklist is saved"), "success")
            return redirect(url_for(".page", reference=reference))
    return _show(whole, actor, form)


def _show(whole: Whole, actor: Actor, form: object) -> ResponseReturnValue:
    proposal, fund_id = whole.proposal, whole.call.fund_id
    interest, results = queries.interest_of(proposal.id, actor.id), queries.results(proposal.id)
    asked = queries.queries_of(proposal.id)
    is_open = any(each.state == "open" for each in asked)
    decision = queries.decision(proposal.id)
    declared = queries.interests(proposal.id)
    names = people.people_by_id(
        [q.asked_by_id for q in asked]
        + [d.person_id for d in declared]
        + ([decision.decided_by_id] if decision else [])
    )
    return render_template(
        "appraisal/page.html",
        form=form,
        whole=whole,
        proposal=proposal,
        label=(STATES[proposal.state], STATE_COLOURS[proposal.state]),
        sections=answers(whole),
        headings=HEADINGS,
        rules=[(rule, rule.hint(whole)) for rule in RULES],
        results=RESULTS,
        found={key: RESULTS[CheckResult(value)] for key, value in results.items()},
        may_check=policies.can_check(actor, proposal, fund_id, interest),
        may_ask=policies.can_ask(actor, proposal, fund_id, interest, has_open_query=is_open),
        may_pass=policies.can_pass(actor, proposal, fund_id, interest, results=results, has_open_query=is_open),
        queries=[(q, names.get(q.asked_by_id), policies.is_late(q, today())) for q in asked],
        decision=decision,
        decider=names.get(decision.decided_by_id) if decision else None,
        interests=[(each, names.get(each.person_id), EFFECTS[each.effect]) for each in declared],
        panels=ports().panels_for("proposal-office", proposal, actor),
    )


@office_bp.get("/<reference>/proposal.pdf")
@access(Rule.CHECKING)
def document(reference: str) -> ResponseReturnValue:
    try:
        return proposal_pdf(found_whole(reference))
    except PdfUnavailable as refusal:
        flash(refusal.message, "error")
        return redirect(url_for(".page", reference=reference))
