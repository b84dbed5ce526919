"""The words that residents read for a group's legal form, a person's part in it, and languages spoken there."""

from __future__ import annotations

from app.core.access import Function
from app.core.i18n import lazy

from .models import LegalForm

LEGAL_FORMS: dict[str, object] = {
    LegalForm.INFORMAL: lazy("Informal group of people"),
    LegalForm.UNINCORPORATED: lazy("Group or club with its own rules (unincorporated)"),
    LegalForm.CHARITY: lazy("Registered charity"),
    LegalForm.CIO: lazy("Charitable incorporated organisation (CIO)"),
    LegalForm.CIC: lazy("Community interest company (CIC)"),
    LegalForm.COMPANY: lazy("Company"),
    LegalForm.CO_OPERATIVE: lazy("Co-operative"),
    LegalForm.SCHOOL: lazy("School or college"),
    LegalForm.FAITH_BODY: lazy("Place of worship or faith group"),
    LegalForm.PUBLIC_BODY: lazy("Public body"),
}

# The same in a word or two, for a card.
KINDS: dict[str, object] = {
    LegalForm.INFORMAL: lazy("Informal group"),
    LegalForm.UNINCORPORATED: lazy("Group or club"),
    LegalForm.CHARITY: lazy("Charity"),
    LegalForm.CIO: lazy("Charity"),
    LegalForm.CIC: lazy("Community company"),
    LegalForm.COMPANY: lazy("Company"),
    LegalForm.CO_OPERATIVE: lazy("Co-operative"),
    LegalForm.SCHOOL: lazy("School"),
    LegalForm.FAITH_BODY: lazy("Faith group"),
    LegalForm.PUBLIC_BODY: lazy("Public body"),
}

FUNCTIONS: dict[str, object] = {
    Function.LEAD: lazy("Lead"),
    Function.FINANCE: lazy("Looks after the money"),
    Function.MEMBER: lazy("Member"),
    Function.VOLUNTEER_MANAGER: lazy("Looks after volunteers"),
}

FUNCTION_HINTS: dict[str, object] = {
    Function.LEAD: lazy("Can change the group, invite people and send proposals"),
    Function.FINANCE: lazy("Can write proposals and sees the money side"),
    Function.MEMBER: lazy("Can write proposals together with others"),
    Function.VOLUNTEER_MANAGER: lazy("Can write proposals and log volunteer hours"),
}

LANGUAGES: dict[str, object] = {
    "en": lazy("English"),
    "ur": lazy("Urdu"),
    "pa": lazy("Punjabi"),
    "pl": lazy("Polish"),
    "bn": lazy("Bengali or Sylheti"),
    "ar": lazy("Arabic"),
    "ps": lazy("Pashto"),
    "sk": lazy("Slovak"),
    "cs": lazy("Czech"),
    "ro": lazy("Romanian"),
    "hu": lazy("Hungarian"),
    "ku": lazy("Kurdish"),
    "fa": lazy("Farsi"),
    "uk": lazy("Ukrainian"),
    "rom": lazy("Romani"),
    "bfi": lazy("British Sign Language"),
}

WRITTEN_IN: dict[str, str] = {
    "en": "English",
    "ur": "اردو",
    "pl": "Polski",
    "pa": "ਪੰਜਾਬੀ",
    "bn": "বাংলা",
    "ar": "العربية",
    "sk": "Slovenčina",
    "ro": "Română",
    "uk": "Українська",
}


def chosen(words: dict[str, object], keys: list[str]) -> list[str]:
    """The words for those `keys` that are known, in the list's own order."""
    return [str(text) for key, text in words.items() if key in keys]
