"""An officer's second step outside a demo: the first sign-in sets it up, then an app's code or a recovery code lets in.

Made as `docs/operating.md` says, by `flask create-officer` on an installation with tables only; keyboard alone, at both
widths (issue 2, section 1: TOTP with recovery codes, compulsory for officers outside the demo).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import time
from collections.abc import Callable

from tests.browser.hands import Keyboard
from tests.browser.walker import Walker
from tests.browser.worlds import World

EMAIL = "ada@council.example"
STEP = 30
RECOVERY_CODE = re.compile(r"\b[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}\b")


def app_code(key: str, step: int) -> str:
    """What an authenticator app shows for the key in that half-minute (RFC 6238, written apart from our own)."""
    secret = base64.b32decode(key + "=" * (-len(key) % 8))
    digest = hmac.digest(secret, step.to_bytes(8, "big"), hashlib.sha1)
    start = digest[-1] & 15
    number = int.from_bytes(digest[start : start + 4], "big") & 0x7FFFFFFF
    return f"{number % 1_000_000:06d}"


def sign_out(officer: Walker) -> None:
    officer.open("/account").press("Sign out")


def is_in(officer: Walker) -> bool:
    return officer.open("/account").h1 == officer.t("My account")


def test_an_officers_second_step(empty_world: World, walker: Callable[..., Walker]) -> None:
    server = empty_world.start(DEMO="")
    said = server.run("create-officer", EMAIL, "Ada Admin", "--role", "administrator")
    password = said.split()[-1]

    officer = walker(empty_world)
    officer.hands = Keyboard()
    officer.sign_in(EMAIL, password).check_h1("Second step")
    officer.open("/account").check_h1("Sign in")  # the password alone leads nowhere
    officer.sign_in(EMAIL, password).press("Set up an app")
    shown = officer.page.locator("main .govuk-inset-text").inner_text()
    key = re.sub(r"[ -]", "", re.search(r"[A-Z2-7]{4}[A-Z2-7 -]+", shown)[0])  # type: ignore[index]
    officer.fill("The 6 numbers", "000000").press("Finish")
    assert officer.errors == [officer.t("Enter the 6 numbers that your app shows now")]
    now = int(time.time()) // STEP
    officer.fill("The 6 numbers", app_code(key, now)).press("Finish").check_h1("Your second step is ready")
    officer.press("Make recovery codes").check_h1("Recovery codes")
    codes = RECOVERY_CODE.findall(officer.text)
    assert len(set(codes)) == 8
    officer.follow("Go on")
    assert "/office" in officer.page.url
    sign_out(officer)

    officer.sign_in(EMAIL, password).check_h1("Enter the 6 numbers")
    officer.fill("The 6 numbers", app_code(key, now)).press("Sign in")
    assert officer.errors == [officer.t("Enter the 6 numbers that your app shows now")]  # was used: never twice
    later = max(now + 1, int(time.time()) // STEP)
    officer.fill("The 6 numbers", app_code(key, later)).press("Sign in")
    assert is_in(officer)
    sign_out(officer)

    use_recovery_code(officer, password, codes[0])
    assert is_in(officer)
    sign_out(officer)
    use_recovery_code(officer, password, codes[0])
    assert officer.errors == [officer.t("Enter one of your recovery codes that you have not used before")]
    officer.fill("Recovery code", codes[1].upper()).press("Sign in")
    assert is_in(officer)


def use_recovery_code(officer: Walker, password: str, code: str) -> None:
    """Password, then a recovery code instead of the phone."""
    officer.sign_in(EMAIL, password).unfold("I do not have my phone").follow("Use a recovery code")
    officer.fill("Recovery code", code).press("Sign in")
