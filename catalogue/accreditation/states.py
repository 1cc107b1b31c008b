"""The state table of an application for accreditation, and what its parts are called."""

from app.core.language import N_, Labelled
from app.core.state_machine import Audience, StateMachine, Transition

_STAFF, _PROVIDER = Audience.STAFF, Audience.PROVIDER
_BY_APPLICANT, _BY_OFFICER = "application:edit", "provider:accredit"


class Section(Labelled):
    """A part of an application; corrections are asked for by part."""

    LEGAL = "legal", N_("Legal data")
    REPRESENTATIVE = "representative", N_("Legal representative")
    SITES = "sites", N_("Sites and fields")
    SERVICES = "services", N_("Activities")
    DOCUMENTS = "documents", N_("Documents")


class ApplicationState(Labelled):
    """How far an application has come."""

    DRAFT = "draft", N_("Draft")
    SUBMITTED = "submitted", N_("Submitted")
    IN_REVIEW = "in_review", N_("Under examination")
    CORRECTION_REQUESTED = "correction_requested", N_("Corrections requested")
    ACCREDITED = "accredited", N_("Accredited")
    REFUSED = "refused", N_("Refused")
    WITHDRAWN = "withdrawn", N_("Withdrawn")


class ApplicationAction(Labelled):
    """What can happen to an application."""

    SUBMIT = "submit", N_("Submit the application")
    TAKE = "take", N_("Begin the examination")
    ASK = "ask", N_("Ask for corrections")
    GRANT = "grant", N_("Accredit")
    REFUSE = "refuse", N_("Refuse")
    WITHDRAW = "withdraw", N_("Withdraw the application")


class EventKind(Labelled):
    """What the history of an accreditation tells."""

    GRANTED = "granted", N_("Accreditation granted")
    SUSPENDED = "suspended", N_("Accreditation suspended")
    LIFTED = "lifted", N_("Suspension lifted")
    REVOKED = "revoked", N_("Accreditation revoked")
    EXPIRED = "expired", N_("Accreditation expired")


REFUSAL_REASONS = {
    "requirements_unmet": N_("The requirements of the accreditation are not met"),
    "documents_missing": N_("Documents asked for were not sent"),
    "not_answered": N_("Corrections asked for were not made in time"),
    "untrue": N_("What was declared does not correspond to the facts"),
}

_S, _A = ApplicationState, ApplicationAction
OPEN_STATES = frozenset({_S.DRAFT, _S.SUBMITTED, _S.IN_REVIEW, _S.CORRECTION_REQUESTED})
"""States of an application not yet decided; a provider has at most one."""
EDITABLE = frozenset({_S.DRAFT, _S.CORRECTION_REQUESTED})

APPLICATION = StateMachine(
    "application",
    initial=_S.DRAFT,
    final=frozenset(_S) - OPEN_STATES,
    created={_STAFF: N_("Application begun"), _PROVIDER: N_("Application begun")},
    transitions=(
        Transition(
            sources=EDITABLE,
            action=_A.SUBMIT,
            target=_S.SUBMITTED,
            permission=_BY_APPLICANT,
            messages={
                _STAFF: N_("Application submitted"),
                _PROVIDER: N_("Application submitted: the region examines it"),
            },
        ),
        Transition(
            sources=frozenset({_S.SUBMITTED}),
            action=_A.TAKE,
            target=_S.IN_REVIEW,
            permission=_BY_OFFICER,
            messages={
                _STAFF: N_("Examination begun"),
                _PROVIDER: N_("The region examines your application"),
            },
        ),
        Transition(
            sources=frozenset({_S.IN_REVIEW}),
            action=_A.ASK,
            target=_S.CORRECTION_REQUESTED,
            permission=_BY_OFFICER,
            messages={
                _STAFF: N_("Corrections requested"),
                _PROVIDER: N_("The region asks you to correct your application"),
            },
        ),
        Transition(
            sources=frozenset({_S.IN_REVIEW}),
            action=_A.GRANT,
            target=_S.ACCREDITED,
            permission=_BY_OFFICER,
            messages={
                _STAFF: N_("Application granted"),
                _PROVIDER: N_("Your application has been granted"),
            },
        ),
        Transition(
            sources=frozenset({_S.IN_REVIEW}),
            action=_A.REFUSE,
            target=_S.REFUSED,
            permission=_BY_OFFICER,
            reasons=REFUSAL_REASONS,
            note_required=True,
            messages={
                _STAFF: N_("Application refused"),
                _PROVIDER: N_("Your application has been refused: read the reasons"),
            },
        ),
        Transition(
            sources=OPEN_STATES,
            action=_A.WITHDRAW,
            target=_S.WITHDRAWN,
            permission=_BY_APPLICANT,
            messages={
                _STAFF: N_("Application withdrawn"),
                _PROVIDER: N_("You withdrew your application"),
            },
        ),
    ),
)
