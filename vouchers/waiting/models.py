"""A place on the waiting list of an edition."""

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.cases.models.jobseeker import CaseRow, Jobseeker
from app.core.clock import now
from app.core.database import Base
from app.core.state_machine import StateMachine
from catalogue.offers.models import Edition
from vouchers.waiting.states import OPEN, WAITING_PLACE, WaitingState


class WaitingPlace(CaseRow, Base):
    """One person's place on the waiting list of one edition.

    The database counts the seats kept by `offered` and `taken` in `edition.held`, and who waits in
    `edition.waiting`.
    """

    __tablename__ = "waiting_place"
    __table_args__ = (
        UniqueConstraint("edition_id", "position"),
        Index(
            "uq_waiting_place_one_open",
            "jobseeker_id",
            "edition_id",
            unique=True,
            postgresql_where=text("state IN ('waiting', 'offered', 'taken')"),
        ),
        Index(None, "jobseeker_id", "id"),
        Index(None, "centre_id", "id"),
        Index(
            "ix_waiting_place_queue",
            "edition_id",
            "position",
            postgresql_where=text("state = 'waiting'"),
        ),
        # The nightly deadlines.
        Index(
            "ix_waiting_place_unanswered",
            "respond_by",
            "id",
            postgresql_where=text("state = 'offered'"),
        ),
        Index(
            "ix_waiting_place_unused", "kept_until", "id", postgresql_where=text("state = 'taken'")
        ),
        CheckConstraint(
            "CASE state WHEN 'offered' THEN respond_by IS NOT NULL "
            "WHEN 'taken' THEN kept_until IS NOT NULL ELSE true END",
            name="dated_by_state",
        ),
        CheckConstraint(
            "closed_at IS NULL OR state NOT IN ('waiting', 'offered', 'taken')",
            name="closed_when_over",
        ),
    )
    machine: ClassVar[StateMachine] = WAITING_PLACE

    state: Mapped[WaitingState]
    edition_id: Mapped[int] = mapped_column(ForeignKey(Edition.id))
    position: Mapped[int]
    """In the order of joining; never given twice, so that the first to come is the first served."""
    joined_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    joined_at: Mapped[datetime] = mapped_column(default=now)
    offered_on: Mapped[date | None]
    respond_by: Mapped[date | None]
    """Last day to answer while a seat is offered."""
    kept_until: Mapped[date | None]
    """Last day on which the seat taken waits for its voucher."""
    closed_at: Mapped[datetime | None]

    jobseeker: Mapped[Jobseeker] = relationship()
    edition: Mapped[Edition] = relationship()
    joined_by: Mapped[User] = relationship()

    @property
    def is_open(self) -> bool:
        """Whether the person still waits, or a seat is kept for them."""
        return self.state in OPEN
