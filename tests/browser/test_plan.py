"""An officer takes in an action plan from a spreadsheet: first with faults, then a good one that everyone can read."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

from app.core.clock import today
from tests.browser.walker import Walker
from tests.browser.worlds import World

ROW = {
    "Objective": "People of different ages meet",
    "Activity": "Open the school kitchens on Saturdays. Two halls first.",
    "Target areas": "Manningham; City; people: new arrivals",
    "Milestones": "31/03/2027: six meals; 30/09/2027: twelve meals",
    "Evidence base and hypothesis": "Few talk across ages. Hypothesis: cooking helps.",
    "Outcome measures year 1": "200 guests",
    "Outcome measures year 2": "600 guests",
    "Outcome measures year 3": "Guests meet again without us",
}
FAULTY = ROW | {"Target areas": "Atlantis", "Milestones": "31/02/2027: six meals", "Activity": "=SUM(A1:A9)"}


def written(folder: Path, columns: list[str], row: dict[str, str]) -> Path:
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, restval="")
    writer.writeheader()
    writer.writerow(row)
    path = folder / "plan.csv"
    path.write_text(text.getvalue())
    return path


def test_an_officer_takes_in_an_action_plan(own_world: World, walker: Callable[..., Walker], tmp_path: Path) -> None:
    officer = walker(own_world).as_role("strategy-officer")
    officer.open("/office/strategy").follow("Version %(number)s", number=newest(own_world))
    officer.follow("Start a new version").fill("Why a new version is needed", "A year on").press(
        "Start the new version"
    )
    officer.follow("Take in a spreadsheet").check_h1("Take in an action plan")
    columns = next(csv.reader(io.StringIO(officer.read("Template as CSV").decode("utf-8-sig"))))
    assert set(ROW) <= set(columns), "the template has every column that must be there"
    officer.attach("The action plan", written(tmp_path, columns, FAULTY)).press("Take it in")
    assert len(officer.errors) >= 3, "all faults at once"
    assert all(column in str(officer.errors) for column in ("Target areas", "Milestones", "Activity"))
    officer.attach("The action plan", written(tmp_path, columns, ROW)).press("Take it in")
    officer.check_sees("Open the school kitchens on Saturdays").follow("Adopt this version")
    officer.fill("Who adopted it", "Full Council").date("On which day", today()).press("Adopt")

    reader = walker(own_world).open("/").follow("Read the plan").check_h1("The plan")
    reader.follow("1.6 Open the school kitchens on Saturdays").check_sees(
        "Few talk across ages.", "Guests meet again without us"
    )
    reader.open("/plan")
    assert reader.read("The plan as a PDF").startswith(b"%PDF")


def newest(world: World) -> int:
    return int(world.ask("SELECT max(version_number) FROM strategy"))
