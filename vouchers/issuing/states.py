"""The state table of the voucher: who may move it, for which coded reasons, and what each side reads."""

from app.core.language import N_, Labelled
from app.core.state_machine import Audience, StateMachine, Transition

_STAFF, _PROVIDER, _PERSON = Audience.STAFF, Audience.PROVIDER, Audience.JOBSEEKER


class VoucherState(Labelled):
    """Where a voucher stands (design, section 5)."""

    ISSUED = "issued", N_("Issued")
    TAKEN_UP = "taken_up", N_("Taken up")
    IN_DELIVERY = "in_delivery", N_("In delivery")
    COMPLETED = "completed", N_("Concluded")
    ENDED_EARLY = "ended_early", N_("Ended early")
    DECLINED = "declined", N_("Declined")
    RENOUNCED = "renounced", N_("Renounced")
    CANCELLED = "cancelled", N_("Cancelled")
    REVOKED = "revoked", N_("Revoked")
    LAPSED = "lapsed", N_("Lapsed")


class VoucherAction(Labelled):
    """What can happen to a voucher."""

    TAKE_UP = "take_up", N_("Take up")
    DECLINE = "decline", N_("Decline")
    RENOUNCE = "renounce", N_("Renounce")
    CANCEL = "cancel", N_("Cancel")
    START = "start", N_("Record the first activity")
    COMPLETE = "complete", N_("Conclude")
    END_EARLY = "end_early", N_("End early")
    REVOKE = "revoke", N_("Revoke")
    LAPSE = "lapse", N_("Let lapse")


_S, _A = VoucherState, VoucherAction

OPEN = frozenset({_S.ISSUED, _S.TAKEN_UP, _S.IN_DELIVERY})
"""States in which the voucher binds money and a seat; one per person and service type."""

HOLDS_SEAT = OPEN | {_S.COMPLETED, _S.ENDED_EARLY}
"""States that keep the place in the edition; every other exit gives it back, and the money too."""

BACK_TO_CHOICE = frozenset({_S.DECLINED, _S.CANCELLED, _S.LAPSED})
"""States after which the person chooses again; renouncing and revoking leave that to the centre."""

NO_ANSWER = "no_answer"
"""The reason of the announced default; nobody can give it by hand."""

DECLINE_REASONS = {
    "no_places": N_("No places left"),
    "edition_cancelled": N_("The edition has been cancelled"),
    "requirements_not_met": N_("Requirements stated in the offer are not met"),
    "person_not_reachable": N_("The person cannot be reached"),
    "capacity_exhausted": N_("The provider's capacity is used up"),
    NO_ANSWER: N_("No answer by the provider within the deadline"),
}
RENOUNCE_REASONS = {
    "found_work": N_("Found work"),
    "other_measure": N_("Prefers another measure or provider"),
    "health": N_("Health reasons"),
    "family": N_("Family reasons"),
    "moved_away": N_("Moves away"),
    "not_interested": N_("No longer interested"),
}
CANCEL_REASONS = {
    "issued_in_error": N_("Issued in error"),
    "requirements_lost": N_("Requirements no longer met"),
    "provider_suspended": N_("Provider suspended or revoked"),
    "offer_withdrawn": N_("Offer withdrawn"),
}
END_REASONS = {
    "found_work": N_("Found work"),
    "health": N_("Health reasons"),
    "absences": N_("Too many absences"),
    "provider_stopped": N_("The provider can no longer deliver the measure"),
    "other_measure": N_("Prefers another measure or provider"),
}
REVOKE_REASONS = {
    "did_ended": N_("The declaration of availability has ended"),
    "agreement_ended": N_("The service agreement has ended"),
    "forfeiture": N_("Forfeiture under conditionality"),
    "untrue_statements": N_("Untrue statements"),
}

VOUCHER = StateMachine(
    "voucher",
    initial=_S.ISSUED,
    final=frozenset(_S) - OPEN,
    created={
        _STAFF: N_("Voucher issued"),
        _PROVIDER: N_("A voucher for your measure has been issued: answer by the deadline"),
        _PERSON: N_("Your voucher has been issued. The provider will get in touch with you"),
    },
    transitions=(
        Transition(
            sources=frozenset({_S.ISSUED}),
            action=_A.TAKE_UP,
            target=_S.TAKEN_UP,
            permission="voucher:take_up",
            messages={
                _STAFF: N_("The provider has taken up the voucher"),
                _PROVIDER: N_("Voucher taken up"),
                _PERSON: N_("The provider has accepted you: your first appointment is set"),
            },
        ),
        Transition(
            sources=frozenset({_S.ISSUED}),
            action=_A.DECLINE,
            target=_S.DECLINED,
            permission="voucher:decline",
            system_too=True,
            reasons=DECLINE_REASONS,
            note_required=True,
            messages={
                _STAFF: N_("The provider has declined the voucher; the person chooses again"),
                _PROVIDER: N_("Voucher declined"),
                _PERSON: N_("The provider cannot take you. You keep your right: choose again"),
            },
        ),
        Transition(
            sources=frozenset({_S.ISSUED, _S.TAKEN_UP}),
            action=_A.RENOUNCE,
            target=_S.RENOUNCED,
            permission="voucher:renounce_own",
            reasons=RENOUNCE_REASONS,
            messages={
                _STAFF: N_("The person has renounced the voucher"),
                _PROVIDER: N_("The person has renounced the voucher"),
                _PERSON: N_("You renounced your voucher"),
            },
        ),
        Transition(
            sources=frozenset({_S.ISSUED, _S.TAKEN_UP}),
            action=_A.CANCEL,
            target=_S.CANCELLED,
            permission="voucher:cancel",
            system_too=True,
            reasons=CANCEL_REASONS,
            note_required=True,
            messages={
                _STAFF: N_("Voucher cancelled; the person chooses again"),
                _PROVIDER: N_("The employment centre has cancelled the voucher"),
                _PERSON: N_("The centre has cancelled your voucher. You can choose again"),
            },
        ),
        Transition(
            sources=frozenset({_S.TAKEN_UP}),
            action=_A.START,
            target=_S.IN_DELIVERY,
            permission="voucher:take_up",
            messages={
                _STAFF: N_("The measure has started"),
                _PROVIDER: N_("First activity recorded"),
                _PERSON: N_("Your measure has started"),
            },
        ),
        Transition(
            sources=frozenset({_S.IN_DELIVERY}),
            action=_A.COMPLETE,
            target=_S.COMPLETED,
            permission="voucher:take_up",
            messages={
                _STAFF: N_("The measure has been completed"),
                _PROVIDER: N_("Measure completed"),
                _PERSON: N_("You completed your measure"),
            },
        ),
        Transition(
            sources=frozenset({_S.IN_DELIVERY}),
            action=_A.END_EARLY,
            target=_S.ENDED_EARLY,
            permission="voucher:take_up",
            reasons=END_REASONS,
            note_required=True,
            messages={
                _STAFF: N_("The measure has ended early"),
                _PROVIDER: N_("Measure ended early"),
                _PERSON: N_("Your measure has ended early"),
            },
        ),
        Transition(
            sources=frozenset({_S.TAKEN_UP, _S.IN_DELIVERY}),
            action=_A.REVOKE,
            target=_S.REVOKED,
            permission="voucher:cancel",
            reasons=REVOKE_REASONS,
            note_required=True,
            messages={
                _STAFF: N_("Voucher revoked"),
                _PROVIDER: N_("The employment centre has revoked the voucher"),
                _PERSON: N_("Your voucher has been revoked. You can ask for a review"),
            },
        ),
        Transition(
            sources=frozenset({_S.TAKEN_UP}),
            action=_A.LAPSE,
            target=_S.LAPSED,
            permission=None,
            messages={
                _STAFF: N_("The voucher has lapsed: the measure did not start in time"),
                _PROVIDER: N_("The voucher has lapsed: the measure did not start in time"),
                _PERSON: N_("Your voucher has expired before the measure began: choose again"),
            },
        ),
    ),
)
