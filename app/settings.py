"""Every setting of an installation: read from the environment, else from `$DATA_DIR/settings.env`, checked at boot."""

from __future__ import annotations

import datetime as dt
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

SECRETS = ("SECRET_KEY", "SECURITY_PASSWORD_SALT", "CODE_PEPPER", "OUTBOX_KEY")
TRUE = {"1", "true", "yes", "on"}


class SettingsError(Exception):
    """The installation cannot start. `faults` lists every reason, one line each."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("Common Purse cannot start:\n" + "\n".join(f"- {fault}" for fault in faults))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Settings:
    """One installation's settings. Paths are absolute; `keys_dir` lies outside `data_dir` and is never backed up."""

    data_dir: Path
    keys_dir: Path
    database_url: str
    secret_key: str
    password_salt: str
    code_pepper: str
    outbox_key: str
    base_url: str
    trusted_hosts: tuple[str, ...]
    trusted_proxies: int
    mail_url: str
    mail_from: str
    sms_gateway: str
    redis_url: str
    clock_at: dt.datetime | None
    is_demo: bool
    is_testing: bool
    upload_max_bytes: int

    @classmethod
    def load(cls, environ: Mapping[str, str] | None = None) -> Settings:
        """The settings of this process.

        Raises:
            SettingsError: with all faults at once.
        """
        environ = os.environ if environ is None else environ
        data_dir = Path(environ.get("DATA_DIR", "var")).resolve()
        found = {**read_file(data_dir / "settings.env"), **environ}
        return _checked(found, data_dir)

    def flask_config(self) -> dict[str, object]:
        """What Flask and its extensions read. Cookies are strict unless this is a demo or a test on plain HTTP."""
        https = urlsplit(self.base_url).scheme == "https"
        return {
            "SETTINGS": self,
            "SECRET_KEY": self.secret_key,
            "TESTING": self.is_testing,
            "SQLALCHEMY_DATABASE_URI": self.database_url,
            "SQLALCHEMY_ENGINE_OPTIONS": {"hide_parameters": True} | ({} if self.is_sqlite else POOL),
            "SESSION_COOKIE_SECURE": https,
            "SESSION_COOKIE_HTTPONLY": True,
            "SESSION_COOKIE_SAMESITE": "Lax",
            "SESSION_COOKIE_NAME": "__Host-session" if https else "session",
            "REMEMBER_COOKIE_SECURE": https,
            "REMEMBER_COOKIE_HTTPONLY": True,
            "REMEMBER_COOKIE_SAMESITE": "Lax",
            "MAX_CONTENT_LENGTH": self.upload_max_bytes,
            "MAX_FORM_MEMORY_SIZE": 1_000_000,
            "WTF_CSRF_TIME_LIMIT": None,
            "PREFERRED_URL_SCHEME": urlsplit(self.base_url).scheme,
        }

    @property
    def is_sqlite(self) -> bool:
        return self.database_url.startswith("sqlite")


def _checked(found: Mapping[str, str], data_dir: Path) -> Settings:
    faults: list[str] = []
    is_demo = found.get("DEMO", "").lower() in TRUE
    is_testing = found.get("TESTING", "").lower() in TRUE
    for name in SECRETS:
        if len(found.get(name, "")) < 32:
            faults.append(f"{name} is missing or shorter than 32 characters")
    base_url = found.get("BASE_URL", f"http://127.0.0.1:{found.get('PORT', '8000')}" if is_demo or is_testing else "")
    if urlsplit(base_url).scheme != "https" and not (is_demo or is_testing):
        faults.append("BASE_URL must be the https:// address of the site")
    keys_dir = Path(found.get("KEYS_DIR") or data_dir.with_name(data_dir.name + "-keys")).resolve()
    if keys_dir == data_dir or data_dir in keys_dir.parents:
        faults.append("KEYS_DIR must lie outside DATA_DIR, so that a backup of the data never holds the keys")
    mail_url = found.get("MAIL_URL", "file:" if is_demo or is_testing else "")
    if urlsplit(mail_url).scheme not in {"smtp", "smtps", "file"}:
        faults.append("MAIL_URL must start with smtp:, smtps: or file:")
    clock_at = _clock(found, is_demo or is_testing, faults)
    numbers = {name: _number(found, name, usual, faults) for name, usual in NUMBERS.items()}
    if faults:
        raise SettingsError(faults)
    hosts = found.get("TRUSTED_HOSTS", "") or (urlsplit(base_url).hostname or "")
    return Settings(
        data_dir=data_dir,
        keys_dir=keys_dir,
        database_url=_database_url(found, data_dir),
        secret_key=found["SECRET_KEY"],
        password_salt=found["SECURITY_PASSWORD_SALT"],
        code_pepper=found["CODE_PEPPER"],
        outbox_key=found["OUTBOX_KEY"],
        base_url=base_url.rstrip("/"),
        trusted_hosts=tuple(h.strip() for h in hosts.split(",") if h.strip())
        + (("127.0.0.1", "localhost", "[::1]") if is_demo or is_testing else ()),
        trusted_proxies=numbers["TRUSTED_PROXIES"],
        mail_url=mail_url,
        mail_from=found.get("MAIL_FROM", f"no-reply@{urlsplit(base_url).hostname}"),
        sms_gateway=found.get("SMS_GATEWAY", "sms.example" if is_demo or is_testing else ""),
        redis_url=found.get("REDIS_URL", ""),
        clock_at=clock_at,
        is_demo=is_demo,
        is_testing=is_testing,
        upload_max_bytes=numbers["UPLOAD_MAX_MB"] * 1024 * 1024,
    )


POOL = {
    "pool_size": 10,
    "pool_use_lifo": True,  # what was used last has the most statements ready
    "connect_args": {"prepare_threshold": None},  # psycopg's own would take ours (`core.pipeline`) away with them
}
NUMBERS = {"TRUSTED_PROXIES": 0, "UPLOAD_MAX_MB": 16}


def _number(found: Mapping[str, str], name: str, usual: int, faults: list[str]) -> int:
    text = found.get(name, str(usual))
    if text.isdecimal():
        return int(text)
    faults.append(f"{name} must be a whole number")
    return usual


def _clock(found: Mapping[str, str], is_allowed: bool, faults: list[str]) -> dt.datetime | None:
    text = found.get("CLOCK_AT", "")
    if not text:
        return None
    if not is_allowed:
        faults.append("CLOCK_AT sets the clock only under TESTING or DEMO")
        return None
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        faults.append("CLOCK_AT must be a moment such as 2026-06-01T12:00:00+01:00")
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)


def _database_url(found: Mapping[str, str], data_dir: Path) -> str:
    url = found.get("DATABASE_URL", "") or f"sqlite:///{data_dir / 'common-purse.db'}"
    for old in ("postgres://", "postgresql://"):
        if url.startswith(old):
            return "postgresql+psycopg://" + url.removeprefix(old)
    return url


def read_file(path: Path) -> dict[str, str]:
    """`NAME=value` lines of a settings file; blank lines and `#` comments are passed over; no file is no settings."""
    if not path.is_file():
        return {}
    lines = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
    pairs = (line.split("=", 1) for line in lines if line and not line.startswith("#") and "=" in line)
    return {name.strip(): value.strip() for name, value in pairs}


def write_file(data_dir: Path, **extra: str) -> Path:
    """`settings.env` exists under `data_dir`, for its owner only, with random secrets; one that is there stays."""
    path = data_dir / "settings.env"
    if not path.exists():
        data_dir.mkdir(parents=True, exist_ok=True)
        lines = [f"{name}={secrets.token_urlsafe(48)}" for name in SECRETS] + [f"{n}={v}" for n, v in extra.items()]
        path.touch(mode=0o600)
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


if __name__ == "__main__":
    print(write_file(Path(os.environ.get("DATA_DIR", "var")).resolve(), DEMO="1"))  # noqa: T201
