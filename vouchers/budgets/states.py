"""The state table of a request for replacement budget."""

from app.core.language import N_, Labelled
from app.core.state_machine import Audience, StateMachine, Transition

_STAFF, _PROVIDER = Audience.STAFF, Audience.PROVIDER


class ReplacementState(Labelled):
    """Where a request for replacement budget stands."""

    REQUESTED = "requested", N_("Requested")
    GRANTED = "granted", N_("Granted")
    REDUCED = "reduced", N_("Granted in part")
    REFUSED = "refused", N_("Refused")
    WITHDRAWN = "withdrawn", N_("Request withdrawn")


class ReplacementAction(Labelled):
    """What can happen to a request."""

    GRANT = "grant", N_("Grant")
    REDUCE = "reduce", N_("Grant in part")
    REFUSE = "refuse", N_("Refuse")
    WITHDRAW = "withdraw", N_("Withdraw the request")


_S, _A = ReplacementState, ReplacementAction

REPLACEMENT = StateMachine(
    "replacement",
    initial=_S.REQUESTED,
    final=frozenset(_S) - {_S.REQUESTED},
    created={_STAFF: N_("Replacement budget requested"), _PROVIDER: N_("Request sent")},
    transitions=(
        Transition(
            sources=frozenset({_S.REQUESTED}),
            action=_A.GRANT,
            target=_S.GRANTED,
            permission="budget:grant",
            messages={
                _STAFF: N_("Replacement budget granted"),
                _PROVIDER: N_("The region has granted the replacement budget"),
            },
        ),
        Transition(
            sources=frozenset({_S.REQUESTED}),
            action=_A.REDUCE,
            target=_S.REDUCED,
            permission="budget:grant",
            note_required=True,
            messages={
                _STAFF: N_("Replacement budget granted in part"),
                _PROVIDER: N_("The region has granted a part of the replacement budget"),
            },
        ),
        Transition(
            sources=frozenset({_S.REQUESTED}),
            action=_A.REFUSE,
            target=_S.REFUSED,
            permission="budget:grant",
            note_required=True,
            messages={
                _STAFF: N_("Replacement budget refused"),
                _PROVIDER: N_("The region has refused the replacement budget"),
            },
        ),
        Transition(
            sources=frozenset({_S.REQUESTED}),
            action=_A.WITHDRAW,
            target=_S.WITHDRAWN,
            permission="budget:request",
            messages={
                _STAFF: N_("The provider has withdrawn the request"),
                _PROVIDER: N_("Request withdrawn"),
            },
        ),
    ),
)
