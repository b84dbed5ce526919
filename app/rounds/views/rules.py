"""Where returning officers choose a rule set, who votes and how, what a boost can go to, and the ballot's texts."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.core.access import Rule, access, current_actor
from app.core.clock import today
from app.core.db import unit_of_work
from app.core.errors import DomainError
from app.core.forms import filled, show_on_form
from app.core.i18n import NATIVE_NAMES, _

from .. import commands, forms, presenters, queries
from ..models import Round
from .drafting import draft, save
from .office import office_bp


@office_bp.route("/<slug>/rules", methods=["GET", "POST"])
@access(Rule.ROUNDS)
def rules(slug: str) -> ResponseReturnValue:
    """How people vote and how the votes are counted, with the same in plain words."""
    round_, actor = draft(slug), current_actor()
    form = forms.RulesForm.of(round_.rules)
    began_as = round_.rules.preset

    def act(round_: Round) -> object:
        return commands.set_rules(round_.id, form.choices(began_as), actor=actor)

    saved = save(form, act, round_, back="rounds_office.rules")
    return saved or _rules_page(round_, form, forms.PresetForm(formdata=None, preset=began_as or None))


@office_bp.post("/<slug>/rules/preset")
@access(Rule.ROUNDS)
def preset(slug: str) -> ResponseReturnValue:
    """A ready-made rule set takes the place of what was chosen."""
    round_, actor = draft(slug), current_actor()
    form = forms.PresetForm()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                commands.use_preset(round_.id, form.preset.data, actor=actor)
        except DomainError as refusal:
            show_on_form(form, refusal)
        else:
            flash(_("The rule set is taken. Change what you like before the lock."), "success")
            return redirect(url_for(".rules", slug=slug))
    rules_form = forms.RulesForm(formdata=None, obj=round_.rules, ties=",".join(round_.rules.ties))
    return _rules_page(round_, rules_form, form)


def _rules_page(round_: Round, form: forms.RulesForm, preset_form: forms.PresetForm) -> str:
    return render_template(
        "rounds/office/rules.html",
        form=form,
        preset_form=preset_form,
        round=round_,
        who=presenters.who_may_vote(round_),
        words=presenters.rules_in_words(round_) if round_.pots else [],
        weighed=[presenters.ELECTORATES[body] for body in queries.weights(round_)],
    )


@office_bp.route("/<slug>/voters", methods=["GET", "POST"])
@access(Rule.ROUNDS)
def voters(slug: str) -> ResponseReturnValue:
    """Who votes, how they show it, and by which ways."""
    round_, actor = draft(slug), current_actor()
    form = forms.VotersForm.of(round_)

    def act(round_: Round) -> object:
        return commands.set_voters(round_.id, form.choices(), actor=actor)

    return save(form, act, round_) or render_template("rounds/office/voters.html", form=form, round=round_)


@office_bp.route("/<slug>/items/marks", methods=["GET", "POST"])
@access(Rule.ROUNDS)
def marks(slug: str) -> ResponseReturnValue:
    """What a boost vote can go to, and which projects exclude each other."""
    round_, actor = draft(slug), current_actor()
    items = queries.items(round_.id)
    form = forms.MarksForm.of(items)

    def act(round_: Round) -> object:
        return commands.set_marks(round_.id, form.boosted.data or (), form.numbers(), actor=actor)

    return save(form, act, round_) or render_template("rounds/office/marks.html", form=form, round=round_, items=items)


@office_bp.get("/<slug>/texts")
@access(Rule.ROUNDS)
def texts(slug: str) -> ResponseReturnValue:
    """The ballot's texts in every language of the round: there, approved, or missing (E38)."""
    round_ = draft(slug)
    found = {(text.item_id, text.lang): text for text in queries.item_texts(round_.id)}
    return render_template(
        "rounds/office/texts.html",
        round=round_,
        items=queries.items(round_.id),
        texts=found,
        languages=[(lang, NATIVE_NAMES.get(lang, lang)) for lang in round_.languages],
        waiting=commands.unapproved(round_),
        form=forms.ConfirmForm(),
    )


@office_bp.route("/<slug>/texts/<lang>/<int:number>", methods=["GET", "POST"])
@access(Rule.ROUNDS)
def text(slug: str, lang: str, number: int) -> ResponseReturnValue:
    """One project's words in one language, with the words it was written in beside them."""
    round_, actor = draft(slug), current_actor()
    item = queries.item_by_number(round_.id, number)
    if lang not in round_.languages or lang == item.lang:
        abort(404)
    found = queries.item_text(item.id, lang)
    form = forms.TextForm(obj=found, is_approved=bool(found and found.approved_on))

    def act(_round: Round) -> object:
        on = today() if form.is_approved.data else None
        words = form.summary.data or ""
        return commands.set_text(item.id, lang, filled(form.title), words, actor=actor, approved_on=on)

    return save(form, act, round_, back="rounds_office.texts") or render_template(
        "rounds/office/text.html", form=form, round=round_, item=item, lang=lang, name=NATIVE_NAMES.get(lang, lang)
    )


@office_bp.post("/<slug>/texts/<lang>/approve")
@access(Rule.ROUNDS)
def approve(slug: str, lang: str) -> ResponseReturnValue:
    """Every text in the language is approved."""
    round_, actor = draft(slug), current_actor()
    if lang not in round_.languages:
        abort(404)
    with unit_of_work():
        commands.approve_texts(round_.id, lang, actor=actor, on=today())
    flash(_("The texts are approved."), "success")
    return redirect(url_for(".texts", slug=slug))
