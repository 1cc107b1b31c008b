"""Objections of a person to their assessment."""

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.cases.models.jobseeker import CaseRow
from app.core.clock import now
from app.core.database import Base
from app.core.state_machine import StateMachine
from profiling.objections.states import OBJECTION, ObjectionState


class Objection(CaseRow, Base):
    """What the person wrote against an assessment, and the centre's answer; both stay as written."""

    __tablename__ = "objection"
    __table_args__ = (
        Index(
            "uq_objection_one_open",
            "jobseeker_id",
            unique=True,
            postgresql_where=text("state = 'open'"),
        ),
        Index(None, "jobseeker_id", "id"),
        # What waits for the centre's answer, by deadline.
        Index(None, "centre_id", "due_on", "id", postgresql_where=text("state = 'open'")),
        CheckConstraint("words <> ''", name="says_something"),
        CheckConstraint(
            "state = 'open' OR (answer <> '' AND answered_at IS NOT NULL)",
            name="answered_has_answer",
        ),
    )
    machine: ClassVar[StateMachine] = OBJECTION

    state: Mapped[ObjectionState]
    assessment_id: Mapped[int] = mapped_column(ForeignKey("assessment.id"))
    words: Mapped[str]
    objected_at: Mapped[datetime] = mapped_column(default=now)
    due_on: Mapped[date]
    """The last day for the centre's answer."""
    answer: Mapped[str] = mapped_column(server_default="")
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    answered_by: Mapped[User | None] = relationship(foreign_keys=answered_by_id)
