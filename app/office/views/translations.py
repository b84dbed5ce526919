"""Translators read every text of the site, mark what is right, and write better words where it is not."""

from __future__ import annotations

from flask import Response, abort, flash, json, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.core import catalogues
from app.core.access import Rule, access, current_actor
from app.core.db import unit_of_work
from app.core.errors import DomainError
from app.core.i18n import NATIVE_NAMES, _, direction
from app.core.web.listing import page_links, page_number
from app.core.web.preferences import address_with

from .. import commands, queries
from ..forms import ReviewForm, TextsFilterForm
from ..queries import Checked
from . import bp

SIZE = 25


@bp.get("/translations")
@access(Rule.TRANSLATION)
def translations() -> ResponseReturnValue:
    """How far each language is."""
    rows = []
    for lang in catalogues.languages():
        found = queries.texts(lang)
        done = sum(text.state is Checked.REVIEWED for text in found)
        wanted = sum(text.state is Checked.WANTED for text in found)
        rows.append((lang, NATIVE_NAMES.get(lang, lang), len(found), done, wanted))
    return render_template("office/translations.html", rows=rows)


@bp.route("/translations/<lang>", methods=["GET", "POST"])
@access(Rule.TRANSLATION)
def texts(lang: str) -> ResponseReturnValue:
    """The texts of one language. A post is about one of them; what was typed is kept if it is refused."""
    if lang not in catalogues.languages():
        abort(404)
    refused: dict[str, tuple[str, list[str]]] = {}
    form = ReviewForm()
    if form.validate_on_submit():
        key = form.key.data or ""
        typed = request.form.getlist("wanted") if request.form.get("verdict") == "wanted" else []
        try:
            with unit_of_work():
                commands.review_message(lang, key, stamp=form.stamp.data or "", wanted=typed, actor=current_actor())
        except LookupError:
            abort(404)
        except DomainError as refusal:
            refused[key] = (refusal.message, typed)
        else:
            flash(_("Noted: better words") if any(typed) else _("Marked as reviewed"), "success")
            return redirect(address_with())
    asked = TextsFilterForm(request.args)
    state = Checked(asked.state.data) if asked.state.data in set(Checked) else None
    found = queries.texts(lang, asked.q.data or "", state)
    number = page_number()
    return render_template(
        "office/texts.html",
        lang=lang,
        dir=direction(lang),
        name=NATIVE_NAMES.get(lang, lang),
        asked=asked,
        form=form,
        total=len(found),
        texts=found[(number - 1) * SIZE : number * SIZE],
        refused=refused,
        pages=page_links(len(found), number, SIZE),
        file_url=url_for(".wanted_texts", lang=lang),
    )


@bp.get("/translations/<lang>.json")
@access(Rule.TRANSLATION)
def wanted_texts(lang: str) -> ResponseReturnValue:
    """The better words as `scripts.translations merge` takes them."""
    if lang not in catalogues.languages():
        abort(404)
    said: dict[str, str | list[str]] = {}
    for text in queries.texts(lang, state=Checked.WANTED):
        is_plural = len(text.line.english) > 1
        said["|".join(text.line.english)] = list(text.wanted) if is_plural else text.wanted[0]
    answer = Response(json.dumps(said, ensure_ascii=False, indent=0), mimetype="application/json")
    answer.headers.set("Content-Disposition", "attachment", filename=f"translations-{lang}.json")
    return answer
