"""Correct what is known about a person; every change is told by the names of its fields."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.accounts.models import User
from app.accounts.operations import prepare_activation
from app.audit.operations import lock, record
from app.cases.models.jobseeker import Jobseeker, WorkExperience
from app.cases.operations.journey import tell
from app.cases.operations.registration import (
    email_refusals,
    open_account,
    person_columns,
    record_refusals,
    write_rows,
)
from app.cases.queries.people import experiences_of, languages_of, same_fiscal_code
from app.cases.rules.registration import Job, Person, person_refusals
from app.core.clock import today
from app.core.database import db
from app.core.errors import Refusal, RuleBroken, StaleRecord
from app.core.events import publish
from app.core.language import N_

_CODE_OF_ANOTHER = N_("Another registered person has this codice fiscale.")


@dataclass(frozen=True, kw_only=True)
class Correction:
    """The person as they should be known, seen from the `version` that was on the screen."""

    person: Person
    languages: Mapping[str, str]
    jobs: Sequence[Job]
    version: int


@dataclass(frozen=True)
class RecordCorrected:
    """What is known about a person was corrected: the names of the fields."""

    case_id: int
    fields: tuple[str, ...]


def correct(actor: User, case: Jobseeker, asked: Correction) -> list[str]:
    """Correct what is known about the person; returns the names of what changed.

    Raises StaleRecord when somebody changed the record since that version, RuleBroken with every
    reason.
    """
    lock(case)
    if case.version != asked.version:
        raise StaleRecord
    person = asked.person
    reasons = [*person_refusals(person, today=today()), *record_refusals(person, asked.jobs)]
    others = [found for found in same_fiscal_code(person.fiscal_code) if found.id != case.id]
    if person.fiscal_code in {found.fiscal_code for found in others}:
        reasons.append(Refusal("duplicate:code", _CODE_OF_ANOTHER, field="fiscal_code"))
    if reasons:
        raise RuleBroken(reasons)
    wanted = person_columns(person)
    changed = [name for name, value in wanted.items() if getattr(case, name) != value]
    for name in changed:
        setattr(case, name, wanted[name])
    changed += _rewrite_rows(case, asked.languages, asked.jobs)
    if changed:
        record(actor, "case:update", case, fields=changed)
        tell(case, actor, "update")
        publish(RecordCorrected(case.id, tuple(changed)))
    return changed


def change_contacts(
    actor: User, case: Jobseeker, *, phone: str, email: str, language: str
) -> list[str]:
    """The person corrects how they are reached; returns the names of what changed.

    Raises RuleBroken when there would be no way left to reach them.
    """
    if not phone and not email:
        message = N_("Leave a phone number or an email address: the centre must reach you.")
        raise RuleBroken([Refusal("phone:unreachable", message, field="phone")])
    wanted = {"phone": phone, "email": email, "language": language}
    changed = [name for name, value in wanted.items() if getattr(case, name) != value]
    for name in changed:
        setattr(case, name, wanted[name])
    if changed:
        record(actor, "case:update", case, fields=changed)
        tell(case, actor, "update_own")
    return changed


def renew_activation(actor: User, case: Jobseeker) -> str | None:
    """A fresh activation code for the person's account, opened now if there is none.

    Raises RuleBroken without an email address, or when it belongs to somebody else.
    """
    if case.user_id is None:
        if reasons := list(email_refusals(case.email)):
            raise RuleBroken(reasons)
        return open_account(actor, case)
    user = db.session.get_one(User, case.user_id)
    record(actor, "case:renew_activation", case)
    return prepare_activation(user)


def _rewrite_rows(case: Jobseeker, languages: Mapping[str, str], jobs: Sequence[Job]) -> list[str]:
    changed = []
    spoken, worked = languages_of(case.id), experiences_of(case.id)
    if {row.language: row.level for row in spoken} != dict(languages):
        changed.append("languages")
    if [_as_job(row) for row in worked] != sorted(
        jobs, key=lambda job: job.started_on, reverse=True
    ):
        changed.append("jobs")
    if changed:
        for row in (*spoken, *worked):
            db.session.delete(row)
        db.session.flush()
        write_rows(case, languages, jobs)
    return changed


def _as_job(row: WorkExperience) -> Job:
    return Job(**{name: getattr(row, name) for name in Job.__dataclass_fields__})
