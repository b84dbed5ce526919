"""Forms: the base class, fields for what councils ask, and helpers that every feature may use."""

from __future__ import annotations

from .base import Form, filled, show_on_form
from .fields import (
    DateField,
    EmailField,
    HoursField,
    MomentField,
    MoneyField,
    NumberField,
    PercentField,
    PostcodeField,
    WordsField,
)

__all__ = [
    "DateField",
    "EmailField",
    "Form",
    "HoursField",
    "MomentField",
    "MoneyField",
    "NumberField",
    "PercentField",
    "PostcodeField",
    "WordsField",
    "filled",
    "show_on_form",
]
