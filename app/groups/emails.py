"""What we write to people about their groups."""

from __future__ import annotations

from app.core import outbox
from app.core.web import absolute
from app.people.models import Person

from .models import Group, Invitation
from .terms import FUNCTIONS


def invitation(group: Group, invited: Invitation, token: str, inviter: str) -> None:
    """Goes to the address as it was typed; whoever it is may not have joined yet."""
    outbox.put(
        "groups/mail/invitation",
        invited.email,
        group=group.name,
        inviter=inviter,
        function=str(FUNCTIONS[invited.function]),
        ends_on=invited.ends_on.isoformat(),
        url=absolute("groups.accept", token=token),
    )


def join_request(group: Group, leads: list[Person], name: str, note: str) -> None:
    url = absolute("groups.members", slug=group.slug)
    for lead in leads:
        outbox.put(
            "groups/mail/join_request", lead.email, lang=lead.lang, group=group.name, name=name, note=note, url=url
        )


def join_decided(group: Group, person: Person, is_approved: bool) -> None:
    outbox.put(
        "groups/mail/join_decided",
        person.email,
        lang=person.lang,
        group=group.name,
        is_approved=is_approved,
        url=absolute("groups.mine"),
    )


def membership_ended(group: Group, person: Person) -> None:
    outbox.put("groups/mail/membership_ended", person.email, lang=person.lang, group=group.name)
