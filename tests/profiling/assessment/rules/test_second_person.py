"""When one person is not enough, and who the second may be."""

from dataclasses import replace

import pytest

from profiling.assessment.rules.pathway import Facts
from profiling.assessment.rules.second_person import (
    Answerer,
    answer_refusals,
    ground_text,
    grounds,
)
from tests.factories.programme import shipped_rules

NEAR = Facts(profile_class=1, scores={"A": 3, "B": 3, "C": 3}, flags=frozenset())
FAR = replace(NEAR, profile_class=3)


def codes(facts, proposed, decided, reason):
    found = grounds(shipped_rules(), facts, proposed=proposed, decided=decided, reason=reason)
    return [ground.code for ground in found]


@pytest.mark.parametrize(
    ("facts", "proposed", "decided", "reason", "expected"),
    [
        (NEAR, 1, 1, "", []),
        (FAR, 4, 4, "", []),
        (NEAR, 1, 2, "short_course_enough", []),
        (NEAR, 1, 4, "fragility_seen_later", ["fragility_seen_later"]),
        (NEAR, 1, 4, "services_project", []),
        (NEAR, 4, 2, "short_course_enough", ["leaves_inclusion"]),
        (NEAR, 2, 1, "placement_at_hand", []),
        (FAR, 2, 1, "placement_at_hand", ["far_straight_to_work"]),
        (FAR, 4, 1, "placement_at_hand", ["leaves_inclusion", "far_straight_to_work"]),
        (NEAR, 4, 5, "crisis_list", ["crisis_list", "leaves_inclusion"]),
    ],
)
def test_reason_and_direction_ask_for_a_second_person(facts, proposed, decided, reason, expected):
    assert codes(facts, proposed, decided, reason) == expected


def test_every_ground_has_words_in_both_languages():
    for code in ("fragility_seen_later", "leaves_inclusion"):
        text = ground_text(shipped_rules(), code)
        assert text.it
        assert text.en
    with pytest.raises(KeyError):
        ground_text(shipped_rules(), "unheard_of")


MANAGER = Answerer(
    user_id=2, role="centre_manager", centre_id=10, asked_by_id=1, asked_in_centre_id=10
)


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        (MANAGER, []),
        (replace(MANAGER, user_id=1), ["same_person"]),
        (replace(MANAGER, centre_id=11), ["other_centre"]),
        (replace(MANAGER, role="counsellor"), ["role_not_named"]),
        (
            replace(MANAGER, user_id=1, role="counsellor", centre_id=None),
            ["same_person", "other_centre", "role_not_named"],
        ),
    ],
)
def test_the_second_person_is_another_of_the_same_centre_in_a_named_role(who, expected):
    assert [refusal.code for refusal in answer_refusals(shipped_rules(), who)] == expected


def test_a_rule_set_may_name_counsellors_too():
    rules = replace(shipped_rules(), confirmers=("counsellor", "centre_manager"))
    assert answer_refusals(rules, replace(MANAGER, role="counsellor")) == []
    assert [
        r.code for r in answer_refusals(rules, replace(MANAGER, role="counsellor", user_id=1))
    ] == ["same_person"]
