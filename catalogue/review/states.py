"""The state table of changes proposed to a published offer, and how a remark is settled."""

from app.core.language import N_, Labelled
from app.core.state_machine import Audience, StateMachine, Transition

_STAFF, _PROVIDER = Audience.STAFF, Audience.PROVIDER
_BY_PROVIDER, _BY_OFFICER = "offer:edit", "offer:approve"


class Resolution(Labelled):
    """How a remark on a field was settled."""

    CHANGED = "changed", N_("The field was changed")
    ANSWERED = "answered", N_("The provider answered and left the field as it is")
    CLOSED = "closed", N_("No longer asked")


class AmendmentState(Labelled):
    """How far a proposed change of a published offer has come."""

    WAITING = "waiting", N_("Change waiting for approval")
    RETURNED = "returned", N_("Change returned with remarks")
    ACCEPTED = "accepted", N_("Change accepted")
    DROPPED = "dropped", N_("Change taken back")


class AmendmentAction(Labelled):
    """What can happen to a proposed change."""

    ACCEPT = "accept", N_("Accept the change")
    RETURN = "return", N_("Return the change with remarks")
    PROPOSE_AGAIN = "propose_again", N_("Propose the change again")
    DROP = "drop", N_("Take the change back")


_OPEN = frozenset({AmendmentState.WAITING, AmendmentState.RETURNED})

AMENDMENT = StateMachine(
    "amendment",
    initial=AmendmentState.WAITING,
    final=frozenset({AmendmentState.ACCEPTED, AmendmentState.DROPPED}),
    created={_PROVIDER: N_("Change proposed"), _STAFF: N_("Change proposed")},
    transitions=(
        Transition(
            sources=frozenset({AmendmentState.WAITING}),
            action=AmendmentAction.ACCEPT,
            target=AmendmentState.ACCEPTED,
            permission=_BY_OFFICER,
            messages={_PROVIDER: N_("Change accepted"), _STAFF: N_("Change accepted")},
        ),
        Transition(
            sources=frozenset({AmendmentState.WAITING}),
            action=AmendmentAction.RETURN,
            target=AmendmentState.RETURNED,
            permission=_BY_OFFICER,
            messages={
                _PROVIDER: N_("Change returned with remarks"),
                _STAFF: N_("Change returned with remarks"),
            },
        ),
        Transition(
            sources=_OPEN,
            action=AmendmentAction.PROPOSE_AGAIN,
            target=AmendmentState.WAITING,
            permission=_BY_PROVIDER,
            messages={_PROVIDER: N_("Change proposed again"), _STAFF: N_("Change proposed again")},
        ),
        Transition(
            sources=_OPEN,
            action=AmendmentAction.DROP,
            target=AmendmentState.DROPPED,
            permission=_BY_PROVIDER,
            system_too=True,
            messages={_PROVIDER: N_("Change taken back"), _STAFF: N_("Change taken back")},
        ),
    ),
)
