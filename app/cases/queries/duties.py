"""Reads of dated duties and of the times during which an agreement rests."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ScalarSelect, func, select
from sqlalchemy.orm import joinedload

from app.accounts.models import User
from app.cases.models.duties import AgreementSuspension, Duty
from app.cases.models.jobseeker import Jobseeker
from app.cases.models.status import WorkPeriod
from app.cases.models.steps import ServiceAgreement
from app.cases.states import AgreementState, DutyKind, DutyState
from app.core.database import db
from app.core.errors import NotFoundForYou


def duties_of(case: Jobseeker) -> Sequence[Duty]:
    """Every duty of the case by day, with the counsellor of each."""
    statement = (
        select(Duty)
        .where(Duty.jobseeker_id == case.id)
        .options(joinedload(Duty.counsellor).lazyload(User.organisation))
    )
    return db.session.scalars(statement.order_by(Duty.due_on, Duty.id)).all()


def planned_duties(jobseeker_id: int) -> Sequence[Duty]:
    """What is planned for the person, by day."""
    statement = select(Duty).where(
        Duty.jobseeker_id == jobseeker_id, Duty.state == DutyState.PLANNED
    )
    return db.session.scalars(statement.order_by(Duty.due_on, Duty.id)).all()


def load_duty(case: Jobseeker, duty_id: int) -> Duty:
    """A duty of the case, which was loaded within reach. Raises NotFoundForYou."""
    statement = select(Duty).where(Duty.id == duty_id, Duty.jobseeker_id == case.id)
    duty = db.session.scalar(statement)
    if duty is None:
        raise NotFoundForYou
    return duty


def suspensions_of(case: Jobseeker) -> Sequence[AgreementSuspension]:
    """The times during which an agreement of the case rested, the latest first."""
    statement = select(AgreementSuspension).where(AgreementSuspension.jobseeker_id == case.id)
    return db.session.scalars(statement.order_by(AgreementSuspension.from_on.desc())).all()


def open_suspension(jobseeker_id: int) -> AgreementSuspension | None:
    """The suspension that still lasts."""
    statement = select(AgreementSuspension).where(
        AgreementSuspension.jobseeker_id == jobseeker_id, AgreementSuspension.resumed_at.is_(None)
    )
    return db.session.scalar(statement)


def expired_suspensions(on: date, limit: int) -> Sequence[ServiceAgreement]:
    """Suspended agreements whose foreseen last day of rest is past."""
    statement = (
        select(ServiceAgreement)
        .join(AgreementSuspension, AgreementSuspension.agreement_id == ServiceAgreement.id)
        .where(
            AgreementSuspension.until_on < on,
            AgreementSuspension.resumed_at.is_(None),
            ServiceAgreement.state == AgreementState.SUSPENDED,
        )
        .order_by(ServiceAgreement.id)
    )
    return db.session.scalars(statement.limit(limit)).all()


def last_work(did_id: int, on: date) -> WorkPeriod | None:
    """The period of work that began last, up to a day, of those that stand."""
    statement = select(WorkPeriod).where(
        WorkPeriod.did_id == did_id,
        WorkPeriod.started_on <= on,
        WorkPeriod.annulled_at.is_(None),
    )
    return db.session.scalar(
        statement.order_by(WorkPeriod.started_on.desc(), WorkPeriod.id.desc()).limit(1)
    )


def duties_at_rest(jobseeker_id: int, rest: AgreementSuspension) -> Sequence[Duty]:
    """The actions and proofs called off because of a rest, which nothing has replaced yet."""
    statement = select(Duty).where(
        Duty.jobseeker_id == jobseeker_id,
        Duty.state == DutyState.CANCELLED,
        Duty.reason == "suspended",
        Duty.due_on >= rest.from_on,
        Duty.kind.in_((DutyKind.ACTION, DutyKind.SEARCH_EVIDENCE)),
        Duty.moved_to_id.is_(None),
    )
    return db.session.scalars(statement.order_by(Duty.due_on, Duty.id)).all()


@dataclass(frozen=True)
class Reached:
    """An agreement in force, with how far its rhythm has got."""

    agreement: ServiceAgreement
    rhythm_on: date | None
    rested_until: date | None


def rhythms_reached(after_id: int, limit: int) -> Sequence[Reached]:
    """Agreements in force by key, each with its last contact that stands and its last rest."""
    reached, rested = _ends_reached()
    statement = (
        select(ServiceAgreement, reached, rested)
        .where(
            ServiceAgreement.state == AgreementState.IN_FORCE,
            ServiceAgreement.id > after_id,
        )
        .order_by(ServiceAgreement.id)
        .limit(limit)
    )
    return [Reached(*row) for row in db.session.execute(statement)]


def rhythm_reached(agreement: ServiceAgreement) -> Reached:
    """The same of one agreement."""
    reached, rested = _ends_reached()
    statement = select(reached, rested).where(ServiceAgreement.id == agreement.id)
    return Reached(agreement, *db.session.execute(statement).one())


def _ends_reached() -> tuple[ScalarSelect[date | None], ScalarSelect[date | None]]:
    last_contact = (
        select(func.max(Duty.rhythm_on))
        .where(
            Duty.jobseeker_id == ServiceAgreement.jobseeker_id,
            Duty.rhythm_on.is_not(None),
            Duty.state != DutyState.CANCELLED,
        )
        .correlate(ServiceAgreement)
        .scalar_subquery()
    )
    last_rest = (
        select(func.max(AgreementSuspension.until_on))
        .where(
            AgreementSuspension.jobseeker_id == ServiceAgreement.jobseeker_id,
            AgreementSuspension.resumed_at.is_not(None),
        )
        .correlate(ServiceAgreement)
        .scalar_subquery()
    )
    return last_contact, last_rest
