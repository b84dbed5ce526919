"""The ballot and its review as pages, drawn for whichever view asks."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf

from app.core.i18n import language
from app.core.web.context import fragment, page_around
from app.questions import queries as questions
from app.register.models import VoterState
from app.rounds import queries as rounds
from app.rounds.booth import ItemRow
from app.rounds.models import BallotItem, OwnProject

from .. import commands, policies, presenters
from ..forms import CastForm, ChoicesForm
from .here import Here


def ballot_page(found: Here, form: ChoicesForm) -> ResponseReturnValue:
    """The ballot with what is chosen so far, and what is wrong with it."""
    live, chosen, rules = found.live, found.chosen, found.round.rules
    gone = [item.number for item in found.items if item.is_withdrawn and item.number in chosen]
    area, theme = request.args.get("area", ""), request.args.get("theme", "")
    shown = [i for i in live if (not area or str(i.area_id) == area) and (not theme or i.theme == theme)]
    places = rounds.places(cast("Iterable[BallotItem]", live))
    control, views = presenters.controls(rules, len(live)), found.views()
    _put_cards(found, shown, views, control, is_wrong=bool(form.choices.errors))
    areas = {str(key): name for key, (_slug, name) in places.items()}
    return render_template(
        "ballots/choose.html",
        round=found.round,
        how_to=presenters.how_to(rules, pots=len(found.pots), has_own=any(item.number in found.own for item in live)),
        form=form,
        views=views,
        gone=found.lines(gone),
        has_cast=found.voter.has_cast,
        is_held=found.voter.state is VoterState.HELD,
        errata=rounds.errata(found.round.id),
        areas=sorted(areas.items(), key=lambda pair: pair[1]),
        themes=presenters.theme_choices({item.theme for item in live}),
        area=area,
        theme=theme,
        size=len(live),
    )


def _put_cards(
    found: Here,
    shown: list[ItemRow],
    views: list[presenters.PotView],
    control: presenters.Controls,
    *,
    is_wrong: bool,
) -> None:
    """Each pot has its projects as cards in the voter's order; where something is wrong, gaps in a score say so."""
    rules, lang = found.round.rules, language()
    places = rounds.places(cast("Iterable[BallotItem]", shown))
    faces = rounds.faces(cast("Iterable[BallotItem]", shown))
    asked = questions.published_counts(item.proposal_id for item in shown if item.proposal_id)
    needed = policies.missing(found.limits, found.chosen, found.own) if is_wrong else set()
    marks = presenters.Marks(found.chosen, needed)
    has_boosts, bars = rules.boost_votes > 0, rules.own_project is OwnProject.BARRED
    ordered = presenters.in_voters_order(shown, found.voter.order_seed)
    for pot, view in zip(found.pots, views, strict=True):
        mine = [item for item in ordered if item.round_pot_id == pot.id]
        keys = []
        for item in mine:
            face = faces.get(item.proposal_id) if item.proposal_id else None
            place = places.get(item.area_id) if item.area_id else None
            is_own, told = item.number in found.own, asked.get(item.proposal_id, 0) if item.proposal_id else 0
            looks = (item.id, item.version, lang, face, place, told, has_boosts, is_own, is_own and bars)
            keys.append((item.number, looks))
        view.cards.extend(
            presenters.drawn(
                keys,
                lambda numbers: {line.number: line for line in found.lines(numbers, asked)},
                index=view.index,
                control=control,
                marks=marks,
            )
        )


def review_page(found: Here, form: CastForm | None = None) -> ResponseReturnValue:
    """What would be cast, pot by pot. form: what is wrong with the cast."""
    round_, views, seed = found.round, found.views(), found.voter.order_seed
    for pot, view in zip(found.pots, views, strict=True):
        mine = [item for item in found.items if item.round_pot_id == pot.id]
        view.choices.extend(presenters.choices_of(round_, mine, found.chosen, language(), seed=seed, own=found.own))
    own = {
        "choices": fragment("ballots/_chosen.html", views=views, has_cast=found.voter.has_cast),
        "mark": commands.draft_mark(found.draft) if found.draft is not None else "",
        "token": generate_csrf(),
    }
    if form is not None:
        return render_template("ballots/review.html", round=round_, form=form, **own)
    return page_around("ballots/review.html", own, lambda: {"round": round_}, stamp=round_.version)
