"""Move the case on when a step of profiling is done."""

from collections.abc import Set as AbstractSet

from app.cases.models.jobseeker import Ball, Jobseeker, Step
from app.cases.operations import advance


def move_on(case: Jobseeker, waiting: AbstractSet[Step], following: Step) -> None:
    """Let the case wait for the next step, unless it is past this one: doing it again moves nobody
    back. The deadline stays: the law counts to the agreement, not to each step.
    """
    if case.step in waiting:
        advance(case, following, Ball.CENTRE, case.due_on)
