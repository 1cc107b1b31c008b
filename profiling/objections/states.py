"""The state table of an objection."""

from app.core.language import N_, Labelled
from app.core.state_machine import Audience, StateMachine, Transition


class ObjectionState(Labelled):
    """Whose turn it is: the centre's until it has answered."""

    OPEN = "open", N_("Waiting for the centre's answer")
    ANSWERED = "answered", N_("Answered")


class ObjectionAction(Labelled):
    """What can happen to an objection."""

    ANSWER = "answer", N_("Answer")


OBJECTION = StateMachine(
    "objection",
    initial=ObjectionState.OPEN,
    final=frozenset({ObjectionState.ANSWERED}),
    created={
        Audience.STAFF: N_("The person objects to the assessment"),
        Audience.JOBSEEKER: N_("You have objected to the assessment: the centre will answer"),
    },
    transitions=(
        Transition(
            sources=frozenset({ObjectionState.OPEN}),
            action=ObjectionAction.ANSWER,
            target=ObjectionState.ANSWERED,
            permission="assessment:write",
            messages={
                Audience.STAFF: N_("Objection answered"),
                Audience.JOBSEEKER: N_("The centre has answered your objection"),
            },
        ),
    ),
)
