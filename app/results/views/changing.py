"""Where officers note that a winner left, disqualify a project, and promote the next on the reserve list."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.core.access import Rule, access, allow, current_actor
from app.core.db import unit_of_work
from app.core.errors import DomainError
from app.core.forms import Form, show_on_form
from app.core.i18n import _, language, lazy
from app.rounds import queries as rounds
from app.rounds.models import Round

from .. import commands, forms, policies, presenters, queries
from ..models import ChangeKind, Count, ResultChange, Verdict

changing_bp = Blueprint("results_changes", __name__, url_prefix="/office/rounds/<slug>/result")
ACTS: dict[str, tuple[Callable[..., ResultChange], object]] = {
    "withdraw": (commands.withdraw_winner, lazy("The project has left the result. Its money is back in the pot.")),
    "disqualify": (commands.propose_disqualification, lazy("A second officer must confirm it before it counts.")),
}


@changing_bp.get("")
@access(Rule.ROUNDS)
def show(slug: str) -> ResponseReturnValue:
    """Who has the money now, what is free in each pot, who is next, and what waits for a second officer."""
    round_, made = _seen(slug)
    return _page(round_, made)


@changing_bp.post("/<any(withdraw, disqualify):act>")
@access(Rule.ROUNDS)
def leave(slug: str, act: str) -> ResponseReturnValue:
    """A winner does not go ahead, so that its money is the pot's again; or the first officer asks to disqualify one."""
    round_, made = _seen(slug)
    command, message = ACTS[act]
    form = forms.LeaveForm(prefix=act, items=_choices(round_, made, is_reserve_too=act == "disqualify"))
    if form.validate_on_submit():
        try:
            with unit_of_work():
                command(made.id, uuid.UUID(form.item.data), reason=form.reason.data or "", actor=current_actor())
        except DomainError as refusal:
            show_on_form(form, refusal)
        else:
            return _back(slug, str(message))
    return _page(*_seen(slug), **{act: form})


@changing_bp.post("/disqualify/<uuid:change_id>/<any(confirm, drop):act>")
@access(Rule.ROUNDS)
def second(slug: str, change_id: uuid.UUID, act: str) -> ResponseReturnValue:
    """The second officer confirms a disqualification, or somebody takes the request back."""
    _round, made = _seen(slug)
    if change_id not in {each.id for each in queries.changes(made.id)}:
        abort(404)
    with unit_of_work():
        if act == "confirm":
            commands.confirm_disqualification(change_id, actor=current_actor())
        else:
            commands.drop_disqualification(change_id, actor=current_actor())
    return _back(slug, _("The project is disqualified.") if act == "confirm" else _("The request is taken back."))


@changing_bp.post("/promote/<uuid:pot_id>")
@access(Rule.ROUNDS)
def promote(slug: str, pot_id: uuid.UUID) -> ResponseReturnValue:
    """The next on the certified reserve list gets the pot's free money."""
    round_, _made = _seen(slug)
    if pot_id not in {pot.id for pot in round_.pots}:
        abort(404)
    try:
        with unit_of_work():
            commands.promote(pot_id, actor=current_actor())
    except DomainError as refusal:
        flash(refusal.message, "error")
        return redirect(url_for(".show", slug=slug))
    return _back(slug, _("The project is promoted and an offer is made to its group."))


def _seen(slug: str) -> tuple[Round, Count]:
    round_ = rounds.round_by_slug(slug)
    made = queries.published_count(round_.id)
    allow(policies.can_change_result(current_actor(), round_, made))
    if made is None:
        abort(404)
    return round_, made


def _choices(round_: Round, made: Count, *, is_reserve_too: bool) -> list[tuple[str, str]]:
    standing = queries.standing(made, queries.changes(made.id))
    wanted = set(standing.gets)
    if is_reserve_too:
        wanted |= {each.item_id for each in made.items if each.verdict is Verdict.RESERVE} - standing.out
    return [(str(item.id), f"{item.number} {item.title}") for item in rounds.items(round_.id) if item.id in wanted]


def _page(round_: Round, made: Count, **given: Form) -> ResponseReturnValue:
    actor, found = current_actor(), queries.changes(made.id)
    items = {item.id: item for item in rounds.items(round_.id)}
    standing = queries.standing(made, found)
    waiting = [each for each in found if each.kind is ChangeKind.DISQUALIFIED and not each.is_done]
    form = next(iter(given.values()), None)
    return render_template(
        "results/office/changes.html",
        round=round_,
        form=form,
        pots=[
            {
                "pot": pot,
                "rows": [
                    (items[key], gets) for key, gets in standing.gets.items() if items[key].round_pot_id == pot.id
                ],
                "free": standing.free[pot.id],
                "next": queries.next_in_reserve(round_, made, standing, pot),
            }
            for pot in round_.pots
        ],
        changes=presenters.changes_in_words(found, items, round_, language()),
        waiting=[
            (each, items[each.item_id], policies.can_confirm_disqualification(actor, round_, made, each))
            for each in waiting
        ],
        withdraw=given.get("withdraw")
        or forms.LeaveForm(None, prefix="withdraw", items=_choices(round_, made, is_reserve_too=False)),
        disqualify=given.get("disqualify")
        or forms.LeaveForm(None, prefix="disqualify", items=_choices(round_, made, is_reserve_too=True)),
    )


def _back(slug: str, message: str) -> ResponseReturnValue:
    flash(message, "success")
    return redirect(url_for(".show", slug=slug))
