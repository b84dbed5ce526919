"""The demo's council: a sample that says so on each page, with contacts that reach nobody."""

from __future__ import annotations

import datetime as dt
from typing import Any

from app.core.access import SYSTEM, Actor, Grant, Role
from app.core.db import unit_of_work

from . import commands

SEEDER = Actor(SYSTEM.id, "Demo", grants=(Grant(Role.ADMINISTRATOR),))

OFFICES = (
    {
        "name": "Sample help point, city centre",
        "address": "1 Sample Square\nBradford",
        "phone": "01632 960101",
        "opening_hours": "Monday to Friday, 9am to 5pm",
        "access_notes": "Level entrance, hearing loop, lift to all floors",
    },
    {
        "name": "Sample help point, Keighley",
        "address": "2 Sample Street\nKeighley",
        "phone": "01632 960102",
        "opening_hours": "Tuesday and Thursday, 10am to 4pm",
        "access_notes": "Ramp at the side door, ring the bell",
    },
    {
        "name": "Sample help point, Shipley",
        "address": "3 Sample Road\nShipley",
        "phone": "01632 960103",
        "opening_hours": "Wednesday, 10am to 4pm",
        "access_notes": "Level entrance",
    },
)

PRIVACY = {
    "en": "This is a sample. Do not type anything real about yourself: everybody who visits the demo can see what is "
    "kept here, and it is thrown away whenever the demo starts again.",
    "ur": "یہ ایک نمونہ ہے۔ اپنے بارے میں کوئی اصل بات نہ لکھیں: ڈیمو دیکھنے والا ہر شخص یہاں رکھی گئی "
    "معلومات دیکھ سکتا ہے، اور ڈیمو دوبارہ شروع ہونے پر سب کچھ مٹا دیا جاتا ہے۔",
}


def plant(world: Any) -> None:
    """The council is Bradford, as a sample."""
    with unit_of_work():
        commands.change_council(
            {
                "name": "Bradford (sample district)",
                "site_name": "You Decide Bradford",
                "is_sample": True,
                "contact_email": "hello@council.example",
                "contact_phone": "01632 960100",
                "contact_address": "Common Purse team\n1 Sample Square\nBradford",
                "contact_hours": "Monday to Friday, 9am to 5pm",
                "website": "https://council.example",
                "languages": ["en", "ur", "pa", "bn", "ar", "pl", "sk", "ro"],
                "data_protection_email": "privacy@council.example",
                "safeguarding_name": "Sample safeguarding team",
                "safeguarding_phone": "01632 960199",
                "safeguarding_email": "safeguarding@council.example",
                "safeguarding_hours": "Day and night",
                "privacy_text": PRIVACY,
            },
            actor=SEEDER,
        )
        for office in OFFICES:
            commands.save_office(None, {"postcode": "", **office}, actor=SEEDER)
        year = world.today.year + 1
        commands.save_pre_election(
            None,
            election=f"Local elections, May {year} (sample dates)",
            from_on=dt.date(year, 3, 24),
            to_on=dt.date(year, 5, 6),
            actor=SEEDER,
        )
