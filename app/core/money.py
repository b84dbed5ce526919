"""Money is whole pence inside; pounds only at the border with people."""

from __future__ import annotations

import re
from decimal import Decimal

from .i18n import direction, language

LEFT_TO_RIGHT, END = "\u2066", "\u2069"
_TYPED = re.compile(r"^£?\s*(\d{1,3}(,\d{3})+|\d+)(\.\d{1,2})?$")
SYMBOLS = {"GBP": "£", "EUR": "€", "USD": "$"}
MAX_PENCE = 10**13


def parse_pounds(text: str) -> int:
    """Pence of an amount as people type it: "£1,250", "1250.00", "1250.5".

    Raises:
        ValueError: not an amount of pounds and pence.
    """
    cleaned = text.strip(f" \t\r\n{LEFT_TO_RIGHT}{END}")
    if not _TYPED.match(cleaned):
        raise ValueError(text)
    pence = int(Decimal(cleaned.lstrip("£").strip().replace(",", "")) * 100)
    if pence > MAX_PENCE:
        raise ValueError(text)
    return pence


def show(pence: int, currency: str = "GBP") -> str:
    """`£1,250`, or `£1,250.50` when there are pence; another currency by its symbol or its code, never as pounds.

    On a right-to-left page it is wrapped in isolates, or the sign would jump behind the number after an Arabic letter.
    """
    sign, digits = "-" if pence < 0 else "", plain(abs(pence))
    symbol = SYMBOLS.get(currency)
    shown = f"{sign}{symbol}{digits}" if symbol else f"{sign}{digits} {currency}"
    return f"{LEFT_TO_RIGHT}{shown}{END}" if direction(language()) == "rtl" else shown


def plain(pence: int) -> str:
    """`1,250` or `1,250.50`, as somebody would type it: for fields. Not for negative amounts."""
    whole, rest = divmod(pence, 100)
    return f"{whole:,}" + (f".{rest:02d}" if rest else "")
