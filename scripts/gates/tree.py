"""What the gates look at: the files that are, or are about to be, committed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

PASSED_OVER = {".git", ".venv", "var", "var-keys", "__pycache__"}


def committed(root: Path) -> list[Path]:
    """Paths below `root`, relative to it: tracked by git or not ignored by it; all but caches where there is no git."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=root,
        capture_output=True,
        check=False,
    )
    if listing.returncode == 0:
        names = [Path(name) for name in listing.stdout.decode().split("\0") if name]
    else:
        names = [path.relative_to(root) for path in root.rglob("*")]
    return sorted(name for name in set(names) if (root / name).is_file() and not PASSED_OVER.intersection(name.parts))


def finish(gate: str, faults: list[str]) -> None:
    """The faults are printed, and the process ends: 1 if there are any."""
    for fault in faults:
        print(f"{gate}: {fault}")
    sys.exit(1 if faults else 0)
