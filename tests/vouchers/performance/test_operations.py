"""Answer times and results counted in the database."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select, text

from app.accounts.permissions import Role
from app.cases.models.status import WorkPeriod
from app.cases.rules.status_history import WorkSource
from app.cases.rules.unemployment import ContractKind
from app.core.clock import today
from tests.factories.vouchers import issued, supply
from vouchers.performance.models import ProviderPerformance
from vouchers.performance.operations import compute_performance
from vouchers.performance.queries import figures_of
from vouchers.performance.rules import window


@pytest.fixture
def supplied(session):
    return supply(seats=40)


@pytest.fixture
def counsellor(as_role):
    return as_role(Role.COUNSELLOR)


@pytest.fixture
def past():
    """Today, seen from the day on which the figures are made: vouchers are issued today in tests."""
    return today()


@pytest.fixture
def later():
    """A day from which today lies in the window, and the days to look whether somebody works too."""
    day = today() + timedelta(days=330)
    first, last = window(day, 12)
    assert first <= today() < today() + timedelta(days=120) <= last
    return day


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def history(session, voucher, **columns):
    """Give a voucher a course of its own."""
    sets = ", ".join(f"{name} = :{name}" for name in columns)
    session.execute(
        text(f"UPDATE voucher SET {sets} WHERE id = :id"), {**columns, "id": voucher.id}
    )


def test_figures_follow_vouchers_answers_and_ends(session, supplied, counsellor, past, later):
    vouchers = [issued(counsellor, supplied) for _ in range(5)]
    moments = [
        {"state": "completed", "taken_up_at": noon(past + timedelta(2)), "closed_at": noon(past)},
        {"state": "ended_early", "taken_up_at": noon(past + timedelta(4)), "closed_at": noon(past)},
        {"state": "declined", "closed_at": noon(past + timedelta(6))},
        {"state": "declined", "closed_at": noon(vouchers[3].take_up_by + timedelta(1))},
        {"state": "renounced", "closed_at": noon(past)},
    ]
    for voucher, moment in zip(vouchers, moments, strict=True):
        if "taken_up_at" in moment:
            moment["first_appointment_at"] = moment["taken_up_at"]
        history(session, voucher, **moment)
    worker = vouchers[0].jobseeker
    _work(session, worker, past + timedelta(60), None)
    _work(session, vouchers[1].jobseeker, past, past + timedelta(80))
    assert compute_performance(later) == 2
    line = session.scalars(select(ProviderPerformance).filter_by(service_type="")).one()
    assert (line.provider_id, line.answers, line.silent) == (supplied.provider.id, 4, 1)
    assert line.median_days == 4  # of 2, 4, 6 and more than ten, the lower of the two in the middle
    assert (line.ended, line.completed) == (2, 1)
    assert (line.followed, line.employed) == (2, 1)


def test_an_internship_and_an_annulled_job_are_no_work(session, supplied, counsellor, past, later):
    voucher = issued(counsellor, supplied)
    taken = {"taken_up_at": noon(past), "first_appointment_at": noon(past)}
    history(session, voucher, state="completed", closed_at=noon(past), **taken)
    _work(session, voucher.jobseeker, past, None, kind=ContractKind.INTERNSHIP)
    wrong = _work(session, voucher.jobseeker, past, None, employer="Altra ditta")
    wrong.annulled_at, wrong.annulled_by_id = noon(past), counsellor.id
    session.flush()
    compute_performance(later)
    line = session.scalars(select(ProviderPerformance).filter_by(service_type="")).one()
    assert (line.followed, line.employed) == (1, 0)


def test_twice_gives_the_same_and_old_lines_go(session, supplied, counsellor, past, later):
    taken = {"taken_up_at": noon(past), "first_appointment_at": noon(past)}
    history(session, issued(counsellor, supplied), state="taken_up", **taken)
    assert compute_performance(later) == compute_performance(later) == 2
    assert compute_performance(today() + timedelta(days=1200)) == 0
    assert session.scalars(select(ProviderPerformance)).all() == []


def test_few_people_are_counted_and_not_shown(session, supplied, counsellor, past, later):
    taken = {"taken_up_at": noon(past), "first_appointment_at": noon(past)}
    for _ in range(9):
        history(session, issued(counsellor, supplied), state="taken_up", **taken)
    compute_performance(later)
    assert figures_of(supplied.provider.id).whole.is_empty
    history(session, issued(counsellor, supplied), state="taken_up", **taken)
    compute_performance(later)
    figures = figures_of(supplied.provider.id)
    assert (figures.whole.answers, figures.whole.median_days) == (10, 0)
    assert figures.whole.silent.percent == 50  # fewer than five of ten: told as "below 50 %"
    assert figures_of(0) is None


def _work(session, case, first, last, *, kind=ContractKind.PERMANENT, employer="Ditta"):
    did_id = session.scalar(text("SELECT id FROM did WHERE jobseeker_id = :id"), {"id": case.id})
    period = WorkPeriod(
        jobseeker_id=case.id,
        centre_id=case.centre_id,
        provider_id=None,
        did_id=did_id,
        employer=employer,
        kind=kind,
        started_on=first,
        ended_on=last,
        source=WorkSource.PERSON,
    )
    session.add(period)
    session.flush()
    return period
