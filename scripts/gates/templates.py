"""Every template compiles as the application compiles it, and holds nothing that the security policy blocks."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

from jinja2 import Environment, TemplateError

from scripts.gates.tree import committed, finish

# The content security policy allows no inline script, handler or style; paper and mail know no such policy.
INLINE = {
    "an inline script": re.compile(r"<script(?![^>]*\bsrc=)[^>]*>", re.IGNORECASE),
    "an inline style": re.compile(r"<style[\s>]|<[^>]*\sstyle\s*=", re.IGNORECASE),
    "an inline event handler": re.compile(r"<[^>]*\son[a-z]+\s*=\s*[\"']", re.IGNORECASE),
    "a javascript address": re.compile(r"href\s*=\s*[\"']javascript:", re.IGNORECASE),
}
NOT_FOR_BROWSERS = re.compile(r"(^|[/_])(pdf|mail|mails|email|emails|paper|print)([/_.]|$)")


def faults_in_page(name: str, text: str) -> Iterator[str]:
    """One line for each thing that the content security policy would block."""
    if NOT_FOR_BROWSERS.search(name):
        return
    for what, pattern in INLINE.items():
        for found in pattern.finditer(text):
            yield f"templates/{name}:{text.count(chr(10), 0, found.start()) + 1}: {what}"


def faults_in_syntax(environment: Environment, names: list[str]) -> Iterator[str]:
    """One line for each template that does not compile."""
    for name in names:
        try:
            environment.get_template(name)
        except TemplateError as fault:
            yield f"templates/{name}:{getattr(fault, 'lineno', '?')}: {type(fault).__name__}: {fault}"


def real_environment(data_dir: str) -> Environment:
    """Jinja as the application sets it up."""
    from app import create_app
    from app.settings import Settings, write_file

    write_file(Path(data_dir), TESTING="1")
    return create_app(Settings.load({"DATA_DIR": data_dir})).jinja_env


def main() -> None:
    """The gate as a command."""
    root = Path.cwd()
    texts = {
        str(Path(*name.parts[1:])): (root / name).read_text(encoding="utf-8")
        for name in committed(root)
        if name.parts[0] == "templates"
    }
    os.environ.pop("DATA_DIR", None)
    with tempfile.TemporaryDirectory() as folder:
        faults = list(faults_in_syntax(real_environment(folder), sorted(texts)))
    for name, text in sorted(texts.items()):
        faults += faults_in_page(name, text)
    print(f"{len(texts)} templates")
    finish("templates", faults)


if __name__ == "__main__":
    main()
