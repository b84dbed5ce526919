"""How mixed a session was. Pure."""

from __future__ import annotations

from collections.abc import Iterable

LEAST_KNOWN = 10


def mixing_index(counts: Iterable[int]) -> float | None:
    """1 minus the sum of squared shares of the known groups: 0 when all are of one group (`domain.md` E70, iii.19).

    None when nobody is known. People whose group is not known are not in `counts`.
    """
    known = [n for n in counts if n > 0]
    total = sum(known)
    if not total:
        return None
    return 1 - sum((n / total) ** 2 for n in known)


def shown_mixing(counts: Iterable[int]) -> float | None:
    """The index to three places, or None when fewer than 10 are known: then it is not shown."""
    known = list(counts)
    index = mixing_index(known)
    return None if index is None or sum(known) < LEAST_KNOWN else round(index, 3)


def is_encounter(dimensions: Iterable[Iterable[int]]) -> bool:
    """People of at least two groups met, by any one dimension (`domain.md` S1-03)."""
    return any(sum(1 for n in counts if n > 0) >= 2 for counts in dimensions)
