"""Whether this installation can serve: database, migrations, background worker."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from alembic.config import Config as AlembicConfig
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from app.core.database import db

MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"
WORKER_SILENCE = timedelta(seconds=30)
"""A worker not heard of for so long is taken for dead; it beats every few seconds."""


def readiness() -> dict[str, bool]:
    """Each part by name and whether it is ready; a part that cannot be asked is not."""
    return {
        "database": _holds(_database_answers),
        "migrations": _holds(_migrations_are_at_head),
        "worker": _holds(_worker_is_alive),
    }


def _holds(question: Callable[[], bool]) -> bool:
    try:
        return question()
    except SQLAlchemyError:
        db.session.rollback()
        return False


def _database_answers() -> bool:
    return bool(db.session.scalar(text("SELECT 1")))


def _migrations_are_at_head() -> bool:
    settings = AlembicConfig()
    settings.set_main_option("script_location", str(MIGRATIONS))
    heads = set(ScriptDirectory.from_config(settings).get_heads())
    return heads == set(db.session.scalars(text("SELECT version_num FROM alembic_version")))


def _worker_is_alive() -> bool:
    # The database's own clock on both sides: a demonstration may move ours.
    alive = text(
        "SELECT EXISTS (SELECT FROM procrastinate_workers"
        " WHERE last_heartbeat > now() - make_interval(secs => :silence))"
    )
    return bool(db.session.scalar(alive, {"silence": WORKER_SILENCE.total_seconds()}))
