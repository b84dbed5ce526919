"""What every template can use: the site's frame (name, navigation, languages, text size), money and dates."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from babel.dates import format_date, format_time
from flask import Flask, current_app, g, render_template, request, url_for
from flask.templating import Environment
from flask_babel import get_locale
from jinja2 import BaseLoader, ChoiceLoader, PackageLoader, PrefixLoader, pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup, escape

from app.core import clock, money
from app.core.access import VISITOR, Actor, Rule, current_actor
from app.core.i18n import NATIVE_NAMES, _, catalogue, direction, is_office, language, languages_here, lazy
from app.core.ports import Panel, ports

from .frames import frame_part, keep_new_frame, kept_frame
from .preferences import TEXT_SIZES, address_with, text_size
from .sessions import is_voting


@dataclass(slots=True)
class Link:
    text: str
    url: str
    current: bool = False
    count: int = 0


@dataclass(slots=True)
class LanguageLink:
    code: str
    name: str
    url: str
    current: bool


@dataclass
class Site:
    """The frame of a page. `council` fills name, look and notice; a package's nav items come from the port.

    Links are asked for only by the frames that have them: the voting pages lead nowhere else. parts: pieces of a frame
    that is kept for other requests (`frames`), already drawn.
    """

    name: str = "Common Purse"
    sample_notice: str = ""
    lang: str = "en"
    dir: str = "ltr"
    languages: list[LanguageLink] = field(default_factory=list)
    text_size: int = 100
    smaller_url: str = ""
    larger_url: str = ""
    actor: Actor = VISITOR
    footer: list[Link] = field(default_factory=list)
    theme_url: str = ""
    logo_url: str = ""
    css_url: str = ""
    today: dt.date | None = None
    address: str = ""
    parts: dict[Hashable, Markup] | None = field(default=None, repr=False)

    @cached_property
    def nav(self) -> list[Link]:
        return _links(self.actor, "public")

    @cached_property
    def account_nav(self) -> list[Link]:
        return _links(self.actor, "my") + _links(self.actor, "account")

    @cached_property
    def side(self) -> list[tuple[str, list[Link]]]:
        office = _links(self.actor, "office")
        return [(_("Office"), office)] if office else []

    @property
    def text_sizes(self) -> dict[str, str]:
        return {"smaller_url": self.smaller_url, "larger_url": self.larger_url}


FOOTER = (
    (lazy("Help"), "pages.help"),
    (lazy("Contact"), "pages.contact"),
    (lazy("Accessibility"), "pages.accessibility"),
    (lazy("Privacy"), "pages.privacy"),
    (lazy("Cookies"), "pages.cookies"),
    (lazy("Worried about someone?"), "pages.worried"),
)


@dataclass(frozen=True, slots=True)
class Dresser:
    """Finishes the frame of every page. stamp: changes with whatever `dress` puts on it."""

    stamp: Callable[[], Hashable]
    dress: Callable[[Site], None]


def site() -> Site:
    """The frame for this request, made once or kept from another."""
    if "site" not in g:
        actor, today = VISITOR if is_voting() else current_actor(), clock.today()
        stamps = tuple(dresser.stamp() for dresser in request_dressers())
        looks = (language(), text_size(), languages_here(), today, stamps)
        g.site = kept_frame(actor, looks, lambda: _make(actor, today))
    made: Site = g.site
    return made


def _make(actor: Actor, today: dt.date) -> Site:
    lang, size = language(), text_size()
    step = TEXT_SIZES.index(size)
    frame = Site(
        lang=lang,
        dir=direction(lang),
        languages=[
            LanguageLink(code, NATIVE_NAMES.get(code, code), address_with(lang=code), code == lang)
            for code in (() if is_office() else languages_here())
        ],
        text_size=size,
        smaller_url=address_with(text_size=TEXT_SIZES[step - 1]) if step else "",
        larger_url=address_with(text_size=TEXT_SIZES[step + 1]) if step + 1 < len(TEXT_SIZES) else "",
        css_url=url_for("static", filename="css/site.rtl.css" if direction(lang) == "rtl" else "css/site.css"),
        today=today,
        address=request.base_url,
        actor=actor,
    )
    frame.footer = [Link(str(text), url_for(to)) for text, to in FOOTER if _exists(to)]
    for dresser in request_dressers():
        dresser.dress(frame)
    return frame


def request_dressers() -> list[Dresser]:
    """Those who finish the frame (the council's name and colours)."""
    found: list[Dresser] = current_app.extensions.setdefault("dressers", [])
    return found


def _exists(endpoint: str) -> bool:
    return endpoint in current_app.view_functions


def _links(actor: Actor, area: str) -> list[Link]:
    items = sorted((i for i in ports().nav if i.area == area and i.is_for(actor)), key=lambda i: i.order)
    made = [Link(str(i.text), url_for(i.endpoint)) for i in items]
    here = max((link.url for link in made if _is_under(link.url)), key=len, default=None)
    for link in made:
        link.current = link.url == here
    return made


def _is_under(url: str) -> bool:
    return request.path == url or (url != "/" and request.path.startswith(url.rstrip("/") + "/"))


def show_date(day: dt.date | dt.datetime | None) -> str:
    """`21 November 2026`, in the visitor's language; an instant shows its London date."""
    if day is None:
        return ""
    if isinstance(day, dt.datetime):
        day = clock.london(day).date()
    pattern = "d. MMMM y" if language() == "sk" else "d MMMM y"
    return format_date(day, pattern, locale=get_locale() or "en_GB")


def show_moment(instant: dt.datetime | None) -> str:
    """`21 November 2026, 12:00`, London time."""
    if instant is None:
        return ""
    local = clock.london(instant)
    return f"{show_date(local)}{_(', ')}{format_time(local, 'HH:mm', locale=get_locale() or 'en_GB')}"


def show_number(number: int | float | None) -> str:
    """`12,345`, in Western digits everywhere."""
    return "" if number is None else f"{number:,}"


def say(text: str, lang: str | None = None) -> Markup:
    """Text that a person wrote, in its own direction and language."""
    return Markup('<span dir="auto"{}>{}</span>').format(Markup(' lang="{}"').format(lang) if lang else "", text)


class SiteEnvironment(Environment):
    """Every template has the very globals of the site: copies would be compared name by name at every import."""

    def make_globals(self, d: Any) -> Any:
        return super().make_globals(d) if d else self.globals


@pass_eval_context
def _say_message(context: EvalContext, string: str, **variables: object) -> str:
    """`_()` in templates, where every message is a format: `%%` is a per cent sign."""
    said = catalogue().gettext(string)
    return (Markup(said) if context.autoescape else said) % variables  # noqa: S704 - what is filled in is escaped


@pass_eval_context
def _say_number(context: EvalContext, singular: str, plural: str, num: int, **variables: object) -> str:
    said = catalogue().ngettext(singular, plural, num)
    return (Markup(said) if context.autoescape else said) % {"num": num, **variables}  # noqa: S704


def _with_kit(own: BaseLoader | None) -> ChoiceLoader:
    """Our templates, and the macros of GOV.UK Frontend under their package's name."""
    kit = PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})
    return ChoiceLoader([own, kit] if own else [kit])


def show_panel(panel: Panel) -> Markup:
    """A piece that another package adds to this page: its template sees its own context."""
    return Markup(render_template(panel.template, **panel.context))  # noqa: S704 - a template escapes what it shows


GAP = secrets.token_hex(16)


def _hole(name: str) -> str:
    return f"[{name}-{GAP}]"


def page_around(
    template: str, gaps: Mapping[str, str], context: Callable[[], Mapping[str, object]], stamp: Hashable = None
) -> str:
    """The page of this context, with each text of `gaps` where the template says its name.

    Where the frame is kept for other visitors (`frames`), so is the page without them, until `stamp` changes: whatever
    else is on it must be the same for everybody who reads this address in this language.
    """
    if (parts := site().parts) is None:
        return render_template(template, **context(), **gaps)
    if (template, stamp) not in parts:
        holes = {name: _hole(name) for name in gaps}
        parts[template, stamp] = Markup(render_template(template, **context(), **holes))  # noqa: S704 - it escapes
    page = str(parts[template, stamp])
    for name, text in gaps.items():
        page = page.replace(_hole(name), str(escape(text)))
    return page


def fragment(template: str, **context: object) -> Markup:
    """A piece of a page, drawn from what it is given and nothing of the request but its language."""
    return Markup(current_app.jinja_env.get_template(template).render(context))  # noqa: S704 - a template escapes


def register(app: Flask) -> None:
    app.jinja_loader = _with_kit(app.jinja_loader)
    app.jinja_env.filters.update(money=money.show, date=show_date, moment=show_moment, number=show_number, said=say)
    app.jinja_env.globals.update(
        show_panel=show_panel, frame_part=frame_part, money=money.show, address_with=address_with, Rule=Rule
    )
    app.jinja_env.globals.update(_=_say_message, gettext=_say_message, ngettext=_say_number)
    app.jinja_options["trim_blocks"] = True
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True

    app.after_request(keep_new_frame)

    @app.context_processor
    def _frame() -> dict[str, Any]:
        return {"site": site(), "actor": VISITOR if is_voting() else current_actor()}
