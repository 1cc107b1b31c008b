"""The state table of a call; whether it is open is read from its dates."""

from app.core.language import N_, Labelled
from app.core.state_machine import Audience, StateMachine, Transition

_STAFF = Audience.STAFF


class CallState(Labelled):
    """What the region has decided about a call; dates decide the rest."""

    DRAFT = "draft", N_("Draft")
    PUBLISHED = "published", N_("Published")
    CLOSED = "closed", N_("Closed early")
    DISCARDED = "discarded", N_("Discarded")


class CallAction(Labelled):
    """What can happen to a call."""

    PUBLISH = "publish", N_("Publish")
    CLOSE = "close", N_("Close early")
    DISCARD = "discard", N_("Discard")


class Standing(Labelled):
    """Where a call stands on a day: what was decided, and what its dates say."""

    DRAFT = "draft", N_("Draft")
    COMING = "coming", N_("Published, not open yet")
    OPEN = "open", N_("Open")
    NO_NEW_OFFERS = "no_new_offers", N_("Takes no more offers")
    CLOSED = "closed", N_("Closed")
    DISCARDED = "discarded", N_("Discarded")


_S, _A = CallState, CallAction

CLOSE_REASONS = {
    "funds_used_up": N_("The funds are used up"),
    "funds_withdrawn": N_("The funds have been withdrawn"),
    "replaced": N_("Another call takes its place"),
    "annulled": N_("The act has been annulled"),
}

CALL = StateMachine(
    "call",
    initial=_S.DRAFT,
    final=frozenset({_S.CLOSED, _S.DISCARDED}),
    created={_STAFF: N_("Call drafted")},
    transitions=(
        Transition(
            sources=frozenset({_S.DRAFT}),
            action=_A.PUBLISH,
            target=_S.PUBLISHED,
            permission="call:manage",
            messages={_STAFF: N_("Call published")},
        ),
        Transition(
            sources=frozenset({_S.DRAFT}),
            action=_A.DISCARD,
            target=_S.DISCARDED,
            permission="call:manage",
            messages={_STAFF: N_("Draft of the call discarded")},
        ),
        Transition(
            sources=frozenset({_S.PUBLISHED}),
            action=_A.CLOSE,
            target=_S.CLOSED,
            permission="call:manage",
            reasons=CLOSE_REASONS,
            note_required=True,
            messages={_STAFF: N_("Call closed early")},
        ),
    ),
)
