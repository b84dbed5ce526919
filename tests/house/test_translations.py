"""Every resident page, mail and form error is in every language that is on; no plural is left empty."""

from __future__ import annotations

import re

import pytest

from scripts.translations import FOLDER, catalogue, is_for_residents, missing

LANGUAGES = sorted(path.name for path in FOLDER.iterdir() if path.is_dir())

PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")


@pytest.mark.pure
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_resident_message_is_translated(lang: str) -> None:
    lacking = [f"{message!r} in {files[0]}" for message, files in missing(lang).items()]
    assert not lacking, f"{len(lacking)} messages without {lang}:\n" + "\n".join(lacking[:60])


@pytest.mark.pure
@pytest.mark.parametrize("lang", LANGUAGES)
def test_placeholders_survive_translation(lang: str) -> None:
    for entry in catalogue(lang):
        if not entry.id or not entry.string:
            continue
        wanted = set(PLACEHOLDER.findall(entry.id if isinstance(entry.id, str) else entry.id[-1]))
        for text in entry.string if isinstance(entry.string, tuple) else (entry.string,):
            found = set(PLACEHOLDER.findall(text))
            assert found <= wanted, f"{entry.id!r} -> {text!r}"
            assert isinstance(entry.id, tuple) or found == wanted, f"{entry.id!r} -> {text!r}"


@pytest.mark.pure
@pytest.mark.parametrize(
    ("filename", "residents"),
    [
        ("templates/ballots/choose.html", True),
        ("templates/groups/mail/invitation.txt", True),
        ("templates/groups/office/list.html", False),
        ("app/rounds/views/office.py", False),
        ("app/demo/cli.py", False),
        ("app/proposals/commands/drafting.py", True),
    ],
)
def test_which_files_residents_read(filename: str, residents: bool) -> None:
    assert is_for_residents(filename) is residents
