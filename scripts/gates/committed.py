"""Nothing committed names a package index, an address in a lock, or a place on somebody's machine; locks agree."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from scripts.gates.tree import committed, finish

# Written with brackets so that this page does not find itself.
HOSTS = re.compile(
    r"(?<![\w-])(files\.pythonhosted[.]org|pypi[.]org|registry\.(npmjs|yarnpkg)[.](org|com)|(deb|security)\.debian[.]org"
    r"|proxy\.golang[.]org|test\.pypi[.]org)|[-]-(extra-|default-)?index-url|\"resolved[\"]:\s*\"http"
)
PLACES = re.compile(r"(?<![\w./-])/(work|root|Users/\w+|home/\w+)[/](?=\w)")
BINARY = {".png", ".jpg", ".jpeg", ".webp", ".gif", ".ico", ".pdf", ".woff", ".woff2", ".ttf", ".otf", ".br", ".gz"}
BINARY |= {".xlsx", ".zip", ".mo", ".db"}
PIN = re.compile(r"^([\w.-]+)(?:\[[\w,-]+\])?==(\S+)", re.MULTILINE)
LOCKS = Path("scripts/locks")


def faults_in_text(name: Path, text: str) -> Iterator[str]:
    """One line for each place that names an index or a machine."""
    is_lock = name.parent == LOCKS and name.suffix == ".txt"
    for number, line in enumerate(text.splitlines(), 1):
        if found := HOSTS.search(line):
            yield f"{name}:{number}: names a package index ({found.group()})"
        if found := PLACES.search(line):
            yield f"{name}:{number}: names a place on one machine ({found.group()})"
        if is_lock and "://" in line:
            yield f"{name}:{number}: holds an address"


def faults_in_locks(locks: dict[str, str]) -> Iterator[str]:
    """Every lock pins with hashes, and all but the bootstrap agree with `all`."""
    pins = {name: dict(PIN.findall(text)) for name, text in locks.items()}
    everything = pins.get("all", {})
    for name, versions in sorted(pins.items()):
        if not versions or "--hash=sha256:" not in locks[name]:
            yield f"{LOCKS / name}.txt: pins nothing by hash"
        for package, version in versions.items() if name != "bootstrap" else ():
            if everything.get(package) != version:
                yield f"{LOCKS / name}.txt: {package}=={version}, but all.txt has {everything.get(package)}"


def look(root: Path) -> list[str]:
    """Every fault of the tree under `root`."""
    faults: list[str] = []
    locks: dict[str, str] = {}
    for name in committed(root):
        if name.suffix in BINARY:
            continue
        text = (root / name).read_text(encoding="utf-8", errors="replace")
        faults += faults_in_text(name, text)
        if name.parent == LOCKS and name.suffix == ".txt":
            locks[name.stem] = text
    return faults + list(faults_in_locks(locks))


if __name__ == "__main__":
    finish("committed", look(Path.cwd()))
