"""The nightly check of stored results."""

import logging

from app.core.clock import today
from app.core.database import transaction
from app.core.jobs import job_scope, queue
from app.programme.queries import rules_in_force
from profiling.checking.models import RecomputationCheck
from profiling.checking.operations import check_sample

SAMPLE = 500
"""Rows of each kind under rules that do not say."""

log = logging.getLogger(__name__)


@queue.periodic(cron="40 4 * * *")
@queue.task(name="profiling.check", queueing_lock="profiling.check")
def check(timestamp: int) -> None:
    """Every night: a sample of stored results is worked out again."""
    with job_scope():
        apply_check()


def apply_check() -> RecomputationCheck:
    """Check a sample of the size the rules in force say, and report differences to the log too."""
    parameter = rules_in_force(today()).parameters.get("recomputation_sample")
    size = int(parameter.value) if parameter is not None else SAMPLE
    with transaction():
        done = check_sample(size)
    if done.differing:
        log.error("recomputation check %s: %s rows differ", done.id, done.differing)
    return done
