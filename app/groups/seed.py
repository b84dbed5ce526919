"""The demo's forty groups: invented names from across the district, with leads, members and memberships."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from pathlib import Path
from typing import Any

from app.core.access import Actor, Function
from app.core.clock import today
from app.core.db import db
from app.people.models import Person
from app.people.seed import add_person

from . import commands
from .models import Group, Membership

DATA = Path(__file__).parent / "data" / "groups.json"
FIRST_DAY = -690
OWN_GROUP = "kitchen-table"
ABOUT = "We meet most weeks and are glad of new faces. Write to us before you come, or just come."

# First names and family names that go with a language; put together at random.
NAMES = {
    "en": (
        "Alison Brian Chloe Derek Elaine Frank Gemma Harold Joyce Keith Leanne Martin Norma Oliver Pauline Steven",
        "Ackroyd Barker Clough Denby Emmott Firth Greenwood Holroyd Jowett Lister Midgley Naylor Pickles Sugden Verity",
    ),
    "ur": (
        "Adeel Bilal Farah Ghazala Hamza Iqra Kashif Mehwish Nadia Omar Rukhsana Sadia Tariq Uzma Yasmin Zubair",
        "Ahmed Akram Bashir Hussain Iqbal Javed Khan Mahmood Mirza Qureshi Rafiq Shafiq Sharif Yousaf",
    ),
    "pa": (
        "Amrit Balbir Davinder Gurpreet Harjit Jaspal Kiran Manjit Navdeep Parminder Sukhdev",
        "Bains Dhillon Gill Grewal Kaur Sandhu Sidhu Singh",
    ),
    "bn": (
        "Abdul Ayesha Faruk Jahanara Kamal Nazma Rahima Shirin Tanvir",
        "Ali Begum Chowdhury Khatun Miah Rahman Uddin",
    ),
    "pl": ("Agnieszka Bartek Dorota Ewa Jacek Katarzyna Marek Zofia", "Kaczmarek Lewandowska Mazur Pawlak Wilk Zając"),
    "ar": ("Amal Hassan Huda Khalid Layla Mariam Samir Yusuf", "Abdi Elmi Farah Haddad Mansour Osman Saleh Warsame"),
    "sk": ("Alena Janko Lubica Marian Miroslava Roman", "Balog Cicko Ferko Gabor Horvath Pavol"),
    "ro": ("Andreea Bogdan Cristina Ioana Mihai Radu", "Dumitru Ionescu Marin Popa Stan Vasile"),
    "uk": ("Bohdan Halyna Iryna Oksana Petro Taras", "Bondar Kovalenko Melnyk Shevchuk Tkachenko"),
    "fa": ("Arash Freshta Jawad Laleh Reza Zahra", "Ahmadi Hosseini Mohammadi Nazari Rezai"),
}


def plant(world: Any) -> None:
    """`world.groups`: groups by key. The demo's group lead and group member are in Manningham Kitchen Table."""
    for number, facts in enumerate(json.loads(DATA.read_text(encoding="utf-8"))):
        with world.step(FIRST_DAY + 3 * number, 18):
            world.groups[facts["key"]] = _group(world, facts)


def _group(world: Any, facts: dict[str, Any]) -> Group:
    lead = _lead(world, facts["key"], facts["languages"])
    papers = facts["papers"]
    given = {
        "name": facts["name"],
        "legal_form": facts["legal_form"],
        "summary": facts["summary"],
        "about": facts["about"] or ABOUT,
        "lang": "en",
        "languages": facts["languages"],
        "charity_number": f"{world.random.randint(9_000_000, 9_999_999)}" if facts["legal_form"] == "charity" else "",
        "contact_email": f"{facts['key']}@groups.example",
        "is_contact_public": world.random.random() < 0.7,
        "has_constitution": "c" in papers,
        "has_two_signatories": "b" in papers,
        "account_holder": "" if "b" in papers else "Sample community accounts",
        "safeguarding_policy_on": today() - dt.timedelta(days=world.random.randint(20, 300)) if papers else None,
        "insurance_ends_on": world.today + dt.timedelta(days=world.random.randint(30, 300)) if "b" in papers else None,
    }
    group_id = uuid.uuid5(uuid.NAMESPACE_URL, f"group:{facts['key']}")
    areas = [world.areas[ward].id for ward in facts["wards"]]
    group = commands.register_group(Actor(lead.id, lead.name), given, areas, on=today(), group_id=group_id)
    for person, function in _members(world, facts["key"], facts["languages"]):
        db.session.add(Membership(group_id=group.id, person_id=person.id, function=function, from_on=today()))
    db.session.flush()
    return group


def _lead(world: Any, key: str, languages: list[str]) -> Person:
    """The demo's own group lead, or somebody invented who cannot sign in."""
    if key == OWN_GROUP:
        found: Person = world.people["group-lead"]
        return found
    return add_person(f"lead.{key}@groups.example", _name(world, languages))


def _name(world: Any, languages: list[str]) -> str:
    """An invented name, as often as not one that goes with a language of the group; none is used twice."""
    names: set[str] = world.__dict__.setdefault("names_of_members", set())
    while True:
        first, last = NAMES[world.random.choice([code for code in languages if code in NAMES] or ["en"])]
        name = f"{world.random.choice(first.split())} {world.random.choice(last.split())}"
        if name not in names:
            names.add(name)
            return name


def _members(world: Any, key: str, languages: list[str]) -> list[tuple[Person, Function]]:
    functions = (Function.FINANCE, Function.MEMBER, Function.VOLUNTEER_MANAGER)
    count = world.random.randint(1, 3)
    made = [
        (add_person(f"{function.value}.{key}@groups.example", _name(world, languages)), function)
        for function in functions[:count]
    ]
    return [*made, (world.people["group-member"], Function.MEMBER)] if key == OWN_GROUP else made
