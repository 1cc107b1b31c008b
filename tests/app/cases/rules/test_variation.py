"""The list of what a new version adds, removes and changes lacks nothing."""

import json
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.cases.rules.agreement import Action, Terms
from app.cases.rules.variation import (
    Changed,
    Moved,
    as_stored,
    from_stored,
    in_order,
    variation,
    varied,
)

DAY = date(2026, 11, 25)
CV = Action(code="cv", description="Rivedere il curriculum", due_on=DAY)
COURSE = Action(code="other", description="Corso di inglese", due_on=DAY + timedelta(30))
BEFORE = Terms(
    responsible_id=1, profile="Testo", contact_frequency="monthly", search_proofs=["diary"],
    actions=[CV], ends_on=DAY + timedelta(365), pathway=2,
)  # fmt: skip


def test_what_is_added_removed_moved_and_changed_is_named() -> None:
    after = replace(
        BEFORE, actions=[COURSE], search_proofs=["copies"], contact_frequency="weekly",
        ends_on=DAY + timedelta(200),
    )  # fmt: skip
    found = variation(BEFORE, after)
    assert (found.added, found.removed, found.moved) == ((COURSE,), (CV,), ())
    assert (found.proofs_added, found.proofs_removed) == (("copies",), ("diary",))
    assert found.changed == (
        Changed("contact_frequency", "monthly", "weekly"),
        Changed("ends_on", DAY + timedelta(365), DAY + timedelta(200)),
    )


def test_an_action_with_another_date_is_moved_neither_added_nor_removed() -> None:
    later = replace(CV, due_on=DAY + timedelta(10))
    found = variation(BEFORE, replace(BEFORE, actions=[later]))
    assert (found.moved, found.added, found.removed) == ((Moved(later, DAY),), (), ())


def test_the_order_of_actions_is_no_difference() -> None:
    both = replace(BEFORE, actions=[CV, COURSE])
    assert variation(both, replace(both, actions=[COURSE, CV])).is_empty


ACTIONS = st.lists(
    st.builds(
        lambda code, words, days: Action(
            code=code, description=words, due_on=DAY + timedelta(days)
        ),
        st.sampled_from(["cv", "other"]),
        st.sampled_from(["Curriculum", "Corso", "Candidature"]),
        st.integers(0, 3),
    ),
    max_size=6,
)
TERMS = st.builds(
    lambda actions, proofs, often, ends, who, profile, pathway: Terms(
        responsible_id=who, profile=profile, contact_frequency=often, search_proofs=proofs,
        actions=actions, ends_on=ends, pathway=pathway,
    ),
    ACTIONS,
    st.lists(st.sampled_from(["diary", "copies", "attendance"]), unique=True),
    st.sampled_from(["weekly", "monthly"]),
    st.none() | st.dates(DAY, DAY + timedelta(3)),
    st.none() | st.integers(1, 3),
    st.sampled_from(["", "Testo", "Altro"]),
    st.none() | st.integers(1, 5),
)  # fmt: skip


@given(TERMS, TERMS)
def test_applied_to_the_earlier_version_the_list_gives_the_later(
    before: Terms, after: Terms
) -> None:
    assert varied(before, variation(before, after)) == in_order(after)


@given(TERMS, TERMS)
def test_no_list_is_empty_unless_the_versions_say_the_same(before: Terms, after: Terms) -> None:
    assert variation(before, after).is_empty == (in_order(before) == in_order(after))


@given(TERMS, TERMS)
def test_what_is_removed_going_is_added_coming_back(before: Terms, after: Terms) -> None:
    going, coming = variation(before, after), variation(after, before)
    assert sorted(map(repr, going.removed)) == sorted(map(repr, coming.added))


@given(TERMS, TERMS)
def test_the_list_is_read_as_it_was_signed(before: Terms, after: Terms) -> None:
    found = variation(before, after)
    assert from_stored(json.loads(json.dumps(as_stored(found)))) == found
