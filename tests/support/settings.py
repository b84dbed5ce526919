"""Settings for tests: cheap, on plain HTTP, with fixed secrets."""

from __future__ import annotations

from pathlib import Path

from app.settings import SECRETS, Settings


def test_environ(url: str, data_dir: Path, **changed: str) -> dict[str, str]:
    """The environment of a test installation."""
    secrets = {name: f"{name.lower()}-for-tests-".ljust(48, "x") for name in SECRETS}
    return {
        **secrets,
        "TESTING": "1",
        "DATABASE_URL": url,
        "DATA_DIR": str(data_dir),
        "KEYS_DIR": str(data_dir.with_name(data_dir.name + "-keys")),
        "BASE_URL": "http://localhost",
        **changed,
    }


def test_settings(url: str, data_dir: Path, **changed: str) -> Settings:
    """Checked settings of a test installation."""
    return Settings.load(test_environ(url, data_dir, **changed))


test_environ.__test__ = False  # type: ignore[attr-defined]
test_settings.__test__ = False  # type: ignore[attr-defined]
