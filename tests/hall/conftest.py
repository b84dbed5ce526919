"""A cheap passphrase hash for every test of the hall."""

from __future__ import annotations

import pytest

from app.ballots import seal


@pytest.fixture(autouse=True)
def _cheap_passphrases(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seal, "SCRYPT_LOG_N", 5)
