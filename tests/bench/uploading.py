"""`bulk:offers_10000`: a file of 10,000 offers received, checked and stored, beside the bare COPY of its rows."""

import io
import os
import resource
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import Any

import psycopg

from app.config import ROOT
from tests.bench.report import Figure
from tests.databases import Databases, built_template

OFFERS, PLANTED = 10_000, 300
MOST_SECONDS = 30
"""For the whole of it on two cores (issue 4)."""


@dataclass(frozen=True)
class UploadRun:
    """What one file took, from its bytes to its offers."""

    read: float
    stored: float
    taken: int
    wrong: int
    megabytes: float
    floor: float
    load: float

    @property
    def seconds(self) -> float:
        """From the bytes to the offers."""
        return self.read + self.stored

    def figures(self) -> list[Figure]:
        """The lines of the report."""
        name = f"bulk:offers_{OFFERS}"
        seconds = round(self.seconds, 1)
        all_right = (self.taken, self.wrong) == (OFFERS - PLANTED, PLANTED)
        return [
            Figure(name, seconds, "s", MOST_SECONDS, all_right and seconds <= MOST_SECONDS),
            Figure(f"{name}:peak_memory", round(self.megabytes), "MB", None, True),
            Figure(f"{name}:over_floor", round(self.seconds / self.floor, 1), "ratio", None, True),
        ]

    def line(self) -> str:
        """One line for people."""
        return (
            f"file of {OFFERS:,} offers, {PLANTED} of them with an error: checked in "
            f"{self.read:.1f} s, stored in {self.stored:.1f} s, {self.taken:,} taken, "
            f"{self.wrong} left, peak {self.megabytes:.0f} MB, bare COPY {self.floor:.2f} s, "
            f"load {self.load:.1f}"
        )


def run_upload(databases: Databases) -> UploadRun:
    """The two jobs in a process of their own, on a database that holds nothing else."""
    built_template(databases)
    with databases.copy("upload") as name:
        environ = {
            **os.environ,
            "DATABASE_URL": databases.owner_address(name),
            "DATABASE_RUNTIME_URL": databases.runtime_address(name),
            "PERCORSO_MODE": "test",
        }
        done = subprocess.run(
            [sys.executable, "-m", "tests.bench.uploading"],
            cwd=ROOT, env=environ, stdout=subprocess.PIPE, text=True, check=True,
        )  # fmt: skip
        read, stored, taken, wrong, megabytes = map(float, done.stdout.split()[-5:])
        floor = _floor(databases.runtime_address(name))
    return UploadRun(
        read, stored, int(taken), int(wrong), megabytes, floor, os.getloadavg()[0]
    )  # fmt: skip


def _floor(address: str) -> float:
    """Copying the same offers and editions out and in again, with nothing asked of them."""
    started = time.monotonic()
    with psycopg.connect(address) as connection:
        for table in ("offer", "edition"):
            kept = io.BytesIO()
            with connection.cursor().copy(
                f"COPY (SELECT * FROM {table}) TO STDOUT (FORMAT binary)"
            ) as out:
                for block in out:
                    kept.write(block)
            connection.execute(f"CREATE TEMP TABLE floor_{table} (LIKE {table})")
            with connection.cursor().copy(f"COPY floor_{table} FROM STDIN (FORMAT binary)") as into:
                into.write(kept.getvalue())
    return time.monotonic() - started


def _rows(desk: Any) -> list[dict[str, Any]]:
    rows = [desk.row(own_key=f"K{number:05}") for number in range(OFFERS)]
    for row in rows[:: OFFERS // PLANTED][:PLANTED]:
        row["seats"] = "molti"
    return rows


def _run() -> None:
    from app.config import Config
    from app.core.database import db, transaction
    from app.factory import create_app
    from catalogue.uploads.models import Upload
    from catalogue.uploads.operations import receive
    from catalogue.uploads.tasks import check_upload, store_upload
    from tests.catalogue.uploads import sheets
    from tests.catalogue.uploads.test_tasks import Desk

    with create_app(Config.from_environment(dict(os.environ))).app_context():
        with transaction():
            desk = Desk()
        content = sheets.xlsx(_rows(desk))
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        started = time.monotonic()
        with transaction():
            upload = receive.receive_upload(
                desk.manager, desk.provider, file_name="a.xlsx", content=content, language="it"
            )
        upload_id = upload.id
        check_upload(upload_id=upload_id)
        read = time.monotonic() - started
        with transaction():
            upload = db.session.get_one(Upload, upload_id)
            receive.accept_upload(desk.manager, upload, submit=False)
        store_upload(upload_id=upload_id)
        stored = time.monotonic() - started - read
        db.session.expire_all()
        counts = db.session.get_one(Upload, upload_id).counts
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    reader = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    print(read, stored, counts["stored"], counts["wrong"], (own + reader) / 1024)


if __name__ == "__main__":
    _run()
