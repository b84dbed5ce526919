"""What stands on the page after a vote: a link to the questions, without anything about who voted."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from flask import url_for

from app.core.access import Actor
from app.core.ports import Panel

from . import queries


class Voted(Protocol):
    """What the page after a vote is about: only its address is used."""

    @property
    def slug(self) -> str: ...


def after_vote(thing: Voted, _actor: Actor) -> Iterable[Panel]:
    """A link that carries the round's address and nothing else (P4)."""
    url = url_for("equality.start", context=thing.slug, mark=queries.check_of(thing.slug))
    yield Panel("equality/_after_vote.html", {"equality_url": url}, order=80)
