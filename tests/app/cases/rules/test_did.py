"""When a declaration of availability can be made."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.cases.rules.did import DeclarationFacts, declaration_refusals

FACTS = DeclarationFacts(
    declared_on=date(2026, 11, 20),
    unemployed_since=date(2026, 11, 1),
    last_job_ended_on=date(2026, 10, 31),
    born_on=date(1990, 5, 17),
    today=date(2026, 11, 22),
    has_open_did=False,
    forfeited_on=None,
)
DAYS = st.dates(date(1950, 1, 1), date(2030, 12, 31))


def codes(**changes: object) -> set[str]:
    return {refusal.code for refusal in declaration_refusals(replace(FACTS, **changes))}  # type: ignore[arg-type]


def test_an_ordinary_declaration_is_accepted() -> None:
    assert codes() == set()


def test_a_day_to_come_is_refused() -> None:
    assert codes(declared_on=date(2026, 11, 23)) == {"did:future"}


def test_nobody_declares_before_sixteen() -> None:
    assert codes(born_on=date(2010, 11, 21)) == {"did:too_young"}
    assert codes(born_on=date(2010, 11, 20)) == set()


def test_who_has_been_given_notice_may_declare_before_the_job_ends() -> None:
    later = date(2027, 1, 31)
    assert codes(last_job_ended_on=later, unemployed_since=later) == set()
    assert codes(last_job_ended_on=None, unemployed_since=later) == {"did:after_declaration"}


def test_nobody_is_without_work_while_in_work() -> None:
    assert codes(unemployed_since=date(2026, 10, 30)) == {"did:before_end_of_job"}


def test_two_declarations_are_never_open_together() -> None:
    assert codes(has_open_did=True) == {"did:already_open"}


def test_two_months_pass_after_a_forfeiture() -> None:
    assert codes(forfeited_on=date(2026, 10, 1)) == {"did:barred"}
    assert codes(forfeited_on=date(2026, 9, 20)) == set()


def test_every_reason_is_told_at_once() -> None:
    found = codes(declared_on=date(2026, 11, 23), has_open_did=True, forfeited_on=date(2026, 11, 1))
    assert found == {"did:future", "did:already_open", "did:barred"}


@given(declared_on=DAYS, unemployed_since=DAYS)
def test_what_is_accepted_lies_between_working_age_and_today(
    declared_on: date, unemployed_since: date
) -> None:
    if not codes(declared_on=declared_on, unemployed_since=unemployed_since):
        assert date(2006, 5, 17) <= declared_on <= FACTS.today
        assert FACTS.last_job_ended_on is not None
        assert unemployed_since >= FACTS.last_job_ended_on
        assert FACTS.last_job_ended_on <= declared_on + timedelta(365)
