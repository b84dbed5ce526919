"""Tagged PDFs from templates, with the same vendored fonts as the pages.

PDF/UA-1 is claimed for Latin scripts only: for shaped scripts the text layer is incomplete, so those documents are
tagged without the claim and name the page that carries the same.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import Response, current_app, g, render_template
from flask_babel import refresh

from .clock import now
from .errors import DomainError
from .i18n import _, direction, language
from .web.static import ROOT as STATIC

LATIN = frozenset({"en", "pl", "sk", "ro", "cy", "cs", "hu"})
FACES = {
    "Figtree": "figtree",
    "Figtree Extended": "figtree-ext",
    "Bricolage Grotesque": "bricolage",
    "Noto Nastaliq Urdu": "nastaliq",
    "Noto Naskh Arabic": "naskh",
    "Noto Sans Gurmukhi": "gurmukhi",
    "Noto Sans Bengali": "bengali",
}


class PdfUnavailable(DomainError):
    """The machine lacks the libraries that PDFs need (Pango); the pages carry the same content."""


@functools.lru_cache(maxsize=1)
def _press() -> tuple[Any, Any, Any]:
    """WeasyPrint, one font configuration and the shared style sheet: read once, used for every document."""
    try:
        import weasyprint
        from weasyprint.text.fonts import FontConfiguration
    except OSError as fault:
        raise PdfUnavailable("PDF") from fault
    fonts = FontConfiguration()
    faces = "".join(
        f'@font-face{{font-family:"{family}";font-weight:{weight};src:url({static_file(f"fonts/{name}.woff2")})}}'
        for family, name in FACES.items()
        for weight in (400, 700)
    )
    css = faces + (STATIC / "css" / "pdf.css").read_text(encoding="utf-8")
    return weasyprint, fonts, weasyprint.CSS(string=css, font_config=fonts, url_fetcher=_fetch)


def _fetch(url: str, *args: Any, **kwargs: Any) -> Any:
    """Only our own static files and data: addresses are read; nothing goes to the network or the rest of the disk."""
    from weasyprint.urls import URLFetcher

    inside = url.startswith("data:") or (url.startswith(STATIC.as_uri() + "/") and ".." not in url)
    if not inside:
        raise ValueError("a PDF may only use its own pictures")
    return URLFetcher().fetch(url)


@contextmanager
def speaking(lang: str) -> Iterator[None]:
    """What is written inside is in `lang`, whatever the visitor reads: for documents that are printed for others."""
    before = g.get("language")
    g.language = lang
    refresh()
    try:
        yield
    finally:
        if before is None:
            g.pop("language", None)
        else:
            g.language = before
        refresh()


def render(template: str, *, lang: str | None = None, page_url: str = "", **context: Any) -> bytes:
    """The document as PDF bytes. Slow (about 0.1 s a page): never inside a unit of work.

    template: `<package>/pdf/<name>.html`, extending `core/pdf.html`. page_url: address of the page that says the same.

    Raises:
        PdfUnavailable: Pango is not installed.
    """
    try:
        weasyprint, fonts, sheet = _press()
    except PdfUnavailable:
        raise PdfUnavailable(_("PDFs cannot be made on this server. Print the page instead")) from None
    code = lang or language()
    with speaking(code):
        html = render_template(template, lang=code, dir=direction(code), page_url=page_url, made_at=now(), **context)
    document = weasyprint.HTML(string=html, base_url=STATIC.as_uri() + "/", url_fetcher=_fetch)
    options: dict[str, Any] = {"pdf_variant": "pdf/ua-1"} if code in LATIN else {"pdf_tags": True}
    written: bytes = document.write_pdf(stylesheets=[sheet], font_config=fonts, **options)
    return written


def bind(templates: Sequence[tuple[str, dict[str, Any]]], order: Sequence[int], *, lang: str) -> bytes:
    """Several documents as one for the printer, each laid out once and repeated as often as `order` names it.

    templates: name and context of each document; order: places in `templates`. Where a copy has a back, each begins
    on a new sheet. Not for screen readers: repeated pages carry no tags.

    Raises:
        PdfUnavailable: Pango is not installed.
    """
    try:
        weasyprint, fonts, sheet = _press()
    except PdfUnavailable:
        raise PdfUnavailable(_("PDFs cannot be made on this server. Print the page instead")) from None

    def laid_out(html: str) -> Any:
        document = weasyprint.HTML(string=html, base_url=STATIC.as_uri() + "/", url_fetcher=_fetch)
        return document.render(stylesheets=[sheet], font_config=fonts)

    said = {"lang": lang, "dir": direction(lang), "page_url": "", "made_at": now()}
    documents = [laid_out(render_template(name, **said, **context)) for name, context in templates]
    pages = [list(document.pages) for document in documents]
    if max(map(len, pages)) > 1:
        blank = laid_out("<title></title>").pages
        pages = [each + blank * (len(each) % 2) for each in pages]
    written: bytes = documents[0].copy([page for place in order for page in pages[place]]).write_pdf()
    return written


def answer(content: bytes, name: str, *, as_download: bool = False) -> Response:
    """The PDF as an answer, called `name`.pdf."""
    response = Response(content, mimetype="application/pdf")
    plain = re.sub(r"[^A-Za-z0-9._-]+", "-", name).strip("-") or "document"
    response.headers.set("Content-Disposition", "attachment" if as_download else "inline", filename=f"{plain}.pdf")
    return response


def static_file(name: str) -> str:
    """The address of a static picture as a PDF template needs it."""
    return (Path(STATIC) / name).as_uri()


def council_name() -> str:
    """The name that stands at the head of documents; the council's package supplies it."""
    supply = current_app.extensions.get("council_name")
    return str(supply()) if supply else "Common Purse"
