"""Reads of notices; everybody sees their own and no other."""

from sqlalchemy import func, select

from app.accounts.models import User
from app.core.database import db
from app.core.errors import NotFoundForYou
from app.core.listing import Order, Page, fetch_page
from app.notices.models import Notice

MOST_COUNTED = 99
NEWEST_FIRST = Order((Notice.id,), (lambda row: row.id,), (True,))


def unread_count(user: User) -> int:
    """How many notices the person has not opened; a hundred stands for more than 99."""
    some = (
        select(Notice.id)
        .where(Notice.recipient_id == user.id, Notice.read_at.is_(None))
        .limit(MOST_COUNTED + 1)
    )
    return db.session.scalar(select(func.count()).select_from(some.subquery())) or 0


def notices_page(user: User, *, only_unread: bool, cursor: str | None) -> Page[Notice]:
    """The person's notices, newest first."""
    statement = select(Notice).where(Notice.recipient_id == user.id)
    if only_unread:
        statement = statement.where(Notice.read_at.is_(None))
    return fetch_page(db.session, statement, NEWEST_FIRST, cursor=cursor)


def notice_for(user: User, notice_id: int) -> Notice:
    """The person's own notice.

    Raises:
        NotFoundForYou: There is none of that number, or it is somebody else's.
    """
    mine = select(Notice).where(Notice.id == notice_id, Notice.recipient_id == user.id)
    found = db.session.scalar(mine)
    if found is None:
        raise NotFoundForYou
    return found
