"""The voucher's table says what the regulation says."""

import pytest

from app.accounts.permissions import Permission, Role, has_permission
from app.core.errors import IllegalTransition
from app.core.state_machine import Audience
from vouchers.issuing.states import (
    OPEN,
    VOUCHER,
    VoucherAction,
    VoucherState,
)

S, A = VoucherState, VoucherAction

ALLOWED = {
    (S.ISSUED, A.TAKE_UP): S.TAKEN_UP,
    (S.ISSUED, A.DECLINE): S.DECLINED,
    (S.ISSUED, A.RENOUNCE): S.RENOUNCED,
    (S.ISSUED, A.CANCEL): S.CANCELLED,
    (S.TAKEN_UP, A.RENOUNCE): S.RENOUNCED,
    (S.TAKEN_UP, A.CANCEL): S.CANCELLED,
    (S.TAKEN_UP, A.START): S.IN_DELIVERY,
    (S.TAKEN_UP, A.REVOKE): S.REVOKED,
    (S.TAKEN_UP, A.LAPSE): S.LAPSED,
    (S.IN_DELIVERY, A.COMPLETE): S.COMPLETED,
    (S.IN_DELIVERY, A.END_EARLY): S.ENDED_EARLY,
    (S.IN_DELIVERY, A.REVOKE): S.REVOKED,
}


@pytest.mark.parametrize("state", S)
@pytest.mark.parametrize("action", A)
def test_only_the_rows_of_the_table_lead_anywhere(state, action):
    if (state, action) in ALLOWED:
        assert VOUCHER.transition(state, action).target is ALLOWED[state, action]
    else:
        with pytest.raises(IllegalTransition):
            VOUCHER.transition(state, action)


def test_a_closed_voucher_is_left_by_no_action():
    assert VOUCHER.final == frozenset(S) - OPEN
    assert not [row for state in VOUCHER.final for row in VOUCHER.actions_from(state)]


@pytest.mark.parametrize(
    ("action", "roles"),
    [
        (A.TAKE_UP, {Role.PROVIDER_MANAGER, Role.PROVIDER_OPERATOR}),
        (A.DECLINE, {Role.PROVIDER_MANAGER, Role.PROVIDER_OPERATOR}),
        (A.RENOUNCE, {Role.JOBSEEKER}),
        (A.CANCEL, {Role.COUNSELLOR, Role.CENTRE_MANAGER}),
    ],
)
def test_each_act_belongs_to_its_side(action, roles):
    row = VOUCHER.row_of(action.value)
    permission = Permission(row.permission)
    assert {role for role in Role if has_permission(role, permission)} == roles


def test_silence_lapse_and_a_revoked_accreditation_alone_are_the_systems_own():
    own = {row.action for row in VOUCHER.transitions if row.system_too or row.permission is None}
    assert own == {A.CANCEL, A.DECLINE, A.LAPSE}


@pytest.mark.parametrize("row", VOUCHER.transitions, ids=lambda row: row.action.value)
def test_every_step_is_told_to_all_three_sides_each_in_its_own_words(row):
    assert set(row.messages) == set(Audience)
    assert row.messages[Audience.JOBSEEKER] != row.messages[Audience.STAFF]
