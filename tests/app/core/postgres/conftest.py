"""A private server of its own for tests that hurt it."""

import shutil
import tempfile
from pathlib import Path

import pytest

from app.core.postgres.account import SYSTEM_FOLDER, fingerprint
from app.core.postgres.binaries import available, chosen_source


@pytest.fixture
def fresh_folder():
    """A folder without data; its path has spaces, accents and a comma."""
    yield from _folder()


@pytest.fixture(scope="module")
def folder():
    """A folder whose data the tests of a file share: making it anew costs seconds."""
    yield from _folder()


def _folder():
    root = Path(tempfile.mkdtemp(prefix="percorso test, è "))
    root.chmod(0o755)  # so that the user whom root lends can pass
    yield root / "postgres"
    shutil.rmtree(SYSTEM_FOLDER / fingerprint(root / "postgres"), ignore_errors=True)
    shutil.rmtree(root)


@pytest.fixture
def source():
    """The source of servers that this run is about; skipped where there is none to start."""
    source = chosen_source()
    if next(available(source), None) is None:
        pytest.skip("no PostgreSQL programs here: the tests run on DATABASE_URL")
    return source
