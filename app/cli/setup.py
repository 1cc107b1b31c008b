"""`flask setup`: migrations, reference data and, in a demonstration, the demo region; repeatable."""

import json
import os
from collections.abc import Sequence
from pathlib import Path

import click
from flask_migrate import upgrade

from app.accounts.queries import demo_accounts
from app.cli.reference import Loader
from app.config import Config
from app.core.database import db, transaction


def setup_command(loaders: Sequence[Loader], seed: click.Command) -> click.Command:
    """The command that brings a database, new or old, to where this version can serve it."""

    @click.command("setup", help="Migrate, load reference data, seed a demonstration if empty.")
    @click.option("--accounts", type=click.Path(path_type=Path), help="List demo accounts here.")
    @click.pass_context
    def setup(context: click.Context, accounts: Path | None) -> None:
        config = Config.from_environment(os.environ)
        upgrade()
        _refuse_demo_accounts(config)
        with transaction():
            for load in loaders:
                load()
        click.echo("Tables and reference data are in place.")
        if config.is_demo:
            context.invoke(seed, if_empty=True)
        if accounts:
            _list_accounts(accounts)

    return setup


def _refuse_demo_accounts(config: Config) -> None:
    """Everybody knows the password of a demo account: production must not have one."""
    if config.is_production and demo_accounts():
        raise click.ClickException(
            "PERCORSO_MODE=production refuses a database with active demo accounts: "
            "use a database of its own, never that of a demonstration."
        )


def _list_accounts(target: Path) -> None:
    listed = [{"email": user.email, "role": user.role.value} for user in demo_accounts()]
    db.session.rollback()
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(listed))
