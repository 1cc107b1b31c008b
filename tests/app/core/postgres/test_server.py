"""The private server starts, is shared, survives what kills it, and leaves nothing running."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
import warnings

import psycopg
import pytest

from app.config import ROOT
from app.core.postgres.account import Account, socket_folder
from app.core.postgres.binaries import ServerUnavailable, find_binaries
from app.core.postgres.cluster import is_alive, living_postmaster
from app.core.postgres.server import FLEETING, private_server, start_private_server

NOBODY = 65534


def rows(server):
    with psycopg.connect(server.owner_address("kept")) as connection:
        return connection.execute("SELECT count(*) FROM thing").fetchone()[0]


def keep_something(server):
    server.drop_database("kept")
    server.create_database("kept")
    with psycopg.connect(server.owner_address("kept")) as connection:
        connection.execute("CREATE TABLE thing AS SELECT generate_series(1, 1000) AS id")


def test_server_starts_from_nothing_after_an_interrupted_try_in_a_path_with_spaces(
    fresh_folder, source
):
    torn = fresh_folder / f"{find_binaries(source).major}.new"
    torn.mkdir(parents=True)
    (torn / "PG_VERSION").write_text("half")
    with private_server(fresh_folder, source=source) as server:
        assert server.binaries.major >= 15
        pid = living_postmaster(server.data)
        assert is_alive(pid)
        assert server.answers()
    assert not is_alive(pid)
    assert not server.is_running()
    assert not torn.exists()


def test_runtime_role_owns_nothing_and_cannot_escape_row_security(folder, source):
    with private_server(folder, source=source, settings=FLEETING) as server:
        server.drop_database("roles")
        server.create_database("roles")
        with psycopg.connect(server.runtime_address("roles")) as connection:
            who = "SELECT current_user, rolsuper, rolbypassrls, rolcreatedb FROM pg_roles"
            role = connection.execute(f"{who} WHERE rolname = current_user").fetchone()
            assert role == ("percorso_runtime", False, False, False)
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute("CREATE TABLE mine ()")


def test_owner_creates_the_extensions_the_migrations_use(folder, source):
    with private_server(folder, source=source, settings=FLEETING) as server:
        server.drop_database("extended")
        server.create_database("extended")
        with psycopg.connect(server.owner_address("extended")) as connection:
            for name in ("unaccent", "pg_trgm", "btree_gist"):
                connection.execute(f"CREATE EXTENSION {name}")
            assert connection.execute("SELECT upper('città')").fetchone() == ("CITTÀ",)


def test_nothing_committed_is_lost_when_the_server_is_killed(folder, source):
    server = start_private_server(folder, source=source)
    keep_something(server)
    os.kill(living_postmaster(server.data), signal.SIGKILL)
    # Not reaped on purpose: the zombie's number still stands in postmaster.pid.
    with private_server(folder, source=source) as again:
        assert rows(again) == 1000
    server.stop()


def test_lock_file_of_a_process_that_is_no_server_is_removed(folder, source):
    with private_server(folder, source=source, settings=FLEETING) as server:
        data = server.data
    # After a power cut the number can belong to any program of the same user: here, ours.
    (data / "postmaster.pid").write_text(f"{os.getpid()}\n{data}\n")
    with private_server(folder, source=source, settings=FLEETING) as server:
        assert server.answers()


def test_living_server_is_shared_and_the_last_user_stops_it(folder, source):
    first = start_private_server(folder, source=source, settings=FLEETING)
    second = start_private_server(folder, source=source, settings=FLEETING)
    pid = living_postmaster(first.data)
    assert living_postmaster(second.data) == pid
    first.stop()
    assert second.answers()
    second.stop()
    assert living_postmaster(second.data) is None


def test_server_left_over_by_a_killed_launcher_is_taken_over(folder, source):
    script = (
        "import sys, time; from pathlib import Path\n"
        "from app.core.postgres.server import start_private_server\n"
        "start_private_server(Path(sys.argv[1]), source=sys.argv[2])\n"
        "print('ready', flush=True); time.sleep(60)"
    )
    launcher = subprocess.Popen(
        [sys.executable, "-c", script, str(folder), source], cwd=ROOT, stdout=subprocess.PIPE
    )
    assert launcher.stdout.readline() == b"ready\n"
    launcher.kill()
    launcher.wait()
    launcher.stdout.close()
    with private_server(folder, source=source) as server:
        assert server._process is None  # joined, not started
        pid = living_postmaster(server.data)
    assert not is_alive(pid)


def test_many_starting_at_once_get_one_server(folder, source):
    started = []

    def start():
        started.append(start_private_server(folder, source=source, settings=FLEETING))

    threads = [threading.Thread(target=start) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(started) == 4
    assert sum(server._process is not None for server in started) == 1
    for server in started:
        server.stop()


def test_broken_data_is_told_in_one_sentence(folder, source):
    with private_server(folder, source=source, settings=FLEETING) as server:
        data = server.data
    control = data / "global" / "pg_control"
    whole = control.read_bytes()
    control.write_bytes(b"torn")
    try:
        with pytest.raises(ServerUnavailable, match="PostgreSQL does not start: .*log"):
            start_private_server(folder, source=source, settings=FLEETING)
    finally:
        control.write_bytes(whole)


def test_long_paths_and_commas_get_a_short_socket_of_our_own(folder):
    account = Account.for_server(folder)
    long = folder / ("x" * 90)
    short = socket_folder(long, 18, account)
    try:
        assert long not in short.parents
        assert short.stat().st_mode & 0o777 == 0o700
        assert socket_folder(long, 18, account) == short
        assert socket_folder(long, 17, account) != short
    finally:
        short.rmdir()
        for other in short.parent.glob("percorso-*"):
            if other.is_dir() and not any(other.iterdir()):
                other.rmdir()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can lay a folder of another user there")
def test_short_socket_folder_of_another_user_is_refused(folder, monkeypatch, tmp_path):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    long = folder / ("x" * 90)
    account = Account()
    trap = socket_folder(long, 18, account)
    os.chown(trap, 12345, 12345)
    with pytest.raises(ServerUnavailable, match="belongs to another user"):
        socket_folder(long, 18, account)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_a_normal_user_starts_it_as_well(fresh_folder, source):
    fresh_folder.parent.chmod(0o777)
    with warnings.catch_warnings(action="ignore", category=DeprecationWarning):
        child = os.fork()  # a fork, since that user may not be able to read this very Python
    if child == 0:
        code = 1
        with contextlib.suppress(Exception):
            os.setgroups([])
            os.setgid(NOBODY)
            os.setuid(NOBODY)
            with private_server(fresh_folder, source=source, settings=FLEETING) as server:
                code = 0 if server.answers() and server.data.stat().st_uid == NOBODY else 2
        os._exit(code)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


@pytest.mark.skipif(os.geteuid() != 0, reason="a normal user can enter its own folders")
def test_data_moves_where_the_lent_user_can_work_when_the_folder_is_closed(fresh_folder, source):
    fresh_folder.parent.chmod(0o700)
    with private_server(fresh_folder, source=source, settings=FLEETING) as server:
        assert fresh_folder not in server.data.parents
        assert server.answers()
    assert fresh_folder.parent.stat().st_mode & 0o777 == 0o700
