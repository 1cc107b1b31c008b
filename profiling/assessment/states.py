"""The state tables of the quantitative profile and of the assessment."""

from app.core.language import N_, Labelled
from app.core.state_machine import Audience, StateMachine, Transition

_STAFF, _PERSON = Audience.STAFF, Audience.JOBSEEKER


class ProfileState(Labelled):
    """Whether a quantitative profile is the one that counts."""

    CURRENT = "current", N_("Current")
    SUPERSEDED = "superseded", N_("Replaced by a newer one")


class ProfileAction(Labelled):
    """What can happen to a quantitative profile."""

    SUPERSEDE = "supersede", N_("Replace by a newer one")


class Cause(Labelled):
    """Why a profile was calculated."""

    FIRST = "first", N_("First calculation")
    COUNSELLOR = "counsellor", N_("Calculated again by the centre")
    NINETY_DAYS = "ninety_days", N_("The last one had grown old")
    RECORD_CHANGED = "record_changed", N_("The case record changed")
    RULES_CHANGED = "rules_changed", N_("The rules changed")


class OfficialSource(Labelled):
    """How the ministry's profile came to the centre."""

    SERVICE = "service", N_("Answer of the ministry's service")
    PORTAL = "portal", N_("Read on the ministry's portal")
    DOCUMENT = "document", N_("Document brought by the person")


PROFILE = StateMachine(
    "profile",
    initial=ProfileState.CURRENT,
    final=frozenset({ProfileState.SUPERSEDED}),
    created={
        _STAFF: N_("Quantitative profile calculated"),
        _PERSON: N_("Your profile has been calculated"),
    },
    transitions=(
        Transition(
            sources=frozenset({ProfileState.CURRENT}),
            action=ProfileAction.SUPERSEDE,
            target=ProfileState.SUPERSEDED,
            permission="profile:calculate",
            system_too=True,
        ),
    ),
)


class AssessmentState(Labelled):
    """Status of a qualitative assessment."""

    DRAFT = "draft", N_("Draft")
    COMPLETED = "completed", N_("Completed")
    SUPERSEDED = "superseded", N_("Replaced by a newer one")
    EXPIRED = "expired", N_("Expired")


class AssessmentAction(Labelled):
    """What can happen to an assessment."""

    COMPLETE = "complete", N_("Complete")
    DECIDE = "decide", N_("Decide the pathway")
    SUPERSEDE = "supersede", N_("Replace by a newer one")
    EXPIRE = "expire", N_("Let expire")


ASSESSMENT = StateMachine(
    "assessment",
    initial=AssessmentState.DRAFT,
    final=frozenset({AssessmentState.SUPERSEDED, AssessmentState.EXPIRED}),
    created={_STAFF: N_("Assessment begun")},
    transitions=(
        Transition(
            sources=frozenset({AssessmentState.DRAFT}),
            action=AssessmentAction.COMPLETE,
            target=AssessmentState.COMPLETED,
            permission="assessment:write",
            messages={
                _STAFF: N_("Assessment completed, pathway proposed"),
                _PERSON: N_("Your assessment is complete: you can read it in your area"),
            },
        ),
        # The decision rests on the assessment and leaves it as it is; the record of the pathway is
        # the case's. It passes here so that it is checked, logged and told like every other step.
        Transition(
            sources=frozenset({AssessmentState.COMPLETED}),
            action=AssessmentAction.DECIDE,
            target=AssessmentState.COMPLETED,
            permission="pathway:decide",
            messages={
                _STAFF: N_("Pathway decided"),
                _PERSON: N_("Your pathway has been decided"),
            },
        ),
        Transition(
            sources=frozenset({AssessmentState.COMPLETED}),
            action=AssessmentAction.SUPERSEDE,
            target=AssessmentState.SUPERSEDED,
            permission="assessment:write",
        ),
        Transition(
            sources=frozenset({AssessmentState.COMPLETED}),
            action=AssessmentAction.EXPIRE,
            target=AssessmentState.EXPIRED,
            permission=None,
            messages={
                _STAFF: N_("Assessment expired: a new one is needed"),
                _PERSON: N_("Your assessment has expired: the centre will make a new one"),
            },
        ),
    ),
)


class RequestState(Labelled):
    """Status of a request to confirm a departure from the proposed pathway."""

    REQUESTED = "requested", N_("Waiting for a second person")
    CONFIRMED = "confirmed", N_("Confirmed")
    REFUSED = "refused", N_("Not confirmed")
    WITHDRAWN = "withdrawn", N_("Withdrawn")
    LAPSED = "lapsed", N_("Lapsed")


class RequestAction(Labelled):
    """What can happen to a request for confirmation."""

    CONFIRM = "confirm", N_("Confirm the decision")
    REFUSE = "refuse", N_("Do not confirm")
    WITHDRAW = "withdraw", N_("Withdraw the request")
    LAPSE = "lapse", N_("Let lapse")


_OPEN = frozenset({RequestState.REQUESTED})

PATHWAY_REQUEST = StateMachine(
    "pathway_request",
    initial=RequestState.REQUESTED,
    final=frozenset(RequestState) - _OPEN,
    created={
        _STAFF: N_("A second person is asked to confirm the pathway"),
        _PERSON: N_("Your pathway waits for a colleague of your counsellor to confirm it"),
    },
    transitions=(
        Transition(
            sources=_OPEN,
            action=RequestAction.CONFIRM,
            target=RequestState.CONFIRMED,
            permission="pathway:confirm",
            messages={_STAFF: N_("Pathway confirmed by a second person")},
        ),
        Transition(
            sources=_OPEN,
            action=RequestAction.REFUSE,
            target=RequestState.REFUSED,
            permission="pathway:confirm",
            note_required=True,
            messages={
                _STAFF: N_("Pathway not confirmed by the second person"),
                _PERSON: N_("The pathway was not confirmed: your counsellor decides again"),
            },
        ),
        Transition(
            sources=_OPEN,
            action=RequestAction.WITHDRAW,
            target=RequestState.WITHDRAWN,
            permission="pathway:decide",
            messages={
                _STAFF: N_("Request to confirm the pathway withdrawn"),
                _PERSON: N_("Your counsellor takes up the choice of the pathway again"),
            },
        ),
        # The assessment it rests on no longer counts: nobody may confirm a decision about the past.
        Transition(
            sources=_OPEN,
            action=RequestAction.LAPSE,
            target=RequestState.LAPSED,
            permission=None,
            messages={
                _STAFF: N_(
                    "Request to confirm the pathway lapsed: the assessment no longer counts"
                ),
                _PERSON: N_("Your pathway will be decided on a new assessment"),
            },
        ),
    ),
)
