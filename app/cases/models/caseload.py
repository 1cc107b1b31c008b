"""Who follows whom: cases given to counsellors many at once, with every line of it kept."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.cases.models.jobseeker import CaseRow, Jobseeker
from app.cases.states import REASSIGNMENT, LineOutcome, ReassignmentReason, ReassignmentState
from app.core.clock import now
from app.core.database import Base, Id
from app.core.reach import Reach
from app.core.state_machine import StateMachine


class Reassignment(Base):
    """One act of a centre manager: so many cases given to counsellors of the centre."""

    __tablename__ = "reassignment"
    __table_args__ = (
        Index(None, "centre_id", "id"),
        Index(
            "uq_reassignment_one_prepared",
            "prepared_by_id",
            unique=True,
            postgresql_where=text("state = 'prepared'"),
        ),
        CheckConstraint("cases >= 0 AND moved >= 0 AND moved <= cases", name="moved_among_cases"),
        CheckConstraint(
            "state IN ('prepared', 'dropped') OR made_at IS NOT NULL", name="made_has_its_time"
        ),
    )
    machine: ClassVar[StateMachine] = REASSIGNMENT

    id: Mapped[Id]
    number: Mapped[str] = mapped_column(String(32), unique=True)
    state: Mapped[ReassignmentState]
    centre_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    reason: Mapped[ReassignmentReason]
    note: Mapped[str] = mapped_column(server_default="")
    prepared_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    prepared_at: Mapped[datetime] = mapped_column(default=now)
    made_at: Mapped[datetime | None]
    cases: Mapped[int] = mapped_column(server_default="0")
    """How many were chosen."""
    moved: Mapped[int] = mapped_column(server_default="0")
    """How many changed hands: the others had been given to somebody else meanwhile."""
    undone_at: Mapped[datetime | None]
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    prepared_by: Mapped[User] = relationship(foreign_keys=prepared_by_id)
    undone_by: Mapped[User | None] = relationship(foreign_keys=undone_by_id)

    @property
    def reach(self) -> Reach:
        """An act of the centre; its lines are about persons."""
        return Reach(None, self.centre_id, None)


class ReassignmentLine(CaseRow, Base):
    """One case of a reassignment: from whom, to whom, and what became of it."""

    __tablename__ = "reassignment_line"
    __table_args__ = (
        UniqueConstraint("reassignment_id", "jobseeker_id"),
        Index(None, "reassignment_id", "to_counsellor_id", "id"),
        Index(None, "jobseeker_id", "id"),
    )

    reassignment_id: Mapped[int] = mapped_column(ForeignKey("reassignment.id"))
    from_counsellor_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    """Who followed the case when the manager looked; None for nobody."""
    to_counsellor_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    outcome: Mapped[LineOutcome] = mapped_column(server_default="chosen")

    case: Mapped[Jobseeker] = relationship()
    from_counsellor: Mapped[User | None] = relationship(foreign_keys=from_counsellor_id)
    to_counsellor: Mapped[User] = relationship(foreign_keys=to_counsellor_id)
