"""`flask reference`: what every installation needs besides its tables."""

from collections.abc import Callable, Sequence

import click

from app.core.database import transaction

Loader = Callable[[], object]
"""Fills or refreshes reference tables; can be repeated."""


def reference_command(loaders: Sequence[Loader]) -> click.Command:
    """The command that runs the loaders in order, in one transaction."""

    @click.command("reference", help="Load or refresh places and shipped rule sets; repeatable.")
    def reference() -> None:
        with transaction():
            for load in loaders:
                click.echo(load())

    return reference
