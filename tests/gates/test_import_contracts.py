"""Each import contract catches the fault it is there for, planted in a small house with the project's own contracts."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
HOUSE = {
    "__init__": "",
    "settings": "",
    "core/__init__": "",
    "core/db": "",
    "core/forms": "import wtforms",
    "extensions": "import app.core.db",
    "counting/__init__": "",
    "counting/greedy": "import fractions",
    "council/__init__": "",
    "people/__init__": "import app.people.views",
    "people/models": "import app.core.db\nimport flask_login",
    "people/states": "import app.people.models",
    "people/queries": "import app.people.models",
    "people/commands": "import app.people.queries",
    "people/forms": "import app.core.forms",
    "people/views": "import app.people.commands\nimport app.people.forms\nimport flask",
    "groups/__init__": "",
    "groups/commands": "import app.people.commands",
    "groups/views": "import app.groups.commands",
    "pages/__init__": "import app.groups.commands\nimport app.extensions",
    "office/__init__": "",
}
PACKAGES = "each package imports only from below"
DRAWERS = "inside a package each drawer"
WEB = "know no web"
COUNTING = "counting imports nothing"
PRIVATE = "nobody imports another package's"

pytestmark = pytest.mark.pure


def lint(house: Path) -> tuple[int, dict[str, str]]:
    """The exit code of lint-imports on the house, and each contract's verdict."""
    result = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache", "--no-logo"],
        cwd=house,
        env={**os.environ, "PYTHONPATH": f"{house}:{ROOT}", "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )
    return result.returncode, dict(re.findall(r"^(.+) (KEPT|BROKEN)\b", result.stdout, re.MULTILINE))


@pytest.fixture
def house(tmp_path: Path) -> Path:
    for name, source in HOUSE.items():
        path = tmp_path / "app" / f"{name}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(source + "\n", encoding="utf-8")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_a_house_in_order_keeps_every_contract(house: Path) -> None:
    code, verdicts = lint(house)

    assert code == 0
    assert len(verdicts) == 5
    assert set(verdicts.values()) == {"KEPT"}


@pytest.mark.parametrize(
    ("contract", "module", "fault"),
    [
        (PACKAGES, "people/commands", "import app.groups.commands"),
        (PACKAGES, "core/db", "import app.council"),
        (PACKAGES, "office/__init__", "import app.pages"),
        (PACKAGES, "surprise/__init__", ""),
        (PACKAGES, "surprise", ""),
        (DRAWERS, "people/models", "import app.people.queries"),
        (DRAWERS, "people/queries", "import app.people.commands"),
        (DRAWERS, "people/forms", "import app.people.views"),
        (DRAWERS, "people/commands", "import app.people"),
        (WEB, "people/commands", "import flask"),
        (WEB, "people/queries", "from flask_login import current_user"),
        (WEB, "people/models", "import wtforms"),
        (WEB, "groups/policies", "import flask_security"),
        (COUNTING, "counting/greedy", "import app.core.db"),
        (COUNTING, "counting/greedy", "import flask"),
        (PRIVATE, "groups/commands", "import app.people.forms"),
        (PRIVATE, "pages/views", "from app.groups.views import page"),
    ],
)
def test_a_planted_fault_breaks_its_contract(house: Path, contract: str, module: str, fault: str) -> None:
    path = house / "app" / f"{module}.py"
    path.parent.mkdir(exist_ok=True)
    with path.open("a", encoding="utf-8") as source:
        source.write(fault + "\n")

    code, verdicts = lint(house)

    assert code == 1
    assert [verdict for name, verdict in verdicts.items() if contract in name] == ["BROKEN"]
