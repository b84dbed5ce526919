"""What groups add to other pages and lists: search, waiting requests, and somebody's own data."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from flask import url_for

from app.core.access import Actor, Function
from app.core.i18n import _
from app.core.ports import QueueItem
from app.core.search import Hit

from . import queries


def found(text: str, limit: int) -> Iterable[Hit]:
    """Groups for the site's search."""
    for group in queries.directory(text, None, page=1, size=limit)[0]:
        begins = group.name.casefold().startswith(text.casefold())
        url = url_for("groups.page", slug=group.slug)
        yield Hit(group.name, url, _("Group"), group.summary, 0 if begins else 1, group.lang)


def waiting(actor: Actor) -> Iterable[QueueItem]:
    """People who ask to join a group that the actor leads."""
    led = [m.group_id for m in actor.memberships if m.function is Function.LEAD]
    if not led:
        return
    names = queries.groups_by_id(led)
    for request, person in queries.open_requests(led):
        group = names[request.group_id]
        text = _("%(name)s asks to join %(group)s", name=person.name, group=group.name)
        yield QueueItem(text, url_for("groups.members", slug=group.slug), _("Group"))


def held_about(person_id: uuid.UUID) -> dict[str, Any]:
    """Somebody's parts in groups and requests to join, for "export my data"."""
    return {
        "memberships": [
            {
                "group": group.name,
                "function": membership.function.value,
                "from": membership.from_on.isoformat(),
                "to": membership.to_on.isoformat() if membership.to_on else None,
            }
            for group, membership in queries.every_membership(person_id)
        ],
        "requests_to_join": [
            {"group": group.name, "note": asked.note, "state": asked.state.value, "at": asked.asked_at.isoformat()}
            for group, asked in queries.every_request(person_id)
        ],
    }
