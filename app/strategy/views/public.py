"""The plan for everybody: what the council and its partners set out to do, and how it goes."""

from __future__ import annotations

from flask import Response, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.areas import queries as areas
from app.core import pdf
from app.core.access import Rule, access, current_actor
from app.core.clock import today
from app.core.ports import ports
from app.core.web import absolute

from .. import exports, presenters, queries
from ..filters import Filters
from ..forms import PlanFilterForm
from ..models import PUBLISHED, Strategy
from ..terms import ACTION_STATES, CLAUSES, STAGES, STRATEGY_STATES
from . import bp


def _current() -> Strategy | None:
    """The plan in force; after its close, the last one that was."""
    return queries.current_strategy() or next(iter(queries.published()), None)


@bp.get("")
@access(Rule.PUBLIC)
def plan() -> ResponseReturnValue:
    """The vision, and the actions that the filters in the address leave."""
    strategy = _current()
    if strategy is None:
        return render_template("strategy/no_plan.html")
    tree, on = queries.plan(strategy.id), today()
    form = PlanFilterForm.of(request.args, tree, areas.choices(on))
    filters, names = form.filters(), queries.indicator_names()
    return render_template(
        "strategy/plan.html",
        strategy=strategy,
        view=presenters.plan_view(tree, filters),
        form=form,
        is_filtered=filters != Filters(),
        clauses=[(CLAUSES[clause.clause], clause) for clause in strategy.clauses],
        measured={key: (name, url_for(".indicator", code=code.lower())) for key, code, name in names},
        labels=presenters.action_labels,
        on=on,
    )


@bp.get("/pdf")
@access(Rule.PUBLIC)
def plan_pdf() -> Response:
    """The whole plan in force as a document."""
    strategy = _current()
    if strategy is None:
        abort(404)
    content = pdf.render(
        "strategy/pdf/plan.html",
        page_url=absolute("strategy.plan"),
        title=strategy.title,
        strategy=strategy,
        pillars=presenters.plan_view(queries.plan(strategy.id), Filters()).pillars,
        clauses=[(CLAUSES[clause.clause], clause) for clause in strategy.clauses],
        states=ACTION_STATES,
        facts=presenters.action_facts,
    )
    return pdf.answer(content, f"{strategy.title} version {strategy.version_number}")


@bp.get("/<slug>")
@access(Rule.PUBLIC)
def action(slug: str) -> ResponseReturnValue:
    """One action: what it is for, how it goes, what it is measured by, and what projects did for it."""
    found, on = queries.action_by_slug(slug), today()
    measured = queries.indicators_of(found)
    return render_template(
        "strategy/action.html",
        action=found,
        lang=queries.language_of(found.strategy_id),
        labels=presenters.action_labels(found, on),
        facts=presenters.action_facts(found),
        measures=[presenters.indicator_view(each, on) for each in measured],
        charts=[(each.name, chart) for each in measured[:3] if (chart := presenters.chart_of(each))],
        panels=ports().panels_for("action", found, current_actor()),
        stages=STAGES,
        on=on,
    )


@bp.get("/indicators")
@access(Rule.PUBLIC)
def indicators() -> ResponseReturnValue:
    """Everything that is measured, with baseline, last value and target."""
    on = today()
    return render_template(
        "strategy/indicators.html", measures=[presenters.indicator_view(each, on) for each in queries.indicators()]
    )


@bp.get("/indicators/<code>")
@access(Rule.PUBLIC)
def indicator(code: str) -> ResponseReturnValue:
    """One indicator over time, in a chart and in a table that says the same."""
    found, plan = queries.indicator_by_code(code), queries.current_strategy()
    return render_template(
        "strategy/indicator.html",
        indicator=found,
        lang=plan.lang if plan else None,
        view=presenters.indicator_view(found, today()),
        chart=presenters.chart_of(found),
        rows=presenters.observation_rows(found),
        targets=presenters.target_rows(found),
        actions=queries.actions_of(found.id),
        panels=ports().panels_for("indicator", found, current_actor()),
    )


@bp.get("/versions")
@access(Rule.PUBLIC)
def versions() -> ResponseReturnValue:
    """All versions that were in force."""
    return render_template("strategy/versions.html", versions=queries.published(), states=STRATEGY_STATES)


@bp.get("/versions/<int:number>")
@access(Rule.PUBLIC)
def version(number: int) -> ResponseReturnValue:
    """One version as it was adopted, and what it changed."""
    found = queries.strategy(number)
    if found.state not in PUBLISHED:
        abort(404)
    tree = queries.plan(found.id)
    earlier = queries.plan(found.previous_id) if found.previous_id else None
    return render_template(
        "strategy/version.html",
        strategy=found,
        view=presenters.plan_view(tree, Filters()),
        clauses=[(CLAUSES[clause.clause], clause) for clause in found.clauses],
        changes=presenters.changes(earlier, tree) if earlier is not None else [],
        state=STRATEGY_STATES[found.state],
        states=ACTION_STATES,
    )


@bp.get("/versions/<int:number>/csv")
@access(Rule.PUBLIC)
def version_csv(number: int) -> Response:
    """The actions of one version, in the columns of the import."""
    found = queries.strategy(number)
    if found.state not in PUBLISHED:
        abort(404)
    return exports.plan_csv(queries.plan(found.id))
