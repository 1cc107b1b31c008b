"""`flask worker`: runs the background jobs, and gives back those whose worker was killed."""

import os
from typing import Any

import click
from procrastinate import JobContext, PsycopgConnector
from procrastinate.jobs import Status

from app.config import Config
from app.core.jobs import HEARTBEAT_SECONDS, MOST_ATTEMPTS, STALLED_SECONDS, queue

CONCURRENCY = 2
GRACE_SECONDS = 5


@queue.periodic(cron="* * * * * */5")  # six fields: the last one counts seconds
@queue.task(name="app.core.jobs.sweep", queueing_lock="sweep", pass_context=True)
async def sweep(context: JobContext, timestamp: int) -> None:
    """Give back every job whose worker fell silent; fail the one that keeps killing its workers.

    The queue does neither by itself.
    """
    manager = queue.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_SECONDS):
        if job.attempts >= MOST_ATTEMPTS:
            await manager.finish_job(job, Status.FAILED, delete_job=False)
        else:
            await manager.retry_job(job)


@click.command("worker", help="Run background jobs until stopped.")
def worker() -> None:
    """Work until SIGTERM or Ctrl-C."""
    run_worker(Config.from_environment(os.environ).database_url)


def run_worker(address: str, **options: Any) -> None:
    """Work on the jobs of the database at ``address``; ``wait=False`` ends when none is left."""
    with queue.replace_connector(PsycopgConnector(conninfo=address)) as working:
        working.run_worker(
            concurrency=CONCURRENCY,
            update_heartbeat_interval=HEARTBEAT_SECONDS,
            stalled_worker_timeout=STALLED_SECONDS,
            shutdown_graceful_timeout=GRACE_SECONDS,
            **options,
        )
