"""The state tables of a provider and of each accreditation, and the fields there are."""

from app.core.language import N_, Labelled
from app.core.state_machine import Audience, StateMachine, Transition

_STAFF, _PROVIDER = Audience.STAFF, Audience.PROVIDER


class AccreditationField(Labelled):
    """What a provider may be accredited for (Veneto: DGR 2120/2015 and DGR 2238/2011)."""

    TRAINING = "training", N_("Training")
    EMPLOYMENT_SERVICES = "employment_services", N_("Employment services")


class AccreditationState(Labelled):
    """Standing of one accreditation: one field at one site, from a day to a day."""

    ACTIVE = "active", N_("In force")
    SUSPENDED = "suspended", N_("Suspended for now")
    REVOKED = "revoked", N_("Revoked")
    EXPIRED = "expired", N_("Expired")


class AccreditationAction(Labelled):
    """What can happen to one accreditation."""

    SUSPEND = "suspend", N_("Suspend")
    LIFT = "lift", N_("Lift the suspension")
    REVOKE = "revoke", N_("Revoke")
    EXPIRE = "expire", N_("Let expire")


class DataRole(Labelled):
    """What a provider is under data-protection law (Regulation EU 2016/679, articles 4, 24 and 28)."""

    PROCESSOR = "processor", N_("Processor, on the Region's behalf")
    CONTROLLER = "controller", N_("Controller of its own")


class PauseReason(Labelled):
    """Why a site or an offer takes no new people for now."""

    FULL = "full", N_("No capacity left")
    STAFF = "staff", N_("Staff not available")
    PREMISES = "premises", N_("Premises not usable")
    CLOSING = "closing", N_("Closed for holidays")
    OTHER = "other", N_("Another reason")


class ProviderState(Labelled):
    """Standing of a provider in the register."""

    APPLICANT = "applicant", N_("Applicant")
    ACCREDITED = "accredited", N_("Accredited")
    SUSPENDED = "suspended", N_("Accreditation suspended")
    REVOKED = "revoked", N_("Revoked")


class ProviderAction(Labelled):
    """What can happen to a provider's standing."""

    ACCREDIT = "accredit", N_("Accredit")
    SUSPEND = "suspend", N_("Suspend")
    REINSTATE = "reinstate", N_("Reinstate")
    REVOKE = "revoke", N_("Revoke")


SUSPENSION_REASONS = {
    "requirements_unmet": N_("Requirements of the accreditation no longer met"),
    "inspection": N_("Findings of an inspection to be put right"),
    "documents_missing": N_("Documents asked for were not sent"),
    "own_request": N_("At the provider's own request"),
}
REVOCATION_REASONS = {
    "requirements_lost": N_("Requirements of the accreditation lost for good"),
    "serious_breach": N_("Serious breach of duties"),
    "not_put_right": N_("Findings not put right within the time given"),
    "closed": N_("The provider has closed"),
    "own_request": N_("At the provider's own request"),
}

_BY_OFFICER = "provider:accredit"

PROVIDER = StateMachine(
    "provider",
    initial=ProviderState.APPLICANT,
    final=frozenset({ProviderState.REVOKED}),
    created={_STAFF: N_("Application for accreditation recorded")},
    transitions=(
        Transition(
            sources=frozenset({ProviderState.APPLICANT}),
            action=ProviderAction.ACCREDIT,
            target=ProviderState.ACCREDITED,
            permission=_BY_OFFICER,
            messages={
                _STAFF: N_("Provider accredited"),
                _PROVIDER: N_("Your organisation is accredited"),
            },
        ),
        Transition(
            sources=frozenset({ProviderState.ACCREDITED}),
            action=ProviderAction.SUSPEND,
            target=ProviderState.SUSPENDED,
            permission=_BY_OFFICER,
            reasons=SUSPENSION_REASONS,
            note_required=True,
            messages={
                _STAFF: N_("Accreditation suspended"),
                _PROVIDER: N_("Your accreditation is suspended: your offers are not shown"),
            },
        ),
        Transition(
            sources=frozenset({ProviderState.SUSPENDED}),
            action=ProviderAction.REINSTATE,
            target=ProviderState.ACCREDITED,
            permission=_BY_OFFICER,
            messages={
                _STAFF: N_("Accreditation reinstated"),
                _PROVIDER: N_("Your accreditation is in force again"),
            },
        ),
        Transition(
            sources=frozenset({ProviderState.ACCREDITED, ProviderState.SUSPENDED}),
            action=ProviderAction.REVOKE,
            target=ProviderState.REVOKED,
            permission=_BY_OFFICER,
            reasons=REVOCATION_REASONS,
            note_required=True,
            messages={
                _STAFF: N_("Accreditation revoked"),
                _PROVIDER: N_("Your accreditation has been revoked"),
            },
        ),
    ),
)

ACCREDITATION = StateMachine(
    "accreditation",
    initial=AccreditationState.ACTIVE,
    final=frozenset({AccreditationState.REVOKED, AccreditationState.EXPIRED}),
    created={_STAFF: N_("Accreditation granted")},
    transitions=(
        Transition(
            sources=frozenset({AccreditationState.ACTIVE}),
            action=AccreditationAction.SUSPEND,
            target=AccreditationState.SUSPENDED,
            permission=_BY_OFFICER,
            reasons=SUSPENSION_REASONS,
            note_required=True,
            messages={_STAFF: N_("Accreditation suspended")},
        ),
        Transition(
            sources=frozenset({AccreditationState.SUSPENDED}),
            action=AccreditationAction.LIFT,
            target=AccreditationState.ACTIVE,
            permission=_BY_OFFICER,
            note_required=True,
            messages={_STAFF: N_("Suspension of the accreditation lifted")},
        ),
        Transition(
            sources=frozenset({AccreditationState.ACTIVE, AccreditationState.SUSPENDED}),
            action=AccreditationAction.REVOKE,
            target=AccreditationState.REVOKED,
            permission=_BY_OFFICER,
            reasons=REVOCATION_REASONS,
            note_required=True,
            messages={_STAFF: N_("Accreditation revoked")},
        ),
        Transition(
            sources=frozenset({AccreditationState.ACTIVE, AccreditationState.SUSPENDED}),
            action=AccreditationAction.EXPIRE,
            target=AccreditationState.EXPIRED,
            permission=None,
            messages={_STAFF: N_("Accreditation expired")},
        ),
    ),
)
