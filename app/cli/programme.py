"""Commands on rule sets."""

import click
from flask.cli import AppGroup

from app.core.database import transaction
from app.core.errors import RuleBroken
from app.programme.operations import load_shipped_rule_sets
from app.programme.rules.parsing import RuleSetInvalid

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
