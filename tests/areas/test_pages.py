"""Areas over HTTP: a resident finds their ward, officers keep boundaries and take in postcodes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.areas import commands, queries
from app.areas.models import AreaType
from app.core.access import Role
from app.core.db import unit_of_work
from tests.people.factories import make_person
from tests.support.browser import Page, Visitor

from .factories import KEEPER, make_set, make_ward

SignIn = Callable[[FlaskClient, Any], FlaskClient]


@pytest.fixture
def officer(client: FlaskClient, visitor: Visitor, sign_in: SignIn) -> Visitor:
    sign_in(client, make_person(name="Olu", roles=(Role.STRATEGY_OFFICER,)))
    return visitor


def test_a_site_without_areas_says_so(visitor: Visitor) -> None:
    assert "No areas yet" in visitor.open("/areas").text


def test_wards_are_tiles_and_a_list(visitor: Visitor) -> None:
    make_set("North", "Bolton and Undercliffe", to_on=dt.date(2200, 1, 1))
    page = visitor.open("/areas")
    assert page.response.text.count("<rect") == 2
    assert page.follow("Bolton and Undercliffe").h1 == "Bolton and Undercliffe"


def test_old_boundaries_stay_to_be_read(visitor: Visitor) -> None:
    """E59."""
    old = make_set("Tong", to_on=dt.date(2026, 5, 6))
    make_set("North", from_on=dt.date(2026, 5, 7))
    assert "Tong" not in visitor.open("/areas").links()
    page = visitor.open("/areas").follow(old.name)
    assert "not in force today" in page.text
    assert "not in force today" in page.follow("Tong").text


def test_a_code_that_nobody_confirmed_is_marked(visitor: Visitor) -> None:
    ward = make_ward("North")
    assert "Not known yet" in visitor.open(f"/areas/{ward.slug}").text
    with unit_of_work():
        commands.save_area(ward.id, ward.boundary_set_id, {"name": "North", "gss_code": "E05001344"}, actor=KEEPER)
    assert "E05001344 (not confirmed)" in visitor.open(f"/areas/{ward.slug}").text


def test_a_page_of_no_area_is_not_found(client: FlaskClient) -> None:
    assert client.get("/areas/atlantis").status_code == 404


def test_a_postcode_leads_to_its_ward_or_to_what_to_do(visitor: Visitor) -> None:
    ward = make_ward("North")
    row = {"postcode": "BD1 1HY", "ward_id": ward.id, "introduced": None, "terminated": None}
    with unit_of_work():
        commands.replace_postcodes(
            [row],
            boundary_set_id=ward.boundary_set_id,
            lookup_version="Test list",
            file_name="x",
            skipped=0,
            is_synthetic=False,
            actor=KEEPER,
        )
    found = visitor.open("/areas").form("Find your ward").fill("Your postcode", "bd11hy").submit()
    assert "Your ward is North" in found.text
    assert "Test list" in found.text
    assert "We do not have this postcode" in visitor.open("/areas?postcode=BD9+9ZZ").text
    assert "Enter a full UK postcode" in visitor.open("/areas?postcode=BD1+IHY").text


@pytest.mark.parametrize("path", ["", "/sets/new", "/postcodes"])
def test_who_comes_in(client: FlaskClient, sign_in: SignIn, path: str) -> None:
    assert client.get(f"/office/areas{path}").status_code == 302
    for roles, status in (((), 404), ((Role.MODERATOR,), 403), ((Role.ADMINISTRATOR,), 200)):
        sign_in(client, make_person(roles=roles))
        assert client.get(f"/office/areas{path}").status_code == status


def test_an_officer_sets_up_wards(officer: Visitor) -> None:
    form = officer.open("/office/areas").follow("Add a boundary set").form("Save")
    assert form.submit().errors == ["Enter the name of the set", "Enter the first day"]
    form.fill("Name", "Wards 2004").fill("Kind of area", "Ward").date("in_force_from", dt.date(2004, 6, 10))
    page = form.submit()
    assert page.h1 == "Wards 2004"
    form = page.follow("Add an area").form("Save").fill("Name", "North").fill("Code", "E0500134")
    assert form.submit().errors == ["Enter a code of one letter and eight digits, such as E05001345"]
    page = form.fill("Code", "e05001344").fill("Row on the tile map", "0").fill("Column on the tile map", "2").submit()
    assert "E05001344 (not confirmed)" in page.text
    page = page.follow("North")
    assert page.h1 == "North"
    clash = officer.open("/office/areas/sets/new").form("Save").fill("Name", "Wards 2026").fill("Kind of area", "Ward")
    assert "in force on some of these days" in clash.date("in_force_from", dt.date(2026, 5, 7)).submit().errors[0]


def test_an_officer_ends_a_set(officer: Visitor) -> None:
    made = make_set("North")
    form = officer.open(f"/office/areas/sets/{made.id}/change").form("Save").date("in_force_to", dt.date(2026, 5, 6))
    assert "10 June 2004 to 6 May 2026" in form.submit().text


def test_an_officer_links_a_ward(officer: Visitor) -> None:
    ward, home = make_ward("North"), make_set("East", area_type=AreaType.CONSTITUENCY).areas[0]
    page = officer.open(f"/office/areas/sets/{ward.boundary_set_id}/areas/{ward.id}").follow("Add a link")
    form = page.form("Save").fill("This area", "lies partly in").fill("Other area", str(home.id)).fill("Share", "60")
    page = form.submit()
    assert "60%" in page.text
    assert "60%" in officer.open(f"/areas/{ward.slug}").text
    assert "North" in officer.open(f"/areas/{home.slug}").text
    assert "No links yet" in page.form("Remove East").submit().text


def test_an_officer_takes_in_postcodes(officer: Visitor, session: Session) -> None:
    wards = make_set("North", codes=True)
    code = wards.areas[0].gss_code
    form = officer.open("/office/areas/postcodes").form("Take in the list")
    form.fill("Name of this version", "August").fill("Wards that it names", wards.name)
    form.fill("Column with the postcode", "pcds").fill("Column with the ward", "ward")
    form.fill("Keep these columns", "ONSPD").fill("The file", (f"pcds,ward\nBD1 IHY,{code}\n".encode(), "a.csv"))
    page = form.submit()
    assert "there is 1 fault" in page.text
    assert "Row 2, pcds: this is not a UK postcode" in page.text
    assert queries.postcode_imports() == []
    page = form.fill("The file", (f"pcds,ward\nBD1 1HY,{code}\n".encode(), "a.csv")).submit()
    assert "1 postcode taken in" in page.text
    again = officer.open("/office/areas/postcodes").follow("ONSPD").form("Take in the list")
    assert again.values["postcode_column"] == ["pcds"]


def take_in_areas(officer: Visitor, set_id: object, text: str) -> Page:
    form = officer.open(f"/office/areas/sets/{set_id}/import").form("Take it in")
    return form.fill("The list of areas", (text.encode(), "areas.csv")).submit()


def test_a_list_of_areas_is_taken_in_whole_or_not_at_all(officer: Visitor) -> None:
    made = make_set("North")
    head = "Name,Code,Code confirmed,Population,Population source,Row,Column\n"
    wrong = head + "North,,,,,,\nSouth,E05,no,many,,x,1\n,,,,,=1+1,\nWest,E05000001,,900,,0,1\n"
    page = take_in_areas(officer, made.id, wrong)
    assert "there are 7 faults" in page.text
    for words in ("Row 2, Name: North is there twice", "Row 3, Code:", "Row 3, Population:", "Row 3, Row:"):
        assert words in page.text
    for words in ("Row 4, Name:", "Row 4, Row: this cell holds a formula", "Row 5, Population source:"):
        assert words in page.text
    assert len(queries.areas_of_set(made.id)) == 1
    page = take_in_areas(officer, made.id, head + "South,e05000002,yes,900,Estimate 2026,0,1\nWest,,,,,,\n")
    assert "2 areas taken in" in page.text
    south = next(area for area in queries.areas_of_set(made.id) if area.name == "South")
    assert (south.gss_code, south.is_code_confirmed, south.population, south.tile_col) == ("E05000002", True, 900, 1)


def test_the_same_version_is_not_taken_in_twice(officer: Visitor) -> None:
    wards = make_set("North", codes=True)
    content = f"pcds,ward\nBD1 1HY,{wards.areas[0].gss_code}\n".encode()
    for expected in ([], ["We have this version already"]):
        form = officer.open("/office/areas/postcodes").form("Take in the list")
        form.fill("Name of this version", "August").fill("Wards that it names", wards.name)
        form.fill("Column with the postcode", "pcds").fill("Column with the ward", "ward")
        assert form.fill("The file", (content, "a.csv")).submit().errors == expected


def test_a_big_file_comes_in_by_command(app: Flask, session: Session, tmp_path: Any) -> None:
    wards = make_set("North", codes=True)
    with unit_of_work():
        commands.save_profile("ONSPD", {"postcode": "pcds", "ward": "ward"}, ward_matched_by="code", actor=KEEPER)
    file = tmp_path / "postcodes.csv"
    file.write_text(f"pcds,ward\nBD1 1HY,{wards.areas[0].gss_code}\nLS1 1AA,E05999999\n")
    words = ["import-postcodes", str(file), "--profile", "ONSPD", "--version", "August"]
    done: Result = app.test_cli_runner().invoke(args=words)
    assert (done.exit_code, done.output) == (0, "1 postcodes taken in, 1 of other wards left out\n")
    file.write_text(f"pcds,ward\nBD1 IHY,{wards.areas[0].gss_code}\n")
    done = app.test_cli_runner().invoke(args=[*words[:-1], "September"])
    assert done.exit_code == 1
    assert "nothing was taken in" in done.output
    assert queries.find_postcode("BD1 1HY") is not None
