"""What the public may see of a number that people stand behind (`domain.md` iii.14). Pure."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from app.core.disclosure import PUBLIC_THRESHOLD, SENSITIVE_THRESHOLD, Shown, rounded, shown

from .models import LineKind
from .states import PEOPLE


def total_of(parts: Iterable[int], threshold: int = PUBLIC_THRESHOLD) -> Shown:
    """The sum of the projects' own numbers, which are published too.

    Where exactly one of them is hidden, the exact sum would give it away: then it is rounded to the nearest 5, and
    `value` is None. `text` is plain: "<5", "45" or "214".
    """
    numbers = list(parts)
    total = sum(numbers)
    hidden = [n for n in numbers if 0 < n < threshold]
    if len(hidden) == 1 and len(numbers) > 1 and total >= threshold:
        return Shown(None, f"{rounded(total):,}")
    return shown(total, threshold)


def of_line(kind: LineKind, quantity: Decimal, base: int | None = None, *, is_share: bool = False) -> Shown:
    """One line's number for the public, whichever page of the list it stands on.

    People: rounded to the nearest 5, under 5 hidden, so that no line can be found by subtracting the others from an
    exact total. A reading: hidden when fewer than 10 were asked, or when the part of a share, or the rest, is under 10.
    """
    if kind in PEOPLE:
        count = int(quantity)
        return shown(count) if count < PUBLIC_THRESHOLD else Shown(rounded(count), f"{rounded(count):,}")
    if kind is LineKind.READING and _is_telling(quantity, base, is_share):
        return Shown(None, f"<{SENSITIVE_THRESHOLD}")
    return Shown(None, plain(quantity))


def _is_telling(quantity: Decimal, base: int | None, is_share: bool) -> bool:
    if base is None:
        return False
    part = quantity * base / 100
    near = [part, base - part] if is_share else []
    return base < SENSITIVE_THRESHOLD or any(0 < n < SENSITIVE_THRESHOLD for n in near)


def plain(number: Decimal) -> str:
    """`1,204`, `2.5`: no zeros after the point that say nothing."""
    return f"{number.normalize():,f}" if number != number.to_integral_value() else f"{int(number):,}"
