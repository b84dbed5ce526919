"""What may be kept of whom (`domain.md` vi.3 P7)."""

from __future__ import annotations

from collections.abc import Mapping

from app.core.access import YES, Decision, no
from app.core.errors import DomainError
from app.core.i18n import _

from .terms import FIELDS, RATHER_NOT, UNDER_16_FIELDS

ADULT = "16+"


def can_be_asked(stage: str, has_parent: bool) -> Decision:
    """Nobody under 13 is asked anything unless a parent or carer agrees."""
    if stage == "under-13" and not has_parent:
        return no(_("We ask nothing more of you without a parent or carer. Your vote is in the box"))
    return YES


def kept(stage: str, answers: Mapping[str, str], *, gender_consent: bool) -> dict[str, str]:
    """The answers that may be kept: of somebody under 16 only the age band; gender identity only with consent (P2).

    Raises:
        DomainError: an answer is not one of the options, or gender identity was answered without consent.
    """
    given = {field: value for field, value in answers.items() if value}
    for field, value in given.items():
        if field not in FIELDS or value not in FIELDS[field][1]:
            raise DomainError(_("Choose one of the options shown"), field=field)
    if stage != ADULT:
        band = {"age": RATHER_NOT if given.get("age") == RATHER_NOT else "under-16"} if "age" in given else {}
        return {field: value for field, value in band.items() if field in UNDER_16_FIELDS}
    if given.get("gender") not in {None, RATHER_NOT} and not gender_consent:
        raise DomainError(_("Tick that you agree, or leave the question about gender out"), field="gender_consent")
    if given.get("disability") != "yes":
        given.pop("limits", None)
    return given
