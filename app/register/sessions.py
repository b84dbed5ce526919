"""The voter's own cookie (Path=/vote): the row id of the code they came in with, never the code, never a choice."""

from __future__ import annotations

import uuid

from flask import Response, g, request, session

from app.core.clock import today
from app.core.web import absolute
from app.rounds.models import Round

from . import policies, queries
from .models import CodeKind, Voter, VoterCode
from .policies import Code

KEY = "rounds"


def enter(round_: Round, code_id: uuid.UUID) -> None:
    """The next requests of this browser are that voter's, in this round."""
    session[KEY] = {**session.get(KEY, {}), round_.id.hex: code_id.hex}


def voter_here(round_: Round) -> Voter | None:
    """The voter of this browser in this round, as the register has them now; None when the code no longer works.

    On a worker's device that is over with the cast; only the page with the receipt is shown once more.
    """
    found = _here(round_)
    return found[0] if found is not None and let_in(found[1]) else None


def let_in(code: Code) -> bool:
    """Does the code of this browser still work for this page?"""
    g.code_kinds = {**g.get("code_kinds", {}), code.id.hex: code.kind}  # it never changes: not asked again
    is_receipt = code.kind is CodeKind.ASSISTED and request.endpoint == "ballots.done"
    return is_receipt or bool(policies.can_use(code, today()))


def is_assisted(round_: Round) -> bool:
    """Is this a worker's device on which a ballot is read out?"""
    kinds: dict[str, CodeKind] = g.get("code_kinds", {})
    if (kept := session.get(KEY, {}).get(round_.id.hex)) in kinds:
        return kinds[kept] is CodeKind.ASSISTED
    found = _here(round_)
    return found is not None and found[1].kind is CodeKind.ASSISTED


def _here(round_: Round) -> tuple[Voter, VoterCode] | None:
    kept = session.get(KEY, {}).get(round_.id.hex)
    return queries.voter_by_code_id(round_.id, uuid.UUID(kept)) if kept else None


def codes_here() -> list[uuid.UUID]:
    """The rows of the codes that this browser came in with, one for each round."""
    return [uuid.UUID(kept) for kept in session.get(KEY, {}).values()]


def forget_assisted(answer: Response) -> Response:
    """Once the receipt of an assisted vote was sent, nothing of the voter is left on the worker's device."""
    is_receipt = request.endpoint == "ballots.done" and answer.status_code == 200 and session.get(KEY)
    if is_receipt and queries.has_assisted(codes_here()):
        session.clear()
    return answer


def link_prefix() -> str:
    """The address that the token of a mailed link is put after."""
    return absolute("register.link", token="-").removesuffix("-")  # noqa: S106 - a placeholder


def leave() -> None:
    """Nothing of any voter is left in this browser."""
    session.clear()
