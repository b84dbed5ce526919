"""Walking every page that somebody can reach: addresses from the site's own map and from the links of its pages."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from html import unescape
from urllib.parse import urljoin, urlsplit

from flask import Flask
from flask.testing import FlaskClient

LINK = re.compile(r"""(?:href|src|action)=["']([^"'#]+)""")
TAG = re.compile(r"<[^>]+>")
LEFT_OUT = ("/static/", "/account/sign-out", "/healthz")


def fixed_addresses(app: Flask, known: Mapping[str, str]) -> list[str]:
    """Every address of the site that can be read, with `known` values (slug, number ...) put into it."""
    found = []
    for route in app.url_map.iter_rules():
        if "GET" not in (route.methods or set()) or not set(route.arguments) <= set(known):
            continue
        filled = re.sub(r"<(?:[^:<>]+(?:\([^)]*\))?:)?(\w+)>", lambda match: known[match.group(1)], route.rule)
        found.append(filled)
    return sorted(set(found))


def crawl(client: FlaskClient, starts: Iterable[str], most: int = 400) -> Iterator[tuple[str, str]]:
    """(address, what it says) of the pages and files reached from `starts`, each once, at most so many."""
    waiting, seen = deque(dict.fromkeys(starts)), set[str]()
    while waiting and len(seen) < most:
        address = waiting.popleft()
        if address in seen or address.startswith(LEFT_OUT):
            continue
        seen.add(address)
        answer = client.get(address, follow_redirects=False)
        kind = answer.mimetype or ""
        is_text = kind.startswith("text/") or kind.endswith(("json", "xml"))
        text = answer.get_data(as_text=True) if is_text else answer.get_data().decode("latin-1")
        yield address, text
        if kind == "text/html":
            waiting.extend(_same_site(address, text))


def _same_site(address: str, text: str) -> Iterator[str]:
    for link in LINK.findall(text):
        parts = urlsplit(urljoin(f"http://localhost{address}", unescape(link)))
        if parts.netloc == "localhost" and parts.scheme in {"http", "https"}:
            yield parts.path + (f"?{parts.query}" if parts.query else "")


def near(text: str, title: str, number: int, reach: int = 160) -> bool:
    """The number stands by itself within so many characters of the title in the words of a page."""
    words = re.sub(r"\s+", " ", TAG.sub(" ", text))
    alone = re.compile(rf"(?<![\d£.,:/-]){number}(?![\d.,:/-]*\d)")
    return any(
        alone.search(words[max(0, match.start() - reach) : match.end() + reach])
        for match in re.finditer(re.escape(title), words)
    )
