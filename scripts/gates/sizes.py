"""No file, function or template grows past its ceiling; the medians are printed for those who watch them."""

from __future__ import annotations

import ast
import statistics
from collections.abc import Iterator
from pathlib import Path

from scripts.gates.tree import committed, finish

FILE_LINES = 400
FUNCTION_LINES = 50
TEMPLATE_LINES = 150
ROOMS = ("app", "scripts", "wsgi.py")


def functions(source: str) -> Iterator[tuple[str, int, int]]:
    """Name, first line and number of lines of each function, decorators left out."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, node.lineno, (node.end_lineno or node.lineno) - node.lineno + 1


def look(root: Path) -> tuple[list[str], dict[str, list[int]]]:
    """The faults, and the lengths measured: of files, functions and templates."""
    faults: list[str] = []
    lengths: dict[str, list[int]] = {"file": [], "function": [], "template": []}

    def measure(kind: str, where: str, lines: int, ceiling: int) -> None:
        lengths[kind].append(lines)
        if lines > ceiling:
            faults.append(f"{where} is {lines} lines (a {kind} has at most {ceiling})")

    for name in committed(root):
        if name.suffix == ".py" and name.parts[0] in ROOMS:
            text = (root / name).read_text(encoding="utf-8")
            measure("file", str(name), len(text.splitlines()), FILE_LINES)
            for function, line, lines in functions(text):
                measure("function", f"{name}:{line}: {function}", lines, FUNCTION_LINES)
        elif name.parts[0] == "templates":
            measure("template", str(name), len((root / name).read_text(encoding="utf-8").splitlines()), TEMPLATE_LINES)
    return faults, lengths


def main() -> None:
    """The gate as a command."""
    faults, lengths = look(Path.cwd())
    for kind, found in lengths.items():
        if found:
            print(f"{len(found)} {kind}s, median {statistics.median(found):.0f} lines, longest {max(found)}")
    finish("sizes", faults)


if __name__ == "__main__":
    main()
