"""Where returning officers draft a round: dates, pots, ballot items, trustees."""

from __future__ import annotations

import uuid

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.core.access import Rule, access, allow, current_actor
from app.core.db import unit_of_work
from app.core.errors import DomainError
from app.core.forms import Form, show_on_form
from app.core.i18n import _
from app.core.money import show
from app.funds import queries as funds
from app.people import queries as people
from app.proposals import queries as proposals

from .. import commands, forms, policies, queries
from ..models import Connection, Round
from .office import Act, office_bp


@office_bp.route("/new", methods=["GET", "POST"])
@access(Rule.ROUNDS)
def new() -> ResponseReturnValue:
    """A new draft."""
    actor = current_actor()
    allow(policies.can_create(actor))
    form = forms.BasicsForm.in_languages()(
        connections=[each.value for each in Connection], languages=["en"], min_age=16
    )
    if form.validate_on_submit():
        try:
            with unit_of_work():
                slug = commands.create_round(form.basics(), actor=actor).slug
        except DomainError as refusal:
            show_on_form(form, refusal)
        else:
            return redirect(url_for(".show", slug=slug))
    return render_template("rounds/office/basics.html", form=form, round=None)


@office_bp.route("/<slug>/basics", methods=["GET", "POST"])
@access(Rule.ROUNDS)
def basics(slug: str) -> ResponseReturnValue:
    """Name, dates, voters and languages."""
    round_, actor = draft(slug), current_actor()
    form = forms.BasicsForm.of(round_)

    def act(round_: Round) -> object:
        return commands.set_basics(round_.id, form.basics(), actor=actor)

    return save(form, act, round_) or render_template("rounds/office/basics.html", form=form, round=round_)


@office_bp.route("/<slug>/pots", methods=["GET", "POST"])
@access(Rule.ROUNDS)
def pots(slug: str) -> ResponseReturnValue:
    """The money that the round gives out."""
    round_, actor = draft(slug), current_actor()
    offered = queries.offered_pots()
    left = funds.money_of(pot.id for pot in offered)
    choices = [
        (str(pot.id), pot.name, _("%(money)s left in this pot", money=show(left[pot.id].balance))) for pot in offered
    ]
    now_in = {f"pot_{pot.pot_id}": pot.amount_pence for pot in round_.pots}
    form = forms.PotsForm.for_pots(choices)(data=now_in)

    def act(round_: Round) -> object:
        amounts = {uuid.UUID(key): pence for key, pence in form.amounts().items()}
        return commands.set_pots(round_.id, amounts, actor=actor)

    return save(form, act, round_) or render_template("rounds/office/pots.html", form=form, round=round_)


@office_bp.route("/<slug>/items", methods=["GET", "POST"])
@access(Rule.ROUNDS)
def items(slug: str) -> ResponseReturnValue:
    """Which eligible proposals are on the ballot."""
    round_, actor = draft(slug), current_actor()
    eligible = proposals.eligible_for_round([pot.pot_id for pot in round_.pots if pot.pot_id])
    chosen = queries.items(round_.id)
    form = forms.ItemsForm(proposals=[str(item.proposal_id) for item in chosen])
    form.proposals.choices = [(str(p.id), f"{p.title} ({show(p.amount_pence)})") for p in eligible]

    def act(round_: Round) -> object:
        return commands.set_items(round_.id, [uuid.UUID(key) for key in form.proposals.data], actor=actor)

    saved = save(form, act, round_, back="rounds_office.items")
    return saved or render_template(
        "rounds/office/items.html", form=form, round=round_, items=chosen, eligible=eligible
    )


@office_bp.route("/<slug>/trustees", methods=["GET", "POST"])
@access(Rule.ROUNDS)
def trustees(slug: str) -> ResponseReturnValue:
    """Who holds the shares of the key."""
    round_, actor = draft(slug), current_actor()
    chosen = queries.trustees(round_.id)
    form = forms.TrusteesForm(trustees="\n".join(person.email for person in chosen))

    def act(round_: Round) -> object:
        return commands.set_trustees(round_.id, _people(form.addresses()), actor=actor)

    return save(form, act, round_) or render_template("rounds/office/trustees.html", form=form, round=round_)


def _people(addresses: list[str]) -> list[uuid.UUID]:
    found = [(address, people.person_by_email(address)) for address in addresses]
    unknown = [address for address, person in found if person is None]
    if unknown:
        raise DomainError(_("Nobody has joined with %(addresses)s", addresses=", ".join(unknown)), field="trustees")
    return [person.id for _address, person in found if person]


def draft(slug: str) -> Round:
    """The round, if the officer may still change it; 403 otherwise."""
    round_ = queries.round_by_slug(slug)
    allow(policies.can_edit(current_actor(), round_))
    return round_


def save(form: Form, act: Act, round_: Round, back: str = "rounds_office.show") -> ResponseReturnValue | None:
    """Where to go once the form is saved; None shows the form again."""
    if not form.validate_on_submit():
        return None
    slug = round_.slug
    try:
        with unit_of_work():
            act(round_)
    except DomainError as refusal:
        show_on_form(form, refusal)
        return None
    flash(_("Saved."), "success")
    return redirect(url_for(back, slug=slug))
