"""What a returning officer does with the register: its numbers, the queue of held voters, decisions, reminders."""

from __future__ import annotations

import uuid
from typing import TypeVar

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.areas import queries as areas
from app.core import outbox
from app.core.access import Rule, access, allow, current_actor
from app.core.clock import now, today
from app.core.db import unit_of_work
from app.core.errors import DomainError
from app.core.forms import Form, filled, show_on_form
from app.core.i18n import _, ngettext
from app.rounds import queries as rounds
from app.rounds.models import Round

from .. import commands, policies, queries
from ..forms import CONNECTIONS, DecisionForm
from ..models import Channel, CodeKind, HoldReason, RefusalReason, VoterState
from ..office_forms import CHANNELS, ELECTORATES, PROOFS, WAITS, QueueFilter

office_bp = Blueprint("register_office", __name__, url_prefix="/office/rounds")
ON_A_PAGE = 50
Word = TypeVar("Word", HoldReason, Channel)


def round_of(slug: str) -> Round:
    """The round at this address, if the actor may see its register."""
    round_ = rounds.round_by_slug(slug)
    allow(policies.can_see_register(current_actor(), round_))
    return round_


@office_bp.get("/<slug>/register")
@access(Rule.REGISTER)
def show(slug: str) -> ResponseReturnValue:
    """The numbers of the register, who waits, reminders, and the search for somebody who lost a code."""
    round_ = round_of(slug)
    has_texts = outbox.can_text()
    found = queries.voters_found(round_.id, request.args.get("q", ""))
    return render_template(
        "register/office.html",
        round=round_,
        counts=queries.counts(round_.id),
        reasons=queries.held_by_reason(round_.id),
        waits=WAITS,
        unfinished=queries.rounded(queries.unfinished(round_.id)),
        turnout=queries.turnout(round_.id, now()),
        held=queries.held_voters(round_.id, limit=ON_A_PAGE)[:ON_A_PAGE],
        reminders=queries.reminders(round_.id),
        to_remind=queries.count_to_remind(round_.id, today(), has_texts=has_texts),
        can_remind=policies.can_remind(current_actor(), round_, now()),
        words=request.args.get("q", "").strip(),
        found=found,
        groups=queries.group_names([each for each, _area in found]),
        form=Form(),
        State=VoterState,
        channels=CHANNELS,
    )


@office_bp.get("/<slug>/register/held")
@access(Rule.REGISTER)
def held(slug: str) -> ResponseReturnValue:
    """The queue of held voters, filtered, a page at a time. Decisions are made one by one, never in bulk."""
    round_ = round_of(slug)
    form = QueueFilter(formdata=request.args)
    wanted = queries.Wanted(
        reason=_word(HoldReason, form.reason.data),
        channel=_word(Channel, form.channel.data),
        words=(form.q.data or "").strip(),
        after=_after(request.args.get("after", "")),
    )
    found = queries.held_voters(round_.id, wanted, ON_A_PAGE)
    last = found[ON_A_PAGE - 1].voter if len(found) > ON_A_PAGE else None
    kept = {"reason": form.reason.data or None, "channel": form.channel.data or None, "q": form.q.data or None}
    here = url_for(".held", slug=slug, **kept)
    return render_template(
        "register/office/held.html",
        round=round_,
        filter=form,
        held=found[:ON_A_PAGE],
        waits=WAITS,
        channels=CHANNELS,
        total=queries.held_count(round_.id),
        is_first=wanted.after is None,
        first_url=here,
        next_url=url_for(".held", slug=slug, **kept, after=f"{last.id.hex}{last.name}") if last else "",
    )


def _word(kind: type[Word], text: str | None) -> Word | None:
    return kind(text) if text and text in {each.value for each in kind} else None


def _after(text: str) -> tuple[str, uuid.UUID] | None:
    try:
        return (text[32:], uuid.UUID(text[:32])) if text else None
    except ValueError:
        return None


@office_bp.route("/<slug>/register/<uuid:voter_id>", methods=["GET", "POST"])
@access(Rule.REGISTER)
def decide(slug: str, voter_id: uuid.UUID) -> ResponseReturnValue:
    """One held case with both sides, and the decision."""
    round_ = round_of(slug)
    case = queries.held_case(voter_id)
    allow(policies.can_decide_held(current_actor(), round_, case.voter))
    form = DecisionForm(areas=areas.choices(today()))
    if form.validate_on_submit():
        try:
            with unit_of_work():
                commands.decide_held(
                    voter_id,
                    accept=form.decision.data == "accept",
                    reason=filled(form.reason),
                    refusal=RefusalReason(form.refusal.data) if form.refusal.data else None,
                    area_id=uuid.UUID(form.area.data) if form.area.data else None,
                    actor=current_actor(),
                )
        except DomainError as refusal:
            show_on_form(form, refusal)
        else:
            flash(
                _("The voter is accepted") if form.decision.data == "accept" else _("The voter is refused"), "success"
            )
            return redirect(url_for(".show", slug=slug))
    return render_template(
        "register/office/decide.html",
        round=round_,
        case=case,
        form=form,
        connections=CONNECTIONS,
        channels=CHANNELS,
        electorates=ELECTORATES,
        proofs=PROOFS,
        waits=WAITS,
        partners=dict(queries.partners(round_.id)),
        groups=queries.group_names([case.voter, *(other for other, _area in case.others)]),
    )


@office_bp.post("/<slug>/register/<uuid:voter_id>/code")
@access(Rule.REGISTER)
def give_code(slug: str, voter_id: uuid.UUID) -> ResponseReturnValue:
    """A voter who lost the code gets another, shown here once for the officer to pass on; the old ones still work."""
    round_ = round_of(slug)
    voter = queries.voter(voter_id)
    allow(policies.can_give_code(current_actor(), round_, voter, now()))
    try:
        with unit_of_work():
            made = commands.new_code(voter_id, kind=CodeKind.DESK, actor=current_actor())
    except DomainError as refusal:
        flash(refusal.message, "error")
        return redirect(url_for(".show", slug=slug))
    half = len(made.code) // 2
    shown = f"{made.code[:half]} {made.code[half:]}"
    return render_template(
        "register/office/given_code.html", round=rounds.round_by_slug(slug), name=made.voter.name, code=shown
    )


@office_bp.post("/<slug>/register/remind")
@access(Rule.REGISTER)
def remind(slug: str) -> ResponseReturnValue:
    """Everybody with an unfinished vote and a contact gets a reminder, unless one went out within a day."""
    round_ = round_of(slug)
    allow(policies.can_remind(current_actor(), round_, now()))
    number = queries.count_to_remind(round_.id, today(), has_texts=outbox.can_text())
    try:
        with unit_of_work():
            commands.start_reminder(round_.id, now=now(), actor=current_actor())
    except DomainError as refusal:
        flash(refusal.message, "error")
    else:
        words = ngettext("%(num)s reminder is being written", "%(num)s reminders are being written", number)
        flash(words, "success")
    return redirect(url_for(".show", slug=slug, _anchor="reminders"))
