"""Officers' pages: funds, their pots and what has become of the money."""

from __future__ import annotations

import uuid

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import NoResultFound

from app.areas import queries as areas
from app.core.access import Role, Rule, Scope, access, allow, current_actor
from app.core.clock import now, today
from app.core.db import unit_of_work
from app.core.errors import DomainError
from app.core.forms import show_on_form
from app.core.i18n import _

from .. import commands, policies, queries
from ..exports import ledger_csv
from ..forms import FundForm, PotForm
from ..models import Fund, Pot
from ..policies import phase
from ..terms import PHASE_COLOURS, PHASES, THEMES
from . import office_bp


def found_fund(fund_id: uuid.UUID) -> Fund:
    """The fund, if the actor looks after it."""
    try:
        fund = queries.fund(fund_id)
    except NoResultFound:
        abort(404)
    allow(policies.can_manage(current_actor(), fund.id))
    return fund


@office_bp.get("")
@access(Rule.FUNDS)
def index() -> ResponseReturnValue:
    actor = current_actor()
    funds = queries.funds(actor.scope_ids(Role.FUND_MANAGER, Scope.FUND))
    pots = {fund.id: queries.pots_of(fund.id) for fund in funds[:10]}
    money = queries.money_of([pot.id for each in pots.values() for pot in each])
    return render_template(
        "funds/office/index.html",
        funds=[(fund, sum(money[p.id].committed for p in pots.get(fund.id, []))) for fund in funds],
        may_start=bool(policies.can_start_funds(actor)),
    )


@office_bp.route("/new", methods=["GET", "POST"])
@access(Rule.FUNDS)
def create() -> ResponseReturnValue:
    allow(policies.can_start_funds(current_actor()))
    form = FundForm()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                fund_id = commands.create_fund(current_actor(), form.facts()).id
        except DomainError as refusal:
            show_on_form(form, refusal)
        else:
            flash(_("The fund is here. Now add its pots"), "success")
            return redirect(url_for(".fund", fund_id=fund_id))
    return render_template("funds/office/fund_form.html", form=form, fund=None)


@office_bp.get("/<uuid:fund_id>")
@access(Rule.FUNDS)
def fund(fund_id: uuid.UUID) -> ResponseReturnValue:
    found, moment = found_fund(fund_id), now()
    pots = queries.pots_of(found.id)
    money = queries.money_of([pot.id for pot in pots])
    names = {area.id: area.name for area in areas.wards(today())} if any(pot.area_id for pot in pots) else {}
    return render_template(
        "funds/office/fund.html",
        fund=found,
        pots=[(pot, money[pot.id], _only_for(pot, names)) for pot in pots],
        unallotted=found.total_pence - sum(pot.amount_pence for pot in pots),
        calls=[(c, PHASES[phase(c, moment)], PHASE_COLOURS[phase(c, moment)]) for c in queries.calls_of(found.id)],
    )


def _only_for(pot: Pot, names: dict[uuid.UUID, str]) -> str:
    area = names.get(pot.area_id, "") if pot.area_id else ""
    theme = str(THEMES[pot.theme]) if pot.theme else ""
    return ", ".join(filter(None, [area, theme]))


@office_bp.route("/<uuid:fund_id>/edit", methods=["GET", "POST"])
@access(Rule.FUNDS)
def edit(fund_id: uuid.UUID) -> ResponseReturnValue:
    found = found_fund(fund_id)
    form = FundForm(obj=found, data={"seen": str(found.version)})
    if form.validate_on_submit():
        try:
            with unit_of_work():
                commands.edit_fund(current_actor(), fund_id, form.facts(), seen=int(form.seen.data or 0))
        except DomainError as refusal:
            show_on_form(form, refusal)
        else:
            flash(_("Saved"), "success")
            return redirect(url_for(".fund", fund_id=fund_id))
    return render_template("funds/office/fund_form.html", form=form, fund=found)


@office_bp.route("/<uuid:fund_id>/pots/new", methods=["GET", "POST"])
@access(Rule.FUNDS)
def new_pot(fund_id: uuid.UUID) -> ResponseReturnValue:
    found, form = found_fund(fund_id), PotForm(today())
    if form.validate_on_submit():
        try:
            with unit_of_work():
                commands.add_pot(current_actor(), fund_id, form.facts())
        except DomainError as refusal:
            show_on_form(form, refusal)
        else:
            flash(_("The pot is here"), "success")
            return redirect(url_for(".fund", fund_id=fund_id))
    return render_template("funds/office/pot_form.html", form=form, fund=found, pot=None)


@office_bp.route("/<uuid:fund_id>/pots/<uuid:pot_id>", methods=["GET", "POST"])
@access(Rule.FUNDS)
def edit_pot(fund_id: uuid.UUID, pot_id: uuid.UUID) -> ResponseReturnValue:
    found = found_fund(fund_id)
    pot = next((each for each in queries.pots_of(found.id) if each.id == pot_id), None) or abort(404)
    form = PotForm(today(), obj=pot, data={"seen": str(pot.version)})
    if form.validate_on_submit():
        try:
            with unit_of_work():
                commands.edit_pot(current_actor(), pot_id, form.facts(), seen=int(form.seen.data or 0))
        except DomainError as refusal:
            show_on_form(form, refusal)
        else:
            flash(_("Saved"), "success")
            return redirect(url_for(".fund", fund_id=fund_id))
    return render_template("funds/office/pot_form.html", form=form, fund=found, pot=pot)


@office_bp.get("/<uuid:fund_id>/ledger")
@access(Rule.FUNDS)
def ledger(fund_id: uuid.UUID) -> ResponseReturnValue:
    found = found_fund(fund_id)
    pots = {pot.id: pot for pot in queries.pots_of(found.id)}
    entries = queries.ledger(list(pots))
    return render_template("funds/office/ledger.html", fund=found, entries=entries, pots=pots)


@office_bp.get("/<uuid:fund_id>/ledger.csv")
@access(Rule.FUNDS)
def ledger_file(fund_id: uuid.UUID) -> ResponseReturnValue:
    found = found_fund(fund_id)
    pots = {pot.id: pot for pot in queries.pots_of(found.id)}
    return ledger_csv(queries.ledger(list(pots), limit=100_000), pots)
