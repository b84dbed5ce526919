"""Things that change the equality store. Nobody who answers is named anywhere; what officers do is audited."""

from __future__ import annotations

import datetime as dt
import json
import secrets
import uuid
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from app.core import audit
from app.core.access import Actor, Role
from app.core.clock import london
from app.core.crypto import box
from app.core.db import db
from app.core.errors import DomainError, NotAllowed
from app.core.i18n import _
from app.core.references import as_typed, new_code

from . import policies, queries
from .models import EqualityAnswer, EqualityRelease, EqualityResponse, EqualityWaiting

TOKEN_LENGTH = 12
LONGEST_DELAY = 24 * 60 * 60


def give_answers(
    context: str,
    stage: str,
    answers: Mapping[str, str],
    *,
    ward_id: uuid.UUID | None,
    has_parent: bool,
    gender_consent: bool,
    gender_words: str = "",
    now: dt.datetime,
) -> str:
    """The answers wait, sealed, to be put into the store within a day. Returns the token, which is kept nowhere.

    Raises:
        DomainError: nothing may be asked, nothing was answered, or an answer is not one of the options.
    """
    if not (verdict := policies.can_be_asked(stage, has_parent)):
        raise NotAllowed(verdict.reason)
    kept = policies.kept(stage, answers, gender_consent=gender_consent)
    if not kept and ward_id is None:
        raise DomainError(_("You have answered nothing, so nothing is kept"))
    token = new_code(TOKEN_LENGTH)
    words = gender_words.strip()[:100] if kept.get("gender") == "no" else ""
    payload = {"context": context, "ward": str(ward_id or ""), "answers": kept, "words": words}
    delay = dt.timedelta(seconds=secrets.randbelow(LONGEST_DELAY))
    sealed = box().encrypt(json.dumps(payload).encode())
    db.session.add(EqualityWaiting(digest=queries.digest_of(token), sealed=sealed, due_at=now + delay))
    db.session.flush()
    return token


def settle(now: dt.datetime) -> int:
    """What was due is in the store, put there in random order. Returns how many."""
    due = list(
        db.session.scalars(
            sa.select(EqualityWaiting).where(EqualityWaiting.due_at <= now).with_for_update(skip_locked=True)
        )
    )
    secrets.SystemRandom().shuffle(due)
    for row in due:
        _store(row.digest, json.loads(box().decrypt(row.sealed)), london(now).date())
        db.session.delete(row)
    db.session.flush()
    return len(due)


def _store(digest: str, payload: Mapping[str, Any], on: dt.date) -> None:
    ward = uuid.UUID(payload["ward"]) if payload["ward"] else None
    response = EqualityResponse(digest=digest, context=payload["context"], ward_id=ward, collected_on=on)
    db.session.add(response)
    db.session.flush()
    for field, value in payload["answers"].items():
        words = payload["words"] if field == "gender" else ""
        db.session.add(EqualityAnswer(response_id=response.id, field=field, value=value, words=words))


def plant_answers(
    context: str, answers: Mapping[str, str], ward_id: uuid.UUID | None, *, key: int, today: dt.date
) -> None:
    """The demo's answers are in the store at once. key: stands for the token that nobody has."""
    payload = {"context": context, "ward": str(ward_id or ""), "answers": dict(answers), "words": ""}
    _store(queries.digest_of(f"{key:032x}"), payload, today)


def stop_using(token: str, *, today: dt.date) -> dt.date:
    """The answers of this token are gone and no table counts them. Returns the day of the notice, the first if twice.

    Raises:
        DomainError: no answers have this token.
    """
    digest = queries.digest_of(as_typed(token))
    waiting = db.session.scalars(
        sa.select(EqualityWaiting).where(EqualityWaiting.digest == digest).with_for_update()
    ).one_or_none()
    if waiting is not None:
        payload = json.loads(box().decrypt(waiting.sealed)) | {"ward": "", "answers": {}}
        _store(digest, payload, today)
        db.session.delete(waiting)
        db.session.flush()
    found = db.session.scalars(
        sa.select(EqualityResponse).where(EqualityResponse.digest == digest).with_for_update()
    ).one_or_none()
    if found is None:
        raise DomainError(
            _("No answers have this number. Check it, or they may already have been deleted"), field="token"
        )
    if found.stopped_on is None:
        db.session.execute(sa.delete(EqualityAnswer).where(EqualityAnswer.response_id == found.id))
        found.ward_id, found.stopped_on = None, today
        db.session.flush()
    return found.stopped_on


def release_tables(
    actor: Actor, context: str, title: str, tables: list[queries.Table], *, today: dt.date
) -> EqualityRelease:
    """The tables as they are now are public and stay as they are.

    Raises:
        NotAllowed: only the equality steward releases.
        DomainError: they were released before, or there is nothing to show.
    """
    if not actor.has(Role.EQUALITY_STEWARD):
        raise NotAllowed("Only the equality steward releases tables")
    if queries.release(context) is not None:
        raise DomainError("These tables are already released. A second set could be compared with the first")
    if not any(table.base for table in tables):
        raise DomainError("Too few people have answered to release anything")
    made = EqualityRelease(
        context=context, title=title, released_on=today, tables=[table.plain() for table in tables if table.base]
    )
    db.session.add(made)
    db.session.flush()
    audit.record(actor, "release_equality_tables", made, name=context)
    return made


def note_reading(actor: Actor, context: str, rows: int) -> None:
    """The audit log says that the steward looked at unit rows, never what they say."""
    seen = EqualityRelease(id=uuid.uuid5(uuid.NAMESPACE_URL, f"equality:{context}"))
    audit.record(actor, "read_equality_rows", seen, name=context, after={"rows": rows})


def delete(ids: list[uuid.UUID]) -> int:
    """These rows are gone; the released tables stay."""
    for at in range(0, len(ids), 500):
        some = ids[at : at + 500]
        db.session.execute(sa.delete(EqualityAnswer).where(EqualityAnswer.response_id.in_(some)))
        db.session.execute(sa.delete(EqualityResponse).where(EqualityResponse.id.in_(some)))
    return len(ids)
