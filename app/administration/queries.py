"""Reads of accounts and trails for the administrator and the auditor."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Select, func, or_, select

from app.accounts.models import Organisation, User
from app.accounts.permissions import Role
from app.accounts.queries import user_by_email
from app.audit.models import AccessLog, AuditEvent
from app.cases.models.jobseeker import Jobseeker
from app.core.clock import ROME
from app.core.database import db
from app.core.errors import NotFoundForYou
from app.core.listing import Order, Page, fetch_page

BY_NAME = Order(
    columns=(User.name, User.id),
    keys=(lambda user: user.name, lambda user: user.id),
    descending=(False, False),
)
NEWEST_ACCESS = Order((AccessLog.id,), (lambda row: row.AccessLog.id,), (True,))
NEWEST_EVENT = Order((AuditEvent.id,), (lambda row: row.AuditEvent.id,), (True,))
MOST_EXPORTED = 10_000


def accounts_matching(text: str | None, role: Role | None) -> Select[*tuple[Any, ...]]:
    """Accounts whose name or address contains the text, of the role; jobseekers' are their centre's affair."""
    statement = select(User).where(User.role != Role.JOBSEEKER)
    if text:
        wanted = f"%{text.replace('%', '').replace('_', '')}%"
        statement = statement.where(or_(User.name.ilike(wanted), User.email.ilike(wanted)))
    if role:
        statement = statement.where(User.role == role)
    return statement


def accounts_page(statement: Select[*tuple[Any, ...]], cursor: str | None) -> Page[User]:
    """A page of accounts, by name."""
    return fetch_page(db.session, statement, BY_NAME, cursor=cursor)


def all_accounts(statement: Select[*tuple[Any, ...]]) -> Sequence[User]:
    """The accounts of an export."""
    return db.session.scalars(statement.order_by(User.name, User.id).limit(MOST_EXPORTED)).all()


def load_account(user_id: int) -> User:
    """An account the administrator looks after. Raises NotFoundForYou for jobseekers' as for missing ones."""
    user = db.session.get(User, user_id)
    if user is None or user.role is Role.JOBSEEKER:
        raise NotFoundForYou
    return user


def organisation_by_code(code: str) -> Organisation | None:
    """The body of that code, whatever its capitals."""
    return db.session.scalar(
        select(Organisation).where(func.upper(Organisation.code) == code.upper())
    )


def readings(
    fiscal_code: str | None, reader: str | None, since: date | None, until: date | None
) -> Select[*tuple[Any, ...]]:
    """Lines of the access log with the reader's name and body; the person only as a fiscal code."""
    statement = (
        select(
            AccessLog,
            User.name.label("reader"),
            Organisation.name.label("body"),
            Jobseeker.fiscal_code.label("fiscal_code"),
        )
        .outerjoin(User, User.id == AccessLog.actor_id)
        .outerjoin(Organisation, Organisation.id == AccessLog.organisation_id)
        .outerjoin(Jobseeker, Jobseeker.id == AccessLog.jobseeker_id)
    )
    if fiscal_code:
        person = select(Jobseeker.id).where(Jobseeker.fiscal_code == fiscal_code.upper())
        statement = statement.where(AccessLog.jobseeker_id == person.scalar_subquery())
    if reader:
        found = user_by_email(reader)
        statement = statement.where(AccessLog.actor_id == (found.id if found else -1))
    if since:
        statement = statement.where(AccessLog.at >= _midnight(since))
    if until:
        statement = statement.where(AccessLog.at < _midnight(until + timedelta(days=1)))
    return statement


def readings_page(statement: Select[*tuple[Any, ...]], cursor: str | None) -> Page[Any]:
    """A page of the access log, newest first."""
    return fetch_page(db.session, statement, NEWEST_ACCESS, cursor=cursor, scalars=False)


def all_readings(statement: Select[*tuple[Any, ...]]) -> Sequence[Any]:
    """The lines of an export."""
    return db.session.execute(statement.order_by(AccessLog.id.desc()).limit(MOST_EXPORTED)).all()


def events_page(object_type: str | None, cursor: str | None) -> Page[Any]:
    """A page of audit events, newest first, of one kind of record or of all."""
    statement = (
        select(AuditEvent, User.name.label("actor"), Organisation.name.label("body"))
        .outerjoin(User, User.id == AuditEvent.actor_id)
        .outerjoin(Organisation, Organisation.id == AuditEvent.organisation_id)
    )
    if object_type:
        statement = statement.where(AuditEvent.object_type == object_type)
    return fetch_page(db.session, statement, NEWEST_EVENT, cursor=cursor, scalars=False)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), ROME)
