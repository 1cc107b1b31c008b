"""`make run`: database, migrations, demo region, web server and worker in one process tree."""

import json
import os
import sys
import urllib.error
import urllib.request
from pathlib import Path
from typing import NoReturn

from app.cli.database import OpenDatabase, open_database
from app.cli.port import refusal
from app.cli.processes import ProcessTree, StepFailed, StopRequested
from app.config import DEMO_PASSWORD, ROOT, Config, ConfigurationError
from app.core.postgres.binaries import ServerUnavailable

FLASK = ("flask", "--app", "wsgi")
READY_SECONDS = 60


def main() -> int:
    """Serve until Ctrl-C; the exit code is 0 then, and 1 with a sentence when something failed."""
    tree = ProcessTree()
    try:
        _refuse_early()
        with open_database(os.environ) as database:
            try:
                _serve(tree, database)
            finally:
                tree.stop()
    except StopRequested:
        print("\nStopped.", flush=True)
        return 0
    except (ConfigurationError, ServerUnavailable, StepFailed) as error:
        print(error, file=sys.stderr, flush=True)
        return 1


def _refuse_early() -> None:
    """What can be said before anything slow."""
    unused = {"DATABASE_URL": "postgresql://nowhere/unused"}
    config = Config.from_environment({**unused, **os.environ})
    if reason := refusal(config.host, config.port):
        raise ConfigurationError(reason)


def _serve(tree: ProcessTree, database: OpenDatabase) -> NoReturn:
    config = Config.from_environment(database.environ)
    accounts = ROOT / "var" / "demo-accounts.json"
    setup = [*FLASK, "setup", "--accounts", str(accounts)]
    tree.run("setup", setup, database.environ)
    environ = database.runtime_environ()
    tree.start("worker", [*FLASK, "worker"], environ)
    tree.start("web server", web_server(config), environ)
    tree.wait_until(lambda: _answers(config), READY_SECONDS)
    _welcome(config, database, accounts)
    while True:
        tree.watch_once()
        if database.server and not database.server.is_running():
            raise StepFailed("The private PostgreSQL ended by itself; stopping the rest.")


def web_server(config: Config, *, application: str = "wsgi:app") -> list[str]:
    """The module of the web server with its arguments; `application` names what it serves."""
    host = f"[{config.host}]" if ":" in config.host else config.host
    # --preload: imported once, then forked; no connection is open yet at that moment.
    # Without --no-control-socket a socket appears in the home folder.
    return [
        *("gunicorn", "--preload", "--no-control-socket", "--bind", f"{host}:{config.port}"),
        *("--worker-class", "gthread", "--workers", str(config.web_processes)),
        *("--threads", str(config.web_threads), "--timeout", "60", "--graceful-timeout", "10"),
        *("--log-level", "warning", application),
    ]


def _local_address(config: Config) -> str:
    host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(config.host, config.host)  # noqa: S104
    return f"http://{host}:{config.port}"


def _answers(config: Config) -> bool:
    # No proxy of the environment: the address is our own machine's.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(f"{_local_address(config)}/healthz", timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _welcome(config: Config, database: OpenDatabase, accounts: Path) -> None:
    where = "DATABASE_URL"
    if database.server:
        binaries = database.server.binaries
        where = f"private PostgreSQL {binaries.version} ({binaries.source}), {database.server.data}"
    print(f"\nPercorso is ready: {_local_address(config)}")
    print(f"Database: {where}")
    if config.is_demo:
        print(f"Demonstration, all persons invented. Accounts, password {DEMO_PASSWORD}:")
        for account in json.loads(accounts.read_text()):
            print(f"  {account['role']:18} {account['email']}")
    print("Ctrl-C stops everything.", flush=True)


if __name__ == "__main__":
    sys.exit(main())
