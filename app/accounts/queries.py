"""Reads of accounts and organisations."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from sqlalchemy import ColumnElement, func, select

from app.accounts.models import (
    Organisation,
    OrganisationKind,
    SavedFilter,
    SignInAttempt,
    User,
)
from app.accounts.permissions import Role
from app.core.clock import now
from app.core.database import db

THROTTLE_FAILURES = 10
THROTTLE_MINUTES = 15
"""Ten failures lock the account's sign-in for a quarter of an hour (security reference, 7.6)."""


def user_of_session(session_text: str) -> User | None:
    """The active user a session cookie speaks of, unless the session was ended since."""
    user_id, _, epoch = session_text.partition(":")
    if not (user_id.isdigit() and epoch.isdigit()):
        return None
    user = db.session.get(User, int(user_id))
    return user if user and user.active and user.session_epoch == int(epoch) else None


def user_by_email(email: str) -> User | None:
    """The account of an address, whatever its capitals."""
    return db.session.scalar(select(User).where(func.lower(User.email) == email.strip().lower()))


def is_throttled(account_hash: str) -> bool:
    """Whether too many wrong passwords were given lately for this account."""
    recent = (
        select(SignInAttempt.succeeded)
        .where(
            SignInAttempt.account_hash == account_hash,
            SignInAttempt.attempted_at > now() - timedelta(minutes=THROTTLE_MINUTES),
        )
        .order_by(SignInAttempt.attempted_at.desc())
        .limit(THROTTLE_FAILURES)
    )
    latest = db.session.scalars(recent).all()
    return len(latest) == THROTTLE_FAILURES and not any(latest)


def demo_accounts() -> Sequence[User]:
    """The accounts shown on the sign-in page of a demonstration."""
    statement = select(User).where(User.is_demo, User.active).order_by(User.id)
    return db.session.scalars(statement).all()


def centres() -> Sequence[Organisation]:
    """Every employment centre, by name."""
    statement = (
        select(Organisation)
        .where(Organisation.kind == OrganisationKind.CENTRE)
        .order_by(Organisation.name)
    )
    return db.session.scalars(statement).all()


def colleagues(organisation_id: int) -> Sequence[User]:
    """The active people of an organisation, by name."""
    statement = (
        select(User)
        .where(User.organisation_id == organisation_id, User.active)
        .order_by(User.name, User.id)
    )
    return db.session.scalars(statement).all()


def remembered_filters(user: User, page: str) -> dict[str, str]:
    """What the person last chose on a list; empty when nothing is remembered."""
    statement = select(SavedFilter.chosen).where(
        SavedFilter.user_id == user.id, SavedFilter.page == page
    )
    return db.session.scalar(statement) or {}


def names_of(user_ids: Iterable[int]) -> dict[int, str]:
    """The names of these people, by key."""
    found = db.session.execute(select(User.id, User.name).where(User.id.in_(set(user_ids))))
    return {row.id: row.name for row in found}


def provider_managers(provider_id: int) -> list[int]:
    """The accounts of those who answer for the provider: keys, for notices."""
    return _accounts(User.role == Role.PROVIDER_MANAGER, User.organisation_id == provider_id)


def programme_officers() -> list[int]:
    """The accounts of the programme's officers: keys, for notices."""
    return _accounts(User.role == Role.PROGRAMME_OFFICER)


def _accounts(*conditions: ColumnElement[bool]) -> list[int]:
    return list(db.session.scalars(select(User.id).where(User.active, *conditions)))
