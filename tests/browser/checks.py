"""What must hold in every state of a page: axe (WCAG 2.2 AA) once a state, no overflow, language, a quiet console."""

from __future__ import annotations

import hashlib
import json
import os
import re
from pathlib import Path

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

MOST_AXE_RUNS = 300
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
    "resultTypes": ["violations"],
}
NARROW = 320
ABOUT_THE_PAGE = """accesskeys aria-hidden-body bypass document-title duplicate-id-aria heading-order html-has-lang
html-lang-valid html-xml-lang-mismatch landmark-banner-is-top-level landmark-complementary-is-top-level
landmark-contentinfo-is-top-level landmark-main-is-top-level landmark-no-duplicate-banner
landmark-no-duplicate-contentinfo landmark-no-duplicate-main landmark-one-main landmark-unique meta-viewport
page-has-heading-one region skip-link tabindex"""
WHOLE = [({"include": [["html"]]}, RULES)]
WITHIN = [  # the frame of the page was looked at already
    ({"include": [["html"]], "exclude": [["body > header"], ["body > footer"]]}, RULES),
    ({"include": [["html"]]}, RULES | {"runOnly": ABOUT_THE_PAGE.split()}),
]
RUN = """;(async runs => {
  const faults = [];
  for (const [context, options] of runs) faults.push(...(await axe.run(context, options)).violations);
  return faults.map(({id, help, nodes}) => ({id, help,
    nodes: nodes.slice(0, 3).map(e => e.html.slice(0, 160) + ' ' + (e.failureSummary || '').slice(0, 200))}));
})"""
FRAME = """[...document.querySelectorAll('body > header, body > footer')].map(part => part.innerText
  + [...part.querySelectorAll('*')].map(e => e.tagName + e.className)).join()"""
STATE = """['.govuk-error-summary', '.govuk-notification-banner', '.govuk-panel', 'main table', 'main form',
  '.cp-empty', '.govuk-task-list', '.cp-cards'].map(part => document.querySelector(part) ? 1 : 0).join('')"""
TOO_WIDE = """() => {
  const wide = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= wide) return [];
  return [...document.querySelectorAll('body *')]
    .filter(e => { const box = e.getBoundingClientRect();
      return box.width > 0 && (box.right > wide + 1 || box.left < -1); })
    .slice(0, 4).map(e => e.outerHTML.slice(0, 120));
}"""
STANDS = f"[document.documentElement.lang, document.documentElement.dir, ({TOO_WIDE})(), {STATE}, {FRAME}]"


def route_of(url: str) -> str:
    """The address without what differs from thing to thing."""
    path = re.sub(r"^https?://[^/]+", "", url).split("?")[0].split("#")[0]
    path = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "ID", path)
    path = re.sub(r"/[A-Z]{1,3}-[A-Z0-9-]{4,}", "/REF", path)
    path = re.sub(
        r"(?<=/)(rounds|vote|groups|calls|plan|areas|log)/(?!new\b|sets\b|code\b)[a-z0-9.-]+", r"\1/SLUG", path
    )
    return re.sub(r"[\w-]{30,}", "TOKEN", path)


class Checks:
    """The checks of one run; `folder` is shared by its workers, so that no state is looked at twice."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "looked-at"
        self.folder.mkdir(exist_ok=True)
        self.shots = Path(os.environ["SHOTS"]) if os.environ.get("SHOTS") else None

    def look(self, page: Page, lang: str, journey: str) -> list[str]:
        """What is wrong with the page as it stands now; its width is as before."""
        spoken, direction, wide, state, frame = page.evaluate(STANDS)
        faults = self._language(page, lang, [spoken, direction]) + self._width(page, wide)
        if self._is_new("states", f"{'en' if '/office' in page.url else lang} {route_of(page.url)} {state}"):
            faults += self._axe(page, self._is_new("frames", f"{lang} {frame}"))
            faults += self._narrow(page)
            self._picture(page, lang, journey)
        return faults

    def _is_new(self, kind: str, key: str) -> bool:
        """No walk of this run has been in this state. Officers' pages are English in both walks: one state, not two."""
        folder = self.folder / kind
        folder.mkdir(exist_ok=True)
        try:
            (folder / hashlib.sha256(key.encode()).hexdigest()[:20]).open("x").write(key)
        except FileExistsError:
            return False
        return len(list(folder.iterdir())) <= MOST_AXE_RUNS  # past it only the cheap checks, in every state

    def _axe(self, page: Page, frame_is_new: bool) -> list[str]:
        """What axe finds; header and footer are looked at once for each way they look, page by page only the rest."""
        found = page.evaluate(f"{AXE_SCRIPT}{RUN}({json.dumps(WHOLE if frame_is_new else WITHIN)})")
        return [f"axe {fault['id']}: {fault['help']}: " + "; ".join(fault["nodes"]) for fault in found]

    def _language(self, page: Page, lang: str, stands: list[str]) -> list[str]:
        wanted = [lang, "rtl" if lang == "ur" else "ltr"]
        if "/office" in page.url:
            wanted = ["en", "ltr"]
        return [] if stands == wanted else [f"the page says {stands}, not {wanted}"]

    def _width(self, page: Page, wide: list[str]) -> list[str]:
        width = page.viewport_size and page.viewport_size["width"]
        return [f"wider than {width} px: " + " | ".join(wide)] if wide else []

    def _narrow(self, page: Page) -> list[str]:
        size = page.viewport_size
        assert size
        page.set_viewport_size({"width": NARROW, "height": size["height"]})
        faults = self._width(page, page.evaluate(TOO_WIDE))
        page.set_viewport_size(size)
        return faults

    def _picture(self, page: Page, lang: str, journey: str) -> None:
        if self.shots is None:
            return
        self.shots.mkdir(parents=True, exist_ok=True)
        number = len(list(self.shots.glob(f"{journey}-{lang}-*.png"))) + 1
        name = re.sub(r"\W+", "-", route_of(page.url)).strip("-") or "home"
        page.screenshot(path=self.shots / f"{journey}-{lang}-{number:02d}-{name}.png", full_page=True)
