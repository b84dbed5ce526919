"""What is sent to a voter who asks for it: the receipt. Never what was chosen, and no name."""

from __future__ import annotations

from app.core import outbox
from app.rounds.models import Round


def receipt_mail(round_: Round, to: str, receipt: str) -> None:
    """The receipt goes to an e-mail address, or as a text to a telephone number; sealed while it waits."""
    if "@" in to:
        outbox.put("ballots/mail/receipt", to, round=round_.name, receipt=receipt)
    else:
        outbox.put_text("ballots/sms/receipt", to, round=round_.name, receipt=receipt)
