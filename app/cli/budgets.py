"""Commands on money and seats: prove that ledger, seats and vouchers agree; apply the deadlines."""

import click
from flask.cli import AppGroup

from app.core.clock import today
from app.core.database import transaction
from vouchers.budgets.queries import differences
from vouchers.issuing.queries.deadlines import overdue_counts
from vouchers.issuing.queries.reconciliation import commitment_differences, seat_differences
from vouchers.issuing.tasks import apply_deadlines
from vouchers.performance.operations import compute_performance

budgets_command = AppGroup("budgets", help="Budgets and their ledger.")
vouchers_command = AppGroup("vouchers", help="Vouchers.")


@budgets_command.command("reconcile")
def reconcile() -> None:
    """Sum every ledger again, count every seat again; a difference ends with an error."""
    found = [
        *(f"budget {row.budget_id}: kept {row.kept}, summed {row.summed}" for row in differences()),
        *(
            f"edition {row.edition_id}: {row.taken} places taken, {row.held} vouchers hold one"
            for row in seat_differences()
        ),
        *(
            f"voucher {row.number}: {row.bound} bound, {row.expected} expected"
            for row in commitment_differences()
        ),
    ]
    for line in found:
        click.echo(line)
    if found:
        raise click.ClickException(f"{len(found)} differences.")
    click.echo("Budgets, seats and vouchers agree.")


@vouchers_command.command("performance")
def performance() -> None:
    """Work out answer times and results of every provider, as the nightly job does."""
    with transaction():
        lines = compute_performance(today())
    click.echo(f"{lines} lines of answer times and results.")


@vouchers_command.command("deadlines")
@click.option("--dry-run", is_flag=True, help="Only count what would be done.")
def deadlines(dry_run: bool) -> None:
    """Apply the deadlines that have passed, as the nightly job does."""
    if dry_run:
        silent, lapsed = overdue_counts(today())
        click.echo(f"{silent} refusals by silence and {lapsed} lapses are due.")
        return
    silent, lapsed = apply_deadlines()
    click.echo(f"{silent} refusals by silence, {lapsed} lapses.")
