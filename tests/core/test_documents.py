"""PDFs that a screen reader can read, charts that are pictures, uploads that are what they say."""

from __future__ import annotations

import io

import pikepdf
import pytest
from flask import Flask
from PIL import Image

from app.core import charts, files, media, pdf
from app.core.db import db, unit_of_work
from app.core.errors import DomainError


def english_document(app: Flask) -> bytes:
    table = "<table><thead><tr><th scope='col'>What</th></tr></thead><tbody><tr><td>£1,250</td></tr></tbody></table>"
    page = "{% extends 'core/pdf.html' %}{% block content %}<h2>Budget</h2>" + table + "{% endblock %}"
    with app.test_request_context():
        template = app.jinja_env.from_string(page)
        return pdf.render(template, title="A proposal")  # type: ignore[arg-type]


@pytest.mark.slow
def test_english_pdf_is_tagged_and_says_so(app: Flask, session: object) -> None:
    document = pikepdf.open(io.BytesIO(english_document(app)))
    root = document.Root
    assert str(root.Lang) == "en"
    assert root.MarkInfo.Marked
    assert "/StructTreeRoot" in root
    assert root.ViewerPreferences.DisplayDocTitle
    with document.open_metadata() as meta:
        assert meta["dc:title"] == "A proposal"
        assert str(meta["pdfuaid:part"]) == "1"


@pytest.mark.slow
def test_chart_is_drawn_once_and_served(app: Flask, session: object) -> None:
    with app.test_request_context():
        first = charts.bars([("Toller", 12), ("City", 30)], alt="Votes by ward")
        again = charts.bars([("Toller", 12), ("City", 30)], alt="Votes by ward")
        assert first.digest == again.digest
        address = first.url
    answer = app.test_client().get(address)
    assert answer.mimetype == "image/svg+xml"
    assert b"Toller" in answer.data


def test_two_bars_of_each_label_are_told_apart_beside_the_chart(app: Flask, session: object) -> None:
    with app.test_request_context():
        made = charts.pairs([("Toller", 12, 10.5), ("City", 30, 3)], ("Took part", "Census"), alt="Wards")
        first, second = made.key
        assert (first.label, second.label) == ("Took part", "Census")
        assert first.colour != second.colour
        drawn = app.test_client().get(made.url).get_data(as_text=True)
    assert "Toller" in drawn and "Took part" not in drawn
    assert first.colour in drawn and second.colour in drawn


def test_a_chart_draws_no_letters_that_need_the_fonts_of_the_page(app: Flask, session: object) -> None:
    """They stand beside it: a picture cannot load fonts, and many machines have none for Urdu."""
    with app.test_request_context():
        made = charts.lines([("دیکھا گیا", "03/2025", 4), ("ہدف", "03/2026", 6)], alt="Readings", unit="فیصد")
        bars = charts.bars([("Toller", 12)], alt="Votes", unit="ووٹ")
        addresses = made.url, bars.url
    assert [line.label for line in made.key] == ["دیکھا گیا", "ہدف"]
    assert [line.is_dashed for line in made.key] == [False, True]
    assert made.unit == "فیصد"
    for address in addresses:
        drawn = app.test_client().get(address).text
        assert all(ord(letter) < 0x250 for letter in drawn)


@pytest.mark.slow
def test_picture_is_drawn_anew_without_metadata() -> None:
    source = io.BytesIO()
    image = Image.new("RGB", (3000, 1500), "plum")
    exif = image.getexif()
    exif[0x010E] = "taken at 1 High Street"
    image.save(source, "JPEG", exif=exif)
    made = media.picture(source.getvalue())
    with Image.open(io.BytesIO(made)) as opened:
        assert (opened.format, opened.size) == ("WEBP", (1600, 800))
        assert not opened.getexif()
    assert b"High Street" not in made


def test_what_is_no_picture_is_refused(app: Flask) -> None:
    with app.test_request_context(), pytest.raises(DomainError, match="Choose a picture"):
        media.picture(b"<svg onload=alert(1)>", field="picture")


def test_private_files_are_not_served_by_address(app: Flask, session: object) -> None:
    with unit_of_work():
        private = files.save(b"secret", "a.txt", "text/plain")
        public = files.save(b"hello", "../b.txt", "text/plain", is_public=True)
    db.session.expire_all()
    client = app.test_client()
    assert client.get(f"/files/{private.id}/a.txt").status_code == 404
    answer = client.get(f"/files/{public.id}/b.txt")
    assert (answer.data, public.name) == (b"hello", "b.txt")
    assert answer.headers["Content-Disposition"].startswith("attachment")
