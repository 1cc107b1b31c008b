"""`flask seed`: fills an empty database with the demo region."""

import os
from time import monotonic

import click

from app.accounts.operations import hashed
from app.accounts.queries import demo_accounts
from app.cli.seed.approving import add_approvals
from app.cli.seed.director import Wanted, is_seeded, seed_region
from app.cli.seed.rule_drafts import add_rule_drafts
from app.cli.seed.variations import add_variations
from app.cli.seed.waiting import add_waiting
from app.config import DEMO_PASSWORD, Config
from app.core.clock import now
from app.core.database import db, transaction
from app.core.errors import DomainError
from catalogue.changes.operations import refresh_words
from profiling.checking.operations import check_sample
from profiling.trials.tasks import run_trial

PEOPLE = 3_000
SEED = 2026
CHECKED = 200
"""Stored profiles, and assessments, that are worked out again at the end."""


@click.command("seed", help="Fill an empty database with the invented demo region.")
@click.option("--people", default=PEOPLE, show_default=True, type=click.IntRange(min=20))
@click.option("--seed", "seed", default=SEED, show_default=True, help="Same seed, same region.")
@click.option("--if-empty", is_flag=True, help="Do nothing where there are organisations already.")
def seed_command(people: int, seed: int, if_empty: bool) -> None:
    """Seed, and print the accounts that sign in."""
    if Config.from_environment(os.environ).is_production:
        raise click.ClickException("Invented people have no place in production.")
    if is_seeded(db.session):
        if if_empty:
            return
        raise click.ClickException("The database is not empty; the seed needs an empty one.")
    started = monotonic()
    wanted = Wanted(people, seed, now(), hashed(DEMO_PASSWORD))
    try:
        with transaction():
            written = seed_region(db.session, wanted, lambda step: click.echo(f"  {step}"))
            check_sample(CHECKED)  # as if one night had passed
            trial = add_rule_drafts()
            add_variations()
            add_waiting()
            add_approvals()
            refresh_words()
        run_trial(trial.id)
    except DomainError as error:
        raise click.ClickException(
            f"{type(error).__name__}: run `flask reference` first."
        ) from error
    rows = sum(written.values())
    click.echo(f"{written['jobseeker']} people, {rows} rows in {monotonic() - started:.0f} s")
    for account in demo_accounts():
        click.echo(f"  {account.email:34} {account.role.value:20} {account.name}")
    click.echo(f"  password of all: {DEMO_PASSWORD}")
