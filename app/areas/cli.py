"""`flask import-postcodes FILE`: the look-up from a file too big to upload."""

from __future__ import annotations

from pathlib import Path

import click
from flask import Flask

from app.core.access import Actor, Grant, Role
from app.core.clock import today
from app.core.db import unit_of_work
from app.core.errors import DomainError

from . import imports, queries
from .models import AreaType

OPERATOR = Actor(None, "Command line", grants=(Grant(Role.ADMINISTRATOR),))


def register(app: Flask) -> None:
    app.cli.add_command(import_postcodes)


@click.command("import-postcodes")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--profile", "profile_name", required=True, help="Name of a saved profile of columns")
@click.option("--version", "lookup_version", required=True, help="Name of this version, such as 'ONSPD August 2026'")
def import_postcodes(file: Path, profile_name: str, lookup_version: str) -> None:
    """Replace the postcode look-up by FILE, or list its faults and change nothing."""
    profile, wards = queries.profile_called(profile_name), queries.set_in_force(AreaType.WARD, today())
    if profile is None or wards is None:
        raise click.ClickException("There is no such profile, or no set of wards is in force")
    columns = imports.Columns(
        profile.postcode_column,
        profile.ward_column,
        profile.introduced_column,
        profile.terminated_column,
        profile.ward_matched_by,
    )
    with open(file, "rb") as stream:
        given = imports.PostcodeFile(stream, file.name, columns, wards.id, lookup_version)
        try:
            report = given.check()
            if not report.fault_count:
                with unit_of_work():
                    given.replace(report, actor=OPERATOR)
        except DomainError as refusal:
            raise click.ClickException(refusal.message) from refusal
    for fault in report.faults:
        click.echo(str(fault), err=True)
    if report.fault_count:
        raise click.ClickException(f"{report.fault_count:,} faults: nothing was taken in")
    click.echo(f"{report.rows:,} postcodes taken in, {report.skipped:,} of other wards left out")
