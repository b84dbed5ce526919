"""Signing in: Flask-Security fitted to our tables, outbox, words and rules. Only this folder and `models` know it."""

from __future__ import annotations


def hashed(password: str) -> str:
    """The hash to keep of a password. Slow on purpose: never inside a unit of work."""
    from flask_security import hash_password

    found: str = hash_password(password)
    return found


def email_secret() -> str:
    """A fresh sealed secret from which a person's mailed codes are made. Slow: never inside a unit of work."""
    import json

    from flask import current_app

    security = current_app.extensions["security"]
    return json.dumps({"email": security.totp_factory.generate_totp_secret()})


def password_faults(password: str) -> list[str]:
    """What is wrong with a new password, in words; empty when nothing is."""
    from flask import current_app

    faults, _normal = current_app.extensions["security"].password_util.validate(password, True)
    return [str(fault) for fault in faults or []]
