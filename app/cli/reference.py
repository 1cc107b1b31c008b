"""`flask reference`: what every installation needs besides its tables."""

from collections.abc import Callable, Sequence
from typing import Any

import click

from app.core.database import db, transaction

Loader = Callable[[Any], object]
"""Takes the session, fills or refreshes reference tables, can be repeated."""


def reference_command(loaders: Sequence[Loader]) -> click.Command:
    """The command that runs the loaders in order, in one transaction."""

    @click.command("reference", help="Load or refresh places and shipped rule sets; repeatable.")
    def reference() -> None:
        with transaction():
            for load in loaders:
                click.echo(load(db.session))

    return reference
