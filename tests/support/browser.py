"""A visitor without JavaScript: opens pages, follows links, fills forms by label, presses buttons."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.support.pages import controls, labels, parse, text_of, value_of


@dataclass
class Page:
    """An answer that has been read."""

    visitor: Visitor
    response: TestResponse
    tree: Element = field(init=False)

    def __post_init__(self) -> None:
        is_html = self.response.mimetype == "text/html"
        self.tree = parse(self.response.text if is_html else "<html></html>")

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def path(self) -> str:
        return self.response.request.path

    @property
    def h1(self) -> str:
        return next((text_of(e) for e in self.tree.iter("h1")), "")

    @property
    def text(self) -> str:
        return text_of(next(self.tree.iter("body")))

    @property
    def errors(self) -> list[str]:
        """What the error summary lists."""
        for e in self.tree.iter():
            if "govuk-error-summary__list" in e.get("class", ""):
                return [text_of(li) for li in e.iter("li")]
        return []

    def links(self) -> dict[str, str]:
        return {text_of(a): a.get("href", "") for a in self.tree.iter("a")}

    def follow(self, text: str) -> Page:
        """The page behind the link that says `text` (or begins with it)."""
        found = [url for words, url in self.links().items() if words == text or words.startswith(text)]
        assert found, f"no link {text!r} on {self.path}: {sorted(self.links())}"
        return self.visitor.open(found[0])

    def form(self, button: str | None = None) -> FilledForm:
        """The form with the button `button`; without it, the last form of the page."""
        forms = [f for f in self.tree.iter("form") if button is None or button in buttons(f)]
        assert forms, f"no form with button {button!r} on {self.path}"
        return FilledForm(self, forms[-1 if button is None else 0], button)

    def submit(self, button: str, **_: object) -> Page:
        return self.form(button).submit()


def buttons(form: Element) -> list[str]:
    return [text_of(b) for b in form.iter("button")] + [
        i.get("value", "") for i in form.iter("input") if i.get("type") == "submit"
    ]


class FilledForm:
    """One form of a page with what the visitor has put in."""

    def __init__(self, page: Page, form: Element, button: str | None) -> None:
        self.page, self.element, self.button = page, form, button
        self.values: dict[str, list[object]] = {}
        for control in controls(form):
            if control.get("name") and control.get("type") not in {"submit", "file"}:
                self.values.setdefault(control.get("name", ""), []).extend(value_of(control))

    def fill(self, label: str, value: object) -> FilledForm:
        """Types `value` at `label`, ticks the box or picks the radio or option; False unticks a box."""
        control = self._labelled(label)
        name, kind = control.get("name", ""), control.get("type", "")
        if control.tag == "select":
            by_text = {text_of(o): o.get("value", "") for o in control.iter("option")}
            assert str(value) in {*by_text, *by_text.values()}, f"no option {value!r} at {label!r}: {list(by_text)}"
            self.values[name] = [by_text.get(str(value), str(value))]
        elif kind == "radio":
            self.values[name] = [control.get("value", "on")]
        elif kind == "checkbox":
            ticked = [v for v in self.values.get(name, []) if v != control.get("value", "on")]
            self.values[name] = ticked + ([control.get("value", "on")] if value else [])
        elif kind == "file":
            content, filename = value  # type: ignore[misc]
            self.values[name] = [(io.BytesIO(content), filename)]
        else:
            self.values[name] = [str(value)]
        return self

    def pick(self, label: str) -> FilledForm:
        return self.fill(label, True)

    def date(self, field_name: str, day: object, time: str | None = None) -> FilledForm:
        """Fills the three boxes of a date field (and its time)."""
        for part in ("day", "month", "year"):
            self.values[f"{field_name}-{part}"] = [str(getattr(day, part))]
        if time is not None:
            self.values[f"{field_name}-time"] = [time]
        return self

    def _labelled(self, label: str) -> Element:
        named = labels(self.element)
        wanted = [i for i, words in named.items() if words == label] or [
            i for i, words in named.items() if words.startswith(label)
        ]
        for control in controls(self.element):
            if control.get("id") in wanted[:1] or control.get("aria-label") == label:
                return control
        raise AssertionError(f"no field labelled {label!r} on {self.page.path}: {sorted(named.values())}")

    def submit(self) -> Page:
        """The page that follows, redirects followed."""
        data = {name: values for name, values in self.values.items() if values}
        for b in self.element.iter("button"):
            if b.get("name") and (self.button is None or text_of(b) == self.button):
                data[b.get("name", "")] = [b.get("value", "")]
                break
        action = self.element.get("action") or self.page.response.request.full_path.rstrip("?")
        if self.element.get("method", "get").lower() == "post":
            return self.page.visitor.send(action, data)
        return self.page.visitor.open(action, query_string=data)


class Visitor:
    """Somebody in front of one browser."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def open(self, path: str, **kwargs: object) -> Page:
        return Page(self, self.client.get(path, follow_redirects=True, **kwargs))  # type: ignore[arg-type]

    def send(self, path: str, data: object) -> Page:
        return Page(self, self.client.post(path, data=data, follow_redirects=True))
