"""Public pages kept ready for visitors: drawn once for each state of what they show, then sent again."""

from __future__ import annotations

from collections.abc import Callable, Hashable

from flask import current_app, request, session

from app.core import clock
from app.core.access import current_actor
from app.core.i18n import language
from app.core.remembered import Recent

from .context import site

MOST_PAGES = 256
LONGEST_SECONDS = 60


def kept_page(stamp: Hashable, draw: Callable[[], str]) -> str:
    """The page that `draw` gives, or the one it gave before for the same address, language, frame and `stamp`.

    stamp: changes with everything that the page shows. Only for visitors without a session: whoever is signed in, or
    has a message waiting, gets a page drawn anew. A kept page is drawn anew after a minute at the latest.
    """
    if current_app.config["TESTING"] or current_actor().is_signed_in or session:
        return draw()
    minute = int(clock.now().timestamp()) // LONGEST_SECONDS
    key = (request.full_path, language(), repr(site()), minute, stamp)
    pages: Recent[str] = current_app.extensions.setdefault("kept_pages", Recent())
    if (page := pages.recall(key)) is None:
        page = draw()
        pages.keep(key, page, MOST_PAGES)
    return page
