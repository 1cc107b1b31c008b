"""Sharing cases out among counsellors, by examples computed by hand and for whatever loads."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.cases.rules.distribution import (
    LONGEST_NOTE,
    MOST_AT_ONCE,
    UNDO_DAYS,
    Carrier,
    Chosen,
    can_undo,
    distribution_refusals,
    spread,
)

ANNA, MARCO, LUISA = 1, 2, 3


def new_cases(number):
    return [Chosen(100 + place, None) for place in range(number)]


def received(shared):
    counted = {}
    for target in shared.given.values():
        counted[target] = counted.get(target, 0) + 1
    return counted


def test_the_lighter_load_is_filled_first():
    # 10 and 12: two to Anna (12, 12), then one each (13, 13).
    shared = spread(new_cases(4), [Carrier(ANNA, 10), Carrier(MARCO, 12)])
    assert received(shared) == {ANNA: 3, MARCO: 1}
    assert shared.left == ()


def test_a_far_lighter_load_takes_everything():
    shared = spread(new_cases(5), [Carrier(ANNA, 0), Carrier(MARCO, 50)])
    assert received(shared) == {ANNA: 5}


def test_among_equals_the_smaller_key_is_first():
    shared = spread(new_cases(1), [Carrier(MARCO, 7), Carrier(ANNA, 7)])
    assert shared.given == {100: ANNA}


def test_who_has_no_room_is_given_nothing_and_the_rest_is_told():
    # Anna has room for one, Marco for two, Luisa for none: two of five find nobody.
    carriers = [Carrier(ANNA, 9, 10), Carrier(MARCO, 8, 10), Carrier(LUISA, 10, 10)]
    shared = spread(new_cases(5), carriers)
    assert received(shared) == {ANNA: 1, MARCO: 2}
    assert len(shared.left) == 2


def test_a_case_stays_with_who_follows_it_while_their_share_has_room():
    # Anna's six and Marco's two are shared anew, three and five others aside: 7 and 9 would be
    # uneven, so Anna keeps five of hers and gives one away: 3 + 5 and 5 + 3.
    cases = [Chosen(key, ANNA) for key in range(6)] + [Chosen(key, MARCO) for key in (6, 7)]
    shared = spread(cases, [Carrier(ANNA, 3), Carrier(MARCO, 5)])
    assert received(shared) == {ANNA: 5, MARCO: 3}
    moved = [case for case in cases if shared.given[case.id] != case.counsellor_id]
    assert moved == [Chosen(5, ANNA)]


def test_without_anybody_to_carry_them_all_cases_are_left():
    assert spread(new_cases(2), []).left == (100, 101)


carriers = st.lists(
    st.builds(
        Carrier,
        st.integers(1, 30),
        st.integers(0, 40),
        st.none() | st.integers(0, 45),
    ),
    min_size=1,
    max_size=8,
    unique_by=lambda carrier: carrier.id,
)
chosen = st.lists(
    st.builds(Chosen, st.integers(1, 500), st.none() | st.integers(1, 30)),
    max_size=60,
    unique_by=lambda case: case.id,
)


@given(chosen, carriers)
def test_every_case_is_given_once_or_left_and_nobody_beyond_their_room(cases, people):
    shared = spread(cases, people)
    assert set(shared.given) | set(shared.left) == {case.id for case in cases}
    assert not set(shared.given) & set(shared.left)
    counted = received(shared)
    for person in people:
        assert person.most is None or person.load + counted.get(person.id, 0) <= max(
            person.most, person.load
        )


@given(chosen, carriers)
def test_the_loads_end_at_most_one_apart_wherever_it_was_possible(cases, people):
    counted = received(spread(cases, people))
    after = {person.id: person.load + counted.get(person.id, 0) for person in people}
    for giver in people:
        for other in people:
            has_room = other.most is None or after[other.id] < other.most
            if counted.get(giver.id) and has_room:
                assert after[giver.id] <= after[other.id] + 1


@given(chosen, carriers)
def test_cases_are_left_only_when_everybody_is_full(cases, people):
    shared = spread(cases, people)
    if shared.left:
        counted = received(shared)
        assert all(
            person.most is not None and person.load + counted.get(person.id, 0) >= person.most
            for person in people
        )


@given(chosen, carriers)
def test_the_order_in_which_the_carriers_are_named_changes_nothing(cases, people):
    assert spread(cases, people) == spread(cases, list(reversed(people)))


@given(chosen, carriers)
def test_no_case_moves_that_could_have_stayed(cases, people):
    shared = spread(cases, people)
    counted = received(shared)
    for person in people:
        own = [case for case in cases if case.counsellor_id == person.id]
        kept = [case for case in own if shared.given.get(case.id) == person.id]
        assert len(kept) == min(len(own), counted.get(person.id, 0))


def test_everything_missing_is_told_at_once():
    found = distribution_refusals(cases=0, targets=0, reason_given=False, note="x" * 501)
    assert [reason.code for reason in found] == [
        "cases:none",
        "targets:none",
        "reason:missing",
        "note:long",
    ]
    assert not distribution_refusals(
        cases=MOST_AT_ONCE, targets=1, reason_given=True, note="x" * LONGEST_NOTE
    )
    too_many = distribution_refusals(cases=MOST_AT_ONCE + 1, targets=1, reason_given=True, note="")
    assert [reason.code for reason in too_many] == ["cases:many"]


def test_a_distribution_can_be_undone_for_a_week_to_the_second():
    made = datetime(2026, 11, 2, 9, tzinfo=UTC)
    last = made + timedelta(days=UNDO_DAYS)
    assert can_undo(made, last)
    assert not can_undo(made, last + timedelta(seconds=1))
    assert not can_undo(None, made)
