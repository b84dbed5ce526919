"""Two ways to work a page: the keyboard alone, and the mouse. Both find the same controls by their accessible names."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from playwright.sync_api import ElementHandle, Page

DISTANCE = """target => {
  const all = [...document.querySelectorAll(
    'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]')];
  const groups = new Map();
  for (const e of all) if (e.type === 'radio' && (e.checked || !groups.has(e.form?.id + e.name)))
    groups.set(e.form?.id + e.name, e);
  const stops = all.filter(e => e.tabIndex >= 0 && !e.disabled && e.checkVisibility({visibilityProperty: true})
    && (e.type !== 'radio' || groups.get(e.form?.id + e.name) === e || e === document.activeElement));
  const same = e => e === target || (target.type === 'radio' && e.type === 'radio' && e.name === target.name);
  if (document.activeElement && document.activeElement !== document.body && same(document.activeElement)) return 0;
  const to = stops.findIndex(same);
  if (to < 0) return null;
  const here = document.activeElement;
  let from = stops.indexOf(here);
  if (from < 0) from = stops.findIndex(e => here.compareDocumentPosition(e) & 4) - 1;
  return to - (here === document.body ? -1 : from);
}"""
RADIO_STEPS = """target => {
  const group = [...document.querySelectorAll('input[type=radio]')].filter(
    e => e.name === target.name && e.form === target.form);
  return group.indexOf(target) - group.indexOf(document.activeElement);
}"""
OPTION_STEPS = """(select, wanted) => {
  const options = [...select.options], fold = text => text.replace(/\\s+/g, ' ').trim();
  let to = options.findIndex(o => fold(o.text) === fold(wanted));
  if (to < 0) to = options.findIndex(o => fold(o.text).startsWith(fold(wanted)));
  return to < 0 ? null : to - select.selectedIndex;
}"""


class Hands(Protocol):
    """What a person does with one control."""

    def press(self, page: Page, control: ElementHandle) -> None: ...
    def fill(self, page: Page, control: ElementHandle, text: str) -> None: ...
    def set(self, page: Page, control: ElementHandle, on: bool) -> None: ...
    def choose(self, page: Page, control: ElementHandle, option: str) -> None: ...
    def attach(self, page: Page, control: ElementHandle, file: Path) -> None: ...


class Keyboard:
    """Tab, Shift+Tab, letters, Space, arrows and Enter. Fails where a control cannot be reached by them."""

    def reach(self, page: Page, control: ElementHandle) -> None:
        """The focus is on the control (for a radio button: in its group)."""
        for _attempt in range(6):
            distance = control.evaluate(DISTANCE)
            assert distance is not None, f"no way by Tab to {control.evaluate('e => e.outerHTML')[:200]}"
            if distance == 0:
                return
            for _press in range(min(abs(distance), 400)):
                page.keyboard.press("Tab" if distance > 0 else "Shift+Tab")
        there = page.evaluate("document.activeElement.outerHTML")[:200]
        raise AssertionError(f"Tab does not lead to {control.evaluate('e => e.outerHTML')[:200]} but to {there}")

    def press(self, page: Page, control: ElementHandle) -> None:
        self.reach(page, control)
        page.keyboard.press("Enter")

    def fill(self, page: Page, control: ElementHandle, text: str) -> None:
        self.reach(page, control)
        page.keyboard.press("Control+A")
        if text:
            page.keyboard.insert_text(text)
        else:
            page.keyboard.press("Delete")

    def set(self, page: Page, control: ElementHandle, on: bool) -> None:
        self.reach(page, control)
        if control.get_attribute("type") == "radio":
            steps = control.evaluate(RADIO_STEPS)
            for _press in range(abs(steps)):
                page.keyboard.press("ArrowDown" if steps > 0 else "ArrowUp")
            if not control.is_checked():
                page.keyboard.press("Space")
        elif control.is_checked() != on:
            page.keyboard.press("Space")

    def choose(self, page: Page, control: ElementHandle, option: str) -> None:
        self.reach(page, control)
        steps = control.evaluate(OPTION_STEPS, option)
        assert steps is not None, f"no option {option!r}"
        for _press in range(abs(steps)):
            page.keyboard.press("ArrowDown" if steps > 0 else "ArrowUp")

    def attach(self, page: Page, control: ElementHandle, file: Path) -> None:
        self.reach(page, control)
        control.set_input_files(file)  # the dialog behind the key belongs to the desktop, not to the page


class Mouse:
    """Clicks, and typing where it was clicked."""

    def press(self, page: Page, control: ElementHandle) -> None:
        control.click()

    def fill(self, page: Page, control: ElementHandle, text: str) -> None:
        control.fill(text)

    def set(self, page: Page, control: ElementHandle, on: bool) -> None:
        control.set_checked(on)

    def choose(self, page: Page, control: ElementHandle, option: str) -> None:
        steps = control.evaluate(OPTION_STEPS, option)
        assert steps is not None, f"no option {option!r}"
        control.select_option(index=control.evaluate("e => e.selectedIndex") + steps)

    def attach(self, page: Page, control: ElementHandle, file: Path) -> None:
        control.set_input_files(file)
