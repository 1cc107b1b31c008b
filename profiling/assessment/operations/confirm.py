"""Answer a request for a second person: confirm, do not confirm, withdraw, let lapse."""

from app.accounts.models import User
from app.audit.operations import Transitioned, lock, perform
from app.cases.models.jobseeker import Jobseeker, reach_columns
from app.cases.models.steps import PathwayRecord
from app.core.clock import now
from app.core.errors import Refusal, RuleBroken
from app.core.language import N_
from app.programme.queries import rules_of_version
from profiling.assessment.models import Assessment, PathwayRequest
from profiling.assessment.operations.decide import enact
from profiling.assessment.queries import class_deciding, completed_assessment, open_request
from profiling.assessment.rules.second_person import Answerer, answer_refusals
from profiling.assessment.states import AssessmentState, RequestAction, RequestState

_CLOSED = {
    RequestState.CONFIRMED: N_("Somebody has confirmed this decision in the meantime."),
    RequestState.REFUSED: N_(
        "Somebody has answered in the meantime: the decision was not confirmed."
    ),
    RequestState.WITHDRAWN: N_("The request was withdrawn in the meantime."),
    RequestState.LAPSED: N_(
        "The request has lapsed: the assessment it rests on no longer counts. Decide on the new one."
    ),
}
_NOT_ASKER = Refusal("not_the_asker", N_("Only the person who asked can withdraw the request."))
_NO_WORDS = Refusal(
    "answer_missing",
    N_("Write why you do not confirm: your colleague needs it to go on."),
    field="answer",
)


def confirm_pathway(
    actor: User, case: Jobseeker, request: PathwayRequest, *, answer: str = ""
) -> PathwayRecord:
    """Make the requested pathway the person's, as the second person; both names stay with it.

    Raises:
        RuleBroken: it is answered, withdrawn or lapsed already, or this person may not be the second.
    """
    _hold(case, request)
    _check_answerer(actor, request)
    assessment = completed_assessment(case.id)
    if assessment is None or assessment.id != request.assessment_id:
        raise RuleBroken([Refusal("request_lapsed", _CLOSED[RequestState.LAPSED])])
    _close(actor, request, RequestAction.CONFIRM, answer=answer)
    decision = PathwayRecord(
        **reach_columns(case),
        assessment_id=request.assessment_id,
        rule_set_id=request.rule_set_id,
        rule=assessment.rule,
        profile_class=class_deciding(assessment),
        proposed=request.proposed,
        decided=request.decided,
        override_reason=request.override_reason,
        note=request.note,
        decided_by_id=request.asked_by_id,
        confirmed_by_id=actor.id,
    )
    return enact(actor, case, assessment, decision)


def refuse_pathway(
    actor: User, case: Jobseeker, request: PathwayRequest, *, answer: str
) -> PathwayRequest:
    """Do not confirm, with words for the one who asked; the choice is theirs again.

    Raises:
        RuleBroken: it is answered, withdrawn or lapsed already, this person may not be the second, or
            the words are missing.
    """
    _hold(case, request)
    _check_answerer(actor, request)
    if not answer.strip():
        raise RuleBroken([_NO_WORDS])
    _close(actor, request, RequestAction.REFUSE, answer=answer)
    return request


def withdraw_request(actor: User, case: Jobseeker, request: PathwayRequest) -> PathwayRequest:
    """Take the request back, as the one who asked.

    Raises:
        RuleBroken: it is answered, withdrawn or lapsed already, or somebody else asked.
    """
    _hold(case, request)
    if actor.id != request.asked_by_id:
        raise RuleBroken([_NOT_ASKER])
    _close(actor, request, RequestAction.WITHDRAW)
    return request


def lapse_request(event: Transitioned) -> None:
    """Reaction: a request falls with the assessment it rests on, replaced or expired."""
    if not isinstance(event.record, Assessment):
        return
    if event.to_state not in (AssessmentState.SUPERSEDED, AssessmentState.EXPIRED):
        return
    request = open_request(event.record.jobseeker_id)
    if request is not None and request.assessment_id == event.record.id:
        _close(None, request, RequestAction.LAPSE)


def _hold(case: Jobseeker, request: PathwayRequest) -> None:
    """Hold the case, in the order every change of a pathway does, then what is asked about it."""
    lock(case)
    lock(request)
    if request.state is not RequestState.REQUESTED:
        raise RuleBroken([Refusal(f"request_{request.state.value}", _CLOSED[request.state])])


def _check_answerer(actor: User, request: PathwayRequest) -> None:
    who = Answerer(
        user_id=actor.id,
        role=actor.role.value,
        centre_id=actor.organisation_id,
        asked_by_id=request.asked_by_id,
        asked_in_centre_id=request.centre_id,
    )
    if refusals := answer_refusals(rules_of_version(request.rule_set_id), who):
        raise RuleBroken(refusals)


def _close(
    actor: User | None, request: PathwayRequest, action: RequestAction, *, answer: str = ""
) -> None:
    lock(request)
    # Before the state, which the database lets close only what says by whom and when.
    with_words = answer.strip()
    request.answered_by_id, request.answered_at = (actor.id if actor else None), now()
    request.answer = with_words
    perform(actor, request, action, note=with_words)
