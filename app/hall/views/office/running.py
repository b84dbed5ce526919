"""Running the day: doors, the timer and its screen, what staff may see of progress, closing the list."""

from __future__ import annotations

import uuid

from flask import flash, jsonify, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.core.access import Rule, access, allow, current_actor
from app.core.clock import now, today
from app.core.forms import Form
from app.core.i18n import _, language

from ... import commands, policies, presenters, queries
from .frame import day_here, office_bp, pressed, tried


@office_bp.post("/<uuid:day_id>/doors")
@access(Rule.REGISTER)
def doors(slug: str, day_id: uuid.UUID) -> ResponseReturnValue:
    """The doors are open: the desk works, and so do cards."""
    day_here(slug, day_id)
    actor = current_actor()
    return pressed(
        lambda: commands.open_doors(day_id, actor=actor, now=now()),
        _("The doors are open"),
        ".show",
        slug=slug,
        day_id=day_id,
    )


@office_bp.get("/<uuid:day_id>/timer")
@access(Rule.REGISTER)
def timer(slug: str, day_id: uuid.UUID) -> ResponseReturnValue:
    """Who operates the timer: start, end, and how many are in the room and have answered. Never what (E24)."""
    round_, day = day_here(slug, day_id)
    allow(policies.can_work(current_actor(), round_, day))
    at = now()
    return render_template(
        "hall/office/timer.html",
        round=round_,
        day=day,
        lines=presenters.pitches(day, language(), at),
        clock=presenters.clock(day, language(), at),
        next=queries.next_slot(day),
        in_room=queries.in_room(day.id),
        by_pitch=policies.votes_by_pitch(round_),
    )


@office_bp.post("/<uuid:day_id>/timer/<uuid:slot_id>/<any(start,end):act>")
@access(Rule.REGISTER)
def turn(slug: str, day_id: uuid.UUID, slot_id: uuid.UUID, act: str) -> ResponseReturnValue:
    """A pitch begins or ends, and with it the time to score it."""
    day_here(slug, day_id)
    actor, do = current_actor(), commands.start_slot if act == "start" else commands.end_slot
    return pressed(lambda: do(day_id, slot_id, actor=actor, now=now()), "", ".timer", slug=slug, day_id=day_id)


@office_bp.get("/<uuid:day_id>/screen")
@access(Rule.REGISTER)
def screen(slug: str, day_id: uuid.UUID) -> ResponseReturnValue:
    """The page for the projector: the pitch, big digits, colour and words, a bell."""
    round_, day = day_here(slug, day_id)
    return render_template(
        "hall/office/screen.html", round=round_, day=day, clock=presenters.clock(day, language(), now())
    )


@office_bp.get("/<uuid:day_id>/now")
@access(Rule.REGISTER)
def clock(slug: str, day_id: uuid.UUID) -> ResponseReturnValue:
    """What the screen asks for again and again."""
    _round, day = day_here(slug, day_id)
    return jsonify(presenters.clock(day, language(), now()))


@office_bp.route("/<uuid:day_id>/close", methods=["GET", "POST"])
@access(Rule.ROUNDS)
def close(slug: str, day_id: uuid.UUID) -> ResponseReturnValue:
    """The presiding officer closes the hall's list, after a page that says what that does."""
    round_, day = day_here(slug, day_id)
    allow(policies.can_close(current_actor(), round_, day, now()))
    form, actor = Form(), current_actor()
    if form.validate_on_submit() and tried(
        form, lambda: commands.close_list(day_id, actor=actor, now=now(), today=today())
    ):
        flash(_("The list is closed. Nothing more of this hall is counted"), "success")
        return redirect(url_for(".show", slug=slug, day_id=day_id))
    round_, day = day_here(slug, day_id)
    return render_template(
        "hall/office/close.html",
        round=round_,
        day=day,
        form=form,
        in_room=queries.in_room(day.id),
        unheld=queries.next_slot(day) is not None,
        incomplete=presenters.INCOMPLETE[round_.rules.incomplete],
    )
