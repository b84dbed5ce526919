"""What we write to voters: their code when they ask for it, an invitation, a reminder of a vote they began."""

from __future__ import annotations

from app.core import outbox
from app.rounds.models import Proof, Round

from .models import Voter

CODE, INVITATION, REMINDER = "code", "invitation", "reminder"


def can_reach(voter: Voter) -> bool:
    """Is there an address, or a telephone that we can send texts to?"""
    return bool(voter.email or (voter.phone and outbox.can_text()))


def code_mail(voter: Voter, round_: Round, *, code: str, link: str, mail: str = CODE) -> None:
    """The voter gets the code and a link that leads to the same vote. Sealed while it waits, deleted when sent."""
    closes_at = round_.closes_at.isoformat()
    facts = {"name": voter.name, "round": round_.name, "code": code, "link": link, "closes_at": closes_at}
    if voter.email:
        outbox.put(f"register/mail/{mail}", voter.email, lang=voter.lang, **facts)
    elif voter.phone and outbox.can_text():
        outbox.put_text(f"register/sms/{mail}", voter.phone, lang=voter.lang, **facts)


def contact_code_mail(voter: Voter, round_: Round, proof: Proof, code: str) -> None:
    """The short code that shows that this address or telephone is the voter's."""
    facts = {"name": voter.name, "round": round_.name, "code": code}
    if proof is Proof.EMAIL_CODE and voter.email:
        outbox.put("register/mail/contact", voter.email, lang=voter.lang, **facts)
    elif proof is Proof.SMS_CODE and voter.phone:
        outbox.put_text("register/sms/contact", voter.phone, lang=voter.lang, **facts)
