"""`flask seed-demo [--as-of DATE]`."""

from __future__ import annotations

import datetime as dt
import random
import sys
import time

import click
import sqlalchemy as sa
from flask import current_app
from flask.cli import with_appcontext

from app.core import clock, jobs, outbox, references
from app.core.db import db, unit_of_work
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
