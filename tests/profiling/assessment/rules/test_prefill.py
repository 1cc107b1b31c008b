"""What the record tells of a person, and what a new calculation starts from."""

from dataclasses import replace
from datetime import date

import pytest

from profiling.assessment.rules.prefill import (
    Job,
    RecordFacts,
    fitted,
    prefilled,
    starting_inputs,
    whole_months,
    whole_years,
)
from tests.factories.programme import shipped_rules

MODEL = shipped_rules().index
TODAY = date(2026, 11, 20)
SILENT = RecordFacts(
    born_on=date(1990, 11, 20),
    sex="F",
    is_born_in_italy=True,
    in_italy_since=None,
    province="PD",
    region_code="05",
    education="degree",
    household_size=2,
    dependent_children=0,
    minor_children=0,
    has_driving_licence=False,
    unemployed_since=None,
    jobs=(),
)


def job(started_on, ended_on=None, **values):
    said = {"employer": "Prova srl", "sector": "trade", "level": "services"} | values
    return Job(**said, started_on=started_on, ended_on=ended_on)


def inputs(**changes):
    return prefilled(replace(SILENT, **changes), on=TODAY)


@pytest.mark.parametrize(
    ("born_on", "on", "years"),
    [
        (date(1990, 11, 20), date(2026, 11, 19), 35),
        (date(1990, 11, 20), date(2026, 11, 20), 36),
        (date(2000, 2, 29), date(2026, 2, 28), 25),
        (date(2000, 2, 29), date(2026, 3, 1), 26),
    ],
)
def test_years_are_full_years(born_on, on, years):
    assert whole_years(born_on, on) == years


@pytest.mark.parametrize(
    ("since", "months"),
    [
        (date(2026, 11, 20), 0),
        (date(2026, 10, 21), 0),
        (date(2026, 10, 20), 1),
        (date(2024, 5, 31), 29),
    ],
)
def test_months_are_full_months(since, months):
    assert whole_months(since, TODAY) == months


@pytest.mark.parametrize(
    ("since", "presence"),
    [
        (date(2016, 11, 20), "over_10_years"),
        (date(2016, 11, 21), "from_5_to_10_years"),
        (date(2021, 11, 21), "under_5_years"),
        (None, None),
    ],
)
def test_time_in_italy_counts_for_those_born_abroad(since, presence):
    assert inputs(is_born_in_italy=False, in_italy_since=since)["presence_in_italy"] == presence
    assert inputs(in_italy_since=since)["presence_in_italy"] == "since_birth"


def test_minors_weigh_before_children_of_age():
    assert inputs(dependent_children=2, minor_children=1)["dependent_children"] == "minors"
    assert inputs(dependent_children=2)["dependent_children"] == "of_age"
    assert inputs()["dependent_children"] == "nobody"


def test_a_job_held_today_means_no_month_without_work():
    known = inputs(jobs=(job(date(2020, 1, 1)), job(date(2018, 1, 1), date(2019, 1, 1))))
    assert known["months_without_work"] == 0
    assert known["employed_now"] == "working"
    assert known["condition_a_year_ago"] == "employed"


def test_the_last_job_is_the_one_that_ended_last():
    known = inputs(
        jobs=(
            job(date(2024, 1, 1), date(2026, 8, 1), sector="tourism", level="clerks"),
            job(date(2025, 1, 1), date(2025, 3, 1), employer="Altra srl"),
        )
    )
    assert (known["last_job_sector"], known["last_job_level"]) == ("tourism", "clerks")
    assert known["months_without_work"] == 3
    assert known["employers_in_two_years"] == 2


def test_without_jobs_the_search_is_reckoned_from_the_declared_unemployment():
    known = inputs(unemployed_since=date(2025, 6, 1))
    assert known["months_without_work"] == 17
    assert known["condition_a_year_ago"] == "unemployed"
    assert known["last_job_level"] == "never_worked"


def test_where_the_record_is_silent_the_person_must_be_asked():
    known = inputs()
    silent = {factor for factor, value in known.items() if value is None}
    assert silent == {"internship_done", "condition_a_year_ago", "months_without_work"}


def test_a_category_the_model_does_not_know_is_other_or_untold():
    known = fitted(inputs(province="MI", region_code="03", education="doctorate"), MODEL)
    assert known["province"] == "other"
    assert known["region"] == "elsewhere"
    assert known["education"] is None


def test_a_correction_is_kept_and_a_number_follows_the_record():
    last = {
        "education": {"value": "primary", "source": "counsellor"},
        "internship_done": {"value": "done", "source": "counsellor"},
        "age": {"value": 50, "source": "counsellor"},
        "months_without_work": {"value": 9, "source": "counsellor"},
        "driving_licence": {"value": "held", "source": "record"},
    }
    start = starting_inputs(inputs(), last, MODEL)
    assert start["education"] == "primary"
    assert start["internship_done"] == "done"
    assert start["age"] == 36
    assert start["months_without_work"] == 9
    assert start["driving_licence"] == "not_held"
