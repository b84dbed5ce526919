"""The task list of a proposal, its sections, checking the answers and sending it."""

from __future__ import annotations

import uuid
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.core import media
from app.core.access import Rule, access, current_actor
from app.core.clock import now
from app.core.db import unit_of_work
from app.core.errors import DomainError, Refusals
from app.core.forms import Form, show_on_form
from app.core.ports import ports

from .. import commands, policies, queries
from ..answers import answers
from ..commands import SectionChanged
from ..forms import FORMS, SPARE_LINES, SectionForm
from ..models import ProposalState
from ..presenters import label_of, picture_url
from ..presenters import tasks as task_rows
from ..sections import BY_KEY, SectionKey, asked, faults
from ..terms import HEADINGS
from ..whole import Whole
from . import bp
from .mine import my_proposal


@bp.get("/my/proposals/<reference>")
@access(Rule.GROUP_MEMBER)
def tasks(reference: str) -> ResponseReturnValue:
    """Where a proposal stands: its task list while it is written, and what has become of it since."""
    proposal, actor, moment = my_proposal(reference), current_actor(), now()
    whole = queries.whole(proposal)
    missing = faults(whole)
    may_edit = policies.can_edit(actor, proposal, whole.call, moment)
    return render_template(
        "proposals/tasks.html",
        proposal=proposal,
        whole=whole,
        label=label_of(proposal),
        tasks=task_rows(whole, missing, may_edit=bool(may_edit)),
        missing=len({fault.section for fault in missing}),
        may_edit=may_edit,
        is_draft=proposal.state is ProposalState.DRAFT,
        may_withdraw=bool(policies.can_withdraw(actor, proposal)),
        sections=[] if may_edit else answers(whole),
        headings=HEADINGS,
        panels=ports().panels_for("my-proposal", proposal, actor),
    )


def _section(whole: Whole, text: str) -> SectionKey:
    known = {section.key.value: section.key for section in asked(whole)}
    return known.get(text) or abort(404)


@bp.route("/my/proposals/<reference>/sections/<key>", methods=["GET", "POST"])
@access(Rule.GROUP_MEMBER)
def section(reference: str, key: str) -> ResponseReturnValue:
    proposal = my_proposal(reference)
    whole = queries.whole(proposal)
    chosen = _section(whole, key)
    verdict = policies.can_edit(current_actor(), proposal, whole.call, now())
    if request.method == "GET" and not verdict:
        flash(verdict.reason, "error")
        return redirect(url_for(".tasks", reference=reference))
    form, clash = FORMS[chosen].of(whole), None
    if "more" in request.form and "lines" in form:
        for _spare in range(SPARE_LINES):
            form["lines"].append_entry()
    elif form.validate_on_submit():
        try:
            _save(proposal.id, chosen, form)
        except DomainError as refusal:
            show_on_form(form, refusal)
            whole = queries.whole(queries.proposal(proposal.id))
            clash = _clash(whole, chosen, form) if isinstance(refusal, SectionChanged) else None
        else:
            return redirect(url_for(".tasks", reference=reference))
    return _show_section(whole, chosen, form, clash)


def _save(proposal_id: uuid.UUID, key: SectionKey, form: SectionForm) -> None:
    """The section is saved. A picture is drawn anew before the transaction begins."""
    seen = int(form.seen.data) if (form.seen.data or "").isdecimal() else -1
    actor = current_actor()
    if key is not SectionKey.PICTURE:
        with unit_of_work():
            commands.save_section(actor, proposal_id, key, form.values(), seen=seen, now=now())
        return
    sent = form["picture"].data
    content = media.picture(sent.read(), field="picture") if sent else None
    with unit_of_work():
        if request.form.get("remove"):
            commands.remove_picture(actor, proposal_id, now=now())
        else:
            commands.set_picture(actor, proposal_id, content, form.values(), seen=seen, now=now())


def _clash(whole: Whole, key: SectionKey, form: SectionForm) -> dict[str, Any]:
    """What the section says now, beside what was typed; saving again from here is knowing."""
    number = str(whole.proposal.section_number(key))
    form.seen.data = form.seen.raw_data = number
    found = next(each for each in answers(whole) if each.key is key)
    return {
        "by": queries.saved_by(whole.proposal, key),
        "rows": found.rows,
        "lines": whole.lines if key is SectionKey.BUDGET else [],
    }


def _show_section(
    whole: Whole, key: SectionKey, form: SectionForm, clash: dict[str, Any] | None
) -> ResponseReturnValue:
    return render_template(
        f"proposals/sections/{key.value}.html",
        form=form,
        whole=whole,
        proposal=whole.proposal,
        section=BY_KEY[key],
        clash=clash,
        headings=HEADINGS,
        image_url=picture_url(whole.proposal.reference, whole.proposal.picture_file_id),
    )


@bp.route("/my/proposals/<reference>/check", methods=["GET", "POST"])
@access(Rule.GROUP_MEMBER)
def check(reference: str) -> ResponseReturnValue:
    """All answers on one page; sending from here, or what still stands in the way."""
    moment = now()
    proposal, form = my_proposal(reference), Form()
    whole = queries.whole(proposal)
    if form.validate_on_submit():
        try:
            with unit_of_work():
                commands.submit_proposal(current_actor(), proposal.id, now=moment)
        except DomainError as refusal:
            show_on_form(form, _without_fields(refusal))
            whole = queries.whole(queries.proposal(proposal.id))
        else:
            return redirect(url_for(".receipt", reference=reference))
    verdict = policies.can_submit(current_actor(), whole.proposal, whole.call, moment)
    return render_template(
        "proposals/check.html",
        form=form,
        proposal=whole.proposal,
        whole=whole,
        sections=answers(whole),
        missing=faults(whole),
        titles={each.key: each.title for each in asked(whole)},
        verdict=verdict,
        may_edit=bool(policies.can_edit(current_actor(), whole.proposal, whole.call, moment)),
        headings=HEADINGS,
    )


def _without_fields(refusal: DomainError) -> DomainError:
    """The same words for the top of a page that has none of the sections' fields."""
    if isinstance(refusal, Refusals):
        return Refusals([DomainError(each.message) for each in refusal.refusals])
    return DomainError(refusal.message)
