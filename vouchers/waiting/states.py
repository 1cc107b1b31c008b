"""The state table of a place on a waiting list."""

from app.core.language import N_, Labelled
from app.core.state_machine import Audience, StateMachine, Transition

_STAFF, _PERSON = Audience.STAFF, Audience.JOBSEEKER


class WaitingState(Labelled):
    """Where a place on a waiting list stands."""

    WAITING = "waiting", N_("Waiting")
    OFFERED = "offered", N_("Place offered")
    TAKEN = "taken", N_("Place kept")
    HONOURED = "honoured", N_("Voucher issued")
    DECLINED = "declined", N_("Declined")
    LAPSED = "lapsed", N_("Lapsed")
    LEFT = "left", N_("Left the list")
    CLOSED = "closed", N_("List closed")


class WaitingAction(Labelled):
    """What can happen to a place on a waiting list."""

    OFFER = "offer", N_("Offer the free place")
    TAKE = "take", N_("Take the place, with the person")
    TAKE_OWN = "take_own", N_("Take the place")
    DECLINE = "decline", N_("Decline the place, for the person")
    DECLINE_OWN = "decline_own", N_("Decline the place")
    LEAVE = "leave", N_("Take off the list")
    LEAVE_OWN = "leave_own", N_("Leave the list")
    HONOUR = "honour", N_("Issue the voucher for it")
    RELEASE = "release", N_("Give the kept place back")
    LAPSE = "lapse", N_("Let lapse")
    CLOSE = "close", N_("Close the list")


_S, _A = WaitingState, WaitingAction

KEEPS_SEAT = frozenset({_S.OFFERED, _S.TAKEN})
"""States in which one seat of the edition is kept for the person and nobody else."""
OPEN = KEEPS_SEAT | {_S.WAITING}
"""States of a place that still means something; one per person and edition."""

_MANAGE, _OWN = "waiting:manage", "waiting:manage_own"
_DECLINED = {_STAFF: N_("The place offered from the waiting list was declined")}
_TAKEN = {
    _STAFF: N_("The place offered from the waiting list was taken: the voucher can be issued"),
    _PERSON: N_("You took the place offered. The centre now issues the voucher"),
}
_LEFT = {_STAFF: N_("Left the waiting list"), _PERSON: N_("You are no longer on the waiting list")}

WAITING_PLACE = StateMachine(
    "waiting_place",
    initial=_S.WAITING,
    final=frozenset(_S) - OPEN,
    created={
        _STAFF: N_("Put on a waiting list"),
        _PERSON: N_("You are on the waiting list of an edition that is full"),
    },
    transitions=(
        Transition(
            frozenset({_S.WAITING}),
            _A.OFFER,
            _S.OFFERED,
            None,
            messages={
                _STAFF: N_("A place has become free and is kept for the person"),
                _PERSON: N_("A place is free and is kept for you: answer by the deadline"),
            },
        ),
        Transition(frozenset({_S.OFFERED}), _A.TAKE, _S.TAKEN, _MANAGE, messages=_TAKEN),
        Transition(frozenset({_S.OFFERED}), _A.TAKE_OWN, _S.TAKEN, _OWN, messages=_TAKEN),
        Transition(
            frozenset({_S.OFFERED}),
            _A.DECLINE,
            _S.DECLINED,
            _MANAGE,
            messages={**_DECLINED, _PERSON: N_("You did not want the place offered")},
        ),
        Transition(
            frozenset({_S.OFFERED}),
            _A.DECLINE_OWN,
            _S.DECLINED,
            _OWN,
            messages={**_DECLINED, _PERSON: N_("You did not want the place offered")},
        ),
        Transition(frozenset({_S.WAITING, _S.TAKEN}), _A.LEAVE, _S.LEFT, _MANAGE, messages=_LEFT),
        Transition(frozenset({_S.WAITING, _S.TAKEN}), _A.LEAVE_OWN, _S.LEFT, _OWN, messages=_LEFT),
        # Told by the voucher itself.
        Transition(frozenset({_S.TAKEN}), _A.HONOUR, _S.HONOURED, "voucher:issue"),
        Transition(
            # The person has chosen something else meanwhile, which the timeline tells.
            frozenset({_S.TAKEN}),
            _A.RELEASE,
            _S.LEFT,
            None,
        ),
        Transition(
            frozenset(KEEPS_SEAT),
            _A.LAPSE,
            _S.LAPSED,
            None,
            messages={
                _STAFF: N_("The place kept from the waiting list was not used in time"),
                _PERSON: N_("The place kept for you was not used in time and goes to the next"),
            },
        ),
        Transition(
            frozenset(OPEN),
            _A.CLOSE,
            _S.CLOSED,
            None,
            messages={
                _STAFF: N_("The waiting list has closed: the edition takes nobody any more"),
                _PERSON: N_("The waiting list has closed: the edition takes nobody any more"),
            },
        ),
    ),
)
