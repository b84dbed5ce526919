"""Things that change the council's row, its offices and its pre-election periods. Each is in the audit log."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from app.core import audit, files
from app.core.access import Actor
from app.core.db import check_version, constraint_refusal, db, locked
from app.core.errors import DomainError, NotAllowed, Refusals
from app.core.i18n import _, lazy
from app.core.translated import Translated

from . import colours, queries, workdays
from .models import LEAST_BALLOTS_PUBLISHED, LEAST_DISCLOSURE, Council, ExtraHoliday, Office, PreElection
from .policies import can_edit_council

constraint_refusal("uq_extra_holiday_on", "This day is in the list already", field="on")
constraint_refusal("ck_pre_election_ends_after_start", lazy("The last day must be the same as or after the first"))

FIELDS = frozenset(
    column.name for column in Council.__table__.columns if column.name not in {"id", "version", "is_the_one", "logo_id"}
)


def change_council(fields: Mapping[str, Any], *, actor: Actor, seen_version: int | None = None) -> Council:
    """The fields hold these values.

    fields: some of the columns of `Council`; colours as `#rrggbb`. seen_version: the version that the page showed.

    Raises:
        NotAllowed: the actor is no administrator.
        Refusals: values that would make the site unreadable or unsafe, each at its field.
        WrongState: someone else saved it since.
    """
    _check(actor)
    council = locked(Council, queries.council().id)
    if seen_version is not None:
        check_version(council, seen_version)
    unknown = set(fields) - FIELDS
    if unknown:
        raise ValueError(f"no fields of the council: {sorted(unknown)}")
    wanted = {name: Translated.of(value) if name == "privacy_text" else value for name, value in fields.items()}
    refusals = [*_colour_refusals(wanted), *_threshold_refusals(council, wanted), *_language_refusals(wanted)]
    if refusals:
        raise Refusals(refusals)
    before = {name: getattr(council, name) for name in wanted}
    changed = {name: value for name, value in wanted.items() if before[name] != value}
    for name, value in changed.items():
        setattr(council, name, value)
    if changed:
        kept = {name: before[name] for name in changed}
        audit.record(actor, "change_council", council, name=council.name, before=kept, after=changed)
    db.session.flush()
    return council


def change_logo(picture: bytes | None, *, actor: Actor) -> Council:
    """The logo is this picture (already re-encoded as WebP), or the standing mark when None."""
    _check(actor)
    council = locked(Council, queries.council().id)
    before = council.logo.sha256 if council.logo else None
    council.logo = files.save(picture, "logo.webp", "image/webp", is_public=True) if picture else None
    after = council.logo.sha256 if council.logo else None
    audit.record(actor, "change_logo", council, name=council.name, before={"logo": before}, after={"logo": after})
    db.session.flush()
    return council


def save_office(office_id: uuid.UUID | None, fields: Mapping[str, Any], *, actor: Actor) -> Office:
    """The office has these details; with None it is a new one, last in the list."""
    _check(actor)
    if office_id is None:
        office = Office(id=uuid.uuid4(), council_id=queries.council().id, position=len(queries.offices()))
        db.session.add(office)
        before = None
    else:
        office = locked(Office, office_id)
        before = {name: getattr(office, name) for name in fields}
    for name, value in fields.items():
        setattr(office, name, value)
    audit.record(actor, "save_office", office, name=office.name, before=before, after=fields)
    db.session.flush()
    return office


def remove_office(office_id: uuid.UUID, *, actor: Actor) -> None:
    """The office is no longer shown anywhere."""
    _check(actor)
    office = locked(Office, office_id)
    audit.record(actor, "remove_office", office, name=office.name, before={"address": office.address})
    db.session.delete(office)
    db.session.flush()


def save_pre_election(
    pre_election_id: uuid.UUID | None, *, election: str, from_on: dt.date, to_on: dt.date, actor: Actor
) -> PreElection:
    """The period stands; with None it is a new one (E39). Both days are in it."""
    _check(actor)
    if to_on < from_on:
        raise DomainError(_("The last day must be the same as or after the first"), field="to_on")
    if pre_election_id is None:
        period = PreElection(id=uuid.uuid4(), council_id=queries.council().id)
        db.session.add(period)
        before = None
    else:
        period = locked(PreElection, pre_election_id)
        before = {"election": period.election, "from_on": period.from_on, "to_on": period.to_on}
    period.election, period.from_on, period.to_on = election, from_on, to_on
    after = {"election": election, "from_on": from_on, "to_on": to_on}
    audit.record(actor, "save_pre_election", period, name=election, before=before, after=after)
    db.session.flush()
    return period


def remove_pre_election(pre_election_id: uuid.UUID, *, actor: Actor) -> None:
    """The period holds nothing any more."""
    _check(actor)
    period = locked(PreElection, pre_election_id)
    before = {"from_on": period.from_on, "to_on": period.to_on}
    audit.record(actor, "remove_pre_election", period, name=period.election, before=before)
    db.session.delete(period)
    db.session.flush()


def add_holiday(on: dt.date, name: str, *, actor: Actor) -> ExtraHoliday:
    """The day is no working day here. Last days that were told to somebody before stay as they were told.

    Raises:
        DomainError: it is none anyway, or it is in the list.
    """
    _check(actor)
    if not name.strip():
        raise DomainError("Enter what the holiday is", field="name")
    if not workdays.is_working_day(on):
        raise DomainError("This day is a weekend or a bank holiday already", field="on")
    if any(each.on == on for each in queries.extra_holidays()):
        raise DomainError("This day is in the list already", field="on")
    added = ExtraHoliday(id=uuid.uuid4(), council_id=queries.council().id, on=on, name=name.strip())
    db.session.add(added)
    audit.record(actor, "add_holiday", added, name=added.name, after={"on": on})
    db.session.flush()
    return added


def remove_holiday(holiday_id: uuid.UUID, *, actor: Actor) -> None:
    """The day is a working day again."""
    _check(actor)
    holiday = locked(ExtraHoliday, holiday_id)
    audit.record(actor, "remove_holiday", holiday, name=holiday.name, before={"on": holiday.on})
    db.session.delete(holiday)
    db.session.flush()


def _check(actor: Actor) -> None:
    if not (verdict := can_edit_council(actor)):
        raise NotAllowed(verdict.reason)


def _colour_refusals(wanted: Mapping[str, Any]) -> list[DomainError]:
    found = []
    for name in sorted(set(wanted) & set(colours.SEEN_WITH)):
        if colours.normal(wanted[name]) != wanted[name]:
            found.append(DomainError(_("Enter a colour as # and six letters or digits, such as #7a1f4f"), field=name))
            continue
        reached = colours.contrast(wanted[name], colours.SEEN_WITH[name])
        if reached < colours.LEAST_CONTRAST:
            words = _(
                "Choose a colour that can be read: this one has a contrast of %(reached)s to 1, and 4.5 is needed",
                reached=f"{int(reached * 100) / 100:.2f}",
            )
            found.append(DomainError(words, field=name))
    return found


def _threshold_refusals(council: Council, wanted: Mapping[str, Any]) -> list[DomainError]:
    found = []
    small = wanted.get("disclosure_threshold", council.disclosure_threshold)
    if small < LEAST_DISCLOSURE:
        found.append(DomainError(_("Enter %(least)s or more", least=LEAST_DISCLOSURE), field="disclosure_threshold"))
    if wanted.get("sensitive_threshold", council.sensitive_threshold) < small:
        words = _("Enter the same number as for other counts, or more")
        found.append(DomainError(words, field="sensitive_threshold"))
    if wanted.get("min_ballots_published", council.min_ballots_published) < LEAST_BALLOTS_PUBLISHED:
        words = _("Enter %(least)s or more", least=LEAST_BALLOTS_PUBLISHED)
        found.append(DomainError(words, field="min_ballots_published"))
    return found


def _language_refusals(wanted: Mapping[str, Any]) -> list[DomainError]:
    if "languages" in wanted and "en" not in wanted["languages"]:
        return [DomainError(_("English must stay on"), field="languages")]
    return []
