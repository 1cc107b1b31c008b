"""The nightly job of the assessments."""

from datetime import date, timedelta

from app.core.clock import frozen
from profiling.assessment.queries import completed_assessment
from profiling.assessment.tasks import apply_expiry
from tests.factories.profiling import assessed, case_to_profile, profile

TODAY = date(2026, 11, 20)


def test_every_due_assessment_expires_and_running_twice_does_nothing_twice(counsellor):
    cases = [case_to_profile(counsellor) for _ in range(3)]
    for case in cases:
        profile(counsellor, case, on=TODAY)
        assessed(counsellor, case, on=TODAY)
    with frozen(TODAY + timedelta(days=181)):
        assert apply_expiry() == 3
        assert apply_expiry() == 0
    assert [completed_assessment(case.id) for case in cases] == [None, None, None]
