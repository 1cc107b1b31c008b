"""What falls due, table by table: who waits, what is to be done about it, on which page."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import literal_column

from app.accounts.permissions import Permission
from app.cases.models.duties import Duty
from app.cases.models.jobseeker import Jobseeker, Step
from app.cases.models.status import WorkPeriod
from app.cases.states import DutyKind, DutyState
from app.core.language import N_
from app.dashboards.queries.sources import Act, DeskSource, Present
from app.dashboards.rules.desk import DAYS_AHEAD
from profiling.assessment.models import PathwayRequest, ProfileRefresh
from profiling.assessment.states import RequestState
from profiling.objections.models import Objection
from profiling.objections.states import ObjectionState

_MAY = Permission
_AGREEMENT = "cases.agreement"


def _step(step: Step, verb: str, endpoint: str, permission: Permission) -> Act:
    return Act(step.value, step.label, verb, endpoint, permission)


case_steps = DeskSource(
    Jobseeker,
    Jobseeker.due_on,
    (
        _step(Step.DECLARE, N_("Record it"), "cases.did", _MAY.DID_DECLARE),
        _step(Step.VALIDATE, N_("Validate"), "cases.did", _MAY.DID_VALIDATE),
        _step(Step.PROFILE, N_("Calculate"), "profile.shown", _MAY.PROFILE_CALCULATE),
        _step(Step.ASSESS, N_("Assess"), "assessment.overview", _MAY.ASSESSMENT_WRITE),
        _step(Step.DECIDE, N_("Decide"), "pathway.shown", _MAY.PATHWAY_DECIDE),
        _step(Step.DRAFT, N_("Write"), _AGREEMENT, _MAY.AGREEMENT_DRAFT),
        _step(Step.SIGN, N_("Have it signed"), _AGREEMENT, _MAY.AGREEMENT_DRAFT),
        _step(Step.COUNTERSIGN, N_("Countersign"), _AGREEMENT, _MAY.AGREEMENT_COUNTERSIGN),
        _step(Step.CHOOSE, N_("Choose"), "matching.choice", _MAY.CHOICE_MAKE),
        _step(Step.ISSUE, N_("Issue"), "issuing.of_case", _MAY.VOUCHER_ISSUE),
        _step(Step.TAKE_UP, N_("Look"), "issuing.of_case", _MAY.VOUCHER_READ),
        _step(Step.DELIVER, N_("Look"), "issuing.of_case", _MAY.VOUCHER_READ),
    ),
    waits=lambda _present: (),
    kind=Jobseeker.step,
    ball=Jobseeker.ball,
)
"""The next step of each case, whoever has to act."""

duties = DeskSource(
    Duty,
    Duty.due_on,
    tuple(
        Act(kind.value, kind.label, verb, "cases.duty", _MAY.DUTY_RECORD, item="duty_id")
        for kind, verb in (
            (DutyKind.CONTACT, N_("Get in touch")),
            (DutyKind.APPOINTMENT, N_("Receive")),
            (DutyKind.ACTION, N_("Look into it")),
            (DutyKind.SEARCH_EVIDENCE, N_("Look into it")),
        )
    ),
    waits=lambda present: (
        Duty.state == DutyState.PLANNED,
        Duty.cannot_come_at.is_(None),
        Duty.due_on <= present.day + timedelta(days=DAYS_AHEAD),
    ),
    kind=Duty.kind,
    whose=Duty.counsellor_id,
)
"""The dated duties of the agreements: those past, to be recorded, and those of the days to come."""

cannot_come = DeskSource(
    Duty,
    Duty.due_on,
    (
        Act(
            "cannot_come",
            N_("Answer who cannot come"),
            N_("Reply"),
            "cases.duty",
            _MAY.DUTY_RECORD,
            item="duty_id",
        ),
    ),
    waits=lambda _present: (Duty.state == DutyState.PLANNED, Duty.cannot_come_at.is_not(None)),
    whose=Duty.counsellor_id,
)
"""The duties of which the person said beforehand that they cannot keep them."""

stale_profiles = DeskSource(
    ProfileRefresh,
    ProfileRefresh.due_on,
    (
        Act(
            "ask_profile",
            N_("Ask the person to bring the profile up to date"),
            N_("Ask"),
            "profile.shown",
            _MAY.PROFILE_CALCULATE,
        ),
    ),
    waits=lambda _present: (ProfileRefresh.tried_on.is_not(None), Jobseeker.step != Step.CLOSED),
    asks_case=True,
)
"""The profiles the nightly job could not calculate again without asking the person."""

work_ending = DeskSource(
    WorkPeriod,
    WorkPeriod.expected_end_on,
    (
        Act(
            "work_ending",
            N_("Check whether the job has ended"),
            N_("Look into it"),
            "cases.did",
            _MAY.DID_VALIDATE,
        ),
    ),
    waits=lambda present: (
        WorkPeriod.ended_on.is_(None),
        WorkPeriod.annulled_at.is_(None),
        WorkPeriod.expected_end_on <= present.day + timedelta(days=DAYS_AHEAD),
    ),
)
"""The periods of work whose foreseen end is near or past: the status may have to be resumed."""

_SETTLED = (Step.DECLARE, Step.VALIDATE, Step.PROFILE, Step.ASSESS, Step.DECIDE, Step.CLOSED)
"""Steps at which no new assessment is due: the first is still to come or to be used, or nothing is."""


def _running_out(present: Present) -> Sequence[Any]:
    notice = present.rules.reassessment_notice_days()
    return (
        Jobseeker.assessed_until <= present.day + timedelta(days=notice),
        # In words, so that the index of the open cases is recognised.
        Jobseeker.step != literal_column("'closed'"),
        Jobseeker.step.not_in(_SETTLED),
    )


reassessments = DeskSource(
    Jobseeker,
    Jobseeker.assessed_until,
    (
        Act(
            "reassess",
            N_("The assessment runs out"),
            N_("Assess again"),
            "assessment.overview",
            _MAY.ASSESSMENT_WRITE,
        ),
    ),
    waits=_running_out,
)
"""The cases under way whose assessment runs out soon, or has, and has not been made again."""

objections_open = DeskSource(
    Objection,
    Objection.due_on,
    (
        Act(
            "objection",
            N_("Answer an objection"),
            N_("Answer it"),
            "objections.of_case",
            _MAY.ASSESSMENT_WRITE,
        ),
    ),
    waits=lambda _present: (Objection.state == ObjectionState.OPEN,),
)
"""The objections to an assessment that wait for the centre's answer."""

confirmations = DeskSource(
    PathwayRequest,
    PathwayRequest.due_on,
    (
        Act(
            "confirm_pathway",
            N_("Confirm a pathway as the second person"),
            N_("Answer it"),
            "pathway.shown",
            _MAY.PATHWAY_CONFIRM,
        ),
    ),
    waits=lambda _present: (PathwayRequest.state == RequestState.REQUESTED,),
)
"""The decided pathways that wait for a second person of the centre."""
