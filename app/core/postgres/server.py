"""Start, share and stop one private server; several processes may use it, the last one stops it."""

import contextlib
import fcntl
import os
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from psycopg import sql

from app.config import RUNTIME_ROLE
from app.core.postgres.account import Account, reachable_binaries, socket_folder, working_folder
from app.core.postgres.binaries import Binaries, ServerUnavailable, chosen_source, find_binaries
from app.core.postgres.cluster import (
    existing_majors,
    free_socket,
    initialise,
    is_alive,
    living_postmaster,
    log_file,
    open_log,
)
from app.core.postgres.roles import (
    OWNER_ROLE,
    create_private_roles,
    missing_extensions,
    socket_address,
)

SUPERUSER = "postgres"
START_SECONDS = 300  # replaying the log after a power cut can take minutes
RETRY_SECONDS = 60  # old children of a killed server hold its memory for a while
STOP_SECONDS = 30
PAUSE_SECONDS = 0.05

# jit off: its warm-up costs more than it gives on queries of milliseconds, and the wheel has none.
SETTINGS: Mapping[str, str] = {"jit": "off", "max_connections": "100"}
# For databases that are thrown away: a power cut may cost them, and tests run twice as fast.
FLEETING: Mapping[str, str] = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
}

_left_to_others: "list[subprocess.Popen[bytes]]" = []
"""Servers we started and others still use: held, or Python would warn of a forgotten child."""


@dataclass(kw_only=True)
class PrivateServer:
    """A running private server, reached by its socket only."""

    data: Path
    socket: Path
    binaries: Binaries
    account: Account
    settings: Mapping[str, str]
    _process: "subprocess.Popen[bytes] | None" = None
    _users: int = field(default=-1, repr=False)

    def address(self, database: str, *, role: str) -> str:
        """The address of ``database`` for ``role``."""
        return socket_address(str(self.socket), role=role, database=database)

    def owner_address(self, database: str) -> str:
        """The address that migrates ``database``."""
        return self.address(database, role=OWNER_ROLE)

    def runtime_address(self, database: str) -> str:
        """The address web and worker processes use: it owns nothing."""
        return self.address(database, role=RUNTIME_ROLE)

    def maintenance_address(self) -> str:
        """The superuser's address, to create and drop databases; never for the application."""
        return self.address("postgres", role=SUPERUSER)

    def has_database(self, name: str) -> bool:
        """Whether a database of that name exists."""
        with self._maintenance() as connection:
            question = "SELECT 1 FROM pg_database WHERE datname = %s"
            return connection.execute(question, [name]).fetchone() is not None

    def create_database(self, name: str, *, template: str | None = None) -> None:
        """Create a database that the owner role owns, as a copy of ``template`` if given."""
        with self._maintenance() as connection:
            connection.execute(
                sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}").format(
                    sql.Identifier(name),
                    sql.Identifier(OWNER_ROLE),
                    sql.Identifier(template or "template1"),
                )
            )

    def drop_database(self, name: str) -> None:
        """Drop the database if it is there, and whoever is connected to it."""
        with self._maintenance() as connection:
            connection.execute(
                sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
            )

    @contextlib.contextmanager
    def exclusive(self) -> Iterator[None]:
        """Hold a lock that one process at a time can hold: to build a template database once."""
        with _locked(self.data.with_name(f"{self.data.name}.template-lock")):
            yield

    def is_running(self) -> bool:
        """Whether the server's process lives."""
        if self._process is not None:
            return self._process.poll() is None
        pid = living_postmaster(self.data)
        return pid is not None

    def answers(self) -> bool:
        """Whether the server takes connections, and is the one of this data folder."""
        try:
            with psycopg.connect(self.maintenance_address(), connect_timeout=5) as connection:
                row = connection.execute("SHOW data_directory").fetchone()
        except psycopg.OperationalError:
            return False
        return row is not None and Path(row[0]).resolve() == self.data.resolve()

    def stop(self) -> None:
        """Stop the server, unless another process still uses it."""
        with _locked(_start_lock(self.data)):
            try:
                fcntl.flock(self._users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if self._process:
                    _left_to_others.append(self._process)
                return
            else:
                self._shut_down()
                if self.socket.parent != self.data.parent:
                    with contextlib.suppress(OSError):
                        self.socket.rmdir()
            finally:
                os.close(self._users)

    def _shut_down(self) -> None:
        pid = self._process.pid if self._process else living_postmaster(self.data)
        # SIGINT: open transactions are rolled back and all is written; SIGQUIT: like a power cut.
        for request in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
            if pid is None or not self._is_alive(pid):
                return
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, request)
            deadline = time.monotonic() + STOP_SECONDS
            while self._is_alive(pid) and time.monotonic() < deadline:
                time.sleep(PAUSE_SECONDS)

    def _is_alive(self, pid: int) -> bool:
        if self._process is not None:
            return self._process.poll() is None
        return is_alive(pid)

    def _launch(self) -> None:
        retry_until = time.monotonic() + RETRY_SECONDS
        while not self._started():
            reason = _last_words(log_file(self.data))
            if not _passes(reason) or time.monotonic() > retry_until:
                raise ServerUnavailable(
                    f"PostgreSQL does not start: {reason} (more in {log_file(self.data)})"
                )
            time.sleep(0.5)

    def _started(self) -> bool:
        """Start, or wait for the one already starting; False when it ended instead."""
        if living_postmaster(self.data) is None:
            free_socket(self.socket)
            command = [str(self.binaries.folder / "postgres"), "-D", str(self.data), "-h", ""]
            # The setting is a list, in which only a quoted name may hold a comma.
            quoted = '"' + str(self.socket).replace('"', '""') + '"'
            command += ["-c", f"unix_socket_directories={quoted}", "-p", "5432"]
            for name, value in self.settings.items():
                command += ["-c", f"{name}={value}"]
            with open_log(log_file(self.data)) as output:
                self._process = self.account.start(command, output, apart=True)
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self.answers():
                return True
            if not self.is_running():
                self._process = None
                return False
            time.sleep(PAUSE_SECONDS)
        raise ServerUnavailable(
            f"PostgreSQL did not answer in {START_SECONDS} s; see {log_file(self.data)}."
        )

    def _maintenance(self) -> "psycopg.Connection[tuple[object, ...]]":
        return psycopg.connect(self.maintenance_address(), autocommit=True)


def start_private_server(
    folder: Path, *, source: str | None = None, settings: Mapping[str, str] | None = None
) -> PrivateServer:
    """Start the server whose data lies under ``folder``, or join the one already running.

    ``source`` is ``auto``, ``system`` or ``wheel``; None reads PERCORSO_POSTGRES. Call ``stop``
    when done, or use ``private_server``.

    Raises:
        ServerUnavailable: One sentence on what is missing or wrong.
    """
    account = Account.for_server(folder)
    folder = working_folder(folder, account)
    account = Account.for_server(folder)
    found = find_binaries(source or chosen_source(), majors=existing_majors(folder))
    binaries = reachable_binaries(found, account, folder)
    data = folder / str(binaries.major)
    with _locked(_start_lock(data)):
        initialise(data, binaries, account)
        server = PrivateServer(
            data=data,
            socket=socket_folder(folder, binaries.major, account),
            binaries=binaries,
            account=account,
            settings={**SETTINGS, **(settings or {})},
        )
        server._users = _lock_shared(data.with_name(f"{data.name}.users"))
        try:
            _make_ready(server)
        except BaseException:
            server._shut_down()
            os.close(server._users)
            raise
    return server


@contextlib.contextmanager
def private_server(
    folder: Path, *, source: str | None = None, settings: Mapping[str, str] | None = None
) -> Iterator[PrivateServer]:
    """The server under ``folder`` for the length of a block; see ``start_private_server``."""
    server = start_private_server(folder, source=source, settings=settings)
    try:
        yield server
    finally:
        server.stop()


def _make_ready(server: PrivateServer) -> None:
    if living_postmaster(server.data) is None or not server.answers():
        server._launch()
    with server._maintenance() as connection:
        if missing := missing_extensions(connection):
            raise ServerUnavailable(
                f"The PostgreSQL in {server.binaries.folder} lacks {', '.join(missing)}: install "
                "its contrib package, or set PERCORSO_POSTGRES=wheel."
            )
        create_private_roles(connection)


def _start_lock(data: Path) -> Path:
    return data.with_name(f"{data.name}.start-lock")


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[None]:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _lock_shared(path: Path) -> int:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(descriptor, fcntl.LOCK_SH)
    return descriptor


def _last_words(log: Path) -> str:
    """The last fatal line of the log, without its date."""
    with contextlib.suppress(OSError):
        lines = log.read_text(errors="replace").splitlines()[-50:]
        for line in reversed(lines):
            for level in ("FATAL:", "PANIC:"):
                if level in line:
                    return line.partition(level)[2].strip()
        return lines[-1] if lines else "it ended without a word"
    return "it ended without a word"


def _passes(reason: str) -> bool:
    """Whether waiting can help: what is left of a killed server goes away by itself."""
    return "lock file" in reason or "shared memory" in reason or "still in use" in reason
