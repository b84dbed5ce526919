"""Taking in an action plan: the columns of a delivery plan, every fault by row and column, nothing half taken in."""

from __future__ import annotations

import csv
import datetime as dt
import io
import uuid
import zipfile

import openpyxl
import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from app.core.db import unit_of_work
from app.core.errors import DomainError, WrongState
from app.core.tables import is_formula
from app.strategy import commands, exports, queries
from app.strategy.columns import NEEDED
from app.strategy.imports import Known, first_words, parse_day, plain, read_plan

from .factories import KEEPER, actions_of, make_strategy

NORTH, SOUTH = uuid.uuid4(), uuid.uuid4()
KNOWN = Known({"north": NORTH, "bolton and undercliffe": SOUTH}, frozenset({"getting on"}), frozenset({"1.1"}))
GOOD = {
    "Objective": "People meet",
    "Activity": "Hold a meal. Then another.",
    "Target areas": "North; Bolton & Undercliffe; people: new arrivals",
    "Milestones": "31/03/2027: six meals; 30/09/2027: twelve meals",
    "Evidence base and hypothesis": "Few talk. Hypothesis: cooking helps.",
    "Outcome measures year 1": "Groups signed up",
    "Outcome measures year 2": "600 guests",
    "Outcome measures year 3": "Guests meet again",
}


def csv_of(*rows: dict[str, str], header: tuple[str, ...] | None = None) -> bytes:
    names = header or tuple(dict.fromkeys(name for row in rows for name in row)) or NEEDED
    text = io.StringIO()
    writer = csv.DictWriter(text, names, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def xlsx_of(*rows: list[object]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


@pytest.mark.pure
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_row_is_read_into_its_parts(kind: str) -> None:
    content = csv_of(GOOD) if kind == "csv" else xlsx_of(list(GOOD), list(GOOD.values()))
    file = read_plan(content, KNOWN)
    assert file.faults == []
    (row,) = file.rows
    assert (row.objective, row.title, row.activity) == ("People meet", "Hold a meal", "Hold a meal. Then another.")
    assert (row.area_ids, row.target_groups) == ((NORTH, SOUTH), "new arrivals")
    assert [(step.due_on, step.text) for step in row.milestones] == [
        (dt.date(2027, 3, 31), "Six meals"),
        (dt.date(2027, 9, 30), "Twelve meals"),
    ]
    assert (row.evidence, row.hypothesis) == ("Few talk.", "Cooking helps.")
    assert row.outcomes == ("Groups signed up", "600 guests", "Guests meet again")


@pytest.mark.pure
def test_all_faults_come_at_once_with_row_and_column() -> None:
    second = GOOD | {"Target areas": "Atlantis; North", "Milestones": "31/02/2027: six meals", "Activity": ""}
    third = GOOD | {
        "Milestones": "soon: something; 01/01/2027",
        "Code": "1.1",
        "Start": "next year",
        "Pillar": "Flying",
    }
    fourth = GOOD | {"Code": "1.2", "Start": "01/02/2027", "End": "31/01/2027"}
    fifth = GOOD | {"Code": "1.2", "Title": "x" * 141}
    file = read_plan(csv_of(GOOD, second, third, fourth, fifth), KNOWN)
    assert [(fault.row, fault.column) for fault in file.faults] == [
        (3, "Activity"),
        (3, "Target areas"),
        (3, "Milestones"),
        (4, "Start"),
        (4, "Pillar"),
        (4, "Code"),
        (4, "Milestones"),
        (4, "Milestones"),
        (5, "End"),
        (6, "Title"),
        (6, "Code"),
    ]
    assert "Atlantis" in file.faults[1].message


@pytest.mark.pure
@pytest.mark.parametrize("cell", ["=SUM(A1:A9)", "@cmd", "+1+cmd|' /C calc'!A0", "-2+3+cmd|x", "  =HYPERLINK(1)"])
def test_formula_cells_are_refused_in_csv(cell: str) -> None:
    file = read_plan(csv_of(GOOD | {"Outcome measures year 1": cell}), KNOWN)
    assert [(fault.row, fault.column) for fault in file.faults] == [(2, "Outcome measures year 1")]


@pytest.mark.pure
def test_formula_cells_are_refused_in_xlsx_whatever_they_show() -> None:
    row = [*GOOD.values()]
    row[5] = "=1+1"
    file = read_plan(xlsx_of(list(GOOD), row), KNOWN)
    assert [(fault.row, fault.column) for fault in file.faults] == [(2, "Outcome measures year 1")]


@pytest.mark.pure
@pytest.mark.parametrize("text", ["- a point of a list", "-12", "+44 1274 000000", "12%", "£5", "a=b", ""])
def test_plain_words_and_numbers_are_no_formula(text: str) -> None:
    assert not is_formula(text)


@pytest.mark.pure
def test_missing_columns_are_named() -> None:
    file = read_plan(csv_of({"Objective": "x", "Activity": "y"}), KNOWN)
    assert [fault.column for fault in file.faults] == list(NEEDED[2:])
    assert {fault.row for fault in file.faults} == {1}


@pytest.mark.pure
def test_headings_in_another_case_and_an_objective_left_blank_below_are_fine() -> None:
    header = tuple(name.upper() for name in GOOD)
    rows = [
        dict(zip(header, GOOD.values(), strict=True)),
        dict(zip(header, ["", *list(GOOD.values())[1:]], strict=True)),
    ]
    file = read_plan(csv_of(*rows), KNOWN)
    assert file.faults == []
    assert [row.objective for row in file.rows] == ["People meet", "People meet"]


@pytest.mark.pure
@pytest.mark.parametrize("content", [b"", b"\x00\x01\xff\xfe", b"PK\x03\x04 not a zip", "é".encode("latin-1")])
def test_what_is_no_table_is_refused(content: bytes) -> None:
    with pytest.raises(DomainError):
        read_plan(content, KNOWN)


@pytest.mark.pure
@pytest.mark.slow
def test_a_file_that_unpacks_to_far_too_much_is_refused() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/worksheets/sheet1.xml", b"0" * 61_000_000)
    with pytest.raises(DomainError):
        read_plan(packed.getvalue(), KNOWN)


@pytest.mark.pure
@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("31/03/2027", dt.date(2027, 3, 31)),
        ("31.3.27", dt.date(2027, 3, 31)),
        ("2027-03-31", dt.date(2027, 3, 31)),
        ("31 March 2027", dt.date(2027, 3, 31)),
        ("Feb 2028", dt.date(2028, 2, 29)),
        ("31/02/2027", None),
        ("29 February 2027", None),
        ("13/13/2027", None),
        ("31/03/1927", None),
        ("soon", None),
        ("", None),
    ],
)
def test_dates_as_councils_write_them(text: str, day: dt.date | None) -> None:
    assert parse_day(text) == day


@pytest.mark.pure
@given(st.text(max_size=60))
@pytest.mark.slow
def test_no_text_breaks_the_reader(text: str) -> None:
    parse_day(text)
    plain(text)
    assert len(first_words(text)) <= 140
    is_formula(text)


def test_nothing_is_half_taken_in(session: Session) -> None:
    strategy = make_strategy(adopt=False)
    pillar_id = queries.plan(strategy.id)[0].id
    file = read_plan(csv_of(GOOD | {"Target areas": "all"}, GOOD | {"Target areas": "all", "Code": "1.1"}), Known({}))
    assert file.faults == []  # the file alone is right; the version already has a code 1.1
    with pytest.raises(DomainError), unit_of_work():
        commands.add_plan_rows(strategy.id, pillar_id, file.rows, actor=KEEPER)
    assert sorted(actions_of(strategy)) == ["1.1", "1.2"]


def test_rows_get_free_codes_and_share_their_objective(session: Session) -> None:
    strategy = make_strategy(adopt=False)
    pillar_id = queries.plan(strategy.id)[0].id
    rows = read_plan(csv_of(*[GOOD | {"Target areas": "all", "Objective": "PEOPLE LEARN"}] * 2), Known({})).rows
    with unit_of_work():
        assert commands.add_plan_rows(strategy.id, pillar_id, rows, actor=KEEPER) == 2
    found = actions_of(strategy)
    assert sorted(found) == ["1.1", "1.2", "1.3", "1.4"]
    assert len({action.objective_id for action in found.values()}) == 1
    assert [step.due_on for step in found["1.3"].milestones] == [dt.date(2027, 3, 31), dt.date(2027, 9, 30)]
    assert len({action.slug for action in found.values()}) == 4


def test_an_adopted_plan_takes_nothing_in(session: Session) -> None:
    strategy = make_strategy()
    pillar_id = queries.plan(strategy.id)[0].id
    rows = read_plan(csv_of(GOOD | {"Target areas": ""}), Known({})).rows
    with pytest.raises(WrongState), unit_of_work():
        commands.add_plan_rows(strategy.id, pillar_id, rows, actor=KEEPER)
    assert len(actions_of(strategy)) == 2


def test_what_goes_out_comes_in_again(session: Session) -> None:
    strategy = make_strategy(adopt=False)
    tree = queries.plan(strategy.id)
    content = csv_of(*(dict(zip(exports.HEADER, row, strict=True)) for row in exports.plan_rows(tree)))
    file = read_plan(content, Known({}, frozenset({"getting on"})))
    assert file.faults == []
    assert [(row.code, row.title, row.pillar) for row in file.rows] == [
        ("1.1", "Action number 1", "Getting on"),
        ("1.2", "Action number 2", "Getting on"),
    ]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_template_is_a_plan_without_fault(app: Flask, session: Session, kind: str) -> None:
    with app.test_request_context():
        content = (exports.template_csv() if kind == "csv" else exports.template_xlsx()).data
    wards = {"manningham": NORTH, "toller": SOUTH}
    file = read_plan(content, Known(wards))
    assert file.faults == []
    assert len(file.rows) == 1
