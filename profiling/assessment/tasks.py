"""The nightly jobs: assessments expire whose validity is over, profiles are calculated again."""

from collections import Counter
from collections.abc import Iterable
from datetime import date

from app.cases.models.jobseeker import Jobseeker
from app.core.clock import today
from app.core.database import transaction
from app.core.jobs import job_scope, queue
from app.programme.queries import rule_set_id_on, rules_in_force
from profiling.assessment.operations.assess import expire_assessments
from profiling.assessment.operations.refreshing import Refreshed, refresh_profile
from profiling.assessment.queries.refreshing import (
    Place,
    hold_grown_old,
    hold_of_earlier_rules,
    hold_touched,
)
from profiling.assessment.states import Cause

BATCH = 100
"""Assessments, or profiles, of one transaction."""


@queue.periodic(cron="45 1 * * *")
@queue.task(name="assessment.expiry", queueing_lock="assessment.expiry")
def expiry(timestamp: int) -> None:
    """Every night: a completed assessment past its last valid day expires."""
    with job_scope():
        apply_expiry()


def apply_expiry() -> int:
    """Let every assessment that is due expire; how many did. Running it twice does nothing twice."""
    applied = 0
    while True:
        with transaction():
            expired = expire_assessments(on=today(), limit=BATCH)
        applied += expired
        if expired < BATCH:
            return applied


@queue.periodic(cron="20 3 * * *")
@queue.task(name="profile.recalculation", queueing_lock="profile.recalculation")
def recalculation(timestamp: int) -> None:
    """Every night: profiles grown old, or whose record changed, are calculated again."""
    with job_scope():
        apply_recalculation()


def apply_recalculation() -> Counter[Refreshed]:
    """Calculate again every profile that is due; how many came to what.

    In small transactions; cases somebody else holds wait for the next night. Running it twice does
    nothing twice.
    """
    on = today()
    done = _recalculate_touched(on)
    done += _recalculate_old(on)
    parameter = rules_in_force(on).parameters.get("recalculate_under_new_rules")
    if parameter is not None and parameter.value == 1:
        done += _recalculate_earlier(on)
    return done


def _recalculate_touched(on: date) -> Counter[Refreshed]:
    done: Counter[Refreshed] = Counter()
    while True:
        with transaction():
            cases = hold_touched(limit=BATCH)
            done += _refreshed(cases, Cause.RECORD_CHANGED, on)
        if len(cases) < BATCH:
            return done


def _recalculate_old(on: date) -> Counter[Refreshed]:
    days = rules_in_force(on).days("profiling_refresh_days")
    done: Counter[Refreshed] = Counter()
    after: Place | None = None
    while True:
        with transaction():
            cases, after = hold_grown_old(on, days, after, limit=BATCH)
            done += _refreshed(cases, Cause.NINETY_DAYS, on)
        if len(cases) < BATCH:
            return done


def _recalculate_earlier(on: date) -> Counter[Refreshed]:
    done: Counter[Refreshed] = Counter()
    after = 0
    while True:
        with transaction():
            cases, after = hold_of_earlier_rules(rule_set_id_on(on), after, limit=BATCH)
            done += _refreshed(cases, Cause.RULES_CHANGED, on)
        if len(cases) < BATCH:
            return done


def _refreshed(cases: Iterable[Jobseeker], cause: Cause, on: date) -> Counter[Refreshed]:
    return Counter(refresh_profile(case, cause, on=on) for case in cases)
