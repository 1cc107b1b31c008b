"""Runs migrations as the owner role, inside one transaction per migration."""

from alembic import context
from flask import current_app
from sqlalchemy import create_engine, pool

target = current_app.extensions["migrate"].db
settings = current_app.extensions["migrate"].configure_args
configuration = current_app.config["PERCORSO"]


def run() -> None:
    """Connect as the owner and migrate."""
    address = configuration.owner_database_url or configuration.database_url
    engine = create_engine(address, poolclass=pool.NullPool)
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=target.metadata,
            transaction_per_migration=True,
            **settings,
        )
        with context.begin_transaction():
            context.run_migrations()


if context.is_offline_mode():
    raise SystemExit("Migrations run against a database; there is no offline mode.")
run()
