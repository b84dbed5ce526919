"""One more code and link to the same vote, for another phone or computer."""

from __future__ import annotations

import secrets
import uuid
from dataclasses import dataclass

from app.core.db import db
from app.register import commands as register
from app.register.models import CodeKind, VoterCode
from app.register.queries import link_digest


@dataclass(frozen=True, slots=True)
class WayIn:
    """A code and the token of a link; both exist nowhere else in clear."""

    code: str
    code_id: uuid.UUID
    link: str


def new_way_in(voter_id: uuid.UUID, *, link_prefix: str, by_mail: bool) -> WayIn:
    """The voter has one more live code and link to the same entitlement and draft.

    by_mail: the code, with a link of its own, goes to the address or telephone that the register has too.
    Raises:
        NotAllowed: the voter was refused.
    """
    made = register.new_code(voter_id, kind=CodeKind.SCREEN, link_prefix=link_prefix if by_mail else "")
    token = secrets.token_urlsafe(24)
    db.session.add(VoterCode(voter_id=voter_id, digest=link_digest(token), kind=CodeKind.LINK))
    db.session.flush()
    return WayIn(made.code, made.code_id, token)
