"""Migrations are numbered, form one line, and lead to the models as they are."""

import re
from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

from app.core.database import Base

FOLDER = Path(__file__).parents[2] / "migrations"
SCRIPTS = ScriptDirectory(str(FOLDER))


def test_files_are_named_by_four_digits_and_words_and_hold_that_revision():
    for script in SCRIPTS.walk_revisions():
        name = Path(script.path).stem
        assert re.fullmatch(r"\d{4}_[a-z0-9_]+", name)
        assert script.revision == name
        assert len(name) <= 32


def test_there_is_one_head_and_numbers_have_no_gap():
    assert len(SCRIPTS.get_heads()) == 1
    numbers = sorted(int(script.revision[:4]) for script in SCRIPTS.walk_revisions())
    assert numbers == list(range(1, len(numbers) + 1))


def test_the_database_built_by_the_migrations_is_the_one_the_models_describe(app):
    settings = app.extensions["migrate"].configure_args
    engine = create_engine(app.config["PERCORSO"].owner_database_url)
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={**settings, "target_metadata": Base.metadata}
        )
        assert compare_metadata(context, Base.metadata) == []
    engine.dispose()
