"""The records a case goes through: declarations, pathway, agreements, consents."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import aliased, joinedload, selectinload

from app.accounts.models import User
from app.cases.models.jobseeker import Jobseeker
from app.cases.models.status import StatusEvent
from app.cases.models.steps import Consent, Did, PathwayRecord, ServiceAgreement
from app.cases.rules.status_history import StatusKind
from app.cases.states import AGREEMENT, OPEN_DID, AgreementState
from app.core.database import db


def dids_of(case: Jobseeker) -> Sequence[Did]:
    """Every declaration of availability, the latest first."""
    statement = select(Did).where(Did.jobseeker_id == case.id)
    return db.session.scalars(statement.order_by(Did.declared_on.desc(), Did.id.desc())).all()


def open_did(case: Jobseeker) -> Did | None:
    """The declaration that has neither been rejected nor ended."""
    statement = select(Did).where(Did.jobseeker_id == case.id, Did.state.in_(OPEN_DID))
    return db.session.scalar(statement)


def forfeited_on(case: Jobseeker) -> date | None:
    """When the person last lost the status under conditionality; None if never."""
    later = aliased(StatusEvent)
    taken_back = select(later.id).where(later.supersedes_id == StatusEvent.id).exists()
    statement = (
        select(StatusEvent.effective_on)
        .where(
            StatusEvent.jobseeker_id == case.id,
            StatusEvent.kind == StatusKind.ENDED,
            StatusEvent.reason == "forfeiture",
            ~taken_back,
        )
        .order_by(StatusEvent.effective_on.desc())
    )
    return db.session.scalar(statement.limit(1))


def current_pathway(case: Jobseeker) -> PathwayRecord | None:
    """The pathway decided for the person, with what the rules proposed."""
    statement = select(PathwayRecord).where(
        PathwayRecord.jobseeker_id == case.id, PathwayRecord.superseded_at.is_(None)
    )
    return db.session.scalar(statement)


def agreements_of(case: Jobseeker) -> Sequence[ServiceAgreement]:
    """Every version of the service agreement, the latest first, with its actions."""
    statement = (
        select(ServiceAgreement)
        .where(ServiceAgreement.jobseeker_id == case.id)
        .options(
            joinedload(ServiceAgreement.responsible).lazyload(User.organisation),
            joinedload(ServiceAgreement.countersigned_by).lazyload(User.organisation),
            selectinload(ServiceAgreement.actions),
        )
    )
    return db.session.scalars(statement.order_by(ServiceAgreement.id.desc())).all()


def agreement_in_force(case: Jobseeker) -> ServiceAgreement | None:
    """The agreement that binds person and centre today."""
    statement = select(ServiceAgreement).where(
        ServiceAgreement.jobseeker_id == case.id, ServiceAgreement.state == AgreementState.IN_FORCE
    )
    return db.session.scalar(statement)


def binding_agreement(case: Jobseeker) -> ServiceAgreement | None:
    """The agreement in force, or the one that is suspended and will be in force again."""
    statement = select(ServiceAgreement).where(
        ServiceAgreement.jobseeker_id == case.id,
        ServiceAgreement.state.in_((AgreementState.IN_FORCE, AgreementState.SUSPENDED)),
    )
    return db.session.scalar(statement)


def agreement_in_preparation(case: Jobseeker) -> ServiceAgreement | None:
    """The agreement that is drafted, proposed or signed, but not yet in force."""
    closed = {*AGREEMENT.final, AgreementState.IN_FORCE, AgreementState.SUSPENDED}
    states = [state for state in AgreementState if state not in closed]
    statement = select(ServiceAgreement).where(
        ServiceAgreement.jobseeker_id == case.id, ServiceAgreement.state.in_(states)
    )
    return db.session.scalar(statement)


def consent_given(jobseeker_id: int, purpose: str) -> Consent | None:
    """The consent in force for a purpose, if the person has given it."""
    statement = select(Consent).where(
        Consent.jobseeker_id == jobseeker_id,
        Consent.purpose == purpose,
        Consent.withdrawn_at.is_(None),
    )
    return db.session.scalar(statement)


def consents_of(jobseeker_id: int) -> Sequence[Consent]:
    """Every consent ever given by the person, newest first."""
    statement = (
        select(Consent).where(Consent.jobseeker_id == jobseeker_id).order_by(Consent.id.desc())
    )
    return db.session.scalars(statement).all()
