"""The demo world: a believable district in every stage of life, planted through the `seeds` ports."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask


def register(app: Flask) -> None:
    """`flask seed-demo` and `flask rehearse` exist."""
    from .cli import rehearse, seed_demo

    app.cli.add_command(seed_demo)
    app.cli.add_command(rehearse)
