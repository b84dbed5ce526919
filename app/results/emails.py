"""What we write to people who object to a result."""

from __future__ import annotations

from app.core import outbox
from app.core.web import absolute
from app.rounds.models import Round

from .models import Objection


def objection_received(objection: Objection, round_: Round) -> None:
    _tell("objection_received", objection, round_)


def objection_decided(objection: Objection, round_: Round) -> None:
    _tell("objection_decided", objection, round_)


def _tell(template: str, objection: Objection, round_: Round) -> None:
    if objection.email:
        outbox.put(
            f"results/mail/{template}",
            objection.email,
            lang=objection.lang,
            round=round_.name,
            number=objection.number,
            is_upheld=objection.state.value == "upheld",
            answer=objection.answer,
            url=absolute("results_objections.listed", slug=round_.slug),
        )
