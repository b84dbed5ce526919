"""The council's row as the summary cards of its page, and as the frame of every page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import url_for
from markupsafe import Markup

from app.core.i18n import NATIVE_NAMES, _, languages_whole
from app.core.web.context import Site

from . import queries
from .models import ACCENT, ACTION, BRAND, BRAND_END, LINK, Council
from .terms import SECTIONS

STANDING = (BRAND, BRAND_END, LINK, ACTION, ACCENT)
SWATCH = Markup(
    '<svg width="20" height="20" aria-hidden="true" focusable="false"><rect width="20" height="20" fill="{}"/></svg> '
    "<code>{}</code>"
)


def stamp() -> tuple[object, ...]:
    """Changes with everything that `dress` shows."""
    council = queries.council()
    return council.id, council.version


def dress(frame: Site) -> None:
    """The frame of this page carries the council's name, notice, colours and logo."""
    council = queries.council()
    frame.name = council.site_name
    if council.is_sample:
        frame.sample_notice = _("Sample, not a council's site")
    if chosen(council) != STANDING:
        frame.theme_url = url_for("council.theme", v=council.version)
    if council.logo:
        frame.logo_url = url_for("public_file", file_id=council.logo.id, name=council.logo.name)


def chosen(council: Council) -> tuple[str, ...]:
    """The council's five colours, in the order of `STANDING`."""
    return (
        council.brand_colour,
        council.brand_end_colour,
        council.link_colour,
        council.action_colour,
        council.accent_colour,
    )


def parts(council: Council) -> list[dict[str, Any]]:
    """One card a section: its title, rows and the address to change it."""
    rows: dict[str, Callable[[Council], list[tuple[str, object]]]] = {
        "name": _name,
        "look": _look,
        "contact": _contact,
        "safeguarding": _safeguarding,
        "languages": _languages,
        "thresholds": _thresholds,
        "privacy": _privacy,
    }
    return [
        {
            "title": str(title),
            "url": url_for("council_office.section", section=name),
            "rows": [{"key": key, "value": value} for key, value in rows[name](council)],
        }
        for name, title in SECTIONS.items()
    ]


def _name(council: Council) -> list[tuple[str, object]]:
    return [
        (_("Name of the council"), council.name),
        (_("Name of this site"), council.site_name),
        (_("Website"), council.website),
    ]


def _look(council: Council) -> list[tuple[str, object]]:
    words = (_("Main colour"), _("Second colour of the page head"), _("Links"), _("Buttons"), _("Bright button"))
    return [(word, SWATCH.format(colour, colour)) for word, colour in zip(words, chosen(council), strict=True)]


def _contact(council: Council) -> list[tuple[str, object]]:
    return [
        (_("Email address"), council.contact_email),
        (_("Phone number"), council.contact_phone),
        (_("Postal address"), Markup('<span class="cp-said">{}</span>').format(council.contact_address)),
        (_("When the phone is answered"), council.contact_hours),
        (_("Data protection officer"), council.data_protection_email),
    ]


def _safeguarding(council: Council) -> list[tuple[str, object]]:
    return [
        (_("Team"), council.safeguarding_name),
        (_("Phone number"), council.safeguarding_phone),
        (_("Email address"), council.safeguarding_email),
        (_("When it is answered"), council.safeguarding_hours),
    ]


def _languages(council: Council) -> list[tuple[str, object]]:
    names = (Markup('<bdi lang="{}">{}</bdi>').format(code, NATIVE_NAMES.get(code, code)) for code in council.languages)
    return [(_("On"), Markup(", ").join(names))]


def _thresholds(council: Council) -> list[tuple[str, object]]:
    return [
        (_("Smallest count shown to the public"), council.disclosure_threshold),
        (_("Smallest count shown for outcomes and equality"), council.sensitive_threshold),
        (_("Fewest ballots that are published"), council.min_ballots_published),
        (_("Months until a directory entry must be checked again"), council.stale_after_months),
        (_("Working days in which anyone can object to a result"), council.objection_days),
    ]


def _privacy(council: Council) -> list[tuple[str, object]]:
    missing = council.privacy_text.missing(list(languages_whole()))
    names = ", ".join(NATIVE_NAMES.get(code, code) for code in missing)
    return [
        (_("Own text"), council.privacy_text.text()[:300] or _("None: the standing notice is shown")),
        (_("Not yet written in"), names or _("Nothing missing")),
    ]
