"""The state table of a distribution of cases among counsellors."""

from app.core.language import N_, Labelled
from app.core.state_machine import StateMachine, Transition


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
