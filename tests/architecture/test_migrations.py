"""Migrations are numbered, form one line, and lead to the models as they are."""

import re
from pathlib import Path

from alembic.script import ScriptDirectory

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
