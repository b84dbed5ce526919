"""Keys in KEYS_DIR: made once, read, and gone for good (`design.md` section 5)."""

from __future__ import annotations

import stat
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from app.core import key_files
from app.core.key_files import LENGTH, KeyMissing

NAME = "round-7-draft"
pytestmark = pytest.mark.pure


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """An empty KEYS_DIR that nobody has made yet."""

    class Settings:
        keys_dir = tmp_path / "keys"

    app = Flask("keys")
    app.config["SETTINGS"] = Settings
    with app.app_context():
        yield Settings.keys_dir


def test_a_key_is_made_once_and_read(folder: Path) -> None:
    made = key_files.make(NAME)
    assert len(made) == LENGTH
    assert made == key_files.make(NAME) == key_files.read(NAME)
    assert key_files.exists(NAME)
    assert key_files.make("another") != made
    assert sorted(path.name for path in folder.iterdir()) == ["another.key", f"{NAME}.key"]


def test_only_its_owner_can_read_it(folder: Path) -> None:
    key_files.make(NAME)
    assert stat.S_IMODE((folder / f"{NAME}.key").stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_two_who_make_it_at_once_get_the_same(folder: Path) -> None:
    app, made, together = Flask("keys"), [], threading.Barrier(4)
    app.config["SETTINGS"] = type("Settings", (), {"keys_dir": folder})

    def make() -> None:
        with app.app_context():
            together.wait(10)
            made.append(key_files.make(NAME))

    threads = [threading.Thread(target=make) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert made == [key_files.read(NAME)] * 4
    assert [path.name for path in folder.iterdir()] == [f"{NAME}.key"]


def test_one_that_was_never_made_is_missing(folder: Path) -> None:
    assert not key_files.exists(NAME)
    with pytest.raises(KeyMissing, match=f"{NAME} is missing"):
        key_files.read(NAME)
    assert not folder.exists(), "asking for a key makes none"


@pytest.mark.parametrize("held", [b"", b"\1" * (LENGTH - 1), b"\1" * (LENGTH + 1)], ids=["none", "short", "long"])
def test_one_of_another_length_is_missing_and_never_made_anew(folder: Path, held: bytes) -> None:
    """What was sealed with it is not to be sealed with two keys: somebody must look."""
    folder.mkdir()
    (folder / f"{NAME}.key").write_bytes(held)
    for ask in (key_files.read, key_files.make):
        with pytest.raises(KeyMissing):
            ask(NAME)
    assert (folder / f"{NAME}.key").read_bytes() == held


def test_one_that_was_destroyed_is_missing_and_a_new_one_is_another(folder: Path) -> None:
    first = key_files.make(NAME)
    beside = folder / "beside"
    beside.hardlink_to(folder / f"{NAME}.key")
    key_files.destroy(NAME)
    key_files.destroy(NAME)
    assert not key_files.exists(NAME)
    with pytest.raises(KeyMissing):
        key_files.read(NAME)
    assert beside.read_bytes() == b"\0" * LENGTH, "overwritten where the disk allows it"
    assert key_files.make(NAME) != first


@pytest.mark.parametrize("name", ["", "../keys", "a/b", "A", "7-round", ".hidden", "a" * 82, "a\n", "a.key"])
def test_a_name_leads_nowhere_else(folder: Path, name: str) -> None:
    for ask in (key_files.make, key_files.read, key_files.exists, key_files.destroy):
        with pytest.raises(ValueError, match="^" + (name.replace(".", r"\.") or "$")):
            ask(name)
    assert not folder.exists()
