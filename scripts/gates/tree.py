"""What the gates look at: the files that are, or are about to be, committed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

PASSED_OVER = {".git", ".venv", "var", "var-keys", "node_modules", "__pycache__", ".hypothesis"}
PASSED_OVER |= {".mypy_cache", ".ruff_cache", ".pytest_cache", ".import_linter_cache"}


def committed(root: Path) -> list[Path]:
    """Paths below `root`, relative to it: tracked by git or not ignored by it; all but caches where there is no git."""
    names = [name for name in listed_by_git(root) or walked(root) if not PASSED_OVER.intersection(name.parts)]
    return sorted({name for name in names if (root / name).is_file()})


def listed_by_git(root: Path) -> list[Path]:
    """What git lists; empty where git is not installed or `root` is no work tree of this user."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        listing = subprocess.run(command, cwd=root, capture_output=True, check=True)
    except (FileNotFoundError, subprocess.CalledProcessError):
        return []
    return [Path(name) for name in listing.stdout.decode().split("\0") if name]


def walked(root: Path) -> list[Path]:
    """Every path below `root`."""
    return [path.relative_to(root) for path in root.rglob("*")]


def finish(gate: str, faults: list[str]) -> None:
    """The faults are printed, and the process ends: 1 if there are any."""
    for fault in faults:
        print(f"{gate}: {fault}")
    sys.exit(1 if faults else 0)
