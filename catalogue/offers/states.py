"""The state tables of offers and their editions."""

from app.core.language import N_, Labelled
from app.core.state_machine import Audience, StateMachine, Transition

_STAFF, _PROVIDER = Audience.STAFF, Audience.PROVIDER
_BY_PROVIDER, _BY_OFFICER = "offer:edit", "offer:approve"


class OfferState(Labelled):
    """How far an offer has come."""

    DRAFT = "draft", N_("Draft")
    SUBMITTED = "submitted", N_("Waiting for approval")
    PUBLISHED = "published", N_("Published")
    SUSPENDED = "suspended", N_("Not shown for now")
    WITHDRAWN = "withdrawn", N_("Withdrawn")
    EXPIRED = "expired", N_("Expired")


class OfferAction(Labelled):
    """What can happen to an offer."""

    SUBMIT = "submit", N_("Submit for approval")
    TAKE_BACK = "take_back", N_("Take back to draft")
    APPROVE = "approve", N_("Approve and publish")
    RETURN = "return", N_("Return with reasons")
    SUSPEND = "suspend", N_("Suspend")
    RESUME = "resume", N_("Publish again")
    WITHDRAW = "withdraw", N_("Withdraw the offer")
    EXPIRE = "expire", N_("Let expire")


RETURN_REASONS = {
    "description_unclear": N_("The description does not say what people will do"),
    "requirements_unclear": N_("The requirements are missing or too vague"),
    "hours_unsuitable": N_("The hours do not suit what is promised"),
    "dates_unsuitable": N_("The dates of the editions do not suit the call"),
    "duplicate": N_("The same offer is already in the catalogue"),
    "certificate_unclear": N_("It is not clear what certificate people receive"),
    "other": N_("Another reason, in the note"),
}
OFFER_SUSPENSION_REASONS = {
    "complaint": N_("A complaint is being looked into"),
    "inspection": N_("Findings of an inspection to be put right"),
    "call_stopped": N_("The call has been stopped"),
    "accreditation": N_("Its site or field is not accredited for now"),
}
WITHDRAWAL_REASONS = {
    "not_run": N_("We no longer run it"),
    "replaced": N_("Another offer takes its place"),
    "mistake": N_("It was entered by mistake"),
    "no_demand": N_("Too few people asked for it"),
}

OFFER = StateMachine(
    "offer",
    initial=OfferState.DRAFT,
    final=frozenset({OfferState.WITHDRAWN, OfferState.EXPIRED}),
    created={_PROVIDER: N_("Offer written")},
    transitions=(
        Transition(
            sources=frozenset({OfferState.DRAFT}),
            action=OfferAction.SUBMIT,
            target=OfferState.SUBMITTED,
            permission=_BY_PROVIDER,
            messages={_PROVIDER: N_("Offer submitted"), _STAFF: N_("Offer submitted")},
        ),
        Transition(
            sources=frozenset({OfferState.SUBMITTED, OfferState.PUBLISHED}),
            action=OfferAction.TAKE_BACK,
            target=OfferState.DRAFT,
            permission=_BY_PROVIDER,
            messages={
                _PROVIDER: N_("Offer taken back to draft"),
                _STAFF: N_("Offer taken back by the provider"),
            },
        ),
        Transition(
            sources=frozenset({OfferState.SUBMITTED}),
            action=OfferAction.APPROVE,
            target=OfferState.PUBLISHED,
            permission=_BY_OFFICER,
            # Where the call allows it, a rule approves; the event names rule and version.
            system_too=True,
            messages={
                _PROVIDER: N_("Offer approved and published"),
                _STAFF: N_("Offer approved and published"),
            },
        ),
        Transition(
            sources=frozenset({OfferState.SUBMITTED}),
            action=OfferAction.RETURN,
            target=OfferState.DRAFT,
            permission=_BY_OFFICER,
            reasons=RETURN_REASONS,
            messages={
                _PROVIDER: N_("Offer returned: read the reasons, change it, submit it again"),
                _STAFF: N_("Offer returned to the provider"),
            },
        ),
        Transition(
            sources=frozenset({OfferState.PUBLISHED}),
            action=OfferAction.SUSPEND,
            target=OfferState.SUSPENDED,
            permission=_BY_OFFICER,
            reasons=OFFER_SUSPENSION_REASONS,
            note_required=True,
            messages={
                _PROVIDER: N_("Offer suspended: it is not shown for now"),
                _STAFF: N_("Offer suspended"),
            },
        ),
        Transition(
            sources=frozenset({OfferState.SUSPENDED}),
            action=OfferAction.RESUME,
            target=OfferState.PUBLISHED,
            permission=_BY_OFFICER,
            messages={
                _PROVIDER: N_("Offer published again"),
                _STAFF: N_("Offer published again"),
            },
        ),
        Transition(
            sources=frozenset(
                {
                    OfferState.DRAFT,
                    OfferState.SUBMITTED,
                    OfferState.PUBLISHED,
                    OfferState.SUSPENDED,
                }
            ),
            action=OfferAction.WITHDRAW,
            target=OfferState.WITHDRAWN,
            permission=_BY_PROVIDER,
            reasons=WITHDRAWAL_REASONS,
            messages={_PROVIDER: N_("Offer withdrawn"), _STAFF: N_("Offer withdrawn")},
        ),
        Transition(
            sources=frozenset({OfferState.PUBLISHED, OfferState.SUSPENDED}),
            action=OfferAction.EXPIRE,
            target=OfferState.EXPIRED,
            permission=None,
            messages={
                _PROVIDER: N_("Offer expired: nobody confirmed it in time"),
                _STAFF: N_("Offer expired"),
            },
        ),
    ),
)


class EditionState(Labelled):
    """How far a dated run of an offer has come."""

    PLANNED = "planned", N_("Planned")
    OPEN = "open", N_("Open for choice")
    FULL = "full", N_("Full")
    RUNNING = "running", N_("Running")
    CLOSED = "closed", N_("Over")
    CANCELLED = "cancelled", N_("Called off")


class EditionAction(Labelled):
    """What can happen to an edition."""

    OPEN = "open", N_("Open for choice")
    FILL = "fill", N_("Fill the last place")
    REOPEN = "reopen", N_("Free a place")
    HOLD = "hold", N_("Take out of choice")
    START = "start", N_("Start")
    CLOSE = "close", N_("Close")
    CANCEL = "cancel", N_("Cancel the edition")


CANCELLATION_REASONS = {
    "too_few": N_("Too few people enrolled"),
    "teacher": N_("The teacher is not available"),
    "site": N_("The site is not available"),
    "mistake": N_("It was entered by mistake"),
    "offer_withdrawn": N_("The offer is withdrawn"),
}

EDITION = StateMachine(
    "edition",
    initial=EditionState.PLANNED,
    final=frozenset({EditionState.CLOSED, EditionState.CANCELLED}),
    created={_PROVIDER: N_("Edition added")},
    transitions=(
        Transition(
            sources=frozenset({EditionState.PLANNED}),
            action=EditionAction.OPEN,
            target=EditionState.OPEN,
            permission=None,
            messages={_PROVIDER: N_("Edition open for choice")},
        ),
        Transition(
            sources=frozenset({EditionState.OPEN}),
            action=EditionAction.FILL,
            target=EditionState.FULL,
            permission=None,
            messages={_PROVIDER: N_("The last place of the edition is taken")},
        ),
        Transition(
            sources=frozenset({EditionState.FULL}),
            action=EditionAction.REOPEN,
            target=EditionState.OPEN,
            permission=None,
            messages={_PROVIDER: N_("A place of the edition is free again")},
        ),
        Transition(
            # The offer left the catalogue: nobody can choose the edition until it is back.
            sources=frozenset({EditionState.OPEN, EditionState.FULL}),
            action=EditionAction.HOLD,
            target=EditionState.PLANNED,
            permission=None,
            messages={_PROVIDER: N_("Edition out of choice for now")},
        ),
        Transition(
            sources=frozenset({EditionState.OPEN, EditionState.FULL}),
            action=EditionAction.START,
            target=EditionState.RUNNING,
            permission=None,
            messages={_PROVIDER: N_("Edition started")},
        ),
        Transition(
            sources=frozenset({EditionState.RUNNING}),
            action=EditionAction.CLOSE,
            target=EditionState.CLOSED,
            permission=None,
            messages={_PROVIDER: N_("Edition closed")},
        ),
        Transition(
            sources=frozenset({EditionState.PLANNED, EditionState.OPEN, EditionState.FULL}),
            action=EditionAction.CANCEL,
            target=EditionState.CANCELLED,
            permission=_BY_PROVIDER,
            reasons=CANCELLATION_REASONS,
            messages={_PROVIDER: N_("Edition cancelled"), _STAFF: N_("Edition cancelled")},
        ),
    ),
)
