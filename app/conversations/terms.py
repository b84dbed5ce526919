"""The words that people read for what brings people together, how deep they met, and backgrounds."""

from __future__ import annotations

from app.core.i18n import lazy

from .models import Channel, Depth, Dimension

CHANNELS: dict[str, object] = {
    Channel.TALK: lazy("Talking"),
    Channel.FOOD: lazy("Food"),
    Channel.GARDENING: lazy("Gardening"),
    Channel.SPORT: lazy("Sport"),
    Channel.WALKING: lazy("Walking"),
    Channel.ART: lazy("Art and making"),
    Channel.SINGING: lazy("Singing and music"),
    Channel.FAITH: lazy("Faith"),
    Channel.DIGITAL: lazy("Online"),
    Channel.OTHER: lazy("Something else"),
}

DEPTHS: dict[str, object] = {
    Depth.MEANINGFUL: lazy("People really talked with each other"),
    Depth.FLEETING: lazy("People met in passing"),
    Depth.NEGATIVE: lazy("It was tense or went wrong"),
}

DIMENSIONS: dict[str, object] = {
    Dimension.AGE: lazy("Age"),
    Dimension.CULTURE: lazy("Ethnic or cultural background"),
    Dimension.FAITH: lazy("Religion or belief"),
}

UNDER_18 = "under-18"

# For each dimension the groups that can be counted. Who does not say is in none of them.
BACKGROUNDS: dict[str, dict[str, object]] = {
    Dimension.AGE: {
        UNDER_18: lazy("Under 18"),
        "18-29": lazy("18 to 29"),
        "30-49": lazy("30 to 49"),
        "50-64": lazy("50 to 64"),
        "65-plus": lazy("65 and over"),
    },
    Dimension.CULTURE: {
        "asian": lazy("Asian or Asian British"),
        "black": lazy("Black, Black British, Caribbean or African"),
        "mixed": lazy("Mixed or multiple backgrounds"),
        "white": lazy("White"),
        "other-culture": lazy("Another background"),
    },
    Dimension.FAITH: {
        "christian": lazy("Christian"),
        "muslim": lazy("Muslim"),
        "hindu": lazy("Hindu"),
        "sikh": lazy("Sikh"),
        "no-religion": lazy("No religion"),
        "other-faith": lazy("Another religion or belief"),
    },
}
