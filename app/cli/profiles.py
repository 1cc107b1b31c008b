"""Commands on profiles: calculate again what is due, check that stored results come out again."""

import click
from flask.cli import AppGroup

from app.core.clock import today
from app.core.database import transaction
from app.programme.queries import rules_in_force
from profiling.assessment.operations.refreshing import Refreshed
from profiling.assessment.queries.refreshing import due_counts
from profiling.assessment.tasks import apply_recalculation
from profiling.checking.operations import check_all
from profiling.checking.tasks import apply_check

profiles_command = AppGroup("profiles", help="Quantitative profiles.")


@profiles_command.command("recalculate")
@click.option("--dry-run", is_flag=True, help="Only count what would be looked at.")
def recalculate(dry_run: bool) -> None:
    """Calculate again the profiles that are due, as the nightly job does."""
    if dry_run:
        days = rules_in_force(today()).days("profiling_refresh_days")
        old, touched = due_counts(today(), days)
        click.echo(f"{old} profiles have grown old, {touched} records changed.")
        return
    done = apply_recalculation()
    click.echo(
        f"{done[Refreshed.CALCULATED]} calculated, {done[Refreshed.UNCHANGED]} unchanged, "
        f"{done[Refreshed.NEEDS_PERSON]} wait for the person."
    )


@profiles_command.command("check")
@click.option("--all", "everything", is_flag=True, help="Everything instead of a sample.")
def check(everything: bool) -> None:
    """Work stored profiles and assessments out again; a difference ends with an error."""
    if everything:
        with transaction():
            done = check_all(lambda seen: click.echo(f"  {seen} checked"))
    else:
        done = apply_check()
    click.echo(f"{done.profiles} profiles and {done.assessments} assessments checked.")
    if done.differing:
        raise click.ClickException(f"{done.differing} differ; see /programme/recomputation.")
