"""The catalogues: which resident messages a language still lacks, and putting translations in.

python -m scripts.translations missing ur > missing.json      what is not translated yet, as {message: ""}
python -m scripts.translations merge ur translated.json       {message: text}; plurals as {"one|many": ["...", "..."]}
"""

from __future__ import annotations

import argparse
import functools
import io
import json
import re
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po, write_po

from app.core.i18n import WHOLE

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "app" / "translations"
KEYWORDS = {"_": None, "gettext": None, "lazy": None, "ngettext": (1, 2), "lazy_gettext": None, "lazy_ngettext": (1, 2)}
OFFICE = re.compile(
    r"(^|/)(office|demo|cli)(/|_|\.)|_office\.(html|py)$|office_forms|/counting/"
    r"|rounds/(forms/rules|commands/(rules|presets|texts)|views/rules)\."
    r"|ballots/(commands/paper_|policies/paper|views/paper/|paper/(?!prints|registering|pdf/(paper|booklet)\.))"
)
# What a voter meets from the round's page to the receipt: all that languages outside `app.core.i18n.WHOLE` say.
JOURNEY = re.compile(
    r"^templates/(core/|pages/home|rounds/|equality/(start|ask|thanks|stop|_after)|hall/(away|card|cast|door|room|_scores|_panel)"
    r"|register/(start|your_code|needed|code|closed|finished|link|_links|_turnout|_waits|kiosk/|mail/|sms/)"
    r"|ballots/(_card|_tools|choose|compare|done|elsewhere|review|mail/|sms/|paper/pdf/))"
    r"|^app/(pages/presenters|core/(attempts|db|forms/|web/)|equality/(forms|terms|policies)"
    r"|ballots/(commands/(choosing|voting)|policies/limits|presenters/(lines|progress|rules)|views/(casting|here|voting)"
    r"|paper/prints)"
    r"|register/(codes/(entry|policies|prints)|commands/(registering|proving|rights)|kiosk/|forms|proof_forms|policies"
    r"|views/(proof|public))"
    r"|rounds/(presenters/|terms|views/public)|hall/(commands/voting|forms/voting|policies|views/voting))"
)
# And what drawers that are mostly for officers put beside it.
JOURNEY_TOO = frozenset(
    {
        "Give every project a score. A vote with a gap is not counted. If you missed one, ask at the desk for a paper.",
        "If you came late or missed a project, your other scores still count. "
        "A project's result is the mean of its scores.",
        "If you came late or missed a project, your other scores still count. "
        "A project without a score gets nothing from you.",
        "Not this one",
        "Sample, not a council's site",
        "Come to a decision day",
        "Come to the decision day",
        "What happens there, and how to get in",
        "What was done in this vote, when and by whom",
        "Was my vote in the box?",
        "Find your receipt",
        "Vote with a code",
        "This is a demo. These made-up postcodes work:",
        "This code from a library slip works once:",
        "To read on paper",
        "Ballot booklet (PDF)",
        "In large print (PDF)",
        "With pictures (PDF)",
        # What a project is about: on its card.
        "Conversations",
        "Food and growing",
        "Parks and green spaces",
        "Sport and moving",
        "Arts and making",
        "Music and dance",
        "Learning and language",
        "Skills and repair",
        "Young people",
        "Older people",
        "Welcome and friendship",
        "Stories and heritage",
        "Health and wellbeing",
    }
)
UNREVIEWED = "Drafted, not reviewed by a person."
Message = str | tuple[str, ...]


def is_for_residents(filename: str) -> bool:
    """Officers' pages are in English (`design.md` 6): their templates and drawers are named for the office."""
    return not OFFICE.search(filename)


@functools.cache
def messages() -> dict[Message, list[str]]:
    """What residents can read: message, or (singular, plural) -> the files that say it."""
    mapping, options = parse_mapping_cfg(  # type: ignore[no-untyped-call]
        io.StringIO((FOLDER / "babel.cfg").read_text(encoding="utf-8"))
    )
    found: dict[Message, list[str]] = {}
    for folder in ("app", "templates"):
        for filename, _line, message, _comments, _context in extract_from_dir(
            str(ROOT / folder), mapping, options, keywords=KEYWORDS
        ):
            if is_for_residents(f"{folder}/{filename}"):
                found.setdefault(message, []).append(f"{folder}/{filename}")
    return found


def catalogue(lang: str) -> Catalog:
    """The language's catalogue; an empty one where there is none."""
    path = FOLDER / lang / "LC_MESSAGES" / "messages.po"
    if not path.exists():
        return Catalog(locale=lang, project="Common Purse", charset="utf-8", fuzzy=False)
    with open(path, "rb") as file:
        return read_po(file, locale=lang)


def missing(lang: str) -> dict[Message, list[str]]:
    """Resident messages that the language lacks, or has only in part."""
    there = catalogue(lang)
    return {message: files for message, files in wanted(lang).items() if not _is_whole(there, message)}


def wanted(lang: str) -> dict[Message, list[str]]:
    """Resident messages that the language needs: all of them, or those of the voting journey."""
    found = messages()
    if lang in WHOLE:
        return found
    return {
        message: files for message, files in found.items() if message in JOURNEY_TOO or any(map(JOURNEY.search, files))
    }


def _is_whole(there: Catalog, message: Message) -> bool:
    entry = there.get(message if isinstance(message, str) else message[0])
    if entry is None or entry.fuzzy:
        return False
    texts = entry.string if isinstance(entry.string, tuple) else (entry.string,)
    return all(texts)


def merge(lang: str, given: dict[str, str | list[str]]) -> int:
    """The translations are in the catalogue, in the order of their messages. Returns how many were new or changed."""
    there, changed = catalogue(lang), 0
    for key, text in given.items():
        if not text:
            continue
        message: Message = tuple(key.split("|", 1)) if isinstance(text, list) else key
        string = tuple(text) if isinstance(text, list) else text
        entry = there.get(message if isinstance(message, str) else message[0])
        if entry is not None and entry.string == string:
            continue
        if entry is not None:  # an entry that is there keeps its old text when it is added again
            there.delete(entry.id)
        there.add(message, string, user_comments=(UNREVIEWED,))
        changed += 1
    path = FOLDER / lang / "LC_MESSAGES" / "messages.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "wb") as file:
        write_po(file, there, sort_output=True, width=120, omit_header=False, no_location=True)
    return changed


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("verb", choices=["missing", "merge"])
    arguments.add_argument("lang")
    arguments.add_argument("file", nargs="?", type=Path)
    asked = arguments.parse_args()
    if asked.verb == "missing":
        lacking = {
            m if isinstance(m, str) else "|".join(m): "" if isinstance(m, str) else [] for m in missing(asked.lang)
        }
        json.dump(lacking, sys.stdout, ensure_ascii=False, indent=0, sort_keys=True)
        sys.stdout.write("\n")
        return
    given = json.loads(asked.file.read_text(encoding="utf-8"))
    sys.stdout.write(f"{merge(asked.lang, given)} changed; {len(missing(asked.lang))} still missing\n")


if __name__ == "__main__":
    main()
