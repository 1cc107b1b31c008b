"""Commands on declarations of availability: what the law does by itself, and whether states agree."""

import click
from flask.cli import AppGroup

from app.cases.tasks import apply_law, differing_states

did_command = AppGroup("did", help="Declarations of availability (DID).")


@did_command.command("apply")
@click.option("--dry-run", is_flag=True, help="Only count what would be done.")
def apply(dry_run: bool) -> None:
    """End the declarations whose six months of work are over, as the nightly job does."""
    ended = apply_law(dry_run=dry_run)
    click.echo(f"{ended} declarations {'would end' if dry_run else 'ended'} by law.")


@did_command.command("check")
def check() -> None:
    """Recompute every state from its history and its work; a difference ends with an error."""
    found = differing_states()
    for row in found:
        click.echo(
            f"did {row.did_id}: stored {row.stored}, by history {row.by_history}, "
            f"{row.overdue} changes overdue"
        )
    if found:
        raise click.ClickException(f"{len(found)} differences.")
    click.echo("States, histories and periods of work agree.")
