"""Append-only tables: audit events, transition log, access log. The database refuses to change a row."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import now
from app.core.database import Base, Id
from app.core.reach import Reach as Reach


class _Trail:
    """Columns every trail has: who acted for which body, and the reach of the row."""

    id: Mapped[Id]
    at: Mapped[datetime] = mapped_column(default=now)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    """None is the system itself, acting on an announced default."""
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    role: Mapped[str | None] = mapped_column(String(32))
    jobseeker_id: Mapped[int | None]
    centre_id: Mapped[int | None]
    provider_id: Mapped[int | None]


class AuditEvent(_Trail, Base):
    """Something changed: who, for which body, what, on which record."""

    __tablename__ = "audit_event"
    __table_args__ = (
        Index(None, "jobseeker_id", "id", postgresql_where=text("jobseeker_id IS NOT NULL")),
        Index(None, "object_type", "object_id", "id"),
        Index(None, "actor_id", "id"),
    )

    event: Mapped[str] = mapped_column(String(64))
    """In the words of the permissions: `voucher:issue`."""
    object_type: Mapped[str] = mapped_column(String(32))
    object_id: Mapped[int]
    details: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    """Names of changed fields, codes and references; never health data or free text."""


class TransitionLog(_Trail, Base):
    """One change of state of one record."""

    __tablename__ = "transition_log"
    __table_args__ = (
        Index(None, "machine", "object_id", "id"),
        Index(None, "jobseeker_id", "id", postgresql_where=text("jobseeker_id IS NOT NULL")),
    )

    machine: Mapped[str] = mapped_column(String(32))
    object_id: Mapped[int]
    from_state: Mapped[str | None] = mapped_column(String(32))
    to_state: Mapped[str] = mapped_column(String(32))
    action: Mapped[str] = mapped_column(String(32))
    reason: Mapped[str | None] = mapped_column(String(64))
    note: Mapped[str] = mapped_column(server_default="")


class AccessLog(_Trail, Base):
    """One reading of a part of a person's record."""

    __tablename__ = "access_log"
    __table_args__ = (Index(None, "jobseeker_id", "id"), Index(None, "actor_id", "id"))

    part: Mapped[str] = mapped_column(String(32))
    purpose: Mapped[str] = mapped_column(String(32))
    record: Mapped[str] = mapped_column(String(64), server_default="")
    """The reference of what was read, such as a voucher number."""
