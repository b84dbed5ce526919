"""Slips and letters as PDF: the code, its QR picture and how to vote, in up to three languages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from flask import current_app, g

from app.core import pdf
from app.core.clock import london
from app.core.i18n import _, direction
from app.core.web import absolute
from app.core.web.context import show_date
from app.rounds.models import Round
from app.rounds.queries import round_by_id

from .models import CodeBatch, Shape
from .queries import link_token

SLIPS_A_PAGE = 8
PART = {Shape.LETTERS: 200, Shape.SHEETS: 200 * SLIPS_A_PAGE}


@dataclass(frozen=True, slots=True)
class Text:
    """Everything that a slip or letter says in one language."""

    lang: str
    dir: str
    round: str
    title: str
    hello: str
    steps: tuple[str, ...]
    one_person: str
    other_ways: str
    last_day: str
    picture: str


@dataclass(frozen=True, slots=True)
class Slip:
    """One code on paper. qr: an address of picture data."""

    number: int
    code: str
    qr: str


def pages(batch: CodeBatch, codes: Sequence[str], first: int) -> bytes:
    """The PDF of these codes, of which `first` of the batch came before. Slow: 20 to 50 ms a page.

    Raises:
        PdfUnavailable: Pango is not installed.
    """
    round_ = round_by_id(batch.round_id)
    texts = texts_of(batch)
    slips = [slip(batch, code, first + n) for n, code in enumerate(codes, 1)]
    with _speaking(batch.languages[0]):
        return pdf.render(
            f"register/pdf/{batch.shape.value}.html",
            lang=batch.languages[0],
            title=f"{round_.name}: {batch.name}",
            batch=batch,
            texts=texts,
            sheets=[slips[at : at + SLIPS_A_PAGE] for at in range(0, len(slips), SLIPS_A_PAGE)],
            slips=slips,
            home=plain_address(round_),
        )


def texts_of(batch: CodeBatch) -> list[Text]:
    """What stands beside a code, in each language of the batch."""
    round_ = round_by_id(batch.round_id)
    return [_in_language(round_, batch, lang) for lang in batch.languages]


@contextmanager
def _speaking(lang: str) -> Iterator[None]:
    """Inside, words are in `lang`, as on a page of the site, though this is a job."""
    with current_app.test_request_context(base_url=current_app.config["SETTINGS"].base_url), pdf.speaking(lang):
        g.pop("site", None)
        yield
        g.pop("site", None)


def slip(batch: CodeBatch, code: str, number: int) -> Slip:
    """What stands on paper for one code."""
    import segno

    picture = segno.make(link_of(batch, code), error="m", micro=False)
    return Slip(number, f"{code[:5]} {code[5:]}", picture.svg_data_uri(border=2, scale=4))


def link_of(batch: CodeBatch, code: str) -> str:
    """The address in the QR picture: it opens a page with a button."""
    return absolute("register.link", token=link_token(batch.round_id, code))


def plain_address(round_: Round) -> str:
    """Where the code is typed, as people write addresses."""
    return absolute("register.enter_code", slug=round_.slug).removeprefix("https://").removeprefix("http://")


def _in_language(round_: Round, batch: CodeBatch, lang: str) -> Text:
    with _speaking(lang):
        close = london(round_.closes_at)
        last = min(batch.ends_on, close.date()) if batch.ends_on else close.date()
        return Text(
            lang=lang,
            dir=direction(lang),
            round=round_.name,
            title=_("Your voting code"),
            hello=_("You can help decide which community projects get money. You do not need an account."),
            steps=_steps(),
            one_person=_("This code works for one person. Nobody can see how you vote."),
            other_ways=_("No internet? Ask at a library or the council how to vote in person."),
            last_day=_last_day(last, close),
            picture=_("QR code that opens the voting page"),
        )


def _steps() -> tuple[str, ...]:
    return (
        _("Scan the picture with a phone, or go to this address:"),
        _("Enter the code. Capital or small letters are both fine."),
        _("Say who you are, choose projects, and cast your vote."),
    )


def _last_day(last: dt.date, close: dt.datetime) -> str:
    if last == close.date():
        return str(_("Vote before %(time)s on %(day)s.", time=f"{close:%H:%M}", day=show_date(last)))
    return str(_("Use this code by the end of %(day)s.", day=show_date(last)))
