"""The voter's own cookie (Path=/vote): the row id of the code they came in with, never the code, never a choice."""

from __future__ import annotations

import uuid

from flask import Response, g, request, session

from app.core.clock import today
from app.core.web import absolute
from app.rounds.models import Round

from . import policies, queries
from .models import CodeKind, Voter, VoterCode

KEY = "rounds"


def enter(round_: Round, code_id: uuid.UUID) -> None:
    """The next requests of this browser are that voter's, in this round."""
    session[KEY] = {**session.get(KEY, {}), round_.id.hex: code_id.hex}


def voter_here(round_: Round) -> Voter | None:
    """The voter of this browser in this round, as the register has them now; None when the code no longer works.

    On a worker's device that is over with the cast; only the page with the receipt is shown once more.
    """
    found = _here(round_)
    if found is None:
        return None
    voter, code = found
    is_receipt = code.kind is CodeKind.ASSISTED and request.endpoint == "ballots.done"
    return voter if is_receipt or policies.can_use(code, today()) else None


def is_assisted(round_: Round) -> bool:
    """Is this a worker's device on which a ballot is read out?"""
    kinds: dict[str, CodeKind] = g.get("code_kinds", {})
    if (kept := session.get(KEY, {}).get(round_.id.hex)) in kinds:
        return kinds[kept] is CodeKind.ASSISTED
    found = _here(round_)
    return found is not None and found[1].kind is CodeKind.ASSISTED


def _here(round_: Round) -> tuple[Voter, VoterCode] | None:
    kept = session.get(KEY, {}).get(round_.id.hex)
    found = queries.voter_by_code_id(round_.id, uuid.UUID(kept)) if kept else None
    if found is not None:  # the kind of a code never changes: not asked again within this request
        g.code_kinds = {**g.get("code_kinds", {}), kept: found[1].kind}
    return found


def forget_assisted(answer: Response) -> Response:
    """Once the receipt of an assisted vote was sent, nothing of the voter is left on the worker's device."""
    if request.endpoint == "ballots.done" and answer.status_code == 200 and session.get(KEY):
        ids = [uuid.UUID(kept) for kept in session[KEY].values()]
        if queries.has_assisted(ids):
            session.clear()
    return answer


def link_prefix() -> str:
    """The address that the token of a mailed link is put after."""
    return absolute("register.link", token="-").removesuffix("-")  # noqa: S106 - a placeholder


def leave() -> None:
    """Nothing of any voter is left in this browser."""
    session.clear()
