"""The officers' pages of batches over HTTP, and what comes out on paper."""

from __future__ import annotations

import io
import re
import subprocess
from collections.abc import Callable
from typing import Any

import pikepdf
import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from app.core.access import Role
from app.core.clock import now
from app.core.db import db, unit_of_work
from app.register.codes import commands, jobs, prints
from app.register.codes.commands import Wish
from app.register.codes.models import BatchState, CodeBatch, Desk, Shape
from tests.ballots.factories import make_round, returning_officer
from tests.people.factories import make_person
from tests.support.browser import Visitor

pytestmark = pytest.mark.usefixtures("session")
SignIn = Callable[[FlaskClient, Any], FlaskClient]


@pytest.mark.slow
def test_an_officer_orders_downloads_once_and_stops_a_batch(client: FlaskClient, sign_in: SignIn) -> None:
    round_ = make_round()
    officer = Visitor(sign_in(client, make_person(roles=(Role.RETURNING_OFFICER,))))
    form = officer.open(f"/office/rounds/{round_.slug}/codes").follow("Make a batch of codes").form("Make the codes")
    form.fill("Letters by post", True)
    form.fill("Name of the desk, letter run or organisation", "Every household")
    form.fill("How many codes?", "6000")
    form.fill("Letters, one a page (PDF)", True)
    page = form.submit()
    assert page.errors == ["For more than 5,000 codes choose the file for a print house"]
    form = page.form("Make the codes")
    form.fill("An encrypted file for a print house", True)
    page = form.submit()
    assert "0 of 6,000 codes made" in page.text
    batch = db.session.scalars(sa.select(CodeBatch)).one()
    jobs.make(str(batch.id))
    page = officer.open(page.path)
    form = page.form("Download the codes")
    form.fill("With a passphrase", True)
    form.fill("Passphrase", "short")
    page = form.submit()
    assert page.errors == ["Enter a passphrase of 16 characters or more"]
    form = page.form("Download the codes")
    form.fill("Passphrase", "long enough to be safe")
    answer = form.submit().response
    assert answer.data.startswith(b"Salted__")
    assert answer.headers["Cache-Control"] == "no-store"
    page = officer.open(f"/office/rounds/{round_.slug}/codes/{batch.id}")
    assert "not on this server any more" in page.text
    form = page.follow("Revoke").form("Revoke this batch and make new codes")
    form.fill("Why are the codes stopped?", "The box was stolen")
    assert form.submit().h1 == "Every household"
    text = officer.open(f"/office/rounds/{round_.slug}/codes").text
    assert "Replaced" in text
    assert "Being made" in text


def test_desk_staff_see_the_numbers_and_nothing_else(client: FlaskClient, sign_in: SignIn) -> None:
    round_ = make_round()
    desk = sign_in(client, make_person(roles=(Role.DESK_STAFF,)))
    assert desk.get(f"/office/rounds/{round_.slug}/codes").status_code == 200
    assert desk.get(f"/office/rounds/{round_.slug}/codes/new").status_code == 403
    other = make_round()
    with unit_of_work():
        wish = Wish(Desk.HALL, Shape.FILE, "Hall", 3)
        batch = commands.order_batch(other.id, wish, actor=returning_officer(), now=now())
    assert desk.get(f"/office/rounds/{round_.slug}/codes/{batch.id}").status_code in {403, 404}
    assert desk.post(f"/office/rounds/{other.slug}/codes/{batch.id}/download").status_code in {400, 403}


def test_an_officer_replaces_the_code_of_a_lost_letter(client: FlaskClient, sign_in: SignIn) -> None:
    """Shown once, with how to use it; a page sent twice replaces nothing more."""
    round_ = make_round()
    with unit_of_work():
        wish = Wish(Desk.LETTER, Shape.FILE, "Letters", 3)
        batch = commands.order_batch(round_.id, wish, actor=returning_officer(), now=now())
    jobs.make(str(batch.id))
    codes = jobs.clear_codes(batch.id)
    with unit_of_work():
        commands.claim_download(batch.id, actor=returning_officer(), today=now().date())
    officer = Visitor(sign_in(client, make_person(roles=(Role.RETURNING_OFFICER,))))
    at = f"/office/rounds/{round_.slug}/codes/{batch.id}"
    form = officer.open(at).follow("Replace one code").form("Make a new code")
    form.fill("Why is the code replaced?", "The letter did not arrive")
    form = form.submit().form("Make a new code")
    assert form.page.errors == ["Enter the number or the code, one of the two"]
    form.fill("Number at the foot of the letter, or in the file of the print house", "2")
    page = form.submit()
    assert page.h1 == "New code in place of number 2"
    assert page.response.headers["Cache-Control"] == "no-store"
    [shown] = [e for e in page.tree.iter() if e.get("id") == "voting-code"]
    assert "".join(shown.itertext()).replace(" ", "") not in codes
    assert form.submit().errors == [
        "A code of this batch was replaced while you had this open. Look if it was this one"
    ]
    assert "Single codes replaced 1" in officer.open(at).text


@pytest.mark.slow
def test_letters_are_one_a_page_and_slips_eight(monkeypatch: pytest.MonkeyPatch) -> None:
    """Made by the job in parts, the longest languages together; the batch is ready when every code is on a page."""
    round_ = make_round()
    with unit_of_work():
        round_.languages = ["en", "ur", "pa"]
    for shape, number, pages in ((Shape.LETTERS, 3, [2, 1]), (Shape.SHEETS, 9, [1, 1])):
        monkeypatch.setitem(prints.PART, shape, 2 if shape is Shape.LETTERS else 8)
        with unit_of_work():
            wish = Wish(Desk.LIBRARY, shape, "Library", number, languages=("ur", "en", "pa"))
            batch = commands.order_batch(round_.id, wish, actor=returning_officer(), now=now())
        jobs.make(str(batch.id))
        jobs.press(str(batch.id))
        assert batch.state is BatchState.MAKING
        jobs.press(str(batch.id))
        assert (batch.state, batch.printed) == (BatchState.READY, number)
        key = jobs.store.key(batch.id)
        found = [jobs.store.get(batch.id, name, key) for name in jobs.store.names(batch.id, "pages")]
        assert [len(pikepdf.open(io.BytesIO(each)).pages) for each in found] == pages
        assert [words for each in found for words in numbers_on(each)] == list(range(1, number + 1))


def numbers_on(content: bytes) -> list[int]:
    """The numbers of the slips or letters within their batch, as they stand on paper."""
    done = subprocess.run(["pdftotext", "-", "-"], input=content, capture_output=True, check=True)  # noqa: S607
    return [int(found) for found in re.findall(r"(\d+) ?/ ?\d+", done.stdout.decode())]
