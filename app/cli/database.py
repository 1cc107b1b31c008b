"""The database a command works on: the one of DATABASE_URL, else the private server."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from app.config import ROOT, Config, ConfigurationError
from app.core.postgres.roles import prepare_roles
from app.core.postgres.server import FLEETING, PrivateServer, private_server

DATABASE = "percorso"


@dataclass(frozen=True, kw_only=True)
class OpenDatabase:
    """A database ready for migration, the environment that names it, and its private server."""

    environ: Mapping[str, str]
    server: PrivateServer | None

    def runtime_environ(self) -> dict[str, str]:
        """The environment of web and worker processes, which do not learn the owner's address."""
        config = Config.from_environment(self.environ)
        hidden = {"DATABASE_URL", "DATABASE_RUNTIME_URL"}
        kept = {name: value for name, value in self.environ.items() if name not in hidden}
        return {**kept, "DATABASE_RUNTIME_URL": config.database_url}


@contextmanager
def open_database(environ: Mapping[str, str], *, throwaway: bool = False) -> Iterator[OpenDatabase]:
    """Start the private server unless DATABASE_URL names one; stop it afterwards.

    ``throwaway`` uses a server for tests, which forgets everything in a power cut.

    Raises:
        ConfigurationError: The environment cannot be used.
        ServerUnavailable: There is no server, or it cannot be used.
    """
    if environ.get("DATABASE_URL"):
        prepare_roles(Config.from_environment(environ))
        yield OpenDatabase(environ=environ, server=None)
        return
    if environ.get("PERCORSO_MODE") == "production":
        raise ConfigurationError(
            "PERCORSO_MODE=production needs DATABASE_URL: the private server is for trials."
        )
    folder = ROOT / "var" / ("test-postgres" if throwaway else "postgres")
    with private_server(folder, settings=FLEETING if throwaway else None) as server:
        if not server.has_database(DATABASE):
            server.create_database(DATABASE)
        addresses = {
            "DATABASE_URL": server.owner_address(DATABASE),
            "DATABASE_RUNTIME_URL": server.runtime_address(DATABASE),
        }
        yield OpenDatabase(environ={**environ, **addresses}, server=server)


def python_first(environ: Mapping[str, str]) -> dict[str, str]:
    """The environment with this folder importable, wherever the command is called from."""
    paths = [str(ROOT), *filter(None, [environ.get("PYTHONPATH")])]
    return {**environ, "PYTHONPATH": os.pathsep.join(paths)}
