"""Every state of every machine is reached, left unless final, and every action used."""

import pytest

from app.accounts.permissions import Permission
from app.core.state_machine import MACHINES
from tests.architecture.test_doors import APP  # noqa: F401 - composing the app imports every machine


@pytest.fixture(params=sorted(MACHINES))
def machine(request):
    return MACHINES[request.param]


def test_every_state_is_reachable_from_the_initial_one(machine):
    reached, frontier = {machine.initial}, [machine.initial]
    while frontier:
        state = frontier.pop()
        for row in machine.actions_from(state):
            if row.target not in reached:
                reached.add(row.target)
                frontier.append(row.target)
    assert reached == set(type(machine.initial))


def test_every_state_but_the_final_ones_has_an_exit_and_the_final_ones_none(machine):
    left = {state for row in machine.transitions for state in row.sources}
    assert set(type(machine.initial)) - left == set(machine.final)


def test_every_action_is_used(machine):
    used = {row.action for row in machine.transitions}
    assert used == set(type(next(iter(used))))


def test_every_row_names_a_known_permission_or_only_the_system(machine):
    for row in machine.transitions:
        assert row.permission is None or Permission(row.permission)


def test_stored_names_fit_their_columns(machine):
    for row in machine.transitions:
        assert len(row.action.value) <= 32
        assert all(len(code) <= 64 for code in row.reasons)
