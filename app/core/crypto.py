"""Small keyed things: the box that seals queued mail, and keyed hashes for codes and attempt counters."""

from __future__ import annotations

import base64
import hashlib
import hmac

from cryptography.fernet import Fernet
from flask import current_app


def box() -> Fernet:
    """Seals what waits in the database and would be harmful to read there (OUTBOX_KEY)."""
    key = hashlib.sha256(current_app.config["SETTINGS"].outbox_key.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))


def peppered(purpose: str, text: str) -> str:
    """HMAC-SHA256 of `text` under the server's pepper, as hex; different for each `purpose`."""
    pepper = current_app.config["SETTINGS"].code_pepper.encode()
    return hmac.new(pepper, f"{purpose}:{text}".encode(), hashlib.sha256).hexdigest()
