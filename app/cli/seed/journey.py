"""The journey of one case, step by step, until the present stops it."""

from contextlib import suppress
from datetime import datetime, time, timedelta

from app.cases.models.jobseeker import Ball, Step
from app.cases.models.steps import ServiceAgreement
from app.cases.rules.status_history import StatusKind
from app.cases.states import AgreementState, DidAction
from app.cli.seed import (
    agreeing,
    assessing,
    duties,
    reassessing,
    recalculating,
    registration,
    rights,
    standing,
)
from app.cli.seed.story import StillWaiting, Story
from app.cli.seed.trails import SYSTEM
from app.core.clock import ROME
from profiling.assessment.states import AssessmentAction, AssessmentState

FOUND_WORK_AFTER = {"completed": 0.5, "ended_early": 0.4, "renounced": 0.5}
"""How often the case closes with a job after a round, by how the round ended."""


def tell(story: Story) -> None:
    """Tell the story as far as it has come, and write its rows."""
    registration.register(story)
    with suppress(StillWaiting):
        _go_along(story)
    _expire_assessment(story)
    recalculating.recalculate(story)
    duties.follow(story)
    standing.hold_to_a_duty(story)
    story.setting.trails.write()
    _write(story)


def _go_along(story: Story) -> None:
    registration.declare(story)
    if registration.is_rejected(story):
        return
    standing.work_for_a_while(story)
    assessing.profile(story)
    assessing.assess(story)
    assessing.decide(story)
    reassessing.object_to(story)
    agreeing.agree(story)
    reassessing.assess_again(story)
    for _round in range(rights.MOST_VOUCHERS):
        ended = rights.choose_and_go(story)
        story.provider_id = None
        works = story.setting.chance.random() < FOUND_WORK_AFTER.get(ended, 0)
        if works or (story.stop_at is Step.CLOSED and ended == "completed"):
            _find_work(story)
            return
        if ended in ("completed", "ended_early"):
            rights.choose_again(story, Ball.JOBSEEKER)


def _find_work(story: Story) -> None:
    """A job of more than six months ends the declaration, and with it the case."""
    story.enter(Step.DELIVER, Ball.CENTRE, story.term("issue_days"))
    story.wait(5, 30)
    standing.move_did(story, DidAction.END, "job_over_six_months")
    story.notes["did"][0]["ended_on"] = story.today
    standing.note(story, StatusKind.ENDED, story.today, "job_over_six_months")
    agreeing.end(story, "did_ended")
    story.enter(Step.CLOSED, Ball.NOBODY)


def _expire_assessment(story: Story) -> None:
    """What the nightly job does to an assessment whose validity is over."""
    if "assessment" not in story.notes:
        return
    row, subject, _outcome = story.notes["assessment"]
    night = datetime.combine(row["valid_until"] + timedelta(days=1), time(3), ROME)
    if row["state"] is AssessmentState.COMPLETED and night < story.setting.now:
        story.at = night
        act = story.by(SYSTEM)
        row["state"] = story.setting.trails.perform(
            act, subject, row["state"], AssessmentAction.EXPIRE
        )


def _write(story: Story) -> None:
    """The case, and its rows; an agreement begins as a draft, so that its parts may be added."""
    for model, row in story.kept:
        if model is ServiceAgreement and row["state"] is not AgreementState.DRAFT:
            story.setting.writer.settle(model, row["id"], {"state": row["state"]})
            story.setting.writer.add(model, row | {"state": AgreementState.DRAFT})
        else:
            story.setting.writer.add(model, row)
    story.write_case()
