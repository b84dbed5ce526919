"""Boundary sets in their times, areas, links, and which ward a postcode lies in."""

from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal
from types import SimpleNamespace

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.areas import commands, imports, policies, queries, seed
from app.areas.models import Area, AreaLink, AreaType, Basis, LinkKind, Postcode, PostcodeImport
from app.core.access import VISITOR, Actor, Grant, Role
from app.core.db import unit_of_work
from app.core.errors import DomainError, NotAllowed, Refusals

from .factories import KEEPER, make_set, make_ward

OLD, NEW = dt.date(2020, 1, 1), dt.date(2026, 11, 21)


@pytest.fixture
def bradford(session: Session) -> SimpleNamespace:
    world = SimpleNamespace(today=NEW, areas={})
    seed.plant(world)
    return world


@pytest.mark.parametrize("role", list(Role))
def test_who_keeps_the_areas(role: Role) -> None:
    allowed = bool(policies.can_edit_areas(Actor(None, "Somebody", grants=(Grant(role),))))
    assert allowed == (role in {Role.ADMINISTRATOR, Role.STRATEGY_OFFICER})


def test_a_visitor_makes_no_set(session: Session) -> None:
    with pytest.raises(NotAllowed), unit_of_work():
        commands.save_boundary_set(
            None, name="Mine", area_type=AreaType.WARD, in_force_from=OLD, in_force_to=None, actor=VISITOR
        )
    assert queries.boundary_sets() == []


def test_one_set_of_a_type_is_in_force_on_a_day(session: Session) -> None:
    make_set("North", from_on=dt.date(2004, 6, 10), to_on=dt.date(2026, 5, 6))
    with pytest.raises(DomainError) as refused:
        make_set("South", from_on=dt.date(2026, 5, 6))
    assert refused.value.field == "in_force_from"
    later = make_set("South", from_on=dt.date(2026, 5, 7))
    assert queries.set_in_force(AreaType.WARD, dt.date(2026, 5, 6)) != later
    assert queries.set_in_force(AreaType.WARD, dt.date(2026, 5, 7)) == later
    assert queries.set_in_force(AreaType.WARD, dt.date(2004, 6, 9)) is None
    make_set("Mid", area_type=AreaType.CONSTITUENCY, from_on=dt.date(2024, 7, 4))  # another type has its own days


def test_the_sample_has_the_wards_of_both_times_and_invents_no_code(bradford: SimpleNamespace) -> None:
    """`domain.md` iii.7: eleven codes confirmed, the rest inferred and marked so, none for the wards of 2026."""
    old, new = queries.wards(OLD), queries.wards(NEW)
    assert (len(old), len(new)) == (30, 30)
    assert [ward.gss_code for ward in new] == [None] * 30
    assert sum(ward.is_code_confirmed for ward in old) == 11
    codes = {ward.name: ward.gss_code for ward in old}
    assert (codes["Bowling and Barkerend"], codes["Baildon"], codes["Wyke"]) == ("E05001345", "E05001341", "E05001370")
    assert len(set(codes.values())) == 30
    assert set(bradford.areas) == {ward.slug for ward in new}


@pytest.mark.parametrize("on", [OLD, NEW])
@pytest.mark.slow
def test_no_two_wards_share_a_tile(bradford: SimpleNamespace, on: dt.date) -> None:
    assert len({(ward.tile_row, ward.tile_col) for ward in queries.wards(on)}) == 30


def test_the_same_name_in_two_sets_is_two_areas(bradford: SimpleNamespace) -> None:
    """E60."""
    old, new = (next(w for w in queries.wards(on) if w.name == "Queensbury") for on in (OLD, NEW))
    assert old.id != new.id
    assert (new.slug, old.slug) == ("queensbury", "queensbury-2004")


def test_each_old_ward_lies_in_one_constituency_of_its_time(bradford: SimpleNamespace, session: Session) -> None:
    """Five constituencies of six wards each, 2010 to 2024."""
    counts = session.execute(
        sa.select(Area.name, sa.func.count())
        .join(AreaLink, AreaLink.parent_id == Area.id)
        .where(AreaLink.kind == LinkKind.WITHIN, Area.area_type == AreaType.CONSTITUENCY)
        .group_by(Area.id, Area.name)
    )
    assert {row[0]: row[1] for row in counts} == dict.fromkeys(
        ["Bradford East", "Bradford South", "Bradford West", "Keighley", "Shipley"], 6
    )


def test_a_whole_share_is_set_and_a_share_above_one_refused(session: Session) -> None:
    ward = make_ward("North")
    home = make_set("East", area_type=AreaType.CONSTITUENCY).areas[0]
    with unit_of_work():
        link = commands.link_areas(ward.id, home.id, LinkKind.WITHIN, share=None, basis=Basis.LEGAL, actor=KEEPER)
    assert link.share == 1
    with pytest.raises(DomainError), unit_of_work():
        commands.link_areas(
            ward.id, home.id, LinkKind.OVERLAPS, share=Decimal("1.2"), basis=Basis.ESTIMATE, actor=KEEPER
        )
    with pytest.raises(DomainError), unit_of_work():
        commands.link_areas(ward.id, home.id, LinkKind.WITHIN, share=None, basis=Basis.LEGAL, actor=KEEPER)


@pytest.mark.parametrize("code", ["E0500134", "05001345E", "E0500134X", "E050013456"])
def test_a_code_that_is_none_is_refused(session: Session, code: str) -> None:
    ward = make_ward("North")
    with pytest.raises(DomainError) as refused, unit_of_work():
        commands.save_area(ward.id, ward.boundary_set_id, {"name": "North", "gss_code": code}, actor=KEEPER)
    assert refused.value.field == "gss_code"


@pytest.mark.parametrize("typed", ["bd1 1cc", "BD11CC", "BD1  1CC", "ｂｄ１ １ｃｃ"])
@pytest.mark.slow
def test_a_postcode_however_typed_is_one(bradford: SimpleNamespace, typed: str) -> None:
    """E64."""
    ward = queries.ward_of(typed, NEW)
    assert ward is not None
    assert ward.name == "City"


@pytest.mark.parametrize("typed", ["BD1 ICC", "BD1 9ZZ", "", "Bradford"])
@pytest.mark.slow
def test_an_unknown_postcode_leads_nowhere(bradford: SimpleNamespace, typed: str) -> None:
    """E64, E65: whoever asks sends it to a person, and refuses nobody."""
    assert queries.ward_of(typed, NEW) is None


def test_a_day_before_the_new_boundaries_leads_to_the_old_ward(bradford: SimpleNamespace) -> None:
    """E59: where the new ward took the place of one old ward; a ward made of two is left to a person."""
    city, ilkley = queries.ward_of("BD1 1CC", OLD), queries.find_postcode("LS29 1CC")
    assert city is not None
    assert city.slug == "city-2004"
    assert ilkley is not None and ilkley.ward is not None and ilkley.ward.name == "Ilkley and Addingham"
    assert queries.ward_of("LS29 1CC", OLD) is None


def test_sample_postcodes_can_be_nobodys(bradford: SimpleNamespace, session: Session) -> None:
    """The last two letters are of those that no real postcode ends with."""
    found = list(session.scalars(sa.select(Postcode)))
    assert len(found) == 240
    assert all(row.is_synthetic and set(row.postcode[-2:]) <= set("CKMV") for row in found)
    assert len({row.ward_id for row in queries.sample_postcodes(10)}) == 10


COLUMNS = imports.Columns("PCDS", "WD26CD", "DOINTR", "DOTERM")


def file_of(
    ward_set: object, text: str, version: str = "Test 1", columns: imports.Columns = COLUMNS
) -> imports.PostcodeFile:
    return imports.PostcodeFile(io.BytesIO(text.encode()), "test.csv", columns, ward_set.id, version)  # type: ignore[attr-defined]


def take_in(file: imports.PostcodeFile) -> imports.Report:
    report = file.check()
    if not report.fault_count:
        with unit_of_work():
            file.replace(report, actor=KEEPER)
    return report


def test_a_file_is_taken_in_and_other_districts_left_out(session: Session) -> None:
    wards = make_set("North", "South", codes=True)
    north = wards.areas[0]
    text = f"PCDS,WD26CD,DOINTR,DOTERM\nbd11hy,{north.gss_code},198001,\nLS1 1AA,E05999999,198001,\n"
    report = take_in(file_of(wards, text))
    assert (report.rows, report.skipped, report.faults) == (1, 1, [])
    found = queries.find_postcode("BD1 1HY")
    assert found is not None and (found.ward_id, found.lookup_version) == (north.id, "Test 1")


def test_every_fault_is_listed_with_its_place_and_nothing_is_taken_in(session: Session) -> None:
    wards = make_set("North", codes=True)
    code = wards.areas[0].gss_code
    take_in(file_of(wards, f"PCDS,WD26CD,DOINTR,DOTERM\nBD1 1HY,{code},198001,\n"))
    text = f"PCDS,WD26CD,DOINTR,DOTERM\nBD1 IHY,{code},198001,\nBD2 1AA,{code},1980,\nBD2 1AA,{code},198001,202113\n"
    report = take_in(file_of(wards, text, "Test 2"))
    assert [(fault.row, fault.column) for fault in report.faults] == [
        (2, "PCDS"),
        (3, "DOINTR"),
        (4, "PCDS"),
        (4, "DOTERM"),
    ]
    assert [row.postcode for row in session.scalars(sa.select(Postcode))] == ["BD1 1HY"]
    assert [one.lookup_version for one in session.scalars(sa.select(PostcodeImport))] == ["Test 1"]


def test_a_column_that_is_not_there_is_named_with_those_that_are(session: Session) -> None:
    wards = make_set("North", codes=True)
    with pytest.raises(Refusals) as refused:
        file_of(wards, "Postcode,Ward\nBD1 1HY,x\n").check()
    assert {r.field for r in refused.value.refusals} == {
        "postcode_column",
        "ward_column",
        "introduced_column",
        "terminated_column",
    }
    assert "The file has: Postcode, Ward" in refused.value.refusals[0].message


def test_a_file_in_another_encoding_is_refused(session: Session) -> None:
    wards = make_set("North", codes=True)
    file = imports.PostcodeFile(io.BytesIO("PCDS,é\n".encode("latin-1")), "x.csv", COLUMNS, wards.id, "T")
    with pytest.raises(DomainError):
        file.check()


def test_a_fault_while_writing_leaves_the_old_list(session: Session) -> None:
    wards = make_set("North", codes=True)
    take_in(file_of(wards, f"PCDS,WD26CD,DOINTR,DOTERM\nBD1 1HY,{wards.areas[0].gss_code},198001,\n"))

    def broken() -> object:
        yield {"postcode": "BD9 9AA", "ward_id": wards.areas[0].id, "introduced": None, "terminated": None}
        raise OSError("the disk went away")

    with pytest.raises(OSError), unit_of_work():
        commands.replace_postcodes(
            broken(),  # type: ignore[arg-type]
            boundary_set_id=wards.id,
            lookup_version="Broken",
            file_name="x",
            skipped=0,
            is_synthetic=False,
            actor=KEEPER,
        )
    assert [row.postcode for row in session.scalars(sa.select(Postcode))] == ["BD1 1HY"]
