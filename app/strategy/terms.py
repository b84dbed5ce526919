"""Words of the plan as pages show them, and the colours of their tags."""

from __future__ import annotations

from app.core.i18n import lazy

from .models import ActionState, Clause, Direction, Level, Rag, Stage, StrategyState, Unit

STRATEGY_STATES = {
    StrategyState.DRAFT: (lazy("Draft"), "grey"),
    StrategyState.CONSULTED: (lazy("In consultation"), "yellow"),
    StrategyState.ADOPTED: (lazy("Adopted"), "green"),
    StrategyState.IN_DELIVERY: (lazy("In delivery"), "green"),
    StrategyState.CLOSED: (lazy("Closed"), "blue"),
    StrategyState.SUPERSEDED: (lazy("Replaced by a newer version"), "grey"),
}
ACTION_STATES = {
    ActionState.NOT_STARTED: (lazy("Not started"), "grey"),
    ActionState.IN_PROGRESS: (lazy("In progress"), "blue"),
    ActionState.COMPLETE: (lazy("Complete"), "green"),
    ActionState.CANCELLED: (lazy("Cancelled"), "grey"),
    ActionState.SUPERSEDED: (lazy("Replaced"), "grey"),
}
RAGS = {
    Rag.GREEN: (lazy("On track"), "green"),
    Rag.AMBER: (lazy("At risk"), "orange"),
    Rag.RED: (lazy("Off track"), "red"),
    Rag.GREY: (lazy("No news yet"), "grey"),
    Rag.BLUE: (lazy("Done"), "blue"),
}
CLAUSES = {
    Clause.BELONG: lazy("Everyone feels that they belong"),
    Clause.UNDERSTOOD: lazy("Everyone feels understood"),
    Clause.SAFE: lazy("Everyone feels safe"),
    Clause.PARTICIPATE: lazy("Everyone can take part"),
}
STAGES = {
    Stage.SET_UP: lazy("Set-up"),
    Stage.EARLY_WIN: lazy("Early win"),
    Stage.OUTPUT: lazy("Output"),
    Stage.OUTCOME: lazy("Outcome"),
}
UNITS = {
    Unit.COUNT: lazy("Number"),
    Unit.PERCENT: lazy("Percentage"),
    Unit.MEAN: lazy("Average score"),
    Unit.RATE: lazy("For every 1,000 people"),
    Unit.POUNDS: lazy("Pounds"),
    Unit.HOURS: lazy("Hours"),
}
DIRECTIONS = {Direction.UP: lazy("More is better"), Direction.DOWN: lazy("Less is better")}
LEVELS = {
    Level.OUTPUT: lazy("What was done"),
    Level.OUTCOME: lazy("What changed"),
    Level.CONTEXT: lazy("Background"),
}
RAG_HINTS = {
    Rag.GREEN.value: lazy("Green: on track"),
    Rag.AMBER.value: lazy("Amber: at risk, with a plan to get back on track"),
    Rag.RED.value: lazy("Red: off track, somebody must decide"),
    Rag.GREY.value: lazy("Grey: not started, or nothing known"),
    Rag.BLUE.value: lazy("Blue: complete"),
}
