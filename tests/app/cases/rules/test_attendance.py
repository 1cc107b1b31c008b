"""Figures of an agreement's report, counted by hand."""

from app.cases.rules.attendance import Attendance, attendance
from app.cases.states import DutyState


def test_the_counts_are_by_outcome_and_what_was_called_off_is_not_due() -> None:
    found = attendance(
        [
            (DutyState.DONE, True), (DutyState.DONE, True), (DutyState.DONE, True),
            (DutyState.MISSED, True), (DutyState.EXCUSED, True), (DutyState.PLANNED, True),
            (DutyState.PLANNED, False), (DutyState.CANCELLED, True), (DutyState.MOVED, True),
        ]
    )  # fmt: skip
    assert found == Attendance(done=3, missed=1, excused=1, unrecorded=1)
    assert (found.due, found.percent) == (6, 75)


def test_the_share_is_rounded_down_so_that_a_hundred_means_all() -> None:
    assert Attendance(done=299, missed=1, excused=0, unrecorded=0).percent == 99
    assert Attendance(done=2, missed=1, excused=0, unrecorded=0).percent == 66


def test_there_is_no_share_before_anything_is_known() -> None:
    assert Attendance(done=0, missed=0, excused=3, unrecorded=2).percent is None
