"""The council's page over HTTP, filled in by label; the frame that every page takes from it."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy.orm import Session

from app.core.access import Role
from app.core.audit import AuditEntry
from app.core.db import unit_of_work
from app.core.files import StoredFile, read
from app.council import commands, queries
from tests.people.factories import make_person
from tests.support.browser import Visitor

from .test_commands import ADMINISTRATOR

SignIn = Callable[[FlaskClient, Any], FlaskClient]


@pytest.fixture
def administrator(client: FlaskClient, visitor: Visitor, sign_in: SignIn) -> Visitor:
    sign_in(client, make_person(name="Ada", roles=(Role.ADMINISTRATOR,)))
    return visitor


@pytest.mark.parametrize("path", ["", "/look", "/logo", "/offices/new", "/pre-elections/new"])
def test_only_administrators_come_in(client: FlaskClient, sign_in: SignIn, path: str) -> None:
    assert client.get(f"/office/council{path}").status_code == 302
    sign_in(client, make_person())
    assert client.get(f"/office/council{path}").status_code == 404
    sign_in(client, make_person(roles=(Role.STRATEGY_OFFICER,)))
    assert client.get(f"/office/council{path}").status_code == 403
    sign_in(client, make_person(roles=(Role.ADMINISTRATOR,)))
    assert client.get(f"/office/council{path}").status_code == 200


def test_a_new_name_is_on_every_page(administrator: Visitor) -> None:
    form = administrator.open("/office/council/name").form("Save")
    page = form.fill("Name of the council", "Northtown Council").fill("Name of this site", "Northtown Decides").submit()
    assert page.path == "/office/council"
    assert "Northtown Council" in page.text
    assert "Northtown Decides" in administrator.open("/areas").text


def test_a_colour_that_cannot_be_read_is_refused_and_kept_as_typed(administrator: Visitor) -> None:
    form = administrator.open("/office/council/look").form("Save")
    page = form.fill("Main colour", "#dddddd").fill("Links", "red").submit()
    assert [error.split(":")[0] for error in page.errors] == [
        "Choose a colour that can be read",
        "Enter a colour as # and six letters or digits, such as #7a1f4f",
    ]
    assert 'value="#dddddd"' in page.response.text
    assert queries.council().brand_colour == "#7a1f4f"


def test_colours_make_a_style_sheet_with_an_address_of_its_own(administrator: Visitor, client: FlaskClient) -> None:
    assert "theme.css" not in client.get("/areas").text
    administrator.open("/office/council/look").form("Save").fill("Main colour", "#123456").submit()
    page = client.get("/areas").text
    address = page.split('href="/theme.css')[1].split('"')[0]
    sheet = client.get(f"/theme.css{address}")
    assert "--cp-brand:#123456" in sheet.text
    assert "immutable" in sheet.headers["Cache-Control"]


def test_languages_that_are_off_are_not_offered(administrator: Visitor, client: FlaskClient) -> None:
    assert 'hreflang="ur"' in client.get("/areas").text
    administrator.open("/office/council/languages").form("Save").fill("اردو", False).submit()
    page = client.get("/areas?lang=ur", follow_redirects=True).text
    assert 'hreflang="ur"' not in page
    assert '<html lang="en"' in page


def test_thresholds_under_the_least_are_refused(administrator: Visitor) -> None:
    form = administrator.open("/office/council/thresholds").form("Save")
    page = form.fill("Smallest count shown to the public", "3").fill("Fewest ballots that are published", "29").submit()
    assert page.errors == ["Enter 5 or more", "Enter 30 or more"]


def test_two_administrators_at_once_lose_nothing(administrator: Visitor, session: Session) -> None:
    form = administrator.open("/office/council/contact").form("Save")
    with unit_of_work():
        commands.change_council({"contact_phone": "01632 960000"}, actor=ADMINISTRATOR)
    page = form.fill("Phone number", "01632 960999").submit()
    assert page.errors == ["Someone changed this while you had it open. Look at it again before you decide"]
    assert "01632 960999" in page.response.text
    assert queries.council().contact_phone == "01632 960000"


def picture() -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (900, 300), "#7a1f4f").save(written, "PNG")
    return written.getvalue()


def test_a_logo_is_drawn_anew_and_shown(administrator: Visitor, client: FlaskClient, session: Session) -> None:
    page = (
        administrator.open("/office/council/logo").form("Save").fill("Choose a picture", (picture(), "l.png")).submit()
    )
    assert page.path == "/office/council"
    stored = session.scalars(sa.select(StoredFile)).one()
    content = read(stored)
    assert content[:4] == b"RIFF"
    assert Image.open(io.BytesIO(content)).size == (400, 133)
    assert f"/files/{stored.id}/" in client.get("/areas").text
    assert client.get(f"/files/{stored.id}/{stored.name}").data == content


def test_a_file_that_is_no_picture_is_refused(administrator: Visitor, session: Session) -> None:
    form = administrator.open("/office/council/logo").form("Save").fill("Choose a picture", (b"<svg/>", "l.svg"))
    assert form.submit().errors == ["Choose a picture that is a JPEG, PNG, WebP or GIF"]
    assert session.scalars(sa.select(StoredFile)).all() == []


def test_an_office_is_added_changed_and_removed(administrator: Visitor, session: Session) -> None:
    form = administrator.open("/office/council/offices/new").form("Save")
    assert form.submit().errors == ["Enter the name of the office", "Enter the address"]
    page = form.fill("Name", "Town hall").fill("Address", "1 Square").fill("Postcode", "bd11hy").submit()
    assert "1 Square BD1 1HY" in page.text
    office = queries.offices()[0]
    page = administrator.open(f"/office/council/offices/{office.id}").form("Remove this office").submit()
    assert "No office yet" in page.text
    verbs = list(session.scalars(sa.select(AuditEntry.verb).order_by(AuditEntry.id)))
    assert verbs[-2:] == ["save_office", "remove_office"]


def test_pre_election_dates(administrator: Visitor) -> None:
    form = administrator.open("/office/council/pre-elections/new").form("Save").fill("Which election", "May 2027")
    form.date("from_on", dt.date(2027, 3, 24)).date("to_on", dt.date(2027, 5, 6))
    assert "24 March 2027" in form.submit().text


def test_a_bank_holiday_of_one_year_is_added_and_removed(administrator: Visitor) -> None:
    page = administrator.open("/office/council").follow("Bank holidays of one year only")
    assert page.form("Add the day").submit().errors == ["Enter the day", "Enter what the holiday is"]
    form = page.form("Add the day").date("on", dt.date(2027, 5, 10)).fill("What is it?", "A jubilee")
    page = form.submit()
    assert "10 May 2027" in page.text
    again = page.form("Add the day").date("on", dt.date(2027, 5, 10)).fill("What is it?", "A jubilee").submit()
    assert again.errors == ["This day is in the list already"]
    assert "None added" in administrator.open("/office/council/holidays").form("Remove A jubilee").submit().text


def test_the_privacy_text_is_kept_by_language(administrator: Visitor) -> None:
    form = administrator.open("/office/council/privacy").form("Save")
    page = form.fill("English", "We keep little.").submit()
    assert queries.council().privacy_text == {"en": "We keep little."}
    assert "اردو" in page.text


def test_a_sample_says_so_on_each_page(client: FlaskClient) -> None:
    with unit_of_work():
        commands.change_council({"is_sample": True}, actor=ADMINISTRATOR)
    assert "Sample, not a council" in client.get("/areas").text
