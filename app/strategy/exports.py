"""The template of a plan import, and the plan itself, as files for a spreadsheet."""

from __future__ import annotations

import io
from collections.abc import Iterable

from flask import Response

from app.core.tables import is_formula
from app.core.web.listing import csv_file

from .columns import EXTRA, NEEDED
from .models import Pillar

HEADER = (*NEEDED, *EXTRA)
SAMPLE = (
    "People meet neighbours they do not know yet",
    "Hold a meal together in each neighbourhood, cooked by two groups that have not worked together before.",
    "Manningham; Toller; people: new arrivals, people who live alone",
    "31/03/2027: six meals held\n30/09/2027: twelve meals held, half of them led by residents",
    "Two in five people say they seldom talk with neighbours. Hypothesis: cooking together makes later visits likely.",
    "Twelve groups signed up",
    "600 people have come to a meal",
    "Three in ten guests have met again since",
    "",
    "",
    "Meals between neighbours",
    "Neighbourhood team",
    "A food bank; A mosque; A church",
    "01/01/2027",
    "31/12/2028",
)


def template_csv() -> Response:
    """The headings with one sample row."""
    return csv_file("action-plan-template.csv", HEADER, [SAMPLE])


def template_xlsx() -> Response:
    """The same as a spreadsheet."""
    return _xlsx("action-plan-template.xlsx", [SAMPLE])


def plan_csv(tree: Iterable[Pillar]) -> Response:
    """The actions of a version in the columns of the import, so that they can be taken in again."""
    return csv_file("action-plan.csv", HEADER, plan_rows(tree))


def plan_rows(tree: Iterable[Pillar]) -> list[tuple[str, ...]]:
    """One row an action."""
    rows: list[tuple[str, ...]] = []
    for pillar in tree:
        for objective in pillar.objectives:
            for action in objective.actions:
                people = [f"people: {each.strip()}" for each in action.target_groups.split(";") if each.strip()]
                hypothesis = f" Hypothesis: {action.hypothesis}" if action.hypothesis else ""
                rows.append(
                    (
                        objective.text,
                        action.activity,
                        "; ".join([*(area.name for area in action.areas), *people]),
                        "\n".join(f"{step.due_on:%d/%m/%Y}: {step.text}" for step in action.milestones if step.due_on),
                        (action.evidence + hypothesis).strip(),
                        action.outcome_1,
                        action.outcome_2,
                        action.outcome_3,
                        pillar.name,
                        action.code,
                        action.title,
                        action.owner,
                        "; ".join(action.partners),
                        f"{action.starts_on:%d/%m/%Y}" if action.starts_on else "",
                        f"{action.due_on:%d/%m/%Y}" if action.due_on else "",
                    )
                )
    return rows


def _xlsx(name: str, rows: Iterable[tuple[str, ...]]) -> Response:
    import openpyxl
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Action plan"
    sheet.append(HEADER)
    for row in rows:
        sheet.append([f"'{cell}" if is_formula(cell) else cell for cell in row])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for line in sheet.iter_rows(min_row=1):
        for cell in line:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    for number in range(1, len(HEADER) + 1):
        sheet.column_dimensions[get_column_letter(number)].width = 32
    sheet.freeze_panes = "A2"
    written = io.BytesIO()
    book.save(written)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    answer = Response(written.getvalue(), mimetype=kind)
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer
