"""`flask seed-demo [--as-of DATE]` and `flask rehearse --items N --voters M --out DIR`."""

from __future__ import annotations

import datetime as dt
import random
import signal
import sys
import time
from pathlib import Path

import click
import sqlalchemy as sa
from flask import current_app
from flask.cli import with_appcontext

from app.core import clock, jobs, outbox, references
from app.core.db import db, unit_of_work
from app.core.errors import DomainError
from app.core.ports import ports

from .world import World


@click.command("seed-demo")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="The day the world is planted; default today.")
@with_appcontext
def seed_demo(as_of: dt.datetime | None) -> None:
    """Plant the demo world in an empty database; the same day makes the same world."""
    settings = current_app.config["SETTINGS"]
    if not (settings.is_demo or settings.is_testing):
        click.echo("seed-demo works only where DEMO=1: it makes sign-ins that everybody knows.", err=True)
        sys.exit(2)
    if is_planted():
        click.echo("The demo world is already there.")
        return
    today = as_of.date() if as_of else clock.today()
    plant(World.on(today))


def is_planted() -> bool:
    """Somebody can already sign in."""
    return bool(db.session.scalar(sa.text("SELECT EXISTS (SELECT 1 FROM person)")))


def plant(world: World) -> None:
    """Every package's part is planted, in order, its jobs done; no mail of the past is left to be sent."""
    with references.drawn_from(random.Random(7)):  # noqa: S311 - references of a demo
        for seed in sorted(ports().seeds, key=lambda s: s.order):
            started = time.perf_counter()
            seed.plant(world)
            click.echo(f"  {seed.name}: {time.perf_counter() - started:.1f} s")
    with unit_of_work():
        db.session.execute(sa.delete(outbox.OutboxRow))
    jobs.run_due()
    for known in world.sign_ins:
        click.echo(f"  {known.role}: {known.email} / {known.password}")


@click.command("rehearse")
@click.option("--items", default=12, show_default=True, help="Projects on the ballot.")
@click.option("--voters", "number", default=120, show_default=True, help="Made-up voters in all channels.")
@click.option("--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="Folder for the files.")
@click.option("--seed", default=7, show_default=True, help="The same seed makes the same votes.")
@click.option("--pages", default=500, show_default=True, help="How many of the voters vote at real pages.")
@click.option("--database", default="", help="An EMPTY database to use; without it one is made in a file.")
@click.option("--keep", is_flag=True, help="Leave the database there, to look at.")
@click.option("--purge", is_flag=True, help="Only destroy what --keep left.")
@click.option("--yes", is_flag=True, help="Also while real people can vote on this server.")
@with_appcontext
def rehearse(
    items: int, number: int, out: Path, seed: int, pages: int, database: str, keep: bool, purge: bool, yes: bool
) -> None:
    """Rehearse a whole round with made-up voters, in a database of its own; no real data is read or changed."""
    from . import rehearsal

    settings = current_app.config["SETTINGS"]
    try:
        if purge:
            click.echo("Destroyed." if rehearsal.purge(settings, out) else "No rehearsal was kept there.")
            return
        if not yes and rehearsal.is_voting_open():
            raise DomainError(
                "People are voting on this server now, and a rehearsal would slow it. Add --yes if it must be"
            )
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # stopped, it still destroys what it made
        plan = rehearsal.Plan(items, number, out, seed, pages, url_of(database), keep)
        report = rehearsal.rehearse(plan, settings, click.echo)
    except DomainError as refusal:
        raise click.ClickException(str(refusal.message)) from refusal
    for sentence in report.sentences:
        click.echo(sentence)
    data = report.as_data()
    click.echo(f"{data['seconds_in_all']} s, {data['most_memory_mb']} MB, {data['number_of_errors']} errors: {out}")
    if report.errors or not report.sentences:
        sys.exit(1)


def url_of(text: str) -> str:
    """The database as SQLAlchemy names it."""
    for old in ("postgres://", "postgresql://"):
        if text.startswith(old):
            return "postgresql+psycopg://" + text.removeprefix(old)
    return text
