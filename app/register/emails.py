"""What we write to voters: only their code, and only when they ask for it."""

from __future__ import annotations

from app.core import outbox
from app.rounds.models import Round

from .models import Voter


def code_mail(voter: Voter, round_: Round, *, code: str, link: str) -> None:
    """The voter gets the code and a link that leads to the same vote. Sealed while it waits, deleted when sent."""
    if voter.email:
        outbox.put(
            "register/mail/code", voter.email, lang=voter.lang, name=voter.name, round=round_.name, code=code, link=link
        )
