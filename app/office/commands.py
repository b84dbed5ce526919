"""Checking translations."""

from __future__ import annotations

import re
from collections.abc import Sequence

import sqlalchemy as sa

from app.core import audit, catalogues
from app.core.access import Actor
from app.core.clock import now
from app.core.db import db
from app.core.errors import DomainError, NotAllowed
from app.core.i18n import _

from . import policies
from .models import MessageReview

PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")


def review_message(lang: str, key: str, *, stamp: str, wanted: Sequence[str] = (), actor: Actor) -> MessageReview:
    """The text is marked as right, or other words are noted for it; an earlier word about it is replaced.

    stamp: of the text that was read. wanted: the better words, one a plural form; none when the text is right.

    Raises:
        NotAllowed: no translator. LookupError: no such language or message.
        DomainError: the text changed meanwhile, or the better words lost a value such as %(name)s.
    """
    if not (may := policies.can_review(actor)) or actor.id is None:
        raise NotAllowed(may.reason)
    line = catalogues.lines(lang)[key]
    if line.stamp != stamp:
        raise DomainError(_("This text was changed while you had it open. Read it again"))
    texts = [text.strip() for text in wanted]
    if any(texts):
        _check(line, texts)
    found = db.session.scalars(
        sa.select(MessageReview).where(MessageReview.lang == lang, MessageReview.message == key).with_for_update()
    ).one_or_none()
    before = {"wanted": found.wanted} if found else None
    review = found or MessageReview(lang=lang, message=key)
    review.stamp, review.wanted = stamp, texts if any(texts) else []
    review.reviewed_by_id, review.reviewed_at = actor.id, now()
    db.session.add(review)
    db.session.flush()
    name = f"{lang}: {line.english[0]}"[:200]
    audit.record(actor, "review_message", review, name=name, before=before, after={"wanted": review.wanted})
    return review


def _check(line: catalogues.Line, texts: Sequence[str]) -> None:
    if len(texts) != len(line.texts) or not all(texts):
        raise DomainError(_("Write every form of the text"), field="wanted")
    needed = set(PLACEHOLDER.findall(line.english[-1]))
    if len(line.texts) == 1 and any(set(PLACEHOLDER.findall(text)) != needed for text in texts):
        names = ", ".join(f"%({each})s" for each in sorted(needed)) or _("none")
        raise DomainError(_("Keep these values as they are: %(names)s", names=names), field="wanted")
