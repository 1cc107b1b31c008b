"""Who can be registered."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.cases.rules.registration import Job, Person, age_on, job_refusals, person_refusals
from app.core.fiscal_code import Sex, compose

TODAY = date(2026, 11, 22)
BORN = date(1990, 5, 17)
PERSON = Person(
    fiscal_code=compose("Zanella", "Giulia", BORN, "F", "G224"), surname="Zanella",
    given_name="Giulia", sex=Sex.FEMALE, born_on=BORN, birthplace_code="G224", citizenship="Z000",
    in_italy_since=None, residence_municipality="028060", residence_address="Via Roma 1",
    residence_postcode="35121", domicile_municipality="028060", domicile_address="Via Roma 1",
    domicile_postcode="35121", phone="049 1", email="", language="it", education="degree",
    education_title="", household_size=2, dependent_children=1, minor_children=1,
    driving_licence=True, benefit="none",
)  # fmt: skip
JOB = Job(employer="Ditta", occupation="Cuoca", sector="tourism", level="craft",
          started_on=date(2015, 1, 7), ended_on=date(2020, 2, 28))  # fmt: skip


def codes(**changes: object) -> set[str]:
    return {found.code for found in person_refusals(replace(PERSON, **changes), today=TODAY)}  # type: ignore[arg-type]


def test_a_person_that_holds_together_is_accepted() -> None:
    assert codes() == set()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"surname": "Rossi"}, "fiscal_code:surname"),
        ({"sex": Sex.MALE}, "fiscal_code:sex"),
        ({"minor_children": 2}, "minor_children:too_many"),
        ({"phone": ""}, "phone:unreachable"),
        ({"in_italy_since": date(1989, 1, 1)}, "in_italy_since:impossible"),
        ({"born_on": date(2012, 5, 17)}, "born_on:too_young"),
        ({"born_on": date(1890, 5, 17)}, "born_on:too_old"),
        ({"born_on": date(2027, 5, 17)}, "born_on:future"),
    ],
)
def test_what_does_not_hold_together_is_told(changes: dict[str, object], code: str) -> None:
    assert code in codes(**changes)


def test_a_job_ends_after_it_begins() -> None:
    wrong = replace(JOB, ended_on=date(2014, 1, 1))
    assert [it.code for it in job_refusals(wrong, born_on=BORN, today=TODAY)] == ["job:order"]


def test_a_job_begins_neither_tomorrow_nor_in_childhood() -> None:
    for started_on, code in ((date(2027, 1, 1), "job:future"), (date(1995, 1, 1), "job:childhood")):
        wrong = replace(JOB, started_on=started_on, ended_on=None)
        assert [it.code for it in job_refusals(wrong, born_on=BORN, today=TODAY)] == [code]


@given(born_on=st.dates(date(1920, 1, 1), date(2020, 12, 31)), years=st.integers(0, 90))
def test_the_age_grows_on_the_birthday_and_not_before(born_on: date, years: int) -> None:
    if (born_on.month, born_on.day) != (2, 29):
        birthday = born_on.replace(year=born_on.year + years)
        assert age_on(born_on, birthday) == years
        assert age_on(born_on, birthday.replace(day=1)) in (years, years - 1)


def test_a_leap_day_child_grows_older_on_the_first_of_march() -> None:
    assert age_on(date(2008, 2, 29), date(2025, 2, 28)) == 16
    assert age_on(date(2008, 2, 29), date(2025, 3, 1)) == 17
