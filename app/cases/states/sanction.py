"""The state table of a procedure of conditionality (D.Lgs. 150/2015, art. 21)."""

from app.core.language import N_, Labelled
from app.core.state_machine import Audience, StateMachine, Transition

_STAFF, _PERSON = Audience.STAFF, Audience.JOBSEEKER


class SanctionState(Labelled):
    """How far a procedure has come."""

    OPENED = "opened", N_("Opened, the person not told yet")
    EXPLAINING = "explaining", N_("The person may explain")
    PROPOSED = "proposed", N_("Forfeiture proposed, waits for the manager")
    JUSTIFIED = "justified", N_("Justified, without effect")
    CONFIRMED = "confirmed", N_("Confirmed, to be communicated to INPS")
    COMMUNICATED = "communicated", N_("Communicated to INPS")
    APPEALED = "appealed", N_("The person has appealed")
    UPHELD = "upheld", N_("Appeal rejected, consequence upheld")
    ANNULLED = "annulled", N_("Appeal granted, consequence annulled")
    WITHDRAWN = "withdrawn", N_("Withdrawn, opened by error")


class SanctionAction(Labelled):
    """What can happen to a procedure."""

    TELL = "tell", N_("Tell the person")
    JUSTIFY = "justify", N_("Accept the reason")
    CONFIRM = "confirm", N_("Confirm the consequence")
    PROPOSE = "propose", N_("Propose the forfeiture to the manager")
    APPROVE = "approve", N_("Confirm the forfeiture")
    RETURN = "return", N_("Return to the counsellor")
    COMMUNICATE = "communicate", N_("Record the communication to INPS")
    APPEAL = "appeal", N_("Appeal")
    RECORD_APPEAL = "record_appeal", N_("Record an appeal given on paper")
    UPHOLD = "uphold", N_("Reject the appeal")
    ANNUL = "annul", N_("Grant the appeal")
    WITHDRAW = "withdraw", N_("Withdraw")


_S, _A = SanctionState, SanctionAction

SANCTION = StateMachine(
    "sanction",
    initial=_S.OPENED,
    final=frozenset({_S.JUSTIFIED, _S.UPHELD, _S.ANNULLED, _S.WITHDRAWN}),
    created={_STAFF: N_("Procedure of conditionality opened")},
    transitions=(
        Transition(
            sources=frozenset({_S.OPENED}),
            action=_A.TELL,
            target=_S.EXPLAINING,
            permission="sanction:decide",
            messages={
                _STAFF: N_("Person told of a failure; time to explain begins"),
                _PERSON: N_("Your centre says that something agreed was not done: you can explain"),
            },
        ),
        Transition(
            sources=frozenset({_S.EXPLAINING, _S.PROPOSED}),
            action=_A.JUSTIFY,
            target=_S.JUSTIFIED,
            permission="sanction:decide",
            messages={
                _STAFF: N_("Reason accepted; the failure has no effect"),
                _PERSON: N_("Your reason was accepted: nothing follows"),
            },
        ),
        Transition(
            sources=frozenset({_S.EXPLAINING}),
            action=_A.CONFIRM,
            target=_S.CONFIRMED,
            permission="sanction:decide",
            note_required=True,
            messages={
                _STAFF: N_("Consequence of conditionality confirmed"),
                _PERSON: N_("A failure was confirmed: read what follows and how to appeal"),
            },
        ),
        Transition(
            sources=frozenset({_S.EXPLAINING}),
            action=_A.PROPOSE,
            target=_S.PROPOSED,
            permission="sanction:decide",
            note_required=True,
            messages={_STAFF: N_("Forfeiture proposed to the manager of the centre")},
        ),
        Transition(
            sources=frozenset({_S.PROPOSED}),
            action=_A.APPROVE,
            target=_S.CONFIRMED,
            permission="sanction:forfeit",
            messages={
                _STAFF: N_("Forfeiture confirmed by a second person"),
                _PERSON: N_("A failure was confirmed: read what follows and how to appeal"),
            },
        ),
        Transition(
            sources=frozenset({_S.PROPOSED}),
            action=_A.RETURN,
            target=_S.EXPLAINING,
            permission="sanction:forfeit",
            note_required=True,
            messages={_STAFF: N_("Proposal of forfeiture returned")},
        ),
        Transition(
            sources=frozenset({_S.CONFIRMED}),
            action=_A.COMMUNICATE,
            target=_S.COMMUNICATED,
            permission="sanction:decide",
            messages={
                _STAFF: N_("Consequence communicated to INPS"),
                _PERSON: N_("The consequence was communicated to INPS"),
            },
        ),
        Transition(
            sources=frozenset({_S.APPEALED}),  # an appeal does not stop the communication
            action=_A.COMMUNICATE,
            target=_S.APPEALED,
            permission="sanction:decide",
            messages={
                _STAFF: N_("Consequence communicated to INPS"),
                _PERSON: N_("The consequence was communicated to INPS"),
            },
        ),
        Transition(
            sources=frozenset({_S.CONFIRMED, _S.COMMUNICATED}),
            action=_A.RECORD_APPEAL,
            target=_S.APPEALED,
            permission="sanction:decide",
            messages={
                _STAFF: N_("Appeal given on paper recorded"),
                _PERSON: N_("You appealed at your centre"),
            },
        ),
        Transition(
            sources=frozenset({_S.CONFIRMED, _S.COMMUNICATED}),
            action=_A.APPEAL,
            target=_S.APPEALED,
            permission="sanction:answer_own",
            messages={
                _STAFF: N_("Appeal against a consequence of conditionality"),
                _PERSON: N_("You appealed"),
            },
        ),
        Transition(
            sources=frozenset({_S.APPEALED}),
            action=_A.UPHOLD,
            target=_S.UPHELD,
            permission="sanction:forfeit",
            note_required=True,
            messages={
                _STAFF: N_("Appeal rejected"),
                _PERSON: N_("Your appeal was rejected"),
            },
        ),
        Transition(
            sources=frozenset({_S.APPEALED}),
            action=_A.ANNUL,
            target=_S.ANNULLED,
            permission="sanction:forfeit",
            note_required=True,
            messages={
                _STAFF: N_("Appeal granted; consequence annulled"),
                _PERSON: N_("Your appeal was granted: the consequence is annulled"),
            },
        ),
        Transition(
            sources=frozenset({_S.OPENED, _S.EXPLAINING, _S.PROPOSED}),
            action=_A.WITHDRAW,
            target=_S.WITHDRAWN,
            permission="sanction:decide",
            note_required=True,
            messages={
                _STAFF: N_("Procedure of conditionality withdrawn"),
                _PERSON: N_("The centre withdrew what it had told you: nothing follows"),
            },
        ),
    ),
)
