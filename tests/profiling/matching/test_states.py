"""The choice's table."""

from app.core.state_machine import Audience
from profiling.matching.states import CHOICE, ChoiceAction, ChoiceState


def test_only_a_choice_just_made_can_still_change():
    assert {row.action for row in CHOICE.actions_from(ChoiceState.MADE)} == set(ChoiceAction)
    assert CHOICE.final == set(ChoiceState) - {ChoiceState.MADE}


def test_the_provider_is_not_told_of_a_choice_before_there_is_a_voucher():
    assert Audience.PROVIDER not in CHOICE.created
    assert all(Audience.PROVIDER not in row.messages for row in CHOICE.transitions)
