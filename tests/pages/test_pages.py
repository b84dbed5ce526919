"""The home page and the pages of the footer: for everyone, in both languages."""

from __future__ import annotations

import pytest

from tests.support.browser import Visitor

FOOTER = ["/help", "/contact", "/accessibility", "/privacy", "/cookies", "/worried", "/search"]


@pytest.mark.parametrize("path", ["/", *FOOTER])
@pytest.mark.parametrize("lang", ["en", "ur"])
def test_everybody_can_read_it(visitor: Visitor, path: str, lang: str) -> None:
    page = visitor.open(f"{path}?lang={lang}")
    assert page.status == 200
    assert page.h1
    assert f'lang="{lang}"' in page.response.text
    assert 'dir="rtl"' in page.response.text if lang == "ur" else 'dir="ltr"' in page.response.text


def test_somebody_worried_reads_999_first(visitor: Visitor) -> None:
    """domain.md vi.4 S1."""
    words = visitor.open("/worried").text
    assert words.index("999") < words.index("tell the council")


def test_every_page_leads_to_the_footer_pages(visitor: Visitor) -> None:
    links = set(visitor.open("/").links().values())
    assert set(FOOTER) - {"/search"} <= links


def test_text_size_is_kept(visitor: Visitor) -> None:
    larger = visitor.open("/help?text_size=125")
    assert "text-size-125" in larger.response.text
    assert "text-size-125" in visitor.open("/contact").response.text


def test_drawings_are_pictures(visitor: Visitor) -> None:
    answer = visitor.client.get("/art/garden/anything.svg")
    assert answer.mimetype == "image/svg+xml"
    assert answer.data == visitor.client.get("/art/garden/anything.svg").data
