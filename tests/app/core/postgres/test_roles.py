"""A database given by DATABASE_URL is made fit, or refused with what has to be done."""

import psycopg
import pytest

from app.config import Config, acting_as
from app.core.postgres.binaries import ServerUnavailable
from app.core.postgres.roles import prepare_roles
from app.core.postgres.server import FLEETING, private_server


@pytest.fixture
def server(folder, source):
    """A server on which nobody has prepared anything for us."""
    with private_server(folder, source=source, settings=FLEETING) as server:
        administer(
            server,
            "DROP DATABASE IF EXISTS region WITH (FORCE)",
            "DROP ROLE IF EXISTS keeper, visitor, percorso_runtime",
            "CREATE ROLE keeper LOGIN",
            "CREATE DATABASE region OWNER keeper",
        )
        yield server
        administer(server, "DROP DATABASE region WITH (FORCE)")


def administer(server, *statements):
    with psycopg.connect(server.maintenance_address(), autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)


def owned(server, runtime=None):
    owner = server.address("region", role="keeper")
    return Config(
        database_url=runtime or acting_as(owner, "percorso_runtime"), owner_database_url=owner
    )


def test_owner_that_may_create_roles_needs_no_administrator(server):
    administer(server, "ALTER ROLE keeper CREATEROLE")
    config = owned(server)
    for _ in range(2):
        prepare_roles(config)
    with psycopg.connect(config.database_url) as connection:
        assert connection.execute("SELECT current_user").fetchone() == ("percorso_runtime",)


def test_owner_that_may_not_is_told_what_to_ask_for(server):
    with pytest.raises(ServerUnavailable, match="have an administrator run CREATE ROLE") as refusal:
        prepare_roles(owned(server))
    statements = str(refusal.value).split(" run ")[1]
    administer(server, *statements.strip(";").split("; "))
    prepare_roles(owned(server))


def test_login_of_its_own_for_the_web_is_taken(server):
    administer(
        server,
        "CREATE ROLE percorso_runtime NOLOGIN",
        "CREATE ROLE visitor LOGIN IN ROLE percorso_runtime",
    )
    prepare_roles(owned(server, server.address("region", role="visitor")))


def test_login_without_the_rights_is_told(server):
    administer(server, "CREATE ROLE percorso_runtime NOLOGIN", "CREATE ROLE visitor LOGIN")
    with pytest.raises(ServerUnavailable, match="GRANT percorso_runtime TO visitor"):
        prepare_roles(owned(server, server.address("region", role="visitor")))


@pytest.mark.parametrize("right", ["SUPERUSER", "BYPASSRLS"])
def test_login_that_escapes_row_security_is_refused(server, right):
    administer(server, "CREATE ROLE percorso_runtime", f"CREATE ROLE visitor LOGIN {right}")
    with pytest.raises(ServerUnavailable, match="escapes row-level security"):
        prepare_roles(owned(server, server.address("region", role="visitor")))


def test_database_that_does_not_exist_is_told(server):
    config = Config(
        database_url="postgresql:///none",
        owner_database_url=server.address("none", role="keeper"),
    )
    with pytest.raises(ServerUnavailable, match=r'DATABASE_URL does not answer: .*"none" does not'):
        prepare_roles(config)
