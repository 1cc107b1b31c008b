"""The data folder: made once per major version, and freed of what a crash left behind."""

import contextlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from app.core.postgres.account import SOCKET_NAME, Account
from app.core.postgres.binaries import Binaries, ServerUnavailable

LONGEST_LOG_BYTES = 10 * 1024 * 1024


def existing_majors(folder: Path) -> tuple[int, ...]:
    """Major versions that have data in ``folder``, the last started first."""
    data = [entry.parent for entry in folder.glob("[0-9]*/PG_VERSION") if _is_major(entry.parent)]
    return tuple(int(entry.name) for entry in sorted(data, key=_last_start, reverse=True))


def initialise(data: Path, binaries: Binaries, account: Account) -> None:
    """Make an empty cluster, unless there is one; an interrupted attempt is begun again.

    The locale is the same everywhere: code-point order and full UTF-8 case mapping.

    Raises:
        ServerUnavailable: initdb failed; the sentence names its log.
    """
    if (data / "PG_VERSION").exists():
        return
    fresh = data.with_name(f"{data.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    account.own(fresh)
    locale = (
        ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        if binaries.major >= 17
        else ["--locale-provider=libc", "--locale=C.UTF-8"]
    )
    access = ["-U", "postgres", "--auth-local=trust", "--auth-host=reject"]
    command = [str(binaries.folder / "initdb"), "-D", str(fresh), *access, *locale]
    with open_log(log_file(data)) as output:
        process = account.start(
            [*command, "-E", "UTF8", "--no-instructions", "--no-sync"], output, apart=True
        )
        if process.wait() != 0:
            raise ServerUnavailable(
                f"PostgreSQL could not make its data folder; the reason is in {log_file(data)}."
            )
    fresh.rename(data)


def log_file(data: Path) -> Path:
    """The server's log, beside its data."""
    return data.with_name(f"{data.name}.log")


@contextlib.contextmanager
def open_log(path: Path) -> Iterator[int]:
    """A descriptor to append to the log, begun anew when it has grown too long."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
    if path.exists() and path.stat().st_size > LONGEST_LOG_BYTES:
        flags |= os.O_TRUNC
    descriptor = os.open(path, flags, 0o600)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def living_postmaster(data: Path) -> int | None:
    """The process that serves ``data``, or None; a lock file nobody stands behind is removed.

    After SIGKILL the server can stay a zombie, and after a power cut its number can be another
    program's: PostgreSQL alone would refuse to start in both cases.
    """
    return _holder(data / "postmaster.pid")


def free_socket(folder: Path) -> None:
    """Remove the lock of a socket whose server was killed; it has the same trap."""
    _holder(folder / f"{SOCKET_NAME}.lock")


def _holder(lock: Path) -> int | None:
    try:
        pid = int(lock.read_text().split("\n", 1)[0])
    except (FileNotFoundError, ValueError):
        return None
    if _is_postgres(pid):
        return pid
    lock.unlink(missing_ok=True)
    return None


def is_alive(pid: int) -> bool:
    """Whether the process exists and is not a zombie."""
    return _process(pid)[0] not in {"", "Z"}


def _is_postgres(pid: int) -> bool:
    state, name = _process(pid)
    return state not in {"", "Z"} and name.startswith("postgres")


def _process(pid: int) -> tuple[str, str]:
    """State letter and program name of a process; empty when there is none."""
    if Path("/proc/self/stat").exists():
        with contextlib.suppress(OSError):
            # "1234 (name) S ...": the name may hold spaces and brackets, so cut at the last one.
            before, _, after = Path(f"/proc/{pid}/stat").read_text().rpartition(")")
            return after.split()[0], before.partition("(")[2]
        return "", ""
    ps = shutil.which("ps") or "ps"
    answer = subprocess.run(  # noqa: S603 - fixed program, a number as argument
        [ps, "-o", "stat=,comm=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    state, _, name = answer.stdout.strip().partition(" ")
    return state[:1], Path(name.strip()).name


def _is_major(data: Path) -> bool:
    return data.name.isdigit()


def _last_start(data: Path) -> float:
    started = data / "postmaster.opts"
    return started.stat().st_mtime if started.exists() else 0.0
