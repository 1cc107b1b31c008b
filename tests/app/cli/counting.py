"""A job for the tests of the worker: it counts, and can be killed in the middle."""

import os
import time

from app.core.database import db, transaction
from app.core.jobs import JobProgress, JobState, job_scope, queue


@queue.task(name="tests.count")
def count(progress_id: int, linger_at: int, killer: bool = False) -> None:
    """Count to the total, one commit a step; wait at one step to be killed, or end its worker."""
    with job_scope():
        progress = db.session.get_one(JobProgress, progress_id)
        while progress.done < progress.total:
            with transaction():
                progress.done += 1
            if killer:
                os._exit(9)
            if progress.done == linger_at:
                time.sleep(60)
        with transaction():
            progress.state = JobState.DONE
