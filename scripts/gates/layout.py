"""The house stands as planned: what may stand at the top, no drawer for odds and ends, one place that commits."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from scripts.gates.tree import committed, finish

TOP = {"app", "migrations", "templates", "static", "scripts", "tests", "docs", "wsgi.py", "pyproject.toml"}
TOP |= {"README.md", "LICENSE", "CHANGELOG.md"}
ODDS_AND_ENDS = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "managers"}
TOP_MODULES = {"__init__.py", "settings.py", "extensions.py", "cli.py"}
VERIFIER = Path("scripts/verify_result.py")
VERIFIER_LINES = 300
COMMITTER = Path("app/core/db.py")
COMMIT = re.compile(r"\.commit\(")
UNFINISHED = re.compile(r"\b(TODO|FIXME)\b")


def faults_in_names(names: list[Path]) -> Iterator[str]:
    """Names that have no place in the plan."""
    for top in sorted({name.parts[0] for name in names}):
        if top not in TOP and not top.startswith("."):
            yield f"{top}: has no place at the top"
    for name in names:
        if name.suffix == ".py" and ODDS_AND_ENDS.intersection({*name.parts[:-1], name.stem}):
            yield f"{name}: a drawer for odds and ends; say what it holds"
    for name in names:
        if len(name.parts) == 2 and name.parts[0] == "app" and name.name not in TOP_MODULES:
            yield f"{name}: belongs in a package"
    folders = {name.parent for name in names if name.suffix == ".py" and name.parts[0] == "app"}
    for folder in sorted(folders):
        if folder / "__init__.py" not in names:
            yield f"{folder}: has no __init__.py, so no import contract sees it"


def imported(source: str) -> Iterator[str]:
    """The first name of each module that the source imports; an import relative to its own package is `.`."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield "." if node.level else str(node.module).split(".")[0]


def faults_in_verifier(source: str) -> Iterator[str]:
    """The verifier stands alone: short, and of the standard library only."""
    lines = len(source.splitlines())
    if lines >= VERIFIER_LINES:
        yield f"{VERIFIER}: {lines} lines (it must stay under {VERIFIER_LINES})"
    for module in sorted(set(imported(source)) - sys.stdlib_module_names):
        yield f"{VERIFIER}: imports {module}, which is not in the standard library"


def faults_in_source(name: Path, text: str) -> Iterator[str]:
    """Transactions end in one module only, and nothing of the product is left for later."""
    for number, line in enumerate(text.splitlines(), 1):
        if COMMIT.search(line) and name != COMMITTER:
            yield f"{name}:{number}: commits; only {COMMITTER} does that, in unit_of_work()"
        if UNFINISHED.search(line):
            yield f"{name}:{number}: speaks of something unfinished"


def look(root: Path) -> list[str]:
    """Every fault of the tree under `root`."""
    names = committed(root)
    faults = list(faults_in_names(names))
    for name in names:
        if name.suffix in {".py", ".html", ".txt"} and name.parts[0] in {"app", "templates"}:
            faults += faults_in_source(name, (root / name).read_text(encoding="utf-8"))
    if (root / VERIFIER).exists():
        faults += faults_in_verifier((root / VERIFIER).read_text(encoding="utf-8"))
    return faults


if __name__ == "__main__":
    finish("layout", look(Path.cwd()))
