"""The ballot booklet as a PDF, for everybody."""

from __future__ import annotations

import secrets

from flask import request
from flask.typing import ResponseReturnValue

from app.core import pdf
from app.core.access import Rule, access
from app.core.i18n import _, language
from app.rounds import queries as rounds

from ...paper import prints
from ...paper.contents import Contents
from ...paper.prints import Look
from ..public import public_bp
from .here import contents_of


@public_bp.get("/<slug>/booklet.pdf")
@access(Rule.PUBLIC)
def booklet(slug: str) -> ResponseReturnValue:
    """Every project with the same room, begun at a set of chance; `set` asks for one, `large` and `pictures` too."""
    round_ = rounds.public_round(slug)
    contents = contents_of(round_)
    asked = request.args.get("set", "").upper()
    letter = asked if asked and asked in contents.letters else secrets.choice(contents.letters)
    lang = request.args.get("in", language())
    look = Look(
        lang if lang in {"en", *round_.languages} else "en",
        is_large="large" in request.args,
        has_pictures="pictures" in request.args,
    )
    every = Contents(round_, contents.plan, rounds.pots(round_.id), rounds.items(round_.id))
    return pdf.answer(prints.booklet(every, letter, look), _("booklet %(name)s", name=round_.slug))
