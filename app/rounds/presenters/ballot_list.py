"""The ballot of a round as a list: filtered by the address, in an order of chance that can be replayed."""

from __future__ import annotations

import hashlib
import secrets
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import url_for

from app.core.i18n import _
from app.funds.terms import THEMES

from .. import queries
from ..models import BallotItem, Round

PAGE = 48


@dataclass(slots=True)
class BallotList:
    """One page of the list. seed: the order of chance, carried in every address of the list (E37).

    is_partly_translated: some items are not in the reader's language and are shown as they were written (E38).
    """

    round: Round
    cards: list[dict[str, object]]
    total: int
    found: int
    words: str
    area: str
    theme: str
    seed: int
    page: int
    areas: list[tuple[str, str]]
    themes: list[tuple[str, str]]
    is_partly_translated: bool

    @classmethod
    def read(cls, round_: Round, asked: Mapping[str, str], lang: str) -> BallotList:
        """The list that the address asks for; what it does not understand is left out."""
        words = asked.get("q", "").strip()[:100]
        every = queries.items(round_.id)
        places = queries.places(every)
        area = asked.get("area", "")
        area_id = next((key for key, (slug, _name) in places.items() if slug == area), None)
        themes = sorted({item.theme for item in every if item.theme})
        theme = asked.get("theme", "")
        seed = _number(asked.get("order", ""), 0) or secrets.randbelow(9000) + 1000
        if words or area_id or theme in themes:
            chosen = queries.items_found(
                round_.id, words=words, area_id=area_id, theme=theme if theme in themes else ""
            )
        else:
            chosen = every
        ordered = in_random_order(chosen, seed)
        page = min(max(_number(asked.get("page", ""), 1), 1), max(-(-len(ordered) // PAGE), 1))
        shown = ordered[(page - 1) * PAGE : page * PAGE]
        names = {key: name for key, (_slug, name) in places.items()}
        faces = queries.faces(shown)
        return cls(
            round=round_,
            cards=[item_card(item, lang, round_, faces, names) for item in shown],
            total=len(every),
            found=len(ordered),
            words=words,
            area=area if area_id else "",
            theme=theme if theme in themes else "",
            seed=seed,
            page=page,
            areas=sorted(set(places.values()), key=lambda place: place[1]),
            is_partly_translated=lang != "en" and any(item.title_in(lang)[1] != lang for item in every),
            themes=[(key, str(THEMES.get(key, key))) for key in themes],
        )

    @property
    def pages(self) -> int:
        return max(-(-self.found // PAGE), 1)

    def url(self, **changed: object) -> str:
        """The address of this list with some of what it asks for changed; None leaves it out."""
        asked: dict[str, object] = {"q": self.words, "area": self.area, "theme": self.theme, "order": self.seed}
        asked.update(changed)
        query = urlencode({key: str(value) for key, value in asked.items() if value})
        return f"{url_for('rounds.show', slug=self.round.slug)}?{query}#ballot"

    @property
    def is_filtered(self) -> bool:
        return bool(self.words or self.area or self.theme)


def in_random_order(items: Sequence[BallotItem], seed: int) -> list[BallotItem]:
    """The items in the order that belongs to `seed`: the same seed gives the same order again (E37)."""

    def place(item: BallotItem) -> str:
        return hashlib.sha256(f"{seed}:{item.number}".encode()).hexdigest()

    return sorted(items, key=place)


def item_card(
    item: BallotItem, lang: str, round_: Round, faces: Mapping[uuid.UUID, queries.Face], places: Mapping[uuid.UUID, str]
) -> dict[str, object]:
    """One item as a card: its number, cost and place, never votes."""
    title, title_lang = item.title_in(lang)
    facts = [(_("Asks for"), round_.money(item.cost_pence))]
    if item.area_id and item.area_id in places:
        facts.append((_("Where"), places[item.area_id]))
    labels = [(_("Number %(number)s", number=item.number), "")]
    if item.is_withdrawn:
        labels.append((_("Withdrawn"), "grey"))
    face = faces.get(item.proposal_id) if item.proposal_id else None
    return {
        "title": title,
        "lang": title_lang,
        "text": item.summary_in(lang)[0],
        "url": f"/proposals/{face.reference}" if face else "",
        "image_url": _picture(face) if face else "",
        "image_alt": face.alt if face and face.file_id else "",
        "labels": labels,
        "facts": facts,
    }


def _picture(face: queries.Face) -> str:
    """The photograph, or the picture that is drawn for the proposal."""
    if face.file_id:
        return url_for("public_file", file_id=face.file_id, name=f"{face.reference.lower()}.webp")
    return f"/proposals/{face.reference}/picture.svg"


def _number(text: str, default: int) -> int:
    return int(text) if text.isdigit() and len(text) < 7 else default
