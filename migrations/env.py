"""How Alembic reaches the application's database and models."""

from __future__ import annotations

from alembic import context
from flask import current_app

config = context.config
target = current_app.extensions["migrate"].db


def run_migrations() -> None:
    """Each migration runs in a transaction of its own, on the application's engine."""
    engine = target.engine
    with engine.connect().execution_options(immediate=True) as connection:
        context.configure(
            connection=connection,
            target_metadata=target.metadata,
            transaction_per_migration=True,
            **current_app.extensions["migrate"].configure_args,
        )
        with context.begin_transaction():
            context.run_migrations()


if context.is_offline_mode():
    raise SystemExit("Migrations need a live database")
run_migrations()
