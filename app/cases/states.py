"""The state tables of the case record: DID and service agreement; the words of its other events."""

from collections.abc import Mapping

from app.core.language import N_, Labelled
from app.core.state_machine import Audience, Messages, StateMachine, Transition

_STAFF, _PROVIDER, _PERSON = Audience.STAFF, Audience.PROVIDER, Audience.JOBSEEKER

CASE_WORDS: Mapping[str, Messages] = {
    "register": {
        _STAFF: N_("Person registered"),
        _PERSON: N_("The employment centre opened your file"),
    },
    "update": {
        _STAFF: N_("Personal data corrected"),
        _PERSON: N_("The employment centre corrected your data"),
    },
    "assign": {
        _STAFF: N_("Counsellor assigned"),
        _PERSON: N_("Your counsellor"),
    },
    "unassign": {
        _STAFF: N_("Left without a counsellor"),
        _PERSON: N_("Your centre is choosing your counsellor"),
    },
    "update_own": {
        _STAFF: N_("The person corrected their contacts"),
        _PERSON: N_("You corrected your contacts"),
    },
    "give_consent": {_STAFF: N_("Consent given"), _PERSON: N_("You gave a consent")},
    "withdraw_consent": {_STAFF: N_("Consent withdrawn"), _PERSON: N_("You withdrew a consent")},
    "decide_pathway": {
        _STAFF: N_("Pathway decided"),
        _PERSON: N_("Your pathway has been decided"),
    },
}
"""What the timeline tells of events that change no state."""


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

DID = StateMachine(
    "did",
    initial=DidState.DECLARED,
    final=frozenset({DidState.REJECTED, DidState.ENDED}),
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
        ),
    ),
)


class AgreementState(Labelled):
    """Status of a personalised service agreement (D.Lgs. 150/2015, art. 20)."""

    DRAFT = "draft", N_("Draft")
    PROPOSED = "proposed", N_("Proposed to the person")
    SIGNED = "signed", N_("Signed by the person")
    IN_FORCE = "in_force", N_("In force")
    VARIED = "varied", N_("Replaced by a new version")
    ENDED = "ended", N_("Ended")


class AgreementAction(Labelled):
    """What can happen to a service agreement."""

    PROPOSE = "propose", N_("Propose to the person")
    WITHDRAW = "withdraw", N_("Take back to draft")
    SIGN = "sign", N_("Sign")
    RECORD_SIGNATURE = "record_signature", N_("Record the signature given at the desk")
    COUNTERSIGN = "countersign", N_("Countersign")
    VARY = "vary", N_("Replace by a new version")
    END = "end", N_("End")


AGREEMENT_END_REASONS = {
    "goal_reached": N_("The goal is reached"),
    "did_ended": N_("The declaration of availability has ended"),
    "renounced": N_("Renounced by the person"),
    "forfeiture": N_("Forfeiture under conditionality"),
}

AGREEMENT = StateMachine(
    "agreement",
    initial=AgreementState.DRAFT,
    final=frozenset({AgreementState.VARIED, AgreementState.ENDED}),
    created={_STAFF: N_("Service agreement drafted")},
    transitions=(
        Transition(
            sources=frozenset({AgreementState.DRAFT}),
            action=AgreementAction.PROPOSE,
            target=AgreementState.PROPOSED,
            permission="agreement:draft",
            messages={
                _STAFF: N_("Service agreement proposed to the person"),
                _PERSON: N_("Your service agreement is ready to be read and signed"),
            },
        ),
        Transition(
            sources=frozenset({AgreementState.PROPOSED}),
            action=AgreementAction.WITHDRAW,
            target=AgreementState.DRAFT,
            permission="agreement:draft",
            messages={
                _STAFF: N_("Service agreement taken back to draft"),
                _PERSON: N_("The centre is changing your service agreement"),
            },
        ),
        Transition(
            sources=frozenset({AgreementState.PROPOSED}),
            action=AgreementAction.SIGN,
            target=AgreementState.SIGNED,
            permission="agreement:sign_own",
            messages={
                _STAFF: N_("Service agreement signed by the person in their own area"),
                _PERSON: N_("You signed your service agreement"),
            },
        ),
        Transition(
            sources=frozenset({AgreementState.PROPOSED}),
            action=AgreementAction.RECORD_SIGNATURE,
            target=AgreementState.SIGNED,
            permission="agreement:draft",
            messages={
                _STAFF: N_("Signature given at the desk recorded"),
                _PERSON: N_("You signed your service agreement at the centre"),
            },
        ),
        Transition(
            sources=frozenset({AgreementState.SIGNED}),
            action=AgreementAction.COUNTERSIGN,
            target=AgreementState.IN_FORCE,
            permission="agreement:countersign",
            messages={
                _STAFF: N_("Service agreement countersigned and in force"),
                _PERSON: N_("Your service agreement is in force"),
            },
        ),
        Transition(
            sources=frozenset({AgreementState.IN_FORCE}),
            action=AgreementAction.VARY,
            target=AgreementState.VARIED,
            permission="agreement:countersign",
            messages={_STAFF: N_("Service agreement replaced by a new version")},
        ),
        Transition(
            sources=frozenset({AgreementState.IN_FORCE}),
            action=AgreementAction.END,
            target=AgreementState.ENDED,
            permission="agreement:draft",
            reasons=AGREEMENT_END_REASONS,
            messages={
                _STAFF: N_("Service agreement ended"),
                _PERSON: N_("Your service agreement has ended"),
            },
        ),
    ),
)


class ReassignmentState(Labelled):
    """Status of a distribution of cases among counsellors."""

    PREPARED = "prepared", N_("To be confirmed")
    DROPPED = "dropped", N_("Given up")
    MADE = "made", N_("Done")
    UNDONE = "undone", N_("Undone")


class ReassignmentAction(Labelled):
    """What can happen to a distribution of cases."""

    DROP = "drop", N_("Give up")
    MAKE = "make", N_("Confirm")
    UNDO = "undo", N_("Undo")


class ReassignmentReason(Labelled):
    """Why cases change hands."""

    NEW_CASES = "new_cases", N_("New cases to be followed")
    WORKLOAD = "workload", N_("Workload evened out")
    ABSENCE = "absence", N_("Absence of the counsellor")
    DEPARTURE = "departure", N_("The counsellor leaves the centre")
    EXPERTISE = "expertise", N_("Competence needed for the case")
    INCOMPATIBILITY = "incompatibility", N_("Incompatibility or request of the person")


class LineOutcome(Labelled):
    """What became of one case of a distribution."""

    CHOSEN = "chosen", N_("To be given")
    MOVED = "moved", N_("Given")
    STALE = "stale", N_("Left alone: somebody else gave it meanwhile")
    RETURNED = "returned", N_("Given back")
    KEPT = "kept", N_("Not given back: it had changed hands again")


_DISTRIBUTE = "case:distribute"

REASSIGNMENT = StateMachine(
    "reassignment",
    initial=ReassignmentState.PREPARED,
    final=frozenset({ReassignmentState.DROPPED, ReassignmentState.UNDONE}),
    transitions=(
        Transition(
            sources=frozenset({ReassignmentState.PREPARED}),
            action=ReassignmentAction.DROP,
            target=ReassignmentState.DROPPED,
            permission=_DISTRIBUTE,
        ),
        Transition(
            sources=frozenset({ReassignmentState.PREPARED}),
            action=ReassignmentAction.MAKE,
            target=ReassignmentState.MADE,
            permission=_DISTRIBUTE,
        ),
        Transition(
            sources=frozenset({ReassignmentState.MADE}),
            action=ReassignmentAction.UNDO,
            target=ReassignmentState.UNDONE,
            permission=_DISTRIBUTE,
        ),
    ),
)
"""A distribution of cases; each case is told by `case:assign`, so the table itself tells nobody."""
