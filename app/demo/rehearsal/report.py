"""What a rehearsal found: how long each stage took, what went wrong, and what the ballots fund."""

from __future__ import annotations

import resource
import threading
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from app.core.errors import DomainError

MOST_ERRORS = 50
EVERY = 10.0  # seconds between two lines of progress


class Stopped(Exception):
    """A stage could not be finished, so that none after it can be rehearsed."""


@dataclass
class Report:
    """Filled while the rehearsal goes on. truth: item number -> votes that were really given and accepted."""

    say: Callable[[str], None]
    timings: dict[str, float] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    sentences: list[str] = field(default_factory=list)
    cast: Counter[str] = field(default_factory=Counter)
    truth: Counter[int] = field(default_factory=Counter)
    _so_far: str = ""

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """What happens inside is timed under this name; anything unforeseen is an error and ends the rehearsal.

        Every ten seconds a line says how far it is, or at least how long it has been, also inside one long statement.
        """
        began, self._so_far = time.perf_counter(), ""
        over = threading.Event()
        beat = threading.Thread(target=self._beat, args=(name, began, over), daemon=True)
        beat.start()
        try:
            yield
        except Stopped:
            raise
        except Exception as fault:
            where = traceback.extract_tb(fault.__traceback__)[-1]
            self.error(f"{name}: {in_words(fault)} ({where.filename.rsplit('/', 1)[-1]}:{where.lineno})")
            raise Stopped from fault
        finally:
            over.set()
            beat.join()
            self.timings[name] = round(time.perf_counter() - began, 2)
            self.say(f"{name}: {self.timings[name]:.1f} s")

    def error(self, text: str) -> None:
        """One thing that went wrong; after the first fifty only their number is kept."""
        self.cast["errors"] += 1
        if len(self.errors) < MOST_ERRORS:
            self.errors.append(text)
            self.say(f"ERROR {text}")

    def progress(self, done: int, of: int) -> None:
        """So much of the stage is done, as the next line says."""
        self._so_far = f": {done:,} of {of:,}"

    def _beat(self, name: str, began: float, over: threading.Event) -> None:
        while not over.wait(EVERY):
            self.say(f"  {name}{self._so_far}, after {time.perf_counter() - began:.0f} s")

    def as_data(self) -> dict[str, object]:
        """All of it for `report.json`."""
        numbers = {name: number for name, number in sorted(self.cast.items()) if name != "errors"}
        return {
            "is_rehearsal": True,
            "seconds": self.timings,
            "seconds_in_all": round(sum(self.timings.values()), 2),
            "most_memory_mb": memory(),
            "votes": numbers,
            "errors": self.errors,
            "number_of_errors": self.cast["errors"],
            "results": self.sentences,
        }


def in_words(fault: BaseException) -> str:
    """An error without what was in hand: no code and no choice gets into a report."""
    return str(fault.message) if isinstance(fault, DomainError) else type(fault).__name__


def memory() -> int:
    """The most memory that this process has had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
