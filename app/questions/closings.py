"""Until when questions can be asked: packages that stand above tell it, as `core.access.rights` does for rights."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable

from flask import Flask, current_app

Source = Callable[[uuid.UUID], dt.datetime | None]


def add(app: Flask, source: Source) -> None:
    """`source(proposal_id)` gives the instant at which its questions freeze: the close of voting. None: no vote yet."""
    app.extensions.setdefault("question_closings", []).append(source)


def freezes_at(proposal_id: uuid.UUID) -> dt.datetime | None:
    """The latest instant that a source names; None while the proposal is on no ballot."""
    sources: list[Source] = current_app.extensions.get("question_closings", [])
    return max((at for source in sources if (at := source(proposal_id)) is not None), default=None)
