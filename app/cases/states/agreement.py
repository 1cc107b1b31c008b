"""The state table of the service agreement."""

from app.core.language import N_, Labelled
from app.core.state_machine import Audience, StateMachine, Transition

_STAFF, _PERSON = Audience.STAFF, Audience.JOBSEEKER


class AgreementState(Labelled):
    """Status of a personalised service agreement (D.Lgs. 150/2015, art. 20)."""

    DRAFT = "draft", N_("Draft")
    PROPOSED = "proposed", N_("Proposed to the person")
    SIGNED = "signed", N_("Signed by the person")
    IN_FORCE = "in_force", N_("In force")
    SUSPENDED = "suspended", N_("Suspended")
    VARIED = "varied", N_("Replaced by a new version")
    ENDED = "ended", N_("Ended")


class AgreementAction(Labelled):
    """What can happen to a service agreement."""

    PROPOSE = "propose", N_("Propose to the person")
    WITHDRAW = "withdraw", N_("Take back to draft")
    SIGN = "sign", N_("Sign")
    RECORD_SIGNATURE = "record_signature", N_("Record the signature given at the desk")
    COUNTERSIGN = "countersign", N_("Countersign")
    VARY = "vary", N_("Replace by a new version")
    SUSPEND = "suspend", N_("Suspend")
    RESUME = "resume", N_("Resume")
    END = "end", N_("End")


AGREEMENT_END_REASONS = {
    "goal_reached": N_("The goal is reached"),
    "term_over": N_("The agreed term is over"),
    "transferred": N_("The person is now followed by another employment centre"),
    "did_ended": N_("The declaration of availability has ended"),
    "renounced": N_("Renounced by the person"),
    "forfeiture": N_("Forfeiture under conditionality"),
}

AGREEMENT_SUSPENSION_REASONS = {
    "work": N_("A period of work, during which the unemployment status is suspended"),
    "illness": N_("Illness or injury"),
    "maternity": N_("Pregnancy, maternity or paternity"),
    "care": N_("Care of a family member"),
    "other": N_("Another serious reason, told in the note"),
}
"""Why an agreement rests. Work is the law's (D.Lgs. 150/2015, art. 19, c. 3); the others are the
usual justified reasons of practice, which no act lists for the suspension of an agreement."""

AGREEMENT = StateMachine(
    "agreement",
    initial=AgreementState.DRAFT,
    final=frozenset({AgreementState.VARIED, AgreementState.ENDED}),
    created={_STAFF: N_("Service agreement drafted")},
    transitions=(
        Transition(
            sources=frozenset({AgreementState.DRAFT}),
            action=AgreementAction.PROPOSE,
            target=AgreementState.PROPOSED,
            permission="agreement:draft",
            messages={
                _STAFF: N_("Service agreement proposed to the person"),
                _PERSON: N_("Your service agreement is ready to be read and signed"),
            },
        ),
        Transition(
            sources=frozenset({AgreementState.PROPOSED}),
            action=AgreementAction.WITHDRAW,
            target=AgreementState.DRAFT,
            permission="agreement:draft",
            messages={
                _STAFF: N_("Service agreement taken back to draft"),
                _PERSON: N_("The centre is changing your service agreement"),
            },
        ),
        Transition(
            sources=frozenset({AgreementState.PROPOSED}),
            action=AgreementAction.SIGN,
            target=AgreementState.SIGNED,
            permission="agreement:sign_own",
            messages={
                _STAFF: N_("Service agreement signed by the person in their own area"),
                _PERSON: N_("You signed your service agreement"),
            },
        ),
        Transition(
            sources=frozenset({AgreementState.PROPOSED}),
            action=AgreementAction.RECORD_SIGNATURE,
            target=AgreementState.SIGNED,
            permission="agreement:draft",
            messages={
                _STAFF: N_("Signature given at the desk recorded"),
                _PERSON: N_("You signed your service agreement at the centre"),
            },
        ),
        Transition(
            sources=frozenset({AgreementState.SIGNED}),
            action=AgreementAction.COUNTERSIGN,
            target=AgreementState.IN_FORCE,
            permission="agreement:countersign",
            messages={
                _STAFF: N_("Service agreement countersigned and in force"),
                _PERSON: N_("Your service agreement is in force"),
            },
        ),
        Transition(
            sources=frozenset({AgreementState.IN_FORCE}),
            action=AgreementAction.VARY,
            target=AgreementState.VARIED,
            permission="agreement:countersign",
            messages={_STAFF: N_("Service agreement replaced by a new version")},
        ),
        Transition(
            sources=frozenset({AgreementState.IN_FORCE}),
            action=AgreementAction.SUSPEND,
            target=AgreementState.SUSPENDED,
            permission="agreement:draft",
            system_too=True,
            reasons=AGREEMENT_SUSPENSION_REASONS,
            messages={
                _STAFF: N_("Service agreement suspended"),
                _PERSON: N_(
                    "Your service agreement is suspended: nothing falls due until it resumes"
                ),
            },
        ),
        Transition(
            sources=frozenset({AgreementState.SUSPENDED}),
            action=AgreementAction.RESUME,
            target=AgreementState.IN_FORCE,
            permission="agreement:draft",
            system_too=True,
            messages={
                _STAFF: N_("Service agreement resumed"),
                _PERSON: N_("Your service agreement is in force again"),
            },
        ),
        Transition(
            sources=frozenset({AgreementState.IN_FORCE, AgreementState.SUSPENDED}),
            action=AgreementAction.END,
            target=AgreementState.ENDED,
            permission="agreement:draft",
            reasons=AGREEMENT_END_REASONS,
            messages={
                _STAFF: N_("Service agreement ended"),
                _PERSON: N_("Your service agreement has ended"),
            },
            system_too=True,  # with the declaration, when a job of six months ends that by law
        ),
    ),
)
