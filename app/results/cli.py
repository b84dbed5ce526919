"""Commands for the terminal: load and count a real election."""

from __future__ import annotations

from pathlib import Path

import click
from flask import current_app, url_for
from flask.cli import with_appcontext

from app.core.db import unit_of_work
from app.core.errors import DomainError
from app.counting.pabulib import Faults
from app.counting.rule import COMPLETIONS, FILLS, NAMES, UTILITIES

from .imports import Wish, import_round, read_election


@click.command("import-round")
@click.argument("path", metavar="FILE.pb", type=click.Path(path_type=Path))
@click.option("--rule", type=click.Choice(NAMES), help="Count by this rule instead of the one in the file.")
@click.option("--utility", type=click.Choice(UTILITIES), help="What equal shares looks at.")
@click.option("--completion", type=click.Choice(COMPLETIONS), help="What equal shares does with money left.")
@click.option("--step", type=click.IntRange(1), help="Each step of the completion, in whole units of the currency.")
@click.option("--fill", type=click.Choice(FILLS), help="What happens with money left in the end.")
@with_appcontext
def import_round_command(
    path: Path, rule: str | None, utility: str | None, completion: str | None, step: int | None, fill: str | None
) -> None:
    """Load a real election (Pabulib .pb) as a closed round, count it, and print the address of its result.

    A file with faults: every fault with its line, nothing is imported, exit status 2.
    """
    try:
        file = read_election(path)
        content = path.read_bytes()
        with unit_of_work():
            slug = import_round(file, path.name, Wish(rule, utility, completion, step, fill), content=content).slug
    except Faults as found:
        for fault in found.faults:
            click.echo(f"{path.name}: {fault}", err=True)
        raise SystemExit(2) from None
    except OSError as fault:
        click.echo(f"{path.name}: {fault.strerror}", err=True)
        raise SystemExit(2) from None
    except DomainError as refusal:
        click.echo(f"{path.name}: {refusal.message}", err=True)
        raise SystemExit(2) from None
    for note in file.notes[:20]:
        click.echo(f"{path.name}: {note}", err=True)
    with current_app.test_request_context():
        click.echo(current_app.config["SETTINGS"].base_url + url_for("results.show", slug=slug))
