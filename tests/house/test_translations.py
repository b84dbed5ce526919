"""Every resident page, mail and form error is in every language that is on; no plural is left empty."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
TRANSLATIONS = ROOT / "app" / "translations"
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")


def is_for_residents(filename: str) -> bool:
    """Officers' pages are in English (`design.md` 6): their templates and drawers are named for the office."""
    return not re.search(r"(^|/)(office|demo)(/|_|\.)|/office\.|office_forms|(^|/)cli(\.|/)|_office\.html", filename)


def messages() -> dict[object, list[str]]:
    """msgid (or singular, plural) -> the resident files that say it."""
    mapping, options = parse_mapping_cfg(io.StringIO((TRANSLATIONS / "babel.cfg").read_text(encoding="utf-8")))
    found: dict[object, list[str]] = {}
    keywords = {
        "_": None,
        "gettext": None,
        "lazy": None,
        "ngettext": (1, 2),
        "lazy_gettext": None,
        "lazy_ngettext": (1, 2),
    }
    for folder in ("app", "templates"):
        for filename, _line, message, _comments, _context in extract_from_dir(
            ROOT / folder, mapping, options, keywords=keywords
        ):
            if is_for_residents(f"{folder}/{filename}"):
                found.setdefault(message, []).append(f"{folder}/{filename}")
    return found


@pytest.mark.pure
@pytest.mark.parametrize("lang", ["ur"])
def test_every_resident_message_is_translated(lang: str) -> None:
    with open(TRANSLATIONS / lang / "LC_MESSAGES" / "messages.po", "rb") as file:
        catalogue = read_po(file, locale=lang)
    missing = []
    for message, files in messages().items():
        entry = catalogue.get(message[0] if isinstance(message, tuple) else message)
        texts = (
            entry.string if entry is not None and isinstance(entry.string, tuple) else (entry.string if entry else "",)
        )
        if not all(texts) or (entry is not None and entry.fuzzy):
            missing.append(f"{message!r} in {files[0]}")
    assert not missing, f"{len(missing)} messages without {lang}:\n" + "\n".join(missing[:60])


@pytest.mark.pure
@pytest.mark.parametrize("lang", ["ur"])
def test_placeholders_survive_translation(lang: str) -> None:
    with open(TRANSLATIONS / lang / "LC_MESSAGES" / "messages.po", "rb") as file:
        catalogue = read_po(file, locale=lang)
    for entry in catalogue:
        if not entry.id or not entry.string:
            continue
        wanted = set(PLACEHOLDER.findall(entry.id if isinstance(entry.id, str) else entry.id[-1]))
        for text in entry.string if isinstance(entry.string, tuple) else (entry.string,):
            assert set(PLACEHOLDER.findall(text)) - wanted == set(), f"{entry.id!r} -> {text!r}"
            if isinstance(entry.id, str):
                assert set(PLACEHOLDER.findall(text)) == wanted, f"{entry.id!r} -> {text!r}"
