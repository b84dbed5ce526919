"""What every officers' page of a hall begins with."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from flask import Blueprint, abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from app.core.access import allow, current_actor
from app.core.db import unit_of_work
from app.core.errors import DomainError
from app.core.forms import Form, show_on_form
from app.register.policies import can_see_register
from app.rounds import queries as rounds
from app.rounds.models import Round

from ... import queries
from ...models import DecisionDay

office_bp = Blueprint("hall_office", __name__, url_prefix="/office/rounds/<slug>/hall")


def round_here(slug: str) -> Round:
    """The round, if the actor may see its register."""
    found = rounds.round_by_slug(slug)
    allow(can_see_register(current_actor(), found))
    return found


def day_here(slug: str, day_id: uuid.UUID) -> tuple[Round, DecisionDay]:
    """The round and one of its days."""
    found = round_here(slug)
    day = queries.day(found.id, day_id)
    if day is None:
        abort(404)
    return found, day


def tried(form: FlaskForm, act: Callable[[], object]) -> bool:
    """The command was done in a unit of work; else what it refused stands on the form."""
    try:
        with unit_of_work():
            act()
    except DomainError as refusal:
        show_on_form(form, refusal)
        return False
    return True


def pressed(act: Callable[[], object], done: object, endpoint: str, **values: object) -> ResponseReturnValue:
    """A button alone: its command, what is said about it, and the page it leads back to."""
    form = Form()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                act()
        except DomainError as refusal:
            flash(refusal.message, "error")
        else:
            if done:
                flash(str(done), "success")
    return redirect(url_for(endpoint, **values))  # type: ignore[arg-type]
