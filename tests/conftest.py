"""Every test runs on real PostgreSQL, as the runtime role, in a database built by the migrations."""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from flask import Flask, g, has_app_context
from flask.testing import FlaskClient
from flask_login import FlaskLoginClient
from hypothesis import settings

from app.accounts.models import User
from app.config import Config, Mode
from app.core import jobs
from app.core.database import db
from app.factory import create_app
from tests.databases import Databases, built_template

# A busy machine is slow, not wrong.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")

pytest_plugins = ["tests.factories.fixtures"]


class Visitor(FlaskLoginClient):  # type: ignore[misc]
    """A test client whose requests share the test's transaction, but nothing else with the test."""

    def open(self, *args: Any, **options: Any) -> Any:
        """Commit what was arranged and forget it, so that the request reads like one from outside."""
        if has_app_context():
            db.session.commit()
            db.session.expire_all()
            g._get_current_object().__dict__.clear()
        return super().open(*args, **options)


@pytest.fixture(scope="session")
def databases(worker_id: str, tmp_path_factory: pytest.TempPathFactory) -> Databases:
    """Where the server is, with the template built once for all workers."""
    owner = os.environ.get("DATABASE_URL")
    if not owner:
        pytest.exit("No database server: run the tests with `make test`.", returncode=2)
    places = Databases(
        owner=owner, runtime=os.environ.get("DATABASE_RUNTIME_URL"), suffix=worker_id
    )
    shared = tmp_path_factory.getbasetemp()
    with _locked((shared.parent if worker_id != "master" else shared) / "template.lock") as lock:
        if not lock.read_text():
            built_template(places)
            lock.write_text("built")
    return places


@contextmanager
def _locked(path: Path) -> Iterator[Path]:
    path.touch()
    with path.open() as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield path


@pytest.fixture(scope="session")
def app(databases: Databases) -> Iterator[Flask]:
    """The application on this worker's own database."""
    with databases.copy("worker") as name:
        application = application_on(databases, name)
        yield application
        close_connections(application)


@pytest.fixture
def own_app(databases: Databases, app: Flask) -> Iterator[Flask]:
    """The application on a database of this test alone, where commits are real: for races and jobs."""
    with databases.copy("own") as name:
        application = application_on(databases, name)
        yield application
        close_connections(application)
    jobs.run_inside(app.app_context)  # tasks ran inside the newest application


def application_on(databases: Databases, name: str) -> Flask:
    """The application in test mode on the database of that name."""
    application = create_app(
        Config(
            database_url=databases.runtime_address(name),
            owner_database_url=databases.owner_address(name),
            mode=Mode.TEST,
        )
    )
    application.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    application.test_client_class = Visitor
    return application


def close_connections(application: Flask) -> None:
    """Let go of the database, so that it can be dropped."""
    with application.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def session(app: Flask) -> Iterator[Any]:
    """The session, inside a transaction that is undone after the test; commits become savepoints."""
    with app.app_context():
        connection = db.engine.connect()
        outer = connection.begin()
        regular, engine = db.session, db.engine
        # The extension's session asks this table, whatever it was bound to.
        db.engines[None] = connection
        db.session = db._make_scoped_session(
            {"join_transaction_mode": "create_savepoint", "expire_on_commit": False}
        )
        yield db.session
        db.session.remove()
        db.session, db.engines[None] = regular, engine
        outer.rollback()
        connection.close()


@pytest.fixture
def client(app: Flask, session: Any) -> FlaskClient:
    """A browser nobody has signed in with."""
    return app.test_client()


@pytest.fixture
def client_of(app: Flask, session: Any) -> Callable[[User], FlaskClient]:
    """A browser in which the given user has signed in; what was arranged is committed first."""

    def sign_in(user: User) -> FlaskClient:
        db.session.commit()
        return app.test_client(user=user)

    return sign_in


@pytest.fixture
def owner_connection(databases: Databases, app: Flask) -> Iterator[psycopg.Connection[Any]]:
    """A connection as the role that owns the tables, for proving what even it may not do."""
    name = app.config["PERCORSO"].owner_database_url
    with psycopg.connect(name) as connection:
        yield connection
        connection.rollback()
