"""What we write to the outreach officers."""

from __future__ import annotations

from app.core import outbox
from app.core.web import absolute
from app.people.models import Person
from app.rounds.models import Round


def alert(round_: Round, lines: list[str], officers: list[Person]) -> None:
    url = absolute("insight.watch", slug=round_.slug)
    for officer in officers:
        outbox.put("insight/mail/alert_office", officer.email, lang="en", round=round_.name, lines=lines, url=url)
