"""Papers, packs and booklets as PDF, in any language of the round. No paper carries a number of its own."""

from __future__ import annotations

import base64
import secrets
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.core import art, files, pdf
from app.core.db import db
from app.core.files import StoredFile
from app.core.i18n import _, ngettext
from app.funds.terms import ART
from app.rounds import queries as rounds
from app.rounds.models import BallotItem, BallotType, Electorate, Round, RuleSet

from ..models.paper import PaperDesk, PaperPack
from .contents import Contents

SUMMARY = 300  # characters: as many for every project


@dataclass(frozen=True, slots=True)
class Look:
    """How something is printed."""

    lang: str = "en"
    is_large: bool = False
    has_pictures: bool = False


@dataclass(frozen=True, slots=True)
class PrintedItem:
    """One project on paper. boxes: what is to be marked; picture: an address of picture data, or nothing."""

    number: int
    title: str
    title_lang: str
    summary: str
    summary_lang: str
    cost: str
    place: str
    picture: str
    is_boosted: bool
    is_withdrawn: bool


def paper(contents: Contents, letter: str, look: Look, *, electorate: Electorate = Electorate.OPEN) -> bytes:
    """One paper of a set, to look at or to copy."""
    with pdf.speaking(look.lang):
        return pdf.bind([_paper(contents, letter, look, electorate)], [0], lang=look.lang)


def pack(contents: Contents, made: PaperPack, desk: PaperDesk, where: str) -> bytes:
    """A pack: a cover with its number, then its papers, of all sets as evenly as can be, shuffled anew.

    The order of the papers is kept nowhere, so that nobody can tell who got which. where: the kind of paper, in words.
    """
    look = Look(made.lang, made.is_large, made.has_pictures)
    places = [1 + number % len(contents.letters) for number in range(made.size)]
    secrets.SystemRandom().shuffle(places)
    cover: dict[str, Any] = {"title": _("Pack %(number)s", number=made.number), "round": contents.round}
    cover |= {"pack": made, "desk": desk, "kind": where}
    with pdf.speaking(look.lang):
        papers = [_paper(contents, letter, look, made.electorate) for letter in contents.letters]
        return pdf.bind([("ballots/paper/pdf/cover.html", cover), *papers], [0, *places], lang=look.lang)


def booklet(contents: Contents, letter: str, look: Look) -> bytes:
    """Every project with the same room, in the order of a set (E37)."""
    round_ = contents.round
    with pdf.speaking(look.lang):
        return pdf.render(
            "ballots/paper/pdf/booklet.html",
            lang=look.lang,
            title=_("Ballot booklet: %(name)s", name=round_.name),
            round=round_,
            look=look,
            how=how_to_mark(round_.rules),
            pots=_pots(contents, letter, look),
            errata=rounds.errata(round_.id),
            is_untranslated=_is_untranslated(contents, look),
        )


def _paper(contents: Contents, letter: str, look: Look, electorate: Electorate) -> tuple[str, dict[str, Any]]:
    rules = contents.round.rules
    context = {
        "title": contents.round.name,
        "round": contents.round,
        "rules": rules,
        "look": look,
        "letter": letter,
        "how": how_to_mark(rules),
        "pots": _pots(contents, letter, look),
        "scale": range(rules.scale_min, rules.scale_max + 1),
        "electorate": str(ELECTORATES[electorate]) if len(contents.round.electorates) > 1 else "",
        "return_on": contents.plan.return_on,
        "is_untranslated": _is_untranslated(contents, look),
    }
    return "ballots/paper/pdf/paper.html", context


ELECTORATES = {
    Electorate.OPEN: "",
    Electorate.REGISTERED: "R",
    Electorate.ATTENDEES: "H",
    Electorate.DELEGATES: "D",
    Electorate.PANEL: "P",
}


def how_to_mark(rules: RuleSet) -> list[str]:
    """What to do with the paper, in short sentences."""
    least, most = rules.min_choices, rules.max_choices
    match rules.ballot_type:
        case BallotType.BUDGET:
            said = [
                _("Put a cross in the box of each project you choose."),
                _("Together they may cost no more than the money there is."),
            ]
            said += [_most_words(least, most)] if most is not None else []
        case BallotType.SCORE:
            said = [
                _("Put a cross on one number beside each project."),
                _("%(most)s is the best, %(least)s the lowest.", least=rules.scale_min, most=rules.scale_max),
            ]
            if rules.incomplete.value == "reject":
                said.append(_("Give every project a score. If one is left out, the paper does not count."))
        case BallotType.POINTS:
            said = [_("Write your points in the boxes beside the projects.")]
            if rules.points_total is not None:
                said.append(ngettext("You have %(num)s point.", "You have %(num)s points.", rules.points_total))
            if rules.per_item_max is not None:
                said.append(
                    ngettext(
                        "At most %(num)s point for one project.",
                        "At most %(num)s points for one project.",
                        rules.per_item_max,
                    )
                )
        case BallotType.RANK:
            said = [
                _("Write 1 beside the project you like best, then 2, and so on."),
                _("Give each place once and leave no gap."),
            ]
            said += [_most_words(least, most)] if most is not None else []
        case _:
            said = [_("Put a cross in the box of each project you choose."), _most_words(least, most)]
    if rules.boost_votes:
        said.append(
            ngettext(
                "You may also cross %(num)s box with a star, an extra vote for one of these projects.",
                "You may also cross %(num)s boxes with a star, extra votes for these projects.",
                rules.boost_votes,
            )
        )
    return [str(each) for each in said]


def _most_words(least: int, most: int | None) -> str:
    if most is None:
        return str(ngettext("Choose at least %(num)s project.", "Choose at least %(num)s projects.", least))
    if least == most:
        return str(ngettext("Choose exactly %(num)s project.", "Choose exactly %(num)s different projects.", most))
    if least > 1:
        return str(_("Choose from %(least)s to %(most)s projects.", least=least, most=most))
    return str(ngettext("Choose %(num)s project.", "Choose up to %(num)s projects.", most))


def _pots(contents: Contents, letter: str, look: Look) -> list[tuple[str, str, list[PrintedItem]]]:
    """Name, money and projects of each pot."""
    places, faces = rounds.places(contents.items), rounds.faces(contents.items)
    motifs = drawn(rounds.items(contents.round.id)) if look.has_pictures else {}
    return [
        (
            pot.name,
            contents.round.money(pot.amount_pence),
            [_item(contents.round, i, look, places, faces, motifs) for i in items],
        )
        for pot, items in contents.in_order(letter)
    ]


def _item(
    round_: Round,
    item: BallotItem,
    look: Look,
    places: dict[uuid.UUID, tuple[str, str]],
    faces: dict[uuid.UUID, rounds.Face],
    motifs: dict[int, str],
) -> PrintedItem:
    title, title_lang = item.title_in(look.lang)
    summary, summary_lang = item.summary_in(look.lang)
    face = faces.get(item.proposal_id) if item.proposal_id else None
    return PrintedItem(
        number=item.number,
        title=title,
        title_lang=title_lang,
        summary=clipped(summary),
        summary_lang=summary_lang,
        cost=round_.money(item.cost_pence),
        place=places[item.area_id][1] if item.area_id in places else "",
        picture=_picture(item, face, motifs[item.number]) if look.has_pictures else "",
        is_boosted=bool(round_.rules.boost_votes and item.is_boosted),
        is_withdrawn=item.is_withdrawn,
    )


def clipped(text: str, most: int = SUMMARY) -> str:
    """The text, or as many whole words of it as every other project may have."""
    plain = " ".join(text.split())
    if len(plain) <= most:
        return plain
    return plain[: most - 1].rsplit(" ", 1)[0].rstrip(",.;:") + "…"


def drawn(items: Sequence[BallotItem]) -> dict[int, str]:
    """Number -> what is drawn for the project: its theme, as on the site. Where another has that already it is one that
    none has, as long as there are such, so that who cannot read tells the projects of a paper by their pictures."""
    ordered = sorted(items, key=lambda item: item.number)
    found: dict[int, str] = {}
    for item in ordered:
        theme = ART.get(item.theme, "")
        if theme and theme not in found.values():
            found[item.number] = theme
    free = [motif for motif in sorted(art.MOTIFS) if motif not in found.values()]
    for item in ordered:
        if item.number not in found:
            found[item.number] = free.pop(0) if free else ART.get(item.theme, "")
    return found


def _picture(item: BallotItem, face: rounds.Face | None, motif: str) -> str:
    """The photograph, or the picture drawn for the project, as data: no address outside is read while printing."""
    stored = db.session.get(StoredFile, face.file_id) if face is not None and face.file_id else None
    if stored is not None:
        content, kind = files.read(stored), stored.media_type
    else:
        seed = face.reference.upper() if face is not None else f"item-{item.number}"
        content, kind = art.picture(seed, motif).encode(), "image/svg+xml"
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"


def _is_untranslated(contents: Contents, look: Look) -> bool:
    """Some project stands here in another language, because its text in this one is missing (E38)."""
    return any(item.title_in(look.lang)[1] != look.lang for item in contents.items)
