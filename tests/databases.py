"""Databases of the tests: one template built by the migrations, and cheap copies of it."""

import hashlib
import os
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from flask_migrate import upgrade
from psycopg import sql

from app.config import RUNTIME_ROLE, Config, Mode, acting_as, plain_address
from app.core.database import db
from app.factory import create_app
from app.wiring import REFERENCE_LOADERS

_CHECKOUT = hashlib.sha256(str(Path(__file__).resolve()).encode()).hexdigest()[:8]
TEMPLATE = f"percorso_test_template_{_CHECKOUT}"
"""Of this checkout alone: another one on the same server may have other migrations."""


@dataclass(frozen=True)
class Databases:
    """The server the tests run on: the owner's address, the runtime role's, this worker's name."""

    owner: str
    runtime: str | None
    suffix: str

    def owner_address(self, name: str) -> str:
        """How the owner reaches the database of that name."""
        return _on_database(plain_address(self.owner), name)

    def runtime_address(self, name: str) -> str:
        """How the runtime role reaches it."""
        if self.runtime:
            return _on_database(plain_address(self.runtime), name)
        return acting_as(self.owner_address(name), RUNTIME_ROLE)

    @contextmanager
    def copy(self, purpose: str) -> Iterator[str]:
        """A database like the template, dropped afterwards; its name."""
        name = f"percorso_test_{purpose}_{self.suffix}_{os.getpid()}_{uuid.uuid4().hex[:6]}"
        self.execute("CREATE DATABASE {} TEMPLATE {}", name, TEMPLATE)
        try:
            yield name
        finally:
            self._drop(name)

    def _drop(self, name: str) -> None:
        """Drop the database; connections of the runtime role may still be on their way out."""
        for _ in range(40):
            try:
                return self.execute("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
            except psycopg.errors.InsufficientPrivilege:
                time.sleep(0.25)
        return self.execute("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)

    def execute(self, statement: str, *names: str) -> None:
        """Run a statement about whole databases."""
        with psycopg.connect(plain_address(self.owner), autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


def built_template(databases: Databases) -> None:
    """Build the template: migrations by the owner, reference data, nothing else."""
    databases.execute("DROP DATABASE IF EXISTS {} WITH (FORCE)", TEMPLATE)
    databases.execute("CREATE DATABASE {}", TEMPLATE)
    address = databases.owner_address(TEMPLATE)
    app = create_app(Config(database_url=address, owner_database_url=address, mode=Mode.TEST))
    with app.app_context():
        upgrade()
        for load in REFERENCE_LOADERS:
            load()
        db.session.commit()
        db.session.remove()
        db.engine.dispose()


def _on_database(address: str, name: str) -> str:
    return urlunsplit(urlsplit(address)._replace(path=f"/{name}"))
