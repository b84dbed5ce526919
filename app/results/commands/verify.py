"""The independent check: `scripts/verify_result.py`, which shares no code with us, recomputes every certificate."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import IO

from app.core import audit
from app.core.access import SYSTEM
from app.core.clock import now
from app.core.db import db, locked
from app.core.errors import DomainError
from app.core.i18n import _

from .. import queries
from ..models import Certificate, CertificateForm, Count, Verification

PROGRAM = Path(__file__).resolve().parents[3] / "scripts" / "verify_result.py"
LONGEST = 14 * 60  # seconds: within a job's lease
MOST_NOTES = 20


def check_of(count_id: uuid.UUID) -> list[str]:
    """What the program finds different in the certificates of a count; nothing when it confirms them all.

    Slow, and reads only: call it outside a unit of work. A small pot's notice is checked together with its sealed file.
    Raises:
        DomainError: the program could not be run to its end, so nothing is known.
    """
    by_pot: dict[uuid.UUID, dict[CertificateForm, Certificate]] = {}
    for each in queries.certificates(count_id):
        by_pot.setdefault(each.round_pot_id, {})[each.form] = each
    bodies = [[forms[form].body for form in sorted(forms, reverse=True)] for forms in by_pot.values()]
    db.session.rollback()  # no read transaction stays open for minutes
    return [line for each in bodies for line in _run(each)]


def _run(bodies: Sequence[str]) -> list[str]:
    """The lines in which the program says that something differs. bodies: a certificate, or a notice and its sealed
    certificate. They are handed over as open files without a name, so that none is left behind."""
    with ExitStack() as stack:
        files = [stack.enter_context(_nameless(body)) for body in bodies]
        first, *rest = [f"/dev/fd/{file.fileno()}" for file in files]
        command = [sys.executable, "-I", str(PROGRAM), first, *(["--sealed", *rest] if rest else [])]
        try:
            done = subprocess.run(  # noqa: S603 - our own program, and no word of anybody else's
                command,
                pass_fds=[file.fileno() for file in files],
                capture_output=True,
                text=True,
                timeout=LONGEST,
                check=False,
                env={"PATH": os.environ.get("PATH", ""), "PYTHONIOENCODING": "utf-8"},
            )
        except (OSError, subprocess.TimeoutExpired) as fault:
            raise DomainError(_("The independent check could not be finished. It will be tried again")) from fault
    if done.returncode == 0:
        return []
    if done.returncode == 1:
        found = [line.removeprefix("DIFFERS: ") for line in done.stdout.splitlines() if line.startswith("DIFFERS: ")]
        return found or ["the program does not confirm the certificate"]
    return [done.stderr.strip()[-300:] or "the program could not read the certificate"]


def _nameless(body: str) -> IO[bytes]:
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the caller's stack closes it
    file.write(body.encode())
    file.flush()
    file.seek(0)
    return file


def keep_check(count_id: uuid.UUID, notes: Sequence[str]) -> Count:
    """The outcome of the check stands with the count. notes: of `check_of`."""
    made = locked(Count, count_id)
    made.verification = Verification.DIFFERS if notes else Verification.CONFIRMED
    made.verified_at = now()
    made.verify_notes = list(notes[:MOST_NOTES])
    audit.record(SYSTEM, "verify_count", made, after={"verification": made.verification, "differences": len(notes)})
    db.session.flush()
    return made
