"""The state table of the choice: made, changed until a voucher honours it, or given back."""

from app.core.language import N_, Labelled
from app.core.state_machine import Audience, StateMachine, Transition

_STAFF, _PERSON = Audience.STAFF, Audience.JOBSEEKER


class ChoiceState(Labelled):
    """Where a choice of measure, provider and edition stands."""

    MADE = "made", N_("Made")
    REPLACED = "replaced", N_("Replaced by another choice")
    WITHDRAWN = "withdrawn", N_("Withdrawn")
    HONOURED = "honoured", N_("Voucher issued")


class ChoiceAction(Labelled):
    """What can happen to a choice."""

    REPLACE = "replace", N_("Choose something else, with the counsellor")
    REPLACE_OWN = "replace_own", N_("Choose something else")
    WITHDRAW = "withdraw", N_("Withdraw the choice")
    HONOUR = "honour", N_("Issue the voucher for it")


_MADE = frozenset({ChoiceState.MADE})

CHOICE = StateMachine(
    "choice",
    initial=ChoiceState.MADE,
    final=frozenset(ChoiceState) - _MADE,
    created={
        _STAFF: N_("Measure and provider chosen"),
        _PERSON: N_("You chose a measure and a provider. The centre now issues the voucher"),
    },
    transitions=(
        # Both replacements are told by the new choice, not a second time by the old one.
        Transition(_MADE, ChoiceAction.REPLACE, ChoiceState.REPLACED, "choice:make"),
        Transition(_MADE, ChoiceAction.REPLACE_OWN, ChoiceState.REPLACED, "choice:make_own"),
        Transition(
            _MADE,
            ChoiceAction.WITHDRAW,
            ChoiceState.WITHDRAWN,
            None,
            messages={
                _STAFF: N_("The chosen edition has been cancelled; the person chooses again"),
                _PERSON: N_("The edition you chose has been cancelled: choose again"),
            },
        ),
        Transition(_MADE, ChoiceAction.HONOUR, ChoiceState.HONOURED, "voucher:issue"),
    ),
)
