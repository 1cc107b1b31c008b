"""The state table of the declaration of immediate availability (DID)."""

from app.core.language import N_, Labelled
from app.core.state_machine import Audience, StateMachine, Transition

_STAFF, _PERSON = Audience.STAFF, Audience.JOBSEEKER


class DidState(Labelled):
    """Status of a declaration of immediate availability (D.Lgs. 150/2015, art. 19)."""

    DECLARED = "declared", N_("Declared")
    VALIDATED = "validated", N_("Validated")
    REJECTED = "rejected", N_("Rejected")
    SUSPENDED = "suspended", N_("Suspended")
    ENDED = "ended", N_("Ended")


class DidAction(Labelled):
    """What can happen to a DID."""

    VALIDATE = "validate", N_("Validate")
    REJECT = "reject", N_("Reject")
    SUSPEND = "suspend", N_("Suspend")
    RESUME = "resume", N_("Resume")
    END = "end", N_("End")
    CORRECT = "correct", N_("Correct")
    RESTORE = "restore", N_("Restore")


REJECTION_REASONS = {
    "employed": N_("The person has a job above the income threshold"),
    "duplicate": N_("A declaration is already in force"),
    "not_available": N_("The person is not immediately available"),
    "identity": N_("Identity could not be established"),
}
END_REASONS = {
    "job_over_six_months": N_("Job of more than six months"),
    "renounced": N_("Renounced by the person"),
    "forfeiture": N_("Forfeiture under conditionality"),
    "retired": N_("Retired"),
    "moved_abroad": N_("Moved abroad"),
    "deceased": N_("Deceased"),
}

RESTORATION_REASONS = {
    "appeal": N_("The appeal was granted"),
    "error": N_("The end was recorded by error"),
}
OPEN_DID = frozenset({DidState.DECLARED, DidState.VALIDATED, DidState.SUSPENDED})
"""States in which the declaration has neither been rejected nor ended."""

DID = StateMachine(
    "did",
    initial=DidState.DECLARED,
    final=frozenset({DidState.REJECTED}),
    created={
        _STAFF: N_("Declaration of availability recorded"),
        _PERSON: N_("Your declaration of availability has been recorded"),
    },
    transitions=(
        Transition(
            sources=frozenset({DidState.DECLARED}),
            action=DidAction.VALIDATE,
            target=DidState.VALIDATED,
            permission="did:validate",
            messages={
                _STAFF: N_("Declaration of availability validated"),
                _PERSON: N_("Your declaration of availability is valid"),
            },
        ),
        Transition(
            sources=frozenset({DidState.DECLARED}),
            action=DidAction.REJECT,
            target=DidState.REJECTED,
            permission="did:validate",
            reasons=REJECTION_REASONS,
            note_required=True,
            messages={
                _STAFF: N_("Declaration of availability rejected"),
                _PERSON: N_("Your declaration of availability was not accepted"),
            },
        ),
        Transition(
            sources=frozenset({DidState.VALIDATED}),
            action=DidAction.SUSPEND,
            target=DidState.SUSPENDED,
            permission="did:validate",
            messages={
                _STAFF: N_("Unemployment status suspended for a period of work"),
                _PERSON: N_("Your status is suspended while you work"),
            },
        ),
        Transition(
            sources=frozenset({DidState.SUSPENDED}),
            action=DidAction.RESUME,
            target=DidState.VALIDATED,
            permission="did:validate",
            messages={
                _STAFF: N_("Unemployment status resumed"),
                _PERSON: N_("Your status is active again"),
            },
        ),
        Transition(
            sources=frozenset({DidState.VALIDATED, DidState.SUSPENDED}),
            action=DidAction.END,
            target=DidState.ENDED,
            permission="did:validate",
            reasons=END_REASONS,
            messages={
                _STAFF: N_("Declaration of availability ended"),
                _PERSON: N_("Your declaration of availability has ended"),
            },
            system_too=True,  # a job of more than six months ends it by law (art. 19, c. 3)
        ),
        Transition(
            sources=frozenset({DidState.SUSPENDED}),
            action=DidAction.CORRECT,
            target=DidState.VALIDATED,
            permission="did:validate",
            note_required=True,
            messages={
                _STAFF: N_("Status corrected: an event recorded by error was annulled"),
                _PERSON: N_("Your status was corrected"),
            },
        ),
        Transition(
            sources=frozenset({DidState.VALIDATED}),
            action=DidAction.CORRECT,
            target=DidState.SUSPENDED,
            permission="did:validate",
            note_required=True,
            messages={
                _STAFF: N_("Status corrected: an event recorded by error was annulled"),
                _PERSON: N_("Your status was corrected"),
            },
        ),
        Transition(
            sources=frozenset({DidState.ENDED}),
            action=DidAction.RESTORE,
            target=DidState.VALIDATED,
            permission="did:restore",
            reasons=RESTORATION_REASONS,
            note_required=True,
            messages={
                _STAFF: N_("Declaration of availability restored"),
                _PERSON: N_("Your declaration of availability holds again"),
            },
        ),
    ),
)
