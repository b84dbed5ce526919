"""How Flask-Security is set: what is on, the addresses under /account, our templates, times and secrets."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib

from app.core import clock
from app.settings import Settings

from .messages import MESSAGES

FEATURES = {
    "REGISTERABLE": True,
    "CONFIRMABLE": True,
    "RECOVERABLE": True,
    "CHANGEABLE": True,
    "CHANGE_EMAIL": True,
    "TWO_FACTOR": True,
    "TWO_FACTOR_ENABLED_METHODS": ["authenticator"],
    "TWO_FACTOR_RESCUE_EMAIL": False,
    "MULTI_FACTOR_RECOVERY_CODES": True,
    "MULTI_FACTOR_RECOVERY_CODES_N": 8,
    "UNIFIED_SIGNIN": True,
    "US_ENABLED_METHODS": ["password", "email"],
    "US_MFA_REQUIRED": ["password", "email"],
    "PASSWORD_REQUIRED": False,  # signing in by mailed code alone is enough for residents
    "PASSWORD_CONFIRM_REQUIRED": False,
    "PASSWORD_LENGTH_MIN": 10,
    "RETURN_GENERIC_RESPONSES": True,
    "JOIN_USER_ROLES": False,
    "API_ENABLED_METHODS": ["session"],
    "EMAIL_PLAINTEXT": False,  # the outbox renders mails when it sends them
    "EMAIL_HTML": False,
    "EMAIL_SENDER": "",
    "EMAIL_VALIDATOR_ARGS": {"check_deliverability": False},
    "STATIC_FOLDER": None,
    "CLI_USERS_NAME": None,
    "CLI_ROLES_NAME": None,
}
ADDRESSES = {
    "URL_PREFIX": "/account",
    "LOGIN_URL": "/sign-in",
    "LOGOUT_URL": "/sign-out",
    "REGISTER_URL": "/join",
    "CONFIRM_URL": "/confirm",
    "RESET_URL": "/reset",
    "CHANGE_URL": "/password",
    "VERIFY_URL": "/verify",
    "CHANGE_EMAIL_URL": "/email",
    "CHANGE_EMAIL_CONFIRM_URL": "/email/confirm",
    "US_SIGNIN_URL": "/code",
    "US_SIGNIN_SEND_CODE_URL": "/code/send",
    "US_VERIFY_URL": "/check",
    "US_VERIFY_SEND_CODE_URL": "/check/send",
    "US_VERIFY_LINK_URL": "/code/link",
    "US_SETUP_URL": "/code/setup",
    "TWO_FACTOR_SETUP_URL": "/second-step",
    "TWO_FACTOR_TOKEN_VALIDATION_URL": "/second-step-code",
    "TWO_FACTOR_RESCUE_URL": "/second-step-help",
    "TWO_FACTOR_SELECT_URL": "/second-step-choice",
    "MULTI_FACTOR_RECOVERY_CODES_URL": "/recovery-codes",
    "MULTI_FACTOR_RECOVERY_URL": "/recovery",
    "POST_LOGIN_VIEW": "/account/start",
    "POST_REGISTER_VIEW": "/account/joined",
    "POST_CHANGE_VIEW": "/account",
    "POST_CHANGE_EMAIL_VIEW": "/account",
    "POST_RESET_VIEW": "/account/sign-in",
    "TWO_FACTOR_POST_SETUP_VIEW": "/account/second-step-ready",
}
PAGES = {
    "LOGIN_USER_TEMPLATE": "people/sign_in.html",
    "REGISTER_USER_TEMPLATE": "people/join.html",
    "SEND_CONFIRMATION_TEMPLATE": "people/send_confirmation.html",
    "FORGOT_PASSWORD_TEMPLATE": "people/forgot_password.html",
    "RESET_PASSWORD_TEMPLATE": "people/reset_password.html",
    "CHANGE_PASSWORD_TEMPLATE": "people/change_password.html",
    "CHANGE_EMAIL_TEMPLATE": "people/change_email.html",
    "US_SIGNIN_TEMPLATE": "people/sign_in_by_code.html",
    "US_VERIFY_TEMPLATE": "people/check.html",
    "TWO_FACTOR_SETUP_TEMPLATE": "people/second_step.html",
    "TWO_FACTOR_VERIFY_CODE_TEMPLATE": "people/second_step_code.html",
    "MULTI_FACTOR_RECOVERY_CODES_TEMPLATE": "people/recovery_codes.html",
    "MULTI_FACTOR_RECOVERY_TEMPLATE": "people/recovery.html",
}
MAILS = {
    "REGISTER_EMAIL_TEMPLATE": "people/mail/welcome",
    "REGISTER_EMAIL_EXISTING_TEMPLATE": "people/mail/joined_already",
    "EMAIL_TEMPLATE_CONFIRM": "people/mail/confirm",
    "EMAIL_TEMPLATE_PASSWORD_RESET": "people/mail/reset",
    "EMAIL_TEMPLATE_PASSWORD_RESET_NOTICE": "people/mail/password_changed",
    "EMAIL_TEMPLATE_PASSWORD_CHANGE_NOTICE": "people/mail/password_changed",
    "CHANGE_EMAIL_EMAIL_TEMPLATE": "people/mail/change_email",
    "US_EMAIL_TEMPLATE": "people/mail/code",
}
TIMES = {
    "US_TOKEN_VALIDITY": 600,
    "TWO_FACTOR_AUTHENTICATOR_VALIDITY": 60,
    "CONFIRM_EMAIL_WITHIN": dt.timedelta(days=5),
    "RESET_PASSWORD_WITHIN": dt.timedelta(hours=24),
    "CHANGE_EMAIL_WITHIN": dt.timedelta(hours=24),
    "FRESHNESS": dt.timedelta(hours=2),
    "FRESHNESS_GRACE_PERIOD": dt.timedelta(minutes=30),
}
QUICK_HASH = {"argon2__time_cost": 1, "argon2__memory_cost": 64, "argon2__parallelism": 1}


def security_config(settings: Settings, site_name: str = "Common Purse") -> dict[str, object]:
    """Everything under SECURITY_ in the application's configuration."""
    chosen: dict[str, object] = {**FEATURES, **ADDRESSES, **PAGES, **MAILS, **TIMES}
    chosen |= {f"MSG_{key}": text for key, text in MESSAGES.items()}
    chosen |= {
        "DATETIME_FACTORY": clock.now,
        "PASSWORD_SALT": settings.password_salt,
        "PASSWORD_HASH": "argon2",
        "PASSWORD_SCHEMES": ["argon2"],
        "PASSWORD_HASH_PASSLIB_OPTIONS": QUICK_HASH if settings.is_testing else {},
        "HASHING_SCHEMES": ["hex_sha256"],  # of addresses and password hashes inside signed links
        "TOTP_SECRETS": {"1": _derived(settings, "totp")},
        "TOTP_ISSUER": site_name,
        "MULTI_FACTOR_RECOVERY_CODES_KEYS": [_derived(settings, "recovery-codes").encode()],
    }
    return {f"SECURITY_{key}": value for key, value in chosen.items()}


def _derived(settings: Settings, purpose: str) -> str:
    """A 32-byte key of its own for each purpose, as URL-safe base64."""
    digest = hashlib.sha256(f"{purpose}:{settings.secret_key}".encode()).digest()
    return base64.urlsafe_b64encode(digest).decode()
