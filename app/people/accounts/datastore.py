"""Flask-Security's doors to our database and outbox: it finds and changes people, and only core/db.py commits."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from flask import after_this_request
from flask_security import MailUtil, SQLAlchemyUserDatastore
from flask_security.totp import Totp
from passlib.exc import TokenError  # type: ignore[import-untyped]

from app.core import outbox
from app.core.db import commit_outside, db
from app.core.i18n import language
from app.core.web import absolute
from app.people.models import Person


class PersonDatastore(SQLAlchemyUserDatastore):
    """People without Flask-Security's roles. Changes wait in the session until `commit`."""

    def __init__(self) -> None:
        super().__init__(db, Person, None)  # type: ignore[arg-type] # no roles of Flask-Security

    def commit(self) -> None:
        commit_outside()

    def find_user(self, case_insensitive: bool = False, **wanted: Any) -> Person | None:
        name, value = wanted.popitem()
        column = getattr(Person, name)
        value = value.lower() if name == "email" and isinstance(value, str) else value
        return db.session.scalars(sa.select(Person).where(column == value)).one_or_none()

    def create_user(self, **fields: Any) -> Person:
        """Somebody joins; the mailed codes work for everyone, with or without a password."""
        person = Person(
            id=uuid.uuid4(),
            email=fields["email"].lower(),
            name=fields["name"].strip(),
            lang=language(),
            password=fields.get("password") or None,
            fs_uniquifier=uuid.uuid4().hex,
            is_active=True,
        )
        db.session.add(person)
        self.us_setup_email(person)
        return person

    def mf_delete_recovery_code(self, user: Any, idx: int) -> bool:
        codes = list(user.mf_recovery_codes or [])
        if idx >= len(codes):
            return False
        user.mf_recovery_codes = codes[:idx] + codes[idx + 1 :]
        return True


class OneUseTotp(Totp):
    """Codes that count once: a mailed code takes its secret along, an app's code is never older than the last one."""

    def verify_totp(self, token: str, totp_secret: str, user: Any, window: int = 0) -> bool:
        mailed = json.loads(user.us_totp_secrets or "{}")
        is_own_app = totp_secret == user.tf_totp_secret
        try:
            match = self._totp.verify(
                token, totp_secret, window=window, last_counter=user.last_totp_counter if is_own_app else None
            )
        except (TokenError, ValueError, TypeError):
            return False
        if totp_secret == mailed.get("email"):
            user.us_totp_secrets = json.dumps({**mailed, "email": self.generate_totp_secret()})
        else:
            user.last_totp_counter = match.counter
        return True


def _address(endpoint: str, token_in: str) -> Callable[[dict[str, Any]], dict[str, str]]:
    def made(context: dict[str, Any]) -> dict[str, str]:
        token = context.get(token_in)
        return {"link": absolute(f"security.{endpoint}", token=token) if token else ""}

    return made


def _joined_already(context: dict[str, Any]) -> dict[str, str]:
    reset = absolute("security.forgot_password")
    return _address("confirm_email", "confirmation_token")(context) | {"reset_link": reset}


CONTEXTS: dict[str, Callable[[dict[str, Any]], dict[str, str]]] = {
    "people/mail/welcome": _address("confirm_email", "confirmation_token"),
    "people/mail/confirm": _address("confirm_email", "confirmation_token"),
    "people/mail/joined_already": _joined_already,
    "people/mail/reset": _address("reset_password", "reset_token"),
    "people/mail/password_changed": lambda _context: {"link": absolute("security.forgot_password")},
    "people/mail/change_email": _address("change_email_confirm", "token"),
    "people/mail/code": lambda context: {"code": str(context["login_token"])},
}


class OutboxMail(MailUtil):
    """Flask-Security's mails wait in the outbox, saved with whatever else this request changes."""

    def send_mail(  # subject and bodies are made when the outbox sends
        self, template: str, subject: str, recipient: Any, sender: Any, body: Any, html: Any, **context: Any
    ) -> None:
        person: Person = context["user"]
        outbox.put(template, recipient, lang=person.lang, name=person.name, **CONTEXTS[template](context))
        after_this_request(_saved)


def _saved(response: Any) -> Any:
    commit_outside()
    return response
