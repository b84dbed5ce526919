"""Money is whole pence inside; pounds only at the border with people."""

from __future__ import annotations

import re
from decimal import Decimal

_TYPED = re.compile(r"^£?\s*(\d{1,3}(,\d{3})+|\d+)(\.\d{1,2})?$")
SYMBOLS = {"GBP": "£", "EUR": "€", "USD": "$"}
MAX_PENCE = 10**13


def parse_pounds(text: str) -> int:
    """Pence of an amount as people type it: "£1,250", "1250.00", "1250.5".

    Raises:
        ValueError: not an amount of pounds and pence.
    """
    cleaned = text.strip()
    if not _TYPED.match(cleaned):
        raise ValueError(text)
    pence = int(Decimal(cleaned.lstrip("£").strip().replace(",", "")) * 100)
    if pence > MAX_PENCE:
        raise ValueError(text)
    return pence


def show(pence: int, currency: str = "GBP") -> str:
    """`£1,250`, or `£1,250.50` when there are pence; another currency by its symbol or its code, never as pounds."""
    sign = "-" if pence < 0 else ""
    whole, rest = divmod(abs(pence), 100)
    digits = f"{whole:,}" + (f".{rest:02d}" if rest else "")
    symbol = SYMBOLS.get(currency)
    return f"{sign}{symbol}{digits}" if symbol else f"{sign}{digits} {currency}"
