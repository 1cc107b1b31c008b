"""The journey of a case as tasks and words."""

from app.cases.models.jobseeker import Step
from app.cases.rules.journey import (
    TaskStatus,
    messages_of,
    reason_words,
    silent_actions,
    silent_beginnings,
    task_status,
)
from app.core.state_machine import Audience

ORDER = tuple(Step)


def test_a_task_before_the_present_step_is_done() -> None:
    status = task_status(ORDER, Step.ASSESS, (Step.DECLARE, Step.VALIDATE), is_with_centre=True)
    assert status is TaskStatus.DONE


def test_a_task_after_the_present_step_cannot_start() -> None:
    status = task_status(ORDER, Step.ASSESS, (Step.CHOOSE,), is_with_centre=True)
    assert status is TaskStatus.NOT_YET


def test_the_present_task_is_to_do_when_the_centre_has_to_act() -> None:
    status = task_status(ORDER, Step.SIGN, (Step.DRAFT, Step.SIGN), is_with_centre=True)
    assert status is TaskStatus.TO_DO


def test_the_present_task_waits_when_somebody_else_has_to_act() -> None:
    status = task_status(ORDER, Step.SIGN, (Step.DRAFT, Step.SIGN), is_with_centre=False)
    assert status is TaskStatus.WAITING


def test_each_side_reads_its_own_words() -> None:
    words = messages_of("did", "validate")
    assert words[Audience.STAFF] != words[Audience.JOBSEEKER]


def test_the_beginning_of_a_record_is_told_by_its_machine() -> None:
    assert messages_of("did", "declare")[Audience.STAFF] == "Declaration of availability recorded"


def test_a_coded_reason_is_told_in_words() -> None:
    assert reason_words("did", "end", "retired") == "Retired"
    assert reason_words("did", "end", None) == ""


def test_the_person_is_not_told_of_a_draft() -> None:
    assert "agreement" in {machine for machine, _ in silent_beginnings(Audience.JOBSEEKER)}
    assert ("agreement", "vary") in set(silent_actions(Audience.JOBSEEKER))
