"""Who can be registered, and whether what is said about a person holds together."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from app.core.errors import Refusal
from app.core.fiscal_code import Sex, disagreements
from app.core.language import N_

WORKING_AGE = 16
"""Below it nobody may take up work, hence nobody declares availability (Law 296/2006, art. 1, c. 622)."""
OLDEST = 100
ITALIAN = "Z000"


@dataclass(frozen=True, kw_only=True)
class Job:
    """A job the person says to have had."""

    employer: str
    occupation: str
    sector: str
    level: str
    started_on: date
    ended_on: date | None


@dataclass(frozen=True, kw_only=True)
class Person:
    """What is said about a person on registration or correction."""

    fiscal_code: str
    surname: str
    given_name: str
    sex: Sex
    born_on: date
    birthplace_code: str
    citizenship: str
    in_italy_since: date | None
    residence_municipality: str
    residence_address: str
    residence_postcode: str
    domicile_municipality: str
    domicile_address: str
    domicile_postcode: str
    phone: str
    email: str
    language: str
    education: str
    education_title: str
    household_size: int
    dependent_children: int
    minor_children: int
    driving_licence: bool
    benefit: str


def person_refusals(person: Person, *, today: date) -> list[Refusal]:
    """Everything that does not hold together about the person themself.

    The codice fiscale has to agree with name, sex, day and place of birth; the person is of working
    age; the children live in the household; there is a way to reach them.
    """
    code = person.fiscal_code
    return [
        *disagreements(
            code, person.surname, person.given_name, person.born_on, person.sex,
            person.birthplace_code,
        ),
        *_age_refusals(person, today),
        *_household_refusals(person),
        *_reachability_refusals(person),
    ]  # fmt: skip


def job_refusals(job: Job, *, born_on: date, today: date) -> Iterator[Refusal]:
    """What cannot be about the dates of a job."""
    name = {"employer": job.employer}
    if job.started_on > today:
        message = N_("The job at %(employer)s begins in the future: enter jobs that have begun.")
        yield Refusal("job:future", message, name)
    if job.started_on < born_on.replace(year=born_on.year + 10, day=1):
        message = N_("The job at %(employer)s begins in childhood. Check the year.")
        yield Refusal("job:childhood", message, name)
    if job.ended_on is not None and job.ended_on < job.started_on:
        message = N_("The job at %(employer)s ends before it begins. Check the dates.")
        yield Refusal("job:order", message, name)


def age_on(born_on: date, day: date) -> int:
    """Full years on a day: 16 on the sixteenth birthday, and on 1 March for those of 29 February."""
    before_birthday = (day.month, day.day) < (born_on.month, born_on.day)
    return day.year - born_on.year - before_birthday


def _age_refusals(person: Person, today: date) -> Iterator[Refusal]:
    if person.born_on > today:
        message = N_("The date of birth is in the future. Check it.")
        yield Refusal("born_on:future", message, field="born_on")
        return
    age = age_on(person.born_on, today)
    if age < WORKING_AGE:
        message = N_(
            "The person is %(age)s years old. Registration is possible from the age of 16 "
            "(Law 296/2006, art. 1, c. 622)."
        )
        yield Refusal("born_on:too_young", message, {"age": age}, "born_on")
    if age > OLDEST:
        message = N_("The date of birth makes the person %(age)s years old. Check the year.")
        yield Refusal("born_on:too_old", message, {"age": age}, "born_on")
    since = person.in_italy_since
    if since is not None and not person.born_on <= since <= today:
        message = N_("The day of arrival lies before the birth or in the future. Check it.")
        yield Refusal("in_italy_since:impossible", message, field="in_italy_since")


def _household_refusals(person: Person) -> Iterator[Refusal]:
    if person.minor_children > person.dependent_children:
        message = N_(
            "Minor children are counted among the dependent children: enter at most as many."
        )
        yield Refusal("minor_children:too_many", message, field="minor_children")


def _reachability_refusals(person: Person) -> Iterator[Refusal]:
    if not person.phone and not person.email:
        message = N_("Enter a phone number or an email address: the centre must reach the person.")
        yield Refusal("phone:unreachable", message, field="phone")
