"""Each gate of scripts/gates catches the fault it is there for and lets a clean tree pass."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from jinja2 import DictLoader, Environment

from scripts.gates import committed, layout, sizes, templates, tree

HASH = f" \\\n    --hash=sha256:{'0' * 64}\n"

pytestmark = pytest.mark.pure


def write(root: Path, name: str, text: str) -> None:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def function(lines: int) -> str:
    return "def long():\n" + "    x = 1\n" * (lines - 1)


def test_gates_see_the_same_tree_without_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("app/a.py", ".gitignore", "app/__pycache__/a.pyc", ".venv/bin/python", "var/settings.env"):
        write(tmp_path, name, ".venv/\n/var/\n__pycache__/\n")
    expected = [Path(".gitignore"), Path("app/a.py")]

    assert tree.committed(tmp_path) == expected  # a folder that git does not know

    if shutil.which("git"):
        subprocess.run(["git", "init", "-q", tmp_path], check=True)
    assert tree.committed(tmp_path) == expected

    monkeypatch.setenv("PATH", str(tmp_path))
    assert tree.committed(tmp_path) == expected


def test_sizes_at_the_ceiling_pass(tmp_path: Path) -> None:
    write(tmp_path, "app/full.py", function(50) + "x = 1\n" * 350)
    write(tmp_path, "templates/full.html", "<p>\n" * 150)

    faults, lengths = sizes.look(tmp_path)

    assert faults == []
    assert lengths == {"file": [400], "function": [50], "template": [150]}


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("app/long.py", "x = 1\n" * 401, "app/long.py is 401 lines"),
        ("scripts/bench/long.py", "x = 1\n" * 401, "a file has at most 400"),
        ("app/long.py", function(51), "app/long.py:1: long is 51 lines (a function has at most 50)"),
        ("templates/long.html", "<p>\n" * 151, "a template has at most 150"),
    ],
)
def test_sizes_above_a_ceiling_are_caught(tmp_path: Path, name: str, text: str, said: str) -> None:
    write(tmp_path, name, text)

    (fault,) = sizes.look(tmp_path)[0]

    assert said in fault


def test_a_tree_without_traces_of_a_machine_passes(tmp_path: Path) -> None:
    write(
        tmp_path,
        "README.md",
        "Live, work/study or volunteer here; see https://example.org/work/plan and /srv/purse/data.\n",
    )
    for lock in ("all", "demo", "production", "bootstrap"):
        write(tmp_path, f"scripts/locks/{lock}.txt", f"flask==3.1.3{HASH}")

    assert committed.look(tmp_path) == []


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("docs/a.md", "see pypi" + ".org for it", "names a package index"),
        ("package-lock.json", '"resolved"' + ': "https://example.org/a.tgz"', "names a package index"),
        ("README.md", "pip install --extra-" + "index-url x", "names a package index"),
        ("app/a.py", "PATH = '/ro" + "ot/secrets'", "names a place on one machine"),
        ("scripts/locks/all.txt", f"flask==3.1.3{HASH}# from https://example.org", "holds an address"),
        ("scripts/locks/all.txt", "flask==3.1.3\n", "pins nothing by hash"),
        ("scripts/locks/demo.txt", f"flask==3.1.2{HASH}", "but all.txt has None"),
    ],
)
def test_traces_of_a_machine_and_loose_locks_are_caught(tmp_path: Path, name: str, text: str, said: str) -> None:
    write(tmp_path, name, text)

    (fault,) = committed.look(tmp_path)

    assert said in fault


def test_a_tree_laid_out_as_planned_passes(tmp_path: Path) -> None:
    for name in ("app/__init__.py", "app/settings.py", "app/people/__init__.py", "app/people/views/__init__.py"):
        write(tmp_path, name, "")
    write(tmp_path, "scripts/verify_result.py", "import hashlib\nfrom fractions import Fraction\n")
    write(tmp_path, ".gitignore", "")
    write(tmp_path, "app/core/__init__.py", "")
    write(tmp_path, "app/core/db.py", "session.commit()\n")

    assert layout.look(tmp_path) == []


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("notes.txt", "", "has no place at the top"),
        ("app/people/__init__.py", "", None),
        ("app/people/utils.py", "", "odds and ends"),
        ("tests/helpers/wait.py", "", "odds and ends"),
        ("app/wizardry.py", "", "belongs in a package"),
        ("app/groups/views.py", "", "has no __init__.py"),
        ("app/people/commands.py", "db.session.commit()\n", "app/people/commands.py:1: commits"),
        ("templates/people/a.html", "<p>\n{# TODO #}\n", "templates/people/a.html:2: speaks of something unfinished"),
        ("scripts/verify_result.py", "import app.counting\n", "imports app, which is not in the standard library"),
        ("scripts/verify_result.py", "import numpy\n", "imports numpy"),
        ("scripts/verify_result.py", "x = 1\n" * 300, "it must stay under 300"),
    ],
)
def test_what_stands_in_the_wrong_place_is_caught(tmp_path: Path, name: str, text: str, said: str | None) -> None:
    for package in ("app", "app/people"):
        write(tmp_path, f"{package}/__init__.py", "")
    write(tmp_path, name, text)

    faults = layout.look(tmp_path)

    assert len(faults) == (1 if said else 0)
    assert said is None or said in faults[0]


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("{% if %}", "TemplateSyntaxError"),
        ("{{ name|shout }}", "No filter named 'shout'"),
    ],
)
def test_a_template_that_does_not_compile_is_caught(source: str, said: str) -> None:
    environment = Environment(loader=DictLoader({"bad.html": source, "good.html": "{{ name|upper }}"}), autoescape=True)

    (fault,) = templates.faults_in_syntax(environment, ["bad.html", "good.html"])

    assert fault.startswith("templates/bad.html:1: ")
    assert said in fault


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("<p>\n<script>go()</script>", "templates/x.html:2: an inline script"),
        ('<p class="a" style="color: red">', "an inline style"),
        ("<style>p {}</style>", "an inline style"),
        ('<button onclick="go()">', "an inline event handler"),
        ('<a href="javascript:go()">', "a javascript address"),
    ],
)
def test_what_the_security_policy_blocks_is_caught(source: str, said: str) -> None:
    (fault,) = templates.faults_in_page("x.html", source)

    assert said in fault


def test_what_the_security_policy_allows_passes() -> None:
    page = '<script type="module" src="/static/a.js"></script><div class="on" data-style="x">'

    assert list(templates.faults_in_page("council/home.html", page)) == []
    assert list(templates.faults_in_page("awards/pdf/agreement.html", "<style>@page {}</style>")) == []
