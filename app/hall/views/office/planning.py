"""Planning: the days of a round, their facts, running order, stalls and cards."""

from __future__ import annotations

import uuid

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.areas import queries as areas
from app.ballots.policies.paper import has_paper
from app.ballots.queries import paper as papers
from app.core import pdf
from app.core.access import Rule, access, allow, current_actor
from app.core.clock import now, today
from app.core.db import unit_of_work
from app.core.errors import DomainError
from app.core.forms import Form, show_on_form
from app.core.i18n import _, language
from app.core.web import absolute
from app.rounds.models import Channel, Electorate, Round
from app.rounds.terms import ELECTORATES

from ... import commands, policies, presenters, queries
from ...forms.office import DayForm, DrawForm, PackForm, PaperDeskForm, StallForm
from ...models import CardPack, DecisionDay, Mode
from .frame import day_here, office_bp, pressed, round_here, tried


@office_bp.get("")
@access(Rule.REGISTER)
def index(slug: str) -> ResponseReturnValue:
    """The round's decision days."""
    round_ = round_here(slug)
    return render_template(
        "hall/office/index.html",
        round=round_,
        days=[(day, presenters.when(day)) for day in queries.days_of(round_.id)],
        states=presenters.STATES,
        may_plan=policies.can_plan(current_actor(), round_),
    )


@office_bp.route("/new", methods=["GET", "POST"])
@access(Rule.ROUNDS)
def new(slug: str) -> ResponseReturnValue:
    """One more day."""
    round_, actor, form = round_here(slug), current_actor(), DayForm.of(None)
    allow(policies.can_plan(actor, round_))
    made: list[uuid.UUID] = []
    if form.validate_on_submit() and tried(
        form, lambda: made.append(commands.plan_day(round_.id, form.given(), actor=actor).id)
    ):
        flash(_("The day is planned. Now draw the running order"), "success")
        return redirect(url_for(".show", slug=slug, day_id=made[0]))
    return render_template("hall/office/form.html", round=round_here(slug), form=form, day=None)


@office_bp.route("/<uuid:day_id>/edit", methods=["GET", "POST"])
@access(Rule.ROUNDS)
def edit(slug: str, day_id: uuid.UUID) -> ResponseReturnValue:
    """The facts of a day."""
    round_, day = day_here(slug, day_id)
    actor, form = current_actor(), DayForm.of(day)
    allow(policies.can_plan(actor, round_, day))
    if form.validate_on_submit() and tried(form, lambda: commands.change_day(day_id, form.given(), actor=actor)):
        flash(_("The day is saved"), "success")
        return redirect(url_for(".show", slug=slug, day_id=day_id))
    round_, day = day_here(slug, day_id)
    return render_template("hall/office/form.html", round=round_, form=form, day=day)


@office_bp.get("/<uuid:day_id>")
@access(Rule.REGISTER)
def show(slug: str, day_id: uuid.UUID) -> ResponseReturnValue:
    """One day: what is planned, what is ready, and the ways to the desk and the timer."""
    round_, day = day_here(slug, day_id)
    return _day_page(round_, day, DrawForm(), StallForm(), _pack_form(round_))


def _pack_form(round_: Round) -> PackForm:
    form = PackForm()
    known = [row.electorate for row in round_.electorates] or [Electorate.OPEN]
    form.offer([(word.value, ELECTORATES[word]) for word in known], areas.choices(today()))
    return form


def _day_page(
    round_: Round, day: DecisionDay, draw_form: DrawForm, stall_form: StallForm, pack_form: PackForm
) -> ResponseReturnValue:
    actor, at = current_actor(), now()
    wrong = next((form for form in (draw_form, stall_form, pack_form) if form.errors), None)
    return render_template(
        "hall/office/day.html",
        round=round_,
        day=day,
        when=presenters.when(day),
        bodies=ELECTORATES,
        state=presenters.STATES[day.state],
        lines=presenters.pitches(day, language(), at),
        modes=presenters.MODES,
        features=presenters.FEATURES,
        packs=queries.packs(day.id),
        counts=queries.counts(day.id),
        handed=queries.handed_over(day.id),
        kinds=presenters.KINDS,
        ends=presenters.ENDS,
        by_pitch=policies.votes_by_pitch(round_),
        incomplete=presenters.INCOMPLETE[round_.rules.incomplete],
        form=wrong,
        draw_form=draw_form,
        stall_form=stall_form,
        pack_form=pack_form,
        paper_form=_paper_form(round_, day),
        paper_desks=paper_desks(round_),
        can={
            "plan": policies.can_plan(actor, round_, day),
            "order": policies.can_order(actor, round_, day),
            "doors": policies.can_open_doors(actor, round_, day, at),
            "work": policies.can_work(actor, round_, day),
            "close": policies.can_close(actor, round_, day, at),
        },
    )


def paper_desks(round_: Round) -> dict[uuid.UUID, str]:
    """The desks that hand papers out in this round, by name; none where its rules take no papers."""
    if not has_paper(round_):
        return {}
    return {desk.id: desk.name for desk in papers.desks(round_.id) if desk.channel is Channel.PAPER}


def _paper_form(round_: Round, day: DecisionDay) -> PaperDeskForm:
    return PaperDeskForm.of(day, [(str(key), name) for key, name in paper_desks(round_).items()])


@office_bp.post("/<uuid:day_id>/papers")
@access(Rule.ROUNDS)
def paper_desk(slug: str, day_id: uuid.UUID) -> ResponseReturnValue:
    """Which desk's papers are handed out in the hall."""
    round_, day = day_here(slug, day_id)
    form, actor = _paper_form(round_, day), current_actor()
    if form.validate_on_submit() and tried(form, lambda: commands.set_paper_desk(day_id, form.desk_id(), actor=actor)):
        flash(_("The desk of the papers is saved"), "success")
    else:
        flash(str(next(iter([*form.desk.errors, *form.form_errors]), "")), "error")
    return redirect(url_for(".show", slug=slug, day_id=day_id, _anchor="papers"))


@office_bp.post("/<uuid:day_id>/draw")
@access(Rule.ROUNDS)
def draw(slug: str, day_id: uuid.UUID) -> ResponseReturnValue:
    """The running order by lot."""
    _round, _day = day_here(slug, day_id)
    form, actor = DrawForm(), current_actor()
    if form.validate_on_submit() and tried(
        form, lambda: commands.draw_order(day_id, actor=actor, seed=form.seed.data or "")
    ):
        flash(_("The order is drawn"), "success")
        return redirect(url_for(".show", slug=slug, day_id=day_id, _anchor="order"))
    round_, day = day_here(slug, day_id)
    return _day_page(round_, day, form, StallForm(formdata=None), _pack_form(round_))


@office_bp.route("/<uuid:day_id>/order", methods=["GET", "POST"])
@access(Rule.ROUNDS)
def order(slug: str, day_id: uuid.UUID) -> ResponseReturnValue:
    """Places, times and presenters of all pitches on one page."""
    round_, day = day_here(slug, day_id)
    allow(policies.can_plan(current_actor(), round_, day))
    form = Form()
    if form.validate_on_submit():
        try:
            plans = {slot.id: _slot_plan(str(slot.id)) for slot in day.slots if f"position-{slot.id}" in request.form}
            with unit_of_work():
                commands.set_slots(day_id, plans, actor=current_actor())
        except ValueError:
            form.form_errors.append(_("Enter whole numbers: places from 1, seconds from 10 to 7200"))
        except DomainError as refusal:
            show_on_form(form, refusal)
        else:
            flash(_("The running order is saved"), "success")
            return redirect(url_for(".show", slug=slug, day_id=day_id, _anchor="order"))
        round_, day = day_here(slug, day_id)
    return render_template(
        "hall/office/order.html",
        round=round_,
        day=day,
        form=form,
        lines=presenters.pitches(day, language(), now()),
        modes=presenters.MODES,
        typed=request.form,
    )


def _slot_plan(key: str) -> commands.SlotPlan:
    """What was typed for one pitch.

    Raises:
        ValueError: not numbers, or out of bounds.
    """
    position, talk, questions = (
        int(request.form.get(f"{name}-{key}", "")) for name in ("position", "duration", "questions")
    )
    if not (1 <= position <= 9999 and 10 <= talk <= 7200 and 0 <= questions <= 7200):
        raise ValueError(key)
    presenter = request.form.get(f"presenter-{key}", "").strip()[:140]
    return commands.SlotPlan(position, talk, questions, presenter, Mode(request.form.get(f"mode-{key}", "live")))


@office_bp.post("/<uuid:day_id>/stalls")
@access(Rule.ROUNDS)
def stall(slug: str, day_id: uuid.UUID) -> ResponseReturnValue:
    """One more stall."""
    day_here(slug, day_id)
    form, actor = StallForm(), current_actor()
    if form.validate_on_submit() and tried(
        form, lambda: commands.add_stall(day_id, form.name.data or "", form.where.data or "", actor=actor)
    ):
        return redirect(url_for(".show", slug=slug, day_id=day_id, _anchor="stalls"))
    round_, day = day_here(slug, day_id)
    return _day_page(round_, day, DrawForm(formdata=None), form, _pack_form(round_))


@office_bp.post("/<uuid:day_id>/stalls/<uuid:stall_id>/remove")
@access(Rule.ROUNDS)
def remove_stall(slug: str, day_id: uuid.UUID, stall_id: uuid.UUID) -> ResponseReturnValue:
    """One stall less."""
    day_here(slug, day_id)
    actor = current_actor()
    return pressed(lambda: commands.remove_stall(day_id, stall_id, actor=actor), "", ".show", slug=slug, day_id=day_id)


@office_bp.get("/<uuid:day_id>/stamp-card")
@access(Rule.REGISTER)
def stamp_card(slug: str, day_id: uuid.UUID) -> ResponseReturnValue:
    """The stamp card as a PDF: four on a page, in the languages of the round that are asked for."""
    round_, day = day_here(slug, day_id)
    if not day.stalls or not day.stamps_needed:
        abort(404)
    lang = request.args.get("in", "en")
    if lang not in round_.languages:
        abort(404)
    page = pdf.render("hall/pdf/stamps.html", lang=lang, title=_("Stamp card"), round=round_, day=day)
    return pdf.answer(page, f"stamp-card-{lang}")


@office_bp.post("/<uuid:day_id>/cards")
@access(Rule.ROUNDS)
def cards(slug: str, day_id: uuid.UUID) -> ResponseReturnValue:
    """A shuffled pack of cards as a PDF, this once: the codes are on this answer and nowhere else."""
    round_, day = day_here(slug, day_id)
    form, actor = _pack_form(round_), current_actor()
    made: list[tuple[CardPack, list[str]]] = []

    def act() -> None:
        made.append(
            commands.make_pack(
                day_id,
                form.cards(),
                actor=actor,
                today=today(),
                electorate=form.electorate.data,
                area_id=form.area_id(),
                is_named=bool(form.is_named.data),
            )
        )

    if form.validate_on_submit() and tried(form, act):
        pack, codes = made[0]
        return _print(slug, day_id, pack, codes)
    round_, day = day_here(slug, day_id)
    draw_form, stall_form = DrawForm(formdata=None), StallForm(formdata=None)
    return _day_page(round_, day, draw_form, stall_form, form)


def _print(slug: str, day_id: uuid.UUID, pack: CardPack, codes: list[str]) -> ResponseReturnValue:
    number, is_named = pack.number, pack.is_named
    round_, day = day_here(slug, day_id)
    links = [absolute("hall.card", token=queries.link_token(round_.id, code)) for code in codes]
    found = [(presenters.spaced(code), presenters.qr(link)) for code, link in zip(codes, links, strict=True)]
    page = pdf.render(
        "hall/pdf/cards.html",
        title=_("Voting cards, pack %(number)s", number=number),
        round=round_,
        day=day,
        is_named=is_named,
        sheets=[found[at : at + 8] for at in range(0, len(found), 8)],
        home=absolute("hall.room", slug=slug).split("://")[-1],
    )
    return pdf.answer(page, f"cards-pack-{number}", as_download=True)
