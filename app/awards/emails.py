"""What we write to people about awards."""

from __future__ import annotations

from app.core import outbox
from app.core.money import show
from app.core.web import absolute
from app.groups import queries as groups

from .models import AwardRow


def _tell_leads(template: str, row: AwardRow) -> None:
    for lead in groups.leads(row.group.id):
        outbox.put(
            f"awards/mail/{template}",
            lead.email,
            lang=lead.lang,
            name=lead.name,
            title=row.proposal.title,
            amount=show(row.award.amount_pence),
            reference=row.award.reference,
            ends_on=row.award.offer_ends_on.isoformat(),
            url=absolute("awards.award", reference=row.award.reference),
        )


def offer_made(row: AwardRow) -> None:
    _tell_leads("offer_made", row)


def offer_accepted(row: AwardRow) -> None:
    _tell_leads("offer_accepted", row)


def offer_ended(row: AwardRow) -> None:
    _tell_leads("offer_ended", row)
