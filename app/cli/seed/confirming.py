"""A second person answers for a pathway: as past history, and as what waits for the demo's manager."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from app.accounts.models import User
from app.cases.models.jobseeker import Jobseeker, Step
from app.cli.seed.organisations import Office
from app.cli.seed.story import Story
from app.cli.seed.trails import Subject
from app.cli.seed.writing import AnySession
from app.core.clock import frozen
from profiling.assessment.models import Assessment, PathwayRequest
from profiling.assessment.operations.confirm import refuse_pathway
from profiling.assessment.operations.decide import decide_pathway
from profiling.assessment.states import (
    PATHWAY_REQUEST,
    AssessmentState,
    RequestAction,
    RequestState,
)

REFUSED = 0.15
LAST_MOVED = 4
"""People proposed for a pathway before this one are moved to it."""
HOURS_AGO = 20
REFUSAL = "Prima serve un confronto con i servizi sociali: riprendiamo la scelta insieme."
WAITING_NOTES = (
    "Nel secondo colloquio è emerso che la casa è a rischio.",
    "I servizi sociali seguono la famiglia da settembre.",
    "Difficoltà di salute raccontate solo dopo il questionario.",
)


def ask_second_person(story: Story, assessment_id: int, choice: dict[str, Any]) -> bool:
    """Ask the centre's manager, and let some days go by; whether it was confirmed.

    Raises StillWaiting where the answer is still to come: the request stays open.
    """
    setting = story.setting
    key = setting.writer.key(PathwayRequest)
    subject = Subject("pathway_request", key, story.reach, PATHWAY_REQUEST)
    act = story.by_counsellor()
    state = setting.trails.begin(act, "pathway_request:ask", subject)
    days = setting.rules.days("confirmation_days")
    row = story.keep(
        PathwayRequest,
        {
            "id": key,
            "state": state,
            "assessment_id": assessment_id,
            "rule_set_id": setting.rule_set_id,
            "asked_by_id": story.counsellor.id,
            "asked_at": story.at,
            "due_on": story.today + timedelta(days=days),
            "answered_by_id": None,
            "answered_at": None,
            "answer": "",
            **choice,
        },
    )
    story.wait(0, days)
    is_refused = setting.chance.random() < REFUSED
    manager, action = story.office.manager, RequestAction.CONFIRM
    if is_refused:
        action, row["answer"] = RequestAction.REFUSE, REFUSAL
    story.read(manager, "pathway")
    row["answered_by_id"], row["answered_at"] = manager.id, story.at
    row["state"] = setting.trails.perform(
        story.by(manager, note=row["answer"]), subject, state, action
    )
    return not is_refused


def leave_waiting(session: AnySession, office: Office, now: datetime) -> None:
    """Decisions of today that wait for the centre's manager, and one she has not confirmed; made by
    the operations themselves.
    """
    manager = session.get_one(User, office.manager.id)
    cases = session.scalars(
        select(Jobseeker)
        .join(Assessment, Assessment.jobseeker_id == Jobseeker.id)
        .where(
            Jobseeker.centre_id == office.id,
            Jobseeker.step == Step.DECIDE,
            Assessment.state == AssessmentState.COMPLETED,
            Assessment.proposed < LAST_MOVED,
            Jobseeker.id.not_in(
                select(PathwayRequest.jobseeker_id).where(
                    PathwayRequest.state == RequestState.REQUESTED
                )
            ),
        )
        .order_by(Jobseeker.id)
        .limit(len(WAITING_NOTES) + 1)
    ).all()
    with frozen(now - timedelta(hours=HOURS_AGO)):
        for number, case in enumerate(cases):
            _ask(session, manager, case, number)


def _ask(session: AnySession, manager: User, case: Jobseeker, number: int) -> None:
    counsellor = session.get_one(User, case.counsellor_id)
    note = WAITING_NOTES[number % len(WAITING_NOTES)]
    asked = decide_pathway(counsellor, case, LAST_MOVED, reason="fragility_seen_later", note=note)
    if number == len(WAITING_NOTES) and isinstance(asked, PathwayRequest):
        refuse_pathway(manager, case, asked, answer=REFUSAL)
