"""The words that pages use for states and reasons."""

from __future__ import annotations

import re

from app.core.i18n import lazy

from .models import Conduct, Harm, QuestionState

CONDUCT = {
    Conduct.HATE: lazy("It attacks people for who they are"),
    Conduct.THREAT: lazy("It threatens somebody"),
    Conduct.PERSONAL_DATA: lazy("It tells something personal about somebody"),
    Conduct.SPAM: lazy("It is advertising, or the same thing again and again"),
    Conduct.OFF_TOPIC: lazy("It is not about this proposal"),
}
STATES = {
    QuestionState.PENDING: (lazy("Waiting for a moderator"), "yellow"),
    QuestionState.EDIT_OFFERED: (lazy("A moderator suggests other words"), "purple"),
    QuestionState.PUBLISHED: (lazy("On the page"), "green"),
    QuestionState.EDITED: (lazy("On the page, in the words you agreed to"), "green"),
    QuestionState.REJECTED: (lazy("Not shown"), "red"),
    QuestionState.ESCALATED: (lazy("With a second moderator"), "blue"),
    QuestionState.APPEALED: (lazy("With a second moderator"), "blue"),
    QuestionState.TAKEN_DOWN: (lazy("Taken down"), "red"),
    QuestionState.WITHDRAWN: (lazy("Taken back by you"), "grey"),
}
HARM = {Harm.URGENT: ("Urgent", "red"), Harm.RAISED: ("Look soon", "orange"), Harm.NONE: ("", "grey")}
HARM_OF = {
    Conduct.HATE: Harm.URGENT,
    Conduct.THREAT: Harm.URGENT,
    Conduct.PERSONAL_DATA: Harm.URGENT,
    Conduct.SPAM: Harm.RAISED,
    Conduct.OFF_TOPIC: Harm.RAISED,
}
PERSONAL = re.compile(r"\S+@\S+\.\S+|https?://|www\.|(?:\+?\d[\s-]?){10,}|\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b", re.I)


def harm_of(text: str) -> Harm:
    """Words that look like an address, a number or a link are looked at first; no machine refuses anybody."""
    return Harm.RAISED if PERSONAL.search(text) else Harm.NONE
