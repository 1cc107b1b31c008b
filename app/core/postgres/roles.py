"""The two database roles: the owner migrates, the runtime owns nothing and obeys row security."""

from urllib.parse import quote

import psycopg
from psycopg import sql

from app.config import RUNTIME_ROLE, Config
from app.core.postgres.binaries import EXTENSIONS, OLDEST_MAJOR, ServerUnavailable

OWNER_ROLE = "percorso_owner"
CONNECT_SECONDS = 10


def socket_address(socket: str, *, role: str, database: str) -> str:
    """The address of a database behind a socket; the port is written so that PGPORT cannot lead
    astray.
    """
    return f"postgresql://{role}@/{quote(database)}?host={quote(socket, safe='/')}&port=5432"


def create_private_roles(connection: "psycopg.Connection[tuple[object, ...]]") -> None:
    """Create both roles on a private server, as its superuser; again changes nothing."""
    # The owner creates the databases of the tests; on a server of one's own it need not.
    for role, right in ((OWNER_ROLE, "CREATEDB"), (RUNTIME_ROLE, "NOCREATEDB")):
        known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone()
        if not known:
            connection.execute(
                sql.SQL(
                    f"CREATE ROLE {{}} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE {right}"
                ).format(sql.Identifier(role))
            )


def missing_extensions(connection: "psycopg.Connection[tuple[object, ...]]") -> list[str]:
    """The extensions the migrations need and this server does not offer."""
    rows = connection.execute("SELECT name FROM pg_available_extensions").fetchall()
    return sorted(set(EXTENSIONS) - {str(name) for (name,) in rows})


def prepare_roles(config: Config) -> None:
    """Make the database fit to be migrated and used: before every migration, on every server.

    Checks version and extensions and creates the runtime role where the owner may. What the role
    may read and write is granted by the migrations, table by table.

    Raises:
        ServerUnavailable: One sentence on what is wrong or who has to do what.
    """
    if config.owner_database_url is None:
        raise ServerUnavailable("DATABASE_URL, the owner's address, is needed to migrate.")
    with _connect(config.owner_database_url, "DATABASE_URL") as connection:
        _check_server(connection)
        _create_runtime_role(connection)
    with _connect(config.database_url, "the runtime role's address") as connection:
        _check_runtime(connection)


def _connect(url: str, name: str) -> "psycopg.Connection[tuple[object, ...]]":
    try:
        return psycopg.connect(url, connect_timeout=CONNECT_SECONDS, autocommit=True)
    except psycopg.Error as error:
        reason = " ".join(str(error).split())
        raise ServerUnavailable(f"The database at {name} does not answer: {reason}") from None


def _check_server(connection: "psycopg.Connection[tuple[object, ...]]") -> None:
    version = connection.info.server_version // 10000
    if version < OLDEST_MAJOR:
        raise ServerUnavailable(
            f"Percorso needs PostgreSQL {OLDEST_MAJOR} or newer; DATABASE_URL is version {version}."
        )
    if connection.info.parameter_status("server_encoding") != "UTF8":
        raise ServerUnavailable("The database of DATABASE_URL is not in UTF-8: create it anew.")
    if missing := missing_extensions(connection):
        raise ServerUnavailable(
            f"The PostgreSQL server lacks {', '.join(missing)}: install its contrib package."
        )


def _create_runtime_role(connection: "psycopg.Connection[tuple[object, ...]]") -> None:
    role = sql.Identifier(RUNTIME_ROLE)
    known = connection.execute(
        "SELECT 1 FROM pg_roles WHERE rolname = %s", [RUNTIME_ROLE]
    ).fetchone()
    try:
        if not known:
            connection.execute(
                sql.SQL("CREATE ROLE {} NOLOGIN NOSUPERUSER NOBYPASSRLS").format(role)
            )
        # Several start at once (a second make run): the one that lost finds the role there.
        connection.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(role))
    except (psycopg.errors.DuplicateObject, psycopg.errors.UniqueViolation):
        return
    except psycopg.errors.InsufficientPrivilege:
        if known:
            return  # a role that logs in by itself needs no grant; the next check connects with it
        user = connection.info.user
        raise ServerUnavailable(
            f"{user} may not create the role {RUNTIME_ROLE}: have an administrator run "
            f"CREATE ROLE {RUNTIME_ROLE} NOLOGIN; GRANT {RUNTIME_ROLE} TO {user};"
        ) from None


def _check_runtime(connection: "psycopg.Connection[tuple[object, ...]]") -> None:
    row = connection.execute(
        "SELECT current_user, rolsuper OR rolbypassrls, pg_has_role(current_user, %s, 'USAGE')"
        " FROM pg_roles WHERE rolname = current_user",
        [RUNTIME_ROLE],
    ).fetchone()
    user, unbound, entitled = row or ("", True, False)
    if unbound:
        raise ServerUnavailable(
            f"The web processes would connect as {user}, which escapes row-level security: "
            "give DATABASE_RUNTIME_URL a role that is NOSUPERUSER NOBYPASSRLS."
        )
    if not entitled:
        raise ServerUnavailable(
            f"{user} lacks the rights of the web processes: GRANT {RUNTIME_ROLE} TO {user};"
        )
