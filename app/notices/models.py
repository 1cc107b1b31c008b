"""Notices: one line for one account, with the place where something can be done about it."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import now
from app.core.database import Base, Id


class Notice(Base):
    """One thing told to one account; it names places and references, never a person."""

    __tablename__ = "notice"
    __table_args__ = (
        CheckConstraint("address ~ '^/[^/\\\\]'", name="address_is_ours"),
        Index(None, "recipient_id", "id"),
        Index(
            "uq_notice_once",
            "recipient_id",
            "key",
            unique=True,
            postgresql_where=text("key <> ''"),
        ),
        Index("ix_notice_unread", "recipient_id", postgresql_where=text("read_at IS NULL")),
        Index("ix_notice_unsent", "id", postgresql_where=text("sent_at IS NULL")),
    )

    id: Mapped[Id]
    recipient_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    message: Mapped[str]
    """The English source text, translated when it is shown."""
    params: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default="{}")
    address: Mapped[str]
    """A path of this site."""
    key: Mapped[str] = mapped_column(String(120), server_default="")
    """What makes it tell a thing once only; empty when it may be told again."""
    created_at: Mapped[datetime] = mapped_column(default=now)
    read_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    """When the e-mail was handed over; also when there was none to send."""
