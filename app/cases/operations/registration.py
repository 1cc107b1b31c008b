"""Register a person: duplicates found first, case opened, account prepared."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from sqlalchemy.exc import IntegrityError

from app.accounts.models import User
from app.accounts.operations import prepare_activation
from app.accounts.permissions import Role
from app.accounts.queries import user_by_email
from app.audit.operations import record
from app.cases.models.jobseeker import (
    Ball,
    Benefit,
    Jobseeker,
    LanguageSkill,
    Step,
    WorkExperience,
    reach_columns,
)
from app.cases.operations.journey import advance, tell
from app.cases.queries.people import nearest_centre, same_fiscal_code, same_name_and_birth
from app.cases.rules.registration import Job, Person, job_refusals, person_refusals
from app.core.clock import today
from app.core.database import db
from app.core.errors import Refusal, RuleBroken
from app.core.fiscal_code import form_error, place_disagreements
from app.core.language import N_
from app.core.places.queries import birthplaces_of_code

_JUST_REGISTERED = N_("Somebody has just registered this person. Look for them in the list.")


@dataclass(frozen=True, kw_only=True)
class Registration:
    """What a registration needs besides the person: who speaks what, past jobs, whose case it is."""

    person: Person
    languages: Mapping[str, str]
    jobs: Sequence[Job]
    centre_id: int | None
    """None proposes the centre nearest to the domicile."""
    is_somebody_else: bool = False
    """The counsellor has checked that a likely duplicate is a different person."""
    makes_account: bool = False


@dataclass(frozen=True)
class Registered:
    """A registered person, with the activation code of their account where one was opened."""

    case: Jobseeker
    activation_code: str | None


def registration_refusals(actor: User, asked: Registration) -> list[Refusal]:
    """Everything that forbids the registration, duplicates included; changes nothing.

    A duplicate of another centre is told without any of its data.
    """
    person = asked.person
    return [
        *person_refusals(person, today=today()),
        *record_refusals(person, asked.jobs),
        *_duplicate_refusals(actor, asked),
        *_account_refusals(asked),
    ]


def register(actor: User, asked: Registration) -> Registered:
    """Open the case of a person. Raises RuleBroken with every reason at once."""
    if reasons := registration_refusals(actor, asked):
        raise RuleBroken(reasons)
    nearest = nearest_centre(asked.person.domicile_municipality)
    centre_id = asked.centre_id or (nearest.id if nearest else cast(int, actor.centre_id))
    is_own = centre_id == actor.centre_id
    case = Jobseeker(
        **person_columns(asked.person),
        centre_id=centre_id,
        counsellor_id=actor.id if is_own else None,
    )
    db.session.add(case)
    try:
        db.session.flush()
    except IntegrityError:  # somebody registered the same person in the last instant
        raise RuleBroken(
            [Refusal("duplicate:now", _JUST_REGISTERED, field="fiscal_code")]
        ) from None
    write_rows(case, asked.languages, asked.jobs)
    code = open_account(actor, case) if asked.makes_account else None
    advance(case, Step.DECLARE, Ball.CENTRE)
    record(actor, "case:register", case, centre=centre_id)
    tell(case, actor, "register")
    return Registered(case, code)


def person_columns(person: Person) -> dict[str, object]:
    """The columns of a person as the table holds them."""
    return {**vars(person), "benefit": Benefit(person.benefit)}


def record_refusals(person: Person, jobs: Sequence[Job]) -> list[Refusal]:
    """What does not hold together about the place of birth at the time, and about past jobs."""
    known = birthplaces_of_code(db.session, person.birthplace_code)
    reasons = (
        []
        if form_error(person.fiscal_code)
        else place_disagreements(person.fiscal_code, person.born_on, known)
    )
    for job in jobs:
        reasons += job_refusals(job, born_on=person.born_on, today=today())
    return reasons


def _duplicate_refusals(actor: User, asked: Registration) -> Iterator[Refusal]:
    person = asked.person
    same_code = same_fiscal_code(person.fiscal_code) if not form_error(person.fiscal_code) else ()
    for found in same_code:
        if found.fiscal_code == person.fiscal_code:
            yield _certain_duplicate(actor, found)
            return
    if asked.is_somebody_else:
        return
    namesakes = same_name_and_birth(person.surname, person.given_name, person.born_on)
    for found in {*same_code, *namesakes}:
        yield _likely_duplicate(actor, found)


def _certain_duplicate(actor: User, found: Jobseeker) -> Refusal:
    if found.centre_id == actor.centre_id:
        message = N_("%(name)s is already registered with your centre, as case %(number)s.")
        known = {"name": found.name, "number": found.id}
        return Refusal("duplicate:here", message, known, "fiscal_code")
    message = N_(
        "This person is already followed by another employment centre. Do not register them again: "
        "the person asks either centre to move the case."
    )
    return Refusal("duplicate:elsewhere", message, field="fiscal_code")


def _likely_duplicate(actor: User, found: Jobseeker) -> Refusal:
    if found.centre_id == actor.centre_id:
        message = N_(
            "Case %(number)s of your centre looks like the same person: %(name)s, %(code)s. "
            "Open it and compare; if it is a different person, tick the box to confirm."
        )
        known = {"name": found.name, "number": found.id, "code": found.fiscal_code}
        return Refusal("duplicate:likely_here", message, known, "is_somebody_else")
    message = N_(
        "Another employment centre follows a person with the same name and date of birth, or almost "
        "the same codice fiscale. Ask the person; if they are not followed elsewhere, tick the box."
    )
    return Refusal("duplicate:likely_elsewhere", message, field="is_somebody_else")


def _account_refusals(asked: Registration) -> Iterator[Refusal]:
    if asked.makes_account and asked.person.email:
        yield from email_refusals(asked.person.email)


def email_refusals(email: str) -> Iterator[Refusal]:
    """Why no account can be opened with this address."""
    if not email:
        message = N_("Enter the person's email address first: it is the name they sign in with.")
        yield Refusal("email:missing", message, field="email")
    elif user_by_email(email) is not None:
        message = N_("This email address already belongs to an account. Ask for another one.")
        yield Refusal("email:taken", message, field="email")


def open_account(actor: User, case: Jobseeker) -> str | None:
    """Open the person's own account; returns its activation code, None without an address."""
    if not case.email:
        return None
    user = User(email=case.email, name=case.name, role=Role.JOBSEEKER, language=case.language)
    db.session.add(user)
    db.session.flush()
    case.user_id = user.id
    record(actor, "case:open_account", case)
    return prepare_activation(user)


def write_rows(case: Jobseeker, languages: Mapping[str, str], jobs: Sequence[Job]) -> None:
    """Write the languages and jobs of the person as rows of the case."""
    reach = reach_columns(case)
    db.session.add_all(
        LanguageSkill(**reach, language=language, level=level)
        for language, level in languages.items()
    )
    db.session.add_all(WorkExperience(**reach, **vars(job)) for job in jobs)
