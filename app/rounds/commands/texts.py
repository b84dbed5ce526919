"""What else stands on the ballot: an item's words in the round's languages, boosts, and groups of which one may win.

Translations are content of the ballot (E38): every one that is there has been approved before the lock, and one that is
missing falls back to English.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.core.access import Actor
from app.core.db import db
from app.core.errors import DomainError
from app.core.i18n import _

from .. import queries
from ..models import BallotItem, ItemText, Round
from .changes import changed, draft


@dataclass(frozen=True, slots=True)
class Kept:
    """What an item keeps when the ballot is drawn anew. words: of the item itself, when the texts were written."""

    words: tuple[str, str]
    is_boosted: bool
    exclusive_group: str
    texts: tuple[ItemText, ...]


def set_text(
    item_id: uuid.UUID, lang: str, title: str, summary: str, *, actor: Actor, approved_on: dt.date | None
) -> ItemText:
    """The item has these words in `lang`. approved_on: the day on which the actor approved them; None leaves that open.

    Raises:
        DomainError: the round has no such language, or the item is written in it.
    """
    item = queries.item_by_id(item_id)
    round_ = draft(item.round_id, actor)
    if lang not in round_.languages or lang == item.lang:
        raise DomainError(_("This ballot has no texts of its own in that language"), field="title")
    found = queries.item_text(item_id, lang)
    if found is None:
        found = ItemText(item_id=item_id, lang=lang, title=title)
        db.session.add(found)
    found.title, found.summary = title.strip(), summary.strip()
    found.approved_by_id, found.approved_on = (actor.id, approved_on) if approved_on else (None, None)
    _show(item, found)
    changed(round_, actor, "set_text", None, {"number": item.number, "lang": lang, "approved": approved_on is not None})
    return found


def approve_texts(round_id: uuid.UUID, lang: str, *, actor: Actor, on: dt.date) -> Round:
    """Every text in `lang` that is there is approved by the actor; none that is missing comes to be."""
    round_ = draft(round_id, actor)
    waiting = [text for text in queries.item_texts(round_id) if text.lang == lang and text.approved_on is None]
    items = {item.id: item for item in queries.items(round_id)}
    for text in waiting:
        text.approved_by_id, text.approved_on = actor.id, on
        _show(items[text.item_id], text)
    return changed(round_, actor, "approve_texts", None, {"lang": lang, "texts": len(waiting)})


def set_marks(round_id: uuid.UUID, boosted: Iterable[int], groups: Sequence[Sequence[int]], *, actor: Actor) -> Round:
    """These ballot numbers may get a boost vote (E05); of each group at most one may win.

    Raises:
        DomainError: a number is not on the ballot, stands alone in a group, or in two.
    """
    round_ = draft(round_id, actor)
    items = {item.number: item for item in queries.items(round_id)}
    named = [number for group in groups for number in group]
    chosen = set(boosted)
    unknown = sorted(({*named} | chosen) - items.keys())
    if unknown:
        numbers = ", ".join(map(str, unknown))
        raise DomainError(_("Not on the ballot: %(numbers)s", numbers=numbers), field="groups")
    if len(named) != len(set(named)) or any(len(group) < 2 for group in groups):
        raise DomainError(_("Each line names two or more numbers, and each number stands in one line"), field="groups")
    of = {number: f"group {place}" for place, group in enumerate(groups, start=1) for number in group}
    for number, item in items.items():
        item.is_boosted, item.exclusive_group = number in chosen, of.get(number, "")
    return changed(round_, actor, "set_marks", None, {"boosted": sorted(chosen), "groups": [list(g) for g in groups]})


def unapproved(round_: Round) -> list[str]:
    """The languages of the round with a text that nobody has approved."""
    waiting = {text.lang for text in queries.item_texts(round_.id) if text.approved_on is None}
    return [lang for lang in round_.languages if lang in waiting]


def kept_of(round_id: uuid.UUID) -> dict[uuid.UUID, Kept]:
    """By proposal, what the items of a draft keep when they get new numbers."""
    texts: dict[uuid.UUID, list[ItemText]] = {}
    for text in queries.item_texts(round_id):
        texts.setdefault(text.item_id, []).append(text)
    return {
        item.proposal_id: Kept(
            (item.title, item.summary), item.is_boosted, item.exclusive_group, tuple(texts.get(item.id, ()))
        )
        for item in queries.items(round_id)
        if item.proposal_id
    }


def put_back(items: Iterable[BallotItem], kept: Mapping[uuid.UUID, Kept]) -> None:
    """Items that were on the ballot before are marked as they were; approval stays where their own words did."""
    for item in items:
        before = kept.get(item.proposal_id) if item.proposal_id else None
        if before is None:
            continue
        item.is_boosted, item.exclusive_group = before.is_boosted, before.exclusive_group
        is_same = before.words == (item.title, item.summary)
        for old in before.texts:
            again = ItemText(item_id=item.id, lang=old.lang, title=old.title, summary=old.summary)
            if is_same:
                again.approved_by_id, again.approved_on = old.approved_by_id, old.approved_on
            db.session.add(again)
            _show(item, again)
    db.session.flush()


def _show(item: BallotItem, text: ItemText) -> None:
    """Readers of the language see the words only when they are approved."""
    shown = {lang: words for lang, words in item.translations.items() if lang != text.lang}
    if text.approved_on is not None:
        shown[text.lang] = {"title": text.title, "summary": text.summary}
    item.translations = shown
