"""Origins, corrections and steps of a history, worked by hand; which class counts."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from profiling.assessment.rules.history import changes, grown_old_on
from profiling.assessment.rules.official import Received, class_that_counts, official_refusals
from profiling.assessment.rules.origins import (
    Origin,
    RecordDays,
    Telling,
    noted,
    origins,
    unexplained,
)
from profiling.assessment.rules.prefill import Job, RecordFacts, prefilled, starting_inputs
from profiling.assessment.rules.profile import employability_index
from tests.factories.profiling import NEAR
from tests.factories.programme import shipped_rules

ON = date(2026, 11, 20)
MODEL = shipped_rules().index


def facts(*jobs, since=date(2026, 9, 1)):
    return RecordFacts(
        born_on=date(1986, 11, 21), sex="M", is_born_in_italy=True, in_italy_since=None,
        province="PD", region_code="05", education="upper_secondary", household_size=3,
        dependent_children=0, minor_children=0, has_driving_licence=True, unemployed_since=since,
        jobs=jobs,
    )  # fmt: skip


def job(ended_on):
    return Job(employer="x", sector="trade", level="clerks", started_on=date(2025, 1, 7),
               ended_on=ended_on)  # fmt: skip


def origins_of(known_facts, **corrected):
    days = RecordDays(registered_on=date(2026, 3, 12), corrected_on=corrected)
    return origins(known_facts, days, prefilled(known_facts, on=ON), on=ON)


def test_each_input_names_its_part_of_the_record_and_its_day():
    found = origins_of(facts(job(date(2026, 8, 31))), education=date(2026, 10, 12))
    assert found["age"] == Origin("personal_data", "registered", date(2026, 3, 12))
    assert found["education"] == Origin("personal_data", "corrected", date(2026, 10, 12))
    assert found["months_without_work"] == Origin("work_history", "job_ended", date(2026, 8, 31))
    assert "internship_done" not in found


def test_a_job_still_held_dates_from_its_beginning_and_without_jobs_the_declaration_counts():
    assert origins_of(facts(job(None)))["employed_now"].on == date(2025, 1, 7)
    found = origins_of(facts())
    assert found["months_without_work"] == Origin(
        "declaration", "unemployed_since", date(2026, 9, 1)
    )


def test_a_correction_needs_a_reason_once_and_is_kept_with_author_and_day():
    known, found = (
        {"education": "primary"},
        {"education": Origin("personal_data", "registered", ON)},
    )
    inputs = {"education": "degree"}
    assert [one.field for one in unexplained(inputs, known, {}, {}, ["why"])] == [
        "reason_education"
    ]
    assert unexplained(inputs, known, {}, {"education": "why"}, ["why"]) == []
    assert unexplained(inputs, known, {}, {}, []) == []  # earlier rules had no such reasons
    first = noted(inputs, known, found, {}, Telling(by=7, on=ON, reasons={"education": "why"}))
    assert first["education"] == {"value": "degree", "source": "counsellor", "on": "2026-11-20",
                                  "by": 7, "was": "primary", "reason": "why"}  # fmt: skip
    later = Telling(by=None, on=date(2027, 2, 18))
    assert unexplained(inputs, known, first, {}, ["why"]) == []
    assert noted(inputs, known, found, first, later) == first


def test_rows_older_than_origins_are_still_read():
    old = {"education": {"value": "degree", "source": "counsellor", "on": "2026-01-02"}}
    start = starting_inputs({"education": "primary"}, old, MODEL)
    assert start["education"] == "degree"


def test_a_step_of_the_history_tells_inputs_and_coefficients_by_hand():
    one = employability_index(NEAR, MODEL).contributions
    two = employability_index({**NEAR, "months_without_work": 5, "age": 41}, MODEL).contributions
    found = changes(one, two)
    # 2 months -0.40, 5 months -0.10; 40 and 41 years are the same band.
    assert [(step.factor, step.step, step.is_input) for step in found] == [
        ("months_without_work", Decimal("0.30"), True),
        ("age", Decimal(0), True),
    ]
    assert changes(one, one) == ()


def test_ninety_days_from_the_first_of_january_are_the_first_of_april():
    assert grown_old_on(date(2026, 1, 1), 90) == date(2026, 4, 1)
    assert grown_old_on(date(2028, 1, 1), 90) == date(2028, 3, 31)  # a leap year


@pytest.mark.parametrize(
    ("official", "prefers", "counts"),
    [(None, True, 1), (3, False, 1), (3, True, 3), (None, False, 1)],
)
def test_the_class_that_counts(official, prefers, counts):
    assert class_that_counts(1, official, prefers_official=prefers) == counts


def test_a_profile_of_the_ministry_is_refused_with_every_reason_at_once():
    wrong = Received(profile_class=4, index=Decimal("1.2"), code="a b",
                     calculated_on=date(2026, 11, 22), received_on=date(2026, 11, 21))  # fmt: skip
    assert {one.code for one in official_refusals(wrong, today=ON)} == {
        "class:unknown", "index:range", "code:shape", "calculated:future", "received:future",
        "received:before",
    }  # fmt: skip
    right = Received(profile_class=2, index=None, code="VE-1", calculated_on=ON, received_on=ON)
    assert official_refusals(right, today=ON) == []


def inputs():
    return st.fixed_dictionaries(
        {
            factor.code: st.integers(factor.minimum, factor.maximum)
            if factor.is_number
            else st.sampled_from([item.code for item in factor.categories])
            for factor in MODEL.factors
        }
    )


@given(inputs(), inputs())
def test_the_steps_of_a_history_add_up_to_the_step_of_the_sum(one, two):
    before, after = employability_index(one, MODEL), employability_index(two, MODEL)
    steps = sum(
        (step.step for step in changes(before.contributions, after.contributions)), Decimal()
    )
    assert steps == after.logit - before.logit
    assert all(-1 <= part.effect <= 1 for part in after.contributions)
