"""One person in front of one browser window: finds things by their names, works them with keys or clicks."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, ConsoleMessage, ElementHandle, Locator, Page, Response

from tests.browser.checks import Checks
from tests.browser.hands import Hands, Keyboard, Mouse
from tests.browser.words import any_of, readings, t

PATIENCE_MS = 30_000
WIDTHS = {"en": (375, 812), "ur": (1280, 900)}
VISIBLE = "e => e.checkVisibility({visibilityProperty: true})"
DEMO_PASSWORD = "common-purse-demo"  # noqa: S105 - printed on the demo's sign-in page


class Walker:
    """Works pages in one language; every page it comes to is checked (see `checks.py`)."""

    def __init__(self, browser: Browser, url: str, lang: str, checks: Checks, journey: str, **options: Any) -> None:
        self.url, self.lang, self.checks, self.journey = url, lang, checks, journey
        self.hands: Hands = Keyboard() if lang == "en" else Mouse()
        width, height = WIDTHS[lang]
        self.context = browser.new_context(
            viewport={"width": width, "height": height}, locale="en-GB", reduced_motion="reduce", **options
        )
        self.context.add_cookies([{"name": "lang", "value": lang, "url": url}])
        self.context.set_default_timeout(PATIENCE_MS)
        self.page: Page = self.context.new_page()
        self.faults: list[str] = []
        self.trail: list[str] = []
        self.taps = self.texts = 0
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self.faults.append(f"script error: {error}"))
        self.page.on("response", self._answered)

    def close(self) -> None:
        self.context.close()

    # -- going about

    def open(self, path: str) -> Walker:
        """The page at the path (or at a whole address of this site)."""
        self.page.goto(path if path.startswith("http") else self.url + path)
        return self._arrived()

    def follow(self, name: str, /, **values: object) -> Walker:
        """The page behind the link whose name begins so."""
        return self._go(self._by_role(("link", "button"), name, values))

    def press(self, name: str, /, **values: object) -> Walker:
        """The page that the button leads to."""
        return self._go(self._by_role(("button", "link"), name, values))

    def unfold(self, name: str, /, **values: object) -> Walker:
        """The details with this summary are open."""
        words = any_of(readings(name, self.lang, **values))
        self._work(self.page.locator("summary", has_text=words).first, self.hands.press)
        return self

    def read(self, name: str, /, **values: object) -> bytes:
        """The file behind a link, as this person gets it."""
        link = self._by_role(("link",), name, values)
        answer = self.context.request.get(str(link.evaluate("e => e.href")))
        assert answer.ok, f"{link.evaluate('e => e.href')} answers {answer.status}"
        return answer.body()

    # -- filling in

    def fill(self, label: str, text: object, /, **values: object) -> Walker:
        self._work(self._labelled(label, values), self.hands.fill, str(text))
        self.texts += 1
        return self

    def pick(self, label: str, on: bool = True, /, *, within: str = "", **values: object) -> Walker:
        """The radio button is chosen, or the box ticked (or not). `within`: the legend around it."""
        self._work(self._labelled(label, values, within), self.hands.set, on)
        return self

    def set(self, control: Locator, on: bool = True) -> Walker:
        """The control itself, where many have the same name."""
        self._work(control, self.hands.set, on)
        return self

    def choose(self, label: str, option: str, /, **values: object) -> Walker:
        """The option of a list, by its words."""
        control, last = self._labelled(label, values), None
        for words in readings(option, self.lang, **values):
            try:
                self._work(control, self.hands.choose, words)
            except AssertionError as error:
                last = error
            else:
                return self
        raise AssertionError(f"{label!r}: {last}")

    def date(self, legend: str, day: dt.date, time: str = "") -> Walker:
        """The three boxes of a date, and its time."""
        group = self._group(legend)
        parts = {"Day": day.day, "Month": day.month, "Year": day.year}
        for part, value in [*parts.items(), *([("Time", time)] if time else [])]:
            self._work(group.get_by_label(any_of(readings(part, self.lang))).first, self.hands.fill, str(value))
        return self

    def attach(self, label: str, file: Path) -> Walker:
        self._work(self._labelled(label, {}), self.hands.attach, file)
        return self

    # -- seeing

    @property
    def h1(self) -> str:
        return _folded(self.page.locator("h1").first.inner_text())

    @property
    def text(self) -> str:
        return _folded(self.page.locator("body").inner_text())

    @property
    def errors(self) -> list[str]:
        """The lines of the error summary."""
        return [_folded(line) for line in self.page.locator(".govuk-error-summary__list li").all_inner_texts()]

    def sees(self, msgid: str, /, **values: object) -> bool:
        text = self.text
        return any(_folded(words) in text for words in readings(msgid, self.lang, **values))

    def check_sees(self, *msgids: str, **values: object) -> Walker:
        """Every one of these stands on the page."""
        for msgid in msgids:
            assert self.sees(msgid, **values), (
                f"{readings(msgid, self.lang, **values)} not on {self.page.url}: {self.text}"
            )
        return self

    def check_h1(self, msgid: str, /, **values: object) -> Walker:
        heads = [_folded(words) for words in readings(msgid, self.lang, **values)]
        assert self.h1 in heads, f"{self.h1!r} is not {heads} after {self.trail[-9:]}: {self.text[:1500]}"
        return self

    def check_errors(self, *msgids: str) -> Walker:
        """Exactly these lines stand in the error summary, which has the focus."""
        wanted = [[_folded(words) for words in readings(msgid, self.lang)] for msgid in msgids]
        fits = len(wanted) == len(self.errors) and all(e in w for e, w in zip(self.errors, wanted, strict=True))
        assert fits, f"{self.errors} are not {wanted}"
        return self

    def t(self, msgid: str, /, **values: object) -> str:
        return t(msgid, self.lang, **values)

    # -- signing in

    def sign_in(self, email: str, password: str = DEMO_PASSWORD) -> Walker:
        """This person is signed in, in a browser that nobody else was signed in with."""
        self.context.clear_cookies(name="session")
        self.open("/account/sign-in").fill("Email address", email).fill("Password", password).press("Sign in")
        return self

    def as_role(self, role: str) -> Walker:
        return self.sign_in(f"{role}@demo.example")

    # -- inside

    def _by_role(self, roles: tuple[Any, ...], name: str, values: dict[str, object]) -> ElementHandle:
        texts = readings(name, self.lang, **values)
        ways: list[tuple[str | re.Pattern[str], bool]] = [*((text, True) for text in texts), (any_of(texts), False)]
        for (words, exact), role in itertools.product(ways, roles):
            found = _first_visible(self.page.get_by_role(role, name=words, exact=exact))
            if found is not None:
                return found
        if self._unfolds_menu():
            return self._by_role(roles, name, values)
        shown = [_folded(text) for text in self.page.locator("main a, main button").all_inner_texts()]
        raise AssertionError(
            f"no {' or '.join(roles)} {texts} on {self.page.url} ({self.h1}): {shown}; {self.text[:2000]}"
        )

    def _unfolds_menu(self) -> bool:
        """On a narrow screen the menu was folded, and is open now."""
        menu = self.page.locator(".govuk-js-service-navigation-toggle[aria-expanded=false]")
        if not menu.count() or not menu.is_visible():
            return False
        self._work(menu, self.hands.press)
        return True

    def _labelled(self, label: str, values: dict[str, object], within: str = "") -> ElementHandle:
        texts = readings(label, self.lang, **values)
        scope = self._group(within) if within else self.page.locator("main")
        for find in [*(scope.get_by_label(text, exact=True) for text in texts), scope.get_by_label(any_of(texts))]:
            found = _first_visible(find.and_(self.page.locator("input, select, textarea")))
            if found is not None:
                return found
        shown = [_folded(text) for text in self.page.locator("main label").all_inner_texts()]
        raise AssertionError(f"no field {texts} on {self.page.url} ({self.h1}): {shown}; {self.text[:2000]}")

    def _group(self, legend: str) -> Locator:
        words = any_of(readings(legend, self.lang))
        for groups in (self.page.get_by_role("group", name=words), self.page.locator("fieldset", has_text=words)):
            place = groups.evaluate_all(f"all => all.findIndex({VISIBLE})")
            if place >= 0:
                return groups.nth(place)
        raise AssertionError(f"no group {legend!r} on {self.page.url}: {self.page.locator('legend').all_inner_texts()}")

    def _work(self, control: Locator | ElementHandle, hand: Callable[..., None], *given: object) -> None:
        hand(self.page, control.element_handle() if isinstance(control, Locator) else control, *given)
        self.taps += 1

    def _go(self, control: ElementHandle) -> Walker:
        with self.page.expect_navigation(timeout=30_000):
            self._work(control, self.hands.press)
        return self._arrived()

    def _arrived(self) -> Walker:
        self.page.wait_for_load_state("load")
        faults = self.checks.look(self.page, self.lang, self.journey) + self.faults
        assert not faults, f"{self.page.url} ({self.h1}):\n" + "\n".join(faults)
        return self

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and "Failed to load resource" not in message.text:
            self.faults.append(f"console: {message.text}")

    def _answered(self, response: Response) -> None:
        is_page = response.request.is_navigation_request()
        if is_page or response.request.method == "POST":
            self.trail.append(f"{response.request.method} {response.url} {response.status}")
        if response.status >= 500 or (response.status >= 400 and not is_page):
            self.faults.append(f"{response.request.method} {response.url} answered {response.status}")


def _first_visible(found: Locator) -> ElementHandle | None:
    for one in found.element_handles():
        if one.evaluate(VISIBLE):
            return one
    return None


def _folded(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()
