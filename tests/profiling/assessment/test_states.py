"""The tables of profile and assessment: what follows what, who may, who is told."""

import pytest

from app.accounts.permissions import Permission
from app.core.errors import IllegalTransition
from app.core.state_machine import Audience
from profiling.assessment.states import (
    ASSESSMENT,
    PROFILE,
    AssessmentAction,
    AssessmentState,
    ProfileAction,
    ProfileState,
)

A, S = AssessmentAction, AssessmentState


@pytest.mark.parametrize(
    ("state", "action", "target"),
    [
        (S.DRAFT, A.COMPLETE, S.COMPLETED),
        (S.COMPLETED, A.DECIDE, S.COMPLETED),
        (S.COMPLETED, A.SUPERSEDE, S.SUPERSEDED),
        (S.COMPLETED, A.EXPIRE, S.EXPIRED),
    ],
)
def test_an_assessment_moves_as_the_table_says(state, action, target):
    assert ASSESSMENT.transition(state, action).target is target


@pytest.mark.parametrize(
    ("state", "action"),
    [
        (S.DRAFT, A.DECIDE),
        (S.DRAFT, A.EXPIRE),
        (S.COMPLETED, A.COMPLETE),
        (S.SUPERSEDED, A.DECIDE),
        (S.EXPIRED, A.DECIDE),
        (S.EXPIRED, A.COMPLETE),
    ],
)
def test_every_other_way_is_shut(state, action):
    with pytest.raises(IllegalTransition):
        ASSESSMENT.transition(state, action)


def test_only_the_system_lets_an_assessment_expire():
    assert ASSESSMENT.transition(S.COMPLETED, A.EXPIRE).permission is None


def test_completing_and_deciding_are_told_to_the_person_and_need_their_own_permission():
    complete = ASSESSMENT.transition(S.DRAFT, A.COMPLETE)
    decide = ASSESSMENT.transition(S.COMPLETED, A.DECIDE)
    assert complete.permission == Permission.ASSESSMENT_WRITE.value
    assert decide.permission == Permission.PATHWAY_DECIDE.value
    assert complete.messages[Audience.JOBSEEKER]
    assert decide.messages[Audience.JOBSEEKER]
    assert Audience.PROVIDER not in complete.messages


def test_a_replaced_profile_stays_replaced():
    row = PROFILE.transition(ProfileState.CURRENT, ProfileAction.SUPERSEDE)
    assert row.target is ProfileState.SUPERSEDED
    assert not PROFILE.can(ProfileState.SUPERSEDED, ProfileAction.SUPERSEDE)
