"""Databases of a given number of people, built once for each state of the code that builds them."""

import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import psycopg
from psycopg import sql

from app.accounts.operations import hashed
from app.cli.database import python_first
from app.config import DEMO_PASSWORD, ROOT, plain_address
from tests.databases import Databases

DECIDING = (
    "migrations/versions",
    "app/cli/seed",
    "app/programme/rulesets",
    "app/core/places/data",
    "tests/bench/regions.py",
)
"""What a cached database depends on; a change of any of it builds the database anew."""


@dataclass(frozen=True)
class BenchRegion:
    """A database full of people."""

    people: int
    name: str
    owner_address: str
    runtime_address: str

    def environ(self) -> dict[str, str]:
        """The environment of a process that serves this region."""
        return {
            **os.environ,
            "DATABASE_URL": self.owner_address,
            "DATABASE_RUNTIME_URL": self.runtime_address,
            "PERCORSO_MODE": "demo",
        }


def region_of(people: int, databases: Databases) -> BenchRegion:
    """The region of that size, from the cache or built now."""
    return built(f"percorso_bench_{people}_", people, DECIDING, databases, _seed)


def built(
    prefix: str,
    people: int,
    deciding: Sequence[str],
    databases: Databases,
    fill: Callable[[BenchRegion, dict[str, str]], None],
) -> BenchRegion:
    """A database filled by `fill`, once for each state of the files that decide what is in it."""
    name = prefix + _fingerprint(deciding)
    known = _known(databases, prefix)
    region = BenchRegion(
        people, name, databases.owner_address(name), databases.runtime_address(name)
    )
    if name in known:
        return region
    for outdated in known:
        databases.execute("DROP DATABASE IF EXISTS {} WITH (FORCE)", outdated)
    # Under another name until it is whole, so that an interrupted run leaves nothing half built.
    unfinished = f"{region.name}_unfinished"
    print(f"Building {region.people:,} people (once for this code) ...", flush=True)
    started = time.monotonic()
    databases.execute("CREATE DATABASE {}", unfinished)
    environ = {
        **region.environ(),
        "DATABASE_URL": databases.owner_address(unfinished),
        "DATABASE_RUNTIME_URL": databases.runtime_address(unfinished),
    }
    fill(region, environ)
    with psycopg.connect(databases.owner_address(unfinished), autocommit=True) as connection:
        connection.execute("VACUUM (ANALYZE, FREEZE)")
    databases.execute("ALTER DATABASE {} RENAME TO {}", unfinished, region.name)
    print(f"  {time.monotonic() - started:.0f} s", flush=True)
    return region


def _seed(region: BenchRegion, environ: dict[str, str]) -> None:
    run_flask(["db", "upgrade"], environ)
    run_flask(["reference"], environ)
    run_flask(["seed", "--people", str(region.people)], environ)


def let_sign_in(region: BenchRegion, user_ids: set[int]) -> None:
    """Give those accounts the demo password: the seed gives one to the demo accounts alone."""
    with psycopg.connect(region.owner_address) as connection:
        connection.execute(
            "UPDATE user_account SET password_hash = %s "
            "WHERE id = ANY(%s) AND password_hash IS NULL",
            [hashed(DEMO_PASSWORD), sorted(user_ids)],
        )


def run_flask(arguments: list[str], environ: Mapping[str, str]) -> None:
    """A command of ours against that database."""
    subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", *arguments],
        cwd=ROOT,
        env=python_first(environ),
        stdout=subprocess.DEVNULL,
        check=True,
    )


def _known(databases: Databases, prefix: str) -> list[str]:
    with psycopg.connect(plain_address(databases.owner)) as connection:
        statement = sql.SQL("SELECT datname FROM pg_database WHERE starts_with(datname, %s)")
        return [name for (name,) in connection.execute(statement, [prefix])]


def _fingerprint(deciding: Sequence[str]) -> str:
    digest = hashlib.sha256()
    for place in deciding:
        root = ROOT / place
        files = [root] if root.is_file() else sorted(root.rglob("*"))
        for path in files:
            if path.is_file() and path.suffix != ".pyc":
                digest.update(f"{path.relative_to(ROOT)}\n".encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()[:10]
