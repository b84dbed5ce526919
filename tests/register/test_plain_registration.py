"""What most people send is read without the form's work, and never otherwise than the form reads it (vi.5 B1)."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from app.register.forms import PlainRegistration, RegisterForm
from app.rounds.models import Connection

CONNECTIONS = [Connection.LIVE.value, Connection.WORK.value, "pets"]
OWN_ITEMS = [(1, "Bins"), (2, "Benches")]
GOOD = {"name": "Ann Lee", "postcode": "BD8 8AA", "connection": "live", "age_ok": "yes", "form_key": "a-form"}

# For each field what may be sent: nothing at all, or these values in this order. The usual one stands first.
PARTS: dict[str, list[list[str]]] = {
    "name": [
        ["Ann Lee"],
        [],
        [""],
        ["   "],
        ["A"],
        ["Al"],
        ["A" * 200],
        ["A" * 201],
        ["  " + "A" * 200 + "  "],
        ["  Ann  Lee "],
        ["\u00a0Ann\u00a0Lee\u00a0"],
        ["\u00a0A\u00a0"],
        ["Ann\0Lee"],
        ["\0"],
        ["\0\0"],
        ["این لی"],
        ["\u200fAn"],
        ["Ann", "Bob"],
        ["", "Bob"],
    ],
    "postcode": [
        ["BD8 8AA"],
        [],
        [""],
        ["   "],
        ["bd88aa"],
        ["  Bd8  8aA. "],
        ["BD8-8AA"],
        ["ＢＤ８ ８ＡＡ"],
        ["gir 0aa"],
        ["BD8"],
        ["BD8 8AAA"],
        ["nonsense"],
        ["BD8\0 8AA"],
        ["\u00a0BD8\u00a08AA"],
        ["BD8 8AA\n"],
        ["", "BD8 8AA"],
        ["BD8 8AA", "x"],
    ],
    "connection": [
        ["live"],
        [],
        [""],
        ["work"],
        ["study"],
        ["pets"],
        ["LIVE"],
        [" live"],
        ["live", "x"],
        ["x", "live"],
    ],
    "age_ok": [["yes"], [], [""], ["no"], ["Yes"], ["yes "], ["yes", "no"], ["no", "yes"]],
    "no_postcode": [[], ["y"], [""], ["false"], ["", "y"], ["0"]],
    "area": [[], [""], ["0f7cbb6e-4f4e-4fd0-9f0c-8f3d6b4c8a11"], ["nonsense"]],
    "email": [[], [""], ["ann@example.org"], ["nonsense"], [" "], ["", "ann@example.org"]],
    "own_items": [[], ["1"], ["1", "2"], ["9"], ["x"], [""], ["", "1"]],
    "form_key": [["a-form"], ["  a-form "], [], [""], ["x" * 500]],
    "birth_band": [[], ["1980-1984"]],
}


def sent_forms(number: int) -> Iterator[MultiDict[str, str]]:
    """Forms that are mostly as usual, with some fields that are not."""
    chance = random.Random(46)
    for odd in (1, 2, 3, 4):
        for _ in range(number // 4):
            strange = chance.sample(sorted(PARTS), odd)
            yield MultiDict(
                (field, value)
                for field, ways in PARTS.items()
                for value in (chance.choice(ways) if field in strange else ways[0])
            )


def forms_alone() -> Iterator[MultiDict[str, str]]:
    """One field in each of its ways, all others as usual."""
    for strange, ways in PARTS.items():
        for way in ways:
            yield MultiDict((f, value) for f in PARTS for value in (way if f == strange else PARTS[f][0]))


def read_by_form(sent: MultiDict[str, str]) -> tuple[RegisterForm, bool]:
    form = RegisterForm(min_age=11, connections=CONNECTIONS, own_items=OWN_ITEMS, formdata=sent, meta={"csrf": False})
    return form, form.validate()


def check(sent: MultiDict[str, str]) -> bool:
    """Was it read? Then the form says the same."""
    plain = PlainRegistration.of(sent, CONNECTIONS)
    if plain is None:
        return False
    form, is_right = read_by_form(sent)
    said = dict(sent.lists())
    assert is_right, f"{said}: {form.errors}"
    assert (plain.name, plain.postcode, plain.connection) == (form.name.data, form.postcode.data, form.connection.data)
    assert plain.age_ok is (form.age_ok.data == "yes")
    assert not form.no_postcode.data
    assert not form.email.data
    assert not form.own_items.data
    if "form_key" in sent:
        assert plain.form_key == (form.form_key.data or ""), said
    return True


def test_the_usual_form_is_read(app: Flask) -> None:
    with app.test_request_context():
        assert PlainRegistration.of(MultiDict(GOOD), CONNECTIONS) == PlainRegistration(
            "Ann Lee", "BD8 8AA", "live", True, "a-form"
        )
        assert check(MultiDict(GOOD))
        assert check(MultiDict(GOOD | {"csrf_token": "x", "no_postcode": "", "email": "", "area": ""}))


def test_each_way_of_one_field_is_read_as_the_form_reads_it_or_left_to_it(app: Flask) -> None:
    with app.test_request_context():
        read = [check(sent) for sent in forms_alone()]
    assert 20 < sum(read) < len(read) - 20


def test_whatever_is_sent_is_read_as_the_form_reads_it_or_left_to_it(app: Flask) -> None:
    with app.test_request_context():
        read = [check(sent) for sent in sent_forms(600)]
    assert 100 < sum(read) < 500, "both happen often"


@pytest.mark.parametrize(
    "more",
    [
        {"no_postcode": "y"},
        {"email": "ann@example.org"},
        {"own_items": "1"},
        {"age_ok": "no"},
        {"name": "A"},
        {"name": "A" * 201},
        {"postcode": "BD8"},
        {"connection": "study"},
        {"connection": "pets"},
    ],
    ids=lambda more: "-".join(more),
)
def test_what_needs_an_answer_or_more_work_is_left_to_the_form(more: dict[str, str]) -> None:
    assert PlainRegistration.of(MultiDict(GOOD | more), CONNECTIONS) is None
