"""New versions of a few agreements, made by the operations themselves so that their lists are true."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta

from sqlalchemy import select

from app.accounts.models import User
from app.cases.models.jobseeker import Jobseeker, Step
from app.cases.models.steps import ServiceAgreement
from app.cases.operations.agreement import (
    countersign,
    draft_agreement,
    propose_agreement,
    record_signature,
    save_draft,
    terms_of,
)
from app.cases.rules.agreement import Action, Terms
from app.cases.states import AgreementState
from app.cli.seed import cast
from app.core.clock import ROME, day_of, frozen, now, today
from app.core.database import db
from app.core.working_days import deadline, is_working_day

VARIED, PROPOSED = 5, 1
"""How many of the demonstration counsellor's agreements have a second version, or wait for one."""
AGO = timedelta(days=2)


def add_variations() -> None:
    """A second version of some agreements of the demonstration's counsellor."""
    email = cast.COUNSELLORS[0].email
    counsellor = db.session.scalar(select(User).where(User.email == email))
    if counsellor is None:
        return
    found = _agreements_of(counsellor)
    for number, (case, agreement) in enumerate(found):
        with frozen(_lately(number)):
            _vary(counsellor, case, agreement, waits=number >= VARIED)


def _lately(number: int) -> datetime:
    """An hour of work a few days ago."""
    day = day_of(now() - AGO)
    while not is_working_day(day):
        day -= timedelta(1)
    return datetime.combine(day, time(9 + number, 20), ROME)


def _agreements_of(counsellor: User) -> Sequence[tuple[Jobseeker, ServiceAgreement]]:
    """Agreements in force some time already, of people with a measure under way; the shown first."""
    statement = (
        select(Jobseeker, ServiceAgreement)
        .join(ServiceAgreement, ServiceAgreement.jobseeker_id == Jobseeker.id)
        .where(
            Jobseeker.counsellor_id == counsellor.id,
            Jobseeker.step == Step.DELIVER,
            ServiceAgreement.state == AgreementState.IN_FORCE,
            ServiceAgreement.responsible_id == counsellor.id,
            ServiceAgreement.countersigned_at < now() - 4 * AGO,
            ServiceAgreement.ends_on > today() + timedelta(60),
        )
        .order_by(Jobseeker.id)
    )
    return [row._tuple() for row in db.session.execute(statement.limit(VARIED + PROPOSED))]


def _vary(counsellor: User, case: Jobseeker, before: ServiceAgreement, *, waits: bool) -> None:
    version = draft_agreement(counsellor, case)
    save_draft(counsellor, version, _changed(terms_of(before), case.language))
    propose_agreement(counsellor, case, version)
    if not waits:
        ticked = set(version.content["availability"])
        record_signature(counsellor, case, version, ticked=ticked)
        countersign(counsellor, case, version)
    db.session.flush()


def _changed(terms: Terms, language: str) -> Terms:
    """Closer contacts, one action less and one more, and another proof of the search."""
    words = (
        "Partecipare al laboratorio sul colloquio di lavoro"
        if language == "it"
        else "Take part in the job interview workshop"
    )
    last = max(terms.actions, key=lambda action: action.due_on)
    actions = [action for action in terms.actions if action is not last or last.due_on < today()]
    added = Action(code="workshop", description=words, due_on=deadline(today(), 25))
    often = "weekly" if terms.contact_frequency == "fortnightly" else "fortnightly"
    return replace(
        terms,
        actions=[*actions, added],
        contact_frequency=often,
        search_proofs=[*terms.search_proofs, "conversation"],
    )
