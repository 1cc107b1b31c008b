"""Commands on rule sets."""

from pathlib import Path

import click
from flask.cli import AppGroup
from flask_babel import force_locale, gettext

from app.core.database import transaction
from app.core.errors import RuleBroken
from app.core.forms import spoken
from app.core.language import LANGUAGES
from app.programme.operations import load_shipped_rule_sets
from app.programme.rules.faults import NO_FAULTS, SOME_FAULTS, RuleSetInvalid
from app.programme.rules.parsing import examine
from app.programme.rules.written import text_of

rules = AppGroup("rules", help="Programme rules.")


@rules.command("load")
def load() -> None:
    """Publish the rule sets that come with the software; what is published already stays."""
    try:
        with transaction():
            published = load_shipped_rule_sets()
    except RuleSetInvalid as invalid:
        raise click.ClickException("not a rule set:\n" + "\n".join(invalid.errors)) from invalid
    except RuleBroken as broken:
        raise click.ClickException(broken.reasons[0].message) from broken
    for publication in published:
        version = publication.version
        news = "published" if publication.is_new else "already published"
        click.echo(f"{version.code} {version.version} ({version.effective_from}): {news}")


@rules.command("check")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--language", type=click.Choice(LANGUAGES), default=LANGUAGES[0])
def check(file: Path, language: str) -> None:
    """Say what is wrong with a rule set file, line by line; nothing is kept."""
    text = ""
    try:
        text = text_of(file.read_bytes())
        faults = examine(text).faults
    except RuleSetInvalid as invalid:
        faults = invalid.faults
    lines = text.splitlines()
    with force_locale(language):
        for found in faults:
            click.echo(f"{file.name}:{found.line or 1}: {spoken(found)} ({found.path})")
            if found.line and found.line <= len(lines):
                click.echo(f"    {lines[found.line - 1].strip()}")
        if faults:
            raise click.ClickException(gettext(SOME_FAULTS))
        click.echo(gettext(NO_FAULTS))
