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
