"""What officers fill in to draft, lock and run a round."""

from __future__ import annotations

from .pages import (
    BasicsForm,
    ConfirmForm,
    ErratumForm,
    ItemsForm,
    LotForm,
    PotsForm,
    ReasonForm,
    TrusteesForm,
)
from .rules import MarksForm, PresetForm, RulesForm, TextForm, VotersForm

__all__ = [
    "BasicsForm",
    "ConfirmForm",
    "ErratumForm",
    "ItemsForm",
    "LotForm",
    "MarksForm",
    "PotsForm",
    "PresetForm",
    "ReasonForm",
    "RulesForm",
    "TextForm",
    "TrusteesForm",
    "VotersForm",
]
