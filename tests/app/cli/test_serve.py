"""`make run` says in one sentence why it cannot start, and stops all it started."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager

import pytest

from app.config import ROOT

READY = "Ctrl-C stops everything."


def environment(**values):
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("DATABASE_", "PERCORSO_"))}
    return {**kept, "PYTHONUNBUFFERED": "1", **values}


def outcome(module, *arguments, **values):
    return subprocess.run(
        [sys.executable, "-m", module, *arguments],
        cwd=ROOT,
        env=environment(**values),
        capture_output=True,
        text=True,
        timeout=60,
    )


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_busy_port_is_told_in_one_sentence():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]
        done = outcome("app.cli.serve", PORT=str(port))
    assert done.returncode == 1
    assert done.stderr.startswith(f"Port {port} is already in use")
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        (
            {"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"},
            "at DATABASE_URL does not answer",
        ),
        ({"DATABASE_URL": "mysql://127.0.0.1/none"}, "must be a PostgreSQL address"),
        ({"PERCORSO_MODE": "production"}, "PERCORSO_MODE=production needs"),
        ({"PERCORSO_POSTGRES": "cloud"}, "PERCORSO_POSTGRES must be one of"),
    ],
)
@pytest.mark.parametrize("module", ["app.cli.serve", "app.cli.with_database"])
def test_what_cannot_start_is_told_in_one_sentence(module, values, sentence):
    arguments = ["flask", "routes"] if module.endswith("with_database") else []
    done = outcome(module, *arguments, PORT=str(free_port()), **values)
    assert done.returncode == 1
    assert sentence in done.stderr
    assert len(done.stderr.splitlines()) == 1


@contextmanager
def serving(databases):
    """The whole tree on a database of the tests; yields process, port and what it printed."""
    port = free_port()
    with databases.copy("serve") as name:
        values = environment(
            PORT=str(port),
            DATABASE_URL=databases.owner_address(name),
            DATABASE_RUNTIME_URL=databases.runtime_address(name),
            PERCORSO_MODE="test",
            WEB_PROCESSES="1",
        )
        process = subprocess.Popen(
            [sys.executable, "-m", "app.cli.serve"],
            cwd=ROOT,
            env=values,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        try:
            printed = []
            for line in process.stdout:
                printed.append(line)
                if READY in line:
                    break
            assert printed, "nothing was printed"
            assert READY in printed[-1], "".join(printed)
            yield process, port
        finally:
            process.kill()
            process.stdout.close()
            process.wait()


def children_of(process):
    listed = subprocess.run(["ps", "-eo", "pid=,ppid=,args="], capture_output=True, text=True)
    fields = [line.split(None, 2) for line in listed.stdout.splitlines()]
    return {int(pid): text for pid, parent, text in fields if int(parent) == process.pid}


def is_gone(pid):
    for _ in range(100):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.1)
    return False


def test_sigterm_stops_web_server_and_worker(databases):
    with serving(databases) as (process, port):
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=10) as answer:
            assert answer.status == 200
        children = children_of(process)
        assert len(children) == 2
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=30) == 0
        assert all(is_gone(pid) for pid in children)
