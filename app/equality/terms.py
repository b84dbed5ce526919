"""The questions and their options, after the Census 2021 forms of England (`domain.md` iii.13); all are optional."""

from __future__ import annotations

from app.core.i18n import lazy

RATHER_NOT = "prefer-not"
_RATHER = {RATHER_NOT: lazy("Prefer not to say")}

FIELDS: dict[str, tuple[object, dict[str, object]]] = {
    "age": (
        lazy("How old are you?"),
        {
            "under-16": lazy("Under 16"),
            "16-17": lazy("16 or 17"),
            "18-24": lazy("18 to 24"),
            "25-34": lazy("25 to 34"),
            "35-44": lazy("35 to 44"),
            "45-54": lazy("45 to 54"),
            "55-64": lazy("55 to 64"),
            "65-74": lazy("65 to 74"),
            "75+": lazy("75 or over"),
            **_RATHER,
        },
    ),
    "sex": (lazy("What is your sex?"), {"female": lazy("Female"), "male": lazy("Male"), **_RATHER}),
    "gender": (
        lazy("Is the gender you identify with the same as your sex registered at birth?"),
        {"yes": lazy("Yes"), "no": lazy("No"), **_RATHER},
    ),
    "disability": (
        lazy("Do you have a physical or mental condition that has lasted, or will last, 12 months or more?"),
        {"yes": lazy("Yes"), "no": lazy("No"), **_RATHER},
    ),
    "limits": (
        lazy("If yes, does it limit what you can do from day to day?"),
        {
            "a-lot": lazy("Yes, a lot"),
            "a-little": lazy("Yes, a little"),
            "not-at-all": lazy("Not at all"),
            **_RATHER,
        },
    ),
    "ethnic": (
        lazy("What is your ethnic group?"),
        {
            "white-british": lazy("White: English, Welsh, Scottish, Northern Irish or British"),
            "white-irish": lazy("White: Irish"),
            "gypsy-traveller": lazy("White: Gypsy or Irish Traveller"),
            "roma": lazy("White: Roma"),
            "white-other": lazy("White: any other background"),
            "mixed-caribbean": lazy("Mixed: White and Black Caribbean"),
            "mixed-african": lazy("Mixed: White and Black African"),
            "mixed-asian": lazy("Mixed: White and Asian"),
            "mixed-other": lazy("Mixed: any other background"),
            "indian": lazy("Asian: Indian"),
            "pakistani": lazy("Asian: Pakistani"),
            "bangladeshi": lazy("Asian: Bangladeshi"),
            "chinese": lazy("Asian: Chinese"),
            "asian-other": lazy("Asian: any other background"),
            "caribbean": lazy("Black: Caribbean"),
            "african": lazy("Black: African"),
            "black-other": lazy("Black: any other background"),
            "arab": lazy("Arab"),
            "other": lazy("Any other ethnic group"),
            **_RATHER,
        },
    ),
    "religion": (
        lazy("What is your religion?"),
        {
            "none": lazy("No religion"),
            "christian": lazy("Christian"),
            "buddhist": lazy("Buddhist"),
            "hindu": lazy("Hindu"),
            "jewish": lazy("Jewish"),
            "muslim": lazy("Muslim"),
            "sikh": lazy("Sikh"),
            "other": lazy("Any other religion"),
            **_RATHER,
        },
    ),
    "orientation": (
        lazy("Which of these describes how you think of yourself?"),
        {
            "straight": lazy("Straight or heterosexual"),
            "gay-lesbian": lazy("Gay or lesbian"),
            "bisexual": lazy("Bisexual"),
            "other": lazy("Other"),
            **_RATHER,
        },
    ),
}
UNDER_16_FIELDS = ("age",)  # with the ward, all that is kept of anybody under 16 (P7)
STAGES = {
    "under-13": lazy("Under 13"),
    "13-15": lazy("13 to 15"),
    "16+": lazy("16 or over"),
}
