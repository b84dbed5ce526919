"""The words that people read for themes, a call's phases and its extra questions."""

from __future__ import annotations

from app.core.i18n import lazy

from .models import CallQuestion, Theme
from .states import CallPhase

THEMES: dict[str, object] = {
    Theme.CONVERSATIONS: lazy("Conversations"),
    Theme.FOOD: lazy("Food and growing"),
    Theme.GREEN_SPACES: lazy("Parks and green spaces"),
    Theme.SPORT: lazy("Sport and moving"),
    Theme.ARTS: lazy("Arts and making"),
    Theme.MUSIC: lazy("Music and dance"),
    Theme.LEARNING: lazy("Learning and language"),
    Theme.SKILLS: lazy("Skills and repair"),
    Theme.YOUNG_PEOPLE: lazy("Young people"),
    Theme.OLDER_PEOPLE: lazy("Older people"),
    Theme.WELCOME: lazy("Welcome and friendship"),
    Theme.HERITAGE: lazy("Stories and heritage"),
    Theme.HEALTH: lazy("Health and wellbeing"),
}

# What `app.core.art` draws for a theme.
ART: dict[str, str] = {
    Theme.CONVERSATIONS: "people",
    Theme.FOOD: "food",
    Theme.GREEN_SPACES: "garden",
    Theme.SPORT: "ball",
    Theme.ARTS: "music",
    Theme.MUSIC: "music",
    Theme.LEARNING: "book",
    Theme.SKILLS: "tools",
    Theme.YOUNG_PEOPLE: "ball",
    Theme.OLDER_PEOPLE: "bus",
    Theme.WELCOME: "people",
    Theme.HERITAGE: "home",
    Theme.HEALTH: "tree",
}

PHASES: dict[str, object] = {
    CallPhase.DRAFT: lazy("Draft"),
    CallPhase.COMING: lazy("Coming soon"),
    CallPhase.OPEN: lazy("Open now"),
    CallPhase.CLOSED: lazy("Closed"),
    CallPhase.ARCHIVED: lazy("In the archive"),
}

PHASE_COLOURS: dict[str, str] = {
    CallPhase.DRAFT: "yellow",
    CallPhase.COMING: "blue",
    CallPhase.OPEN: "green",
    CallPhase.CLOSED: "grey",
    CallPhase.ARCHIVED: "grey",
}

QUESTIONS: dict[str, object] = {
    CallQuestion.DIVERSITY: lazy("How different people will feel welcome"),
    CallQuestion.PRINCIPLES: lazy("Five principles, checked by the group itself"),
    CallQuestion.MINIMUM: lazy("The least money it could be done with"),
    CallQuestion.RISKS: lazy("What could go wrong, and what then"),
}

# The self-check of `domain.md` iv.1 step 5: five statements that a group agrees with, partly or not yet.
PRINCIPLES: dict[str, object] = {
    "together": lazy("People from different backgrounds do something together, side by side"),
    "strengths": lazy("We build on what people here are already good at"),
    "decide": lazy("The people it is for help to decide how it is done"),
    "open": lazy("Anyone may come, and nobody needs to be asked twice"),
    "lasting": lazy("Something stays when the money is spent"),
}


def theme_name(key: str) -> str:
    """The words for a theme; nothing for one that is not known."""
    return str(THEMES.get(key, ""))
