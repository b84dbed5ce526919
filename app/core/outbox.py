"""Mail that waits in the database, written in the same transaction as the change that it tells of."""

from __future__ import annotations

import datetime as dt
import json
import smtplib
import uuid
from collections.abc import Iterable
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any, Protocol
from urllib.parse import unquote, urlsplit

import sqlalchemy as sa
from flask import current_app, g, render_template
from flask_babel import refresh
from sqlalchemy.orm import Mapped, mapped_column

from . import jobs
from .clock import now
from .crypto import box
from .db import Base, BigId, db, nudge_after_commit, unit_of_work
from .i18n import language

LEASE = dt.timedelta(minutes=2)
LAST_TRY = 12


class OutboxRow(Base):
    """One sealed message, leased, sent, deleted; if the sender dies it goes again under the same Message-ID."""

    __tablename__ = "outbox_row"
    __table_args__ = (sa.Index(None, "due_at"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    message_id: Mapped[str] = mapped_column(sa.String(120), unique=True)
    template: Mapped[str] = mapped_column(sa.String(80))
    sealed: Mapped[bytes]
    due_at: Mapped[dt.datetime]
    tries: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str] = mapped_column(sa.String(200), default="")


def put(template: str, to: str, *, lang: str | None = None, **context: Any) -> None:
    """The mail will be sent if, and only if, the open unit of work commits.

    template: `package/mail/name`, whose first line is the subject. context: JSON-able; it is encrypted at rest and
    deleted on delivery. Addresses in it are given whole (`core.web.absolute`). lang: the reader's, else this request's.
    """
    payload = {"to": to, "lang": lang or language(), "context": context}
    db.session.add(
        OutboxRow(
            message_id=f"<{uuid.uuid4().hex}@{_domain()}>",
            template=template,
            sealed=box().encrypt(json.dumps(payload).encode()),
            due_at=now(),
        )
    )
    nudge_after_commit(jobs.nudge)


class Reader(Protocol):
    """Somebody with an address who reads a language."""

    @property
    def email(self) -> Any: ...

    @property
    def lang(self) -> Any: ...


def put_each(template: str, readers: Iterable[Reader], **context: Any) -> None:
    """As `put`, for each of these people in their language."""
    for reader in readers:
        put(template, reader.email, lang=reader.lang, **context)


def can_text() -> bool:
    """Is there a gateway that turns mails into text messages (SMS_GATEWAY)?"""
    return bool(current_app.config["SETTINGS"].sms_gateway)


def put_text(template: str, number: str, *, lang: str | None = None, **context: Any) -> None:
    """As `put`, for a telephone: the gateway sends the mail's text on as an SMS.

    Raises:
        RuntimeError: this installation has no gateway.
    """
    if not can_text():
        raise RuntimeError("SMS_GATEWAY is not set")
    digits = "".join(letter for letter in number if letter.isdecimal() or letter == "+")
    put(template, f"{digits}@{current_app.config['SETTINGS'].sms_gateway}", lang=lang, **context)


def _domain() -> str:
    return urlsplit(current_app.config["SETTINGS"].base_url).hostname or "localhost"


def send_due(limit: int = 50) -> int:
    """Every due message has been handed to the mail server, or is due again later. Returns how many were sent."""
    sent = 0
    for row_id in _lease(limit):
        row = db.session.get(OutboxRow, row_id)
        if row is None:
            continue
        try:
            _deliver(_compose(row))
        except Exception as fault:  # noqa: BLE001 - whatever the mail server does, the row must stay
            _put_back(row_id, type(fault).__name__)
        else:
            with unit_of_work():
                db.session.execute(sa.delete(OutboxRow).where(OutboxRow.id == row_id))
            sent += 1
    return sent


def _lease(limit: int) -> list[int]:
    with unit_of_work():
        due = sa.select(OutboxRow).where(OutboxRow.due_at <= now(), OutboxRow.tries < LAST_TRY)
        rows = db.session.scalars(due.order_by(OutboxRow.id).limit(limit).with_for_update(skip_locked=True)).all()
        for row in rows:
            row.due_at = now() + LEASE
            row.tries += 1
        return [row.id for row in rows]


def _put_back(row_id: int, fault: str) -> None:
    with unit_of_work():
        row = db.session.get(OutboxRow, row_id)
        if row is not None:
            row.last_error = fault
            row.due_at = now() + dt.timedelta(seconds=min(3600, 30 * 2**row.tries))


def _compose(row: OutboxRow) -> EmailMessage:
    payload = json.loads(box().decrypt(row.sealed))
    settings = current_app.config["SETTINGS"]
    with current_app.test_request_context(base_url=settings.base_url):
        g.language = payload["lang"]
        refresh()  # a job writes many mails in one context, which remembers the language of the first
        text = render_template(row.template + ".txt", **payload["context"])
    subject, _, body = text.strip().partition("\n")
    message = EmailMessage()
    message["Subject"] = subject.strip()
    message["From"] = settings.mail_from
    message["To"] = payload["to"]
    message["Date"] = format_datetime(now())
    message["Message-ID"] = row.message_id
    message.set_content(body.strip() + "\n")
    message["Content-Language"] = payload["lang"]  # afterwards: setting the content drops what is said about it
    return message


def _deliver(message: EmailMessage) -> None:
    settings = current_app.config["SETTINGS"]
    url = urlsplit(settings.mail_url)
    if url.scheme == "file":
        folder = settings.data_dir / "mail"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{message['Message-ID'].strip('<>')}.eml").write_bytes(bytes(message))
        return
    kind = smtplib.SMTP_SSL if url.scheme == "smtps" else smtplib.SMTP
    with kind(url.hostname or "localhost", url.port or 0, timeout=30) as server:
        if url.scheme == "smtp" and server.has_extn("starttls"):
            server.starttls()
        if url.username:
            server.login(unquote(url.username), unquote(url.password or ""))
        server.send_message(message)
