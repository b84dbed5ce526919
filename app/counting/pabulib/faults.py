"""What is wrong with a file: faults stop it from being counted, notes do not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

MOST = 200


@dataclass(frozen=True, order=True)
class Fault:
    """One thing that is wrong, at a line (1 is the first; 0 means the file as a whole)."""

    line: int
    message: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.message}" if self.line else self.message


Note = Fault


class Faults(Exception):  # noqa: N818 - a list of faults is what a caller sees
    """The file cannot be counted; `faults` lists why, in order of line, at most MOST of them."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = sorted(faults)[:MOST]
        super().__init__("; ".join(str(fault) for fault in self.faults))
