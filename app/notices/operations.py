"""Tell people something once, mark what they have read, forget what is old."""

from collections.abc import Iterable, Mapping
from datetime import timedelta

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from app.accounts.models import User
from app.core.clock import now
from app.core.database import db
from app.core.listing import plain_value
from app.notices.models import Notice

KEPT_DAYS = 365
"""A notice is a pointer, not a record: what it spoke of has a history of its own."""


def notify(
    recipient_ids: Iterable[int],
    message: str,
    params: Mapping[str, object] | None = None,
    *,
    address: str,
    key: str = "",
) -> int:
    """Tell each of these accounts the message, in one statement; how many were told.

    `message` is marked with `N_` and may hold `%(name)s` for each of `params`: texts, whole numbers
    and dates, never personal data. `address` is the path where something can be done. Whoever was
    told under the same `key` before is not told again.
    """
    told = {name: plain_value(value) for name, value in (params or {}).items()}
    common = {"message": message, "params": told, "address": address, "key": key}
    rows = [
        {"recipient_id": recipient, "created_at": now(), **common}
        for recipient in sorted(set(recipient_ids))
    ]
    if not rows:
        return 0
    added = insert(Notice).on_conflict_do_nothing().returning(Notice.id)
    return len(db.session.scalars(added, rows).all())


def mark_read(user: User, notice: Notice | None = None) -> None:
    """Mark one notice of the person as read, or all of them."""
    conditions: list[ColumnElement[bool]] = [
        Notice.recipient_id == user.id,
        Notice.read_at.is_(None),
    ]
    if notice is not None:
        conditions.append(Notice.id == notice.id)
    db.session.execute(update(Notice).where(*conditions).values(read_at=now()))


def claim_unsent(limit: int) -> tuple[int, list[User]]:
    """How many notices were claimed, up to `limit`, and the people who are owed an e-mail for them.

    The notices count as sent from here on.

    Two workers never claim the same notice: the rows are locked, and those locked are skipped.
    """
    owed = (
        select(Notice.id)
        .where(Notice.sent_at.is_(None))
        .order_by(Notice.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    claimed = (
        update(Notice)
        .where(Notice.id.in_(owed))
        .values(sent_at=now())
        .returning(Notice.recipient_id, Notice.read_at)
    )
    rows = db.session.execute(claimed).all()
    unread = {row.recipient_id for row in rows if row.read_at is None}
    found = select(User).where(User.id.in_(unread), User.active).order_by(User.id)
    return len(rows), list(db.session.scalars(found))


def forget_old(limit: int) -> int:
    """Delete up to `limit` notices older than a year; how many."""
    old = (
        select(Notice.id)
        .where(Notice.created_at < now() - timedelta(days=KEPT_DAYS))
        .order_by(Notice.id)
        .limit(limit)
    )
    gone = delete(Notice).where(Notice.id.in_(old)).returning(Notice.id)
    counted = select(func.count()).select_from(gone.cte("gone"))
    return db.session.scalar(counted) or 0
