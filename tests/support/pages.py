"""Reading a page as a careful visitor would: its headings, labels, ids, and what breaks the rules."""

from __future__ import annotations

import collections
import re
from typing import Any
from xml.etree.ElementTree import Element

import html5lib

NO_LABEL_NEEDED = {"hidden", "submit", "button", "image", "reset"}


def parse(html: str) -> Element:
    """The document as a tree without namespaces."""
    tree: Element = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("etree"), namespaceHTMLElements=False).parse(html)
    return tree


def text_of(element: Element) -> str:
    """All text inside, white space folded."""
    return re.sub(r"\s+", " ", "".join(element.itertext())).strip()


def labels(tree: Element) -> dict[str, str]:
    """For each labelled control's id, what its label says."""
    return {e.get("for", ""): text_of(e) for e in tree.iter("label") if e.get("for")}


def controls(tree: Element) -> list[Element]:
    return [e for e in tree.iter() if e.tag in {"input", "select", "textarea"}]


def lint(html: str) -> list[str]:
    """What is wrong with the page; empty when nothing is."""
    tree = parse(html)
    headings = [text_of(e) for e in tree.iter("h1")]
    title = next((text_of(e) for e in tree.iter("title")), "")
    faults = []
    if len(headings) != 1:
        faults.append(f"{len(headings)} h1 headings: {headings}")
    elif not re.sub(r"^[^:]{2,20}: ", "", title).startswith(headings[0]) and not title.startswith(headings[0]):
        faults.append(f"title {title!r} does not start with the heading {headings[0]!r}")
    root = next(tree.iter("html"))
    if not root.get("lang") or root.get("dir") not in {"ltr", "rtl"}:
        faults.append("html has no lang or dir")
    counts = collections.Counter(e.get("id") for e in tree.iter() if e.get("id"))
    faults += [f"id {name!r} stands {n} times" for name, n in counts.items() if n > 1]
    inline = ((e.tag, name) for e in tree.iter() for name in e.attrib if name == "style" or name[:2] == "on")
    faults += [f"inline {name} on <{tag}>" for tag, name in inline]
    faults += ["inline script" for e in tree.iter("script") if not e.get("src") and e.get("type") != "application/json"]
    faults += ["inline style sheet" for _ in tree.iter("style")]
    faults += _unlabelled(tree)
    faults += [f"img without alt: {e.get('src')}" for e in tree.iter("img") if e.get("alt") is None]
    faults += ["post form without csrf_token" for form in tree.iter("form") if _lacks_token(form)]
    return faults


def _lacks_token(form: Element) -> bool:
    is_post = form.get("method", "").lower() == "post"
    return is_post and not any(e.get("name") == "csrf_token" for e in form.iter("input"))


def _unlabelled(tree: Element) -> list[str]:
    named = labels(tree)
    faults = []
    for e in controls(tree):
        has_name = e.get("aria-label") or e.get("aria-labelledby") or named.get(e.get("id", ""))
        if e.get("type") not in NO_LABEL_NEEDED and not has_name:
            faults.append(f"control {e.get('name')!r} has no label")
    return faults


def value_of(control: Element) -> list[str]:
    """What an untouched control would send."""
    if control.tag == "textarea":
        text = "".join(control.itertext())
        return [text.removeprefix("\n")]
    if control.tag == "select":
        options = list(control.iter("option"))
        chosen = [o for o in options if o.get("selected") is not None] or options[:1]
        return [o.get("value", text_of(o)) for o in chosen]
    if control.get("type") in {"radio", "checkbox"}:
        return [control.get("value", "on")] if control.get("checked") is not None else []
    return [control.get("value", "")]


def attributes(element: Element) -> dict[str, Any]:
    return dict(element.attrib)
