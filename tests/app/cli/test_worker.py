"""A killed worker's job is found and resumed where it stood."""

import asyncio
import os
import subprocess
import sys
import time

import pytest
from procrastinate import PsycopgConnector
from sqlalchemy import text

from app.accounts.permissions import Role
from app.cli.worker import run_worker, sweep
from app.config import ROOT
from app.core.database import db, transaction
from app.core.jobs import MOST_ATTEMPTS, JobProgress, JobState, enqueue, queue
from tests.app.cli.counting import count
from tests.factories import accounts


@pytest.fixture
def progress(own_app):
    with own_app.app_context():
        with transaction():
            owner = accounts.user(Role.JOBSEEKER)
            row = JobProgress(kind="count", owner_id=owner.id, total=5)
            db.session.add(row)
        yield row
        db.session.remove()


def address(app):
    return app.config["PERCORSO"].database_url


def start_worker(app):
    script = (
        "import tests.app.cli.counting; from app.factory import create_app\n"
        "from app.cli.worker import run_worker; import os\n"
        "create_app(); run_worker(os.environ['DATABASE_RUNTIME_URL'], wait=False)"
    )
    environ = {**os.environ, "DATABASE_RUNTIME_URL": address(app), "PERCORSO_MODE": "test"}
    return subprocess.Popen([sys.executable, "-c", script], cwd=ROOT, env=environ)


def done_steps(progress):
    db.session.rollback()
    db.session.refresh(progress)
    return progress.done


def give_back(app):
    with transaction():  # as if the worker had been silent for a minute
        db.session.execute(
            text("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 minute'")
        )

    async def swept():
        with queue.replace_connector(PsycopgConnector(conninfo=address(app))) as working:
            async with working.open_async():
                await sweep.func(None, 0)

    asyncio.run(swept())


def job_status():
    return db.session.scalar(
        text("SELECT status::text FROM procrastinate_jobs WHERE task_name = 'tests.count'")
    )


def test_job_of_a_killed_worker_is_resumed_where_it_stood(own_app, progress):
    with transaction():
        enqueue(count, progress_id=progress.id, linger_at=2)
    worker = start_worker(own_app)
    try:
        deadline = time.monotonic() + 40
        while done_steps(progress) < 2:
            assert worker.poll() is None, "the worker ended before its job"
            assert time.monotonic() < deadline
            time.sleep(0.1)
    finally:
        worker.kill()
        worker.wait()
    assert progress.done == 2
    give_back(own_app)
    run_worker(address(own_app), wait=False)
    assert done_steps(progress) == 5
    assert progress.state is JobState.DONE


def test_job_that_keeps_killing_its_workers_is_failed(own_app, progress):
    with transaction():
        enqueue(count, progress_id=progress.id, linger_at=0, killer=True)
    worker = start_worker(own_app)
    assert worker.wait(timeout=40) == 9
    with transaction():
        db.session.execute(
            text("UPDATE procrastinate_jobs SET attempts = :most"), {"most": MOST_ATTEMPTS}
        )
    give_back(own_app)
    assert job_status() == "failed"


def test_no_job_without_the_commit(own_app, progress):
    enqueue(count, progress_id=progress.id, linger_at=0)
    db.session.rollback()
    assert job_status() is None
