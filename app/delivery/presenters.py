"""How projects, their numbers and their logs are put on cards, in sentences and in tables."""

from __future__ import annotations

import datetime as dt
import itertools
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flask import current_app, url_for
from markupsafe import Markup

from app.core import money
from app.core.clock import london
from app.core.disclosure import PUBLIC_THRESHOLD, Shown
from app.core.i18n import _, ngettext
from app.core.ports import TimelineItem
from app.core.web.context import show_date
from app.funds.terms import theme_name
from app.strategy.models import Action, Indicator, Unit

from .models import LineKind, Project
from .queries import ActionLine, ChangeRow, LineRow, ProjectRow, Totals
from .small_numbers import of_line, plain
from .sources import source_of
from .terms import KINDS, STATE_COLOURS, STATES


def link_if(endpoint: str, **values: object) -> str:
    """The address of a page, or nothing where this site has no such page."""
    return url_for(endpoint, **values) if endpoint in current_app.view_functions else ""  # type: ignore[arg-type]


def action_url(action: Action) -> str:
    return link_if("strategy.action", slug=action.slug)


def picture_url(row: ProjectRow) -> str:
    """The picture of the proposal that the project grew from."""
    if row.picture_file_id:
        return url_for("public_file", file_id=row.picture_file_id, name=f"{row.reference.lower()}.webp")
    if row.proposal_reference is None:
        return ""
    return link_if("proposals.drawn_picture", reference=row.proposal_reference)


def project_cards(rows: Sequence[ProjectRow], places: Mapping[uuid.UUID, list[str]]) -> list[dict[str, Any]]:
    """Cards of the public list: money, group, place and state."""
    return [
        {
            "title": row.title,
            "url": url_for("delivery.project", reference=row.reference),
            "image_url": picture_url(row),
            "image_alt": row.picture_alt if row.picture_file_id else "",
            "text": row.summary,
            "lang": row.lang,
            "labels": [(STATES[row.state], STATE_COLOURS[row.state])]
            + ([(theme_name(row.theme), "grey")] if row.theme else []),
            "facts": [
                ("", money.show(row.amount_pence)),
                (_("by"), row.group_name),
                *([(_("in"), in_short(places[row.id]))] if places.get(row.id) else []),
            ],
        }
        for row in rows
    ]


def in_short(names: Sequence[str], most: int = 2) -> str:
    """`Manningham, City and 4 more`."""
    if len(names) <= most:
        return ", ".join(names)
    return str(_("%(places)s and %(count)s more", places=", ".join(names[:most]), count=len(names) - most))


def people_words(count: Shown) -> str:
    """`214`, `fewer than 5`, or `about 45` where the exact number would give a small one away."""
    if count.value is not None:
        return count.text
    if count.text.startswith("<"):
        return str(_("fewer than %(number)s", number=count.text[1:]))
    return str(_("about %(number)s", number=count.text))


def _plural(count: Shown) -> int:
    return 2 if count.value is None else count.value


def project_stats(project: Project, totals: Totals) -> list[dict[str, Any]]:
    """The numbers of a project's page, each a link to the lines behind it."""

    def link(kind: LineKind) -> str:
        return url_for("delivery.log", project=project.reference, kind=kind.value) if totals.lines.get(kind) else ""

    target = project.target_participants
    note = _("of %(number)s hoped for", number=f"{target:,}") if target else ""
    came, visits = totals.people(LineKind.PARTICIPANTS), totals.people(LineKind.ATTENDANCES)
    sessions, hours = int(totals.of(LineKind.SESSIONS)), totals.of(LineKind.HOURS)
    return [
        {
            "number": people_words(came),
            "label": ngettext("person took part", "people took part", _plural(came)),
            "note": note,
            "url": link(LineKind.PARTICIPANTS),
        },
        {
            "number": f"{sessions:,}",
            "label": ngettext("session", "sessions", sessions),
            "note": _("%(visits)s visits in all", visits=people_words(visits))
            if totals.of(LineKind.ATTENDANCES)
            else "",
            "url": link(LineKind.SESSIONS),
        },
        {
            "number": plain(hours),
            "label": ngettext("volunteer hour", "volunteer hours", 1 if hours == 1 else 2),
            "note": "",
            "url": link(LineKind.HOURS),
        },
    ]


def reach(project: Project, totals: Totals) -> dict[str, Any] | None:
    """How many of the people hoped for took part so far, for a bar; nothing without a target or with a hidden count."""
    came = totals.people(LineKind.PARTICIPANTS).value
    if not project.target_participants or came is None:
        return None
    percent = min(100, came * 100 // project.target_participants)
    return {"percent": percent, "value": f"{came:,} / {project.target_participants:,}"}


def action_parts(action: Action, line: ActionLine) -> list[tuple[str, str]]:
    """The pieces of the one line of an action: words, and the list behind each number.

    "214 participants in conversations", "9 groups", "£18,400", "3 accepted changes", then hours where there are any.
    """
    slug = action.slug
    projects = url_for("delivery.index", action=slug)
    came = line.participants
    parts = [
        (
            ngettext(
                "%(number)s participant in conversations",
                "%(number)s participants in conversations",
                _plural(came),
                number=people_words(came),
            ),
            url_for("delivery.log", action=slug, kind=LineKind.PARTICIPANTS.value),
        ),
        (ngettext("%(number)s group", "%(number)s groups", line.groups, number=f"{line.groups:,}"), projects),
        (money.show(line.pence), projects),
        (
            ngettext(
                "%(number)s accepted change",
                "%(number)s accepted changes",
                1 if line.changes == 1 else 2,
                number=plain(line.changes),
            ),
            url_for("delivery.changes", action=slug),
        ),
    ]
    if line.hours:
        words = ngettext(
            "%(number)s volunteer hour",
            "%(number)s volunteer hours",
            1 if line.hours == 1 else 2,
            number=plain(line.hours),
        )
        parts.append((words, url_for("delivery.log", action=slug, kind=LineKind.HOURS.value)))
    return [(str(words), url) for words, url in parts]


def number_of(row: LineRow) -> str:
    """A line's number for the public, in words where it is hidden."""
    hidden = of_line(row.kind, row.quantity, row.base, is_share=row.is_share)
    if hidden.text.startswith("<"):
        if row.kind is LineKind.READING:
            return str(_("too few people to show"))
        return str(_("fewer than %(number)s", number=hidden.text[1:]))
    return with_unit(hidden.text, row.unit)


def with_unit(number: str, unit: str) -> str:
    if unit == Unit.PERCENT:
        return f"{number}%"
    if unit == Unit.POUNDS:
        return f"£{number}"
    return number


def line_name(row: LineRow) -> str:
    """What the line counts: its kind, or the indicator that was read."""
    if row.indicator_code:
        return f"{row.indicator_code} {row.indicator_name}"
    return str(KINDS[row.kind])


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One record of a project's log for its own group: a session, hours or a reading, with its lines."""

    name: object
    on: Any
    area: str
    numbers: list[str]
    is_void: bool
    void_reason: str
    is_outside: bool
    source_type: str
    source_id: str


def log_entries(rows: Sequence[LineRow], size: int) -> tuple[list[LogEntry], int | None]:
    """At most `size` whole records, and the line number that the rest is below (None: there is no rest).

    A record's lines were written together, so they stand side by side.
    """
    entries: list[LogEntry] = []
    last = 0
    for key, group in itertools.groupby(rows, key=lambda row: (row.source_type, row.source_id)):
        if len(entries) == size:
            return entries, last
        lines = list(group)
        last = lines[-1].id
        entries.append(_entry(key[0], key[1], lines))
    return entries, None


def by_day(entries: Sequence[LogEntry]) -> list[LogEntry]:
    """The entries of one page with the newest day first: pages follow the order of logging."""
    return sorted(entries, key=lambda entry: entry.on, reverse=True)


def _entry(source_type: str, source_id: str, lines: list[LineRow]) -> LogEntry:
    source, first = source_of(source_type), lines[0]
    numbers = [f"{line_name(row)}: {with_unit(plain(row.quantity), row.unit)}" for row in reversed(lines)]
    return LogEntry(
        name=source.name if source else source_type,
        on=first.on,
        area=first.area_name or "",
        numbers=numbers,
        is_void=first.is_void,
        void_reason=first.void_reason,
        is_outside=first.is_out_of_window,
        source_type=source_type,
        source_id=source_id,
    )


def target_name(row: ChangeRow) -> Markup:
    """The action or the indicator that a contribution is about; its title keeps its own direction."""
    if row.action is not None:
        words = Markup(_("Action %(code)s: %(title)s"))  # noqa: S704 - our own words
        return words % {"code": row.action.code, "title": Markup("<bdi>{}</bdi>").format(row.action.title)}
    if row.indicator is None:
        return Markup("")
    return Markup("<bdi>{}: {}</bdi>").format(row.indicator.code, row.indicator.name)


def target_url(row: ChangeRow) -> str:
    if row.action is not None:
        return action_url(row.action)
    return link_if("strategy.indicator", code=row.indicator.code) if row.indicator else ""


def amount_words(row: ChangeRow, amount: Decimal | None) -> str:
    """`3 changes`, or `12%` of an indicator."""
    if amount is None:
        return ""
    if row.indicator is not None:
        return with_unit(plain(amount), row.indicator.unit)
    return str(ngettext("%(number)s change", "%(number)s changes", 1 if amount == 1 else 2, number=plain(amount)))


def claim_targets(actions: Iterable[Action], indicators: Iterable[Indicator]) -> list[tuple[str, str]]:
    """What a project can claim for: its actions, then the indicators tied to them."""
    found = [(f"action:{a.id}", str(_("Action %(code)s: %(title)s", code=a.code, title=a.title))) for a in actions]
    return found + [(f"indicator:{i.id}", f"{i.code}: {i.name}") for i in indicators]


def hidden_note() -> str:
    """What a list of numbers says about small ones."""
    return str(
        _(
            "To protect people, numbers of people in one record are rounded to the nearest 5, and fewer than "
            "%(number)s are not shown.",
            number=PUBLIC_THRESHOLD,
        )
    )


def story(project: Project, accepted: Sequence[ChangeRow], news: Iterable[TimelineItem]) -> list[dict[str, Any]]:
    """What happened, the newest first."""
    items: list[tuple[dt.date, dict[str, Any]]] = [
        (project.starts_on, {"title": _("The project begins"), "text": ""}),
        (project.ends_on, {"title": _("The project ends"), "text": ""}),
    ]
    for row in accepted:
        title = _("The council accepted: %(amount)s", amount=amount_words(row, row.contribution.accepted))
        items.append((row.contribution.decided_on or project.starts_on, {"title": title, "text": target_name(row)}))
    items += [(london(item.at).date(), {"title": item.text, "text": "", "url": item.url}) for item in news]
    items.sort(key=lambda item: item[0], reverse=True)
    return [{**item, "when": show_date(day)} for day, item in items[:30]]
