"""Procedures of conditionality: a failure, the person's explanation, the consequence, the appeal."""

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.cases.models.jobseeker import CaseRow, Jobseeker
from app.cases.states import SANCTION, SanctionState
from app.core.clock import now
from app.core.database import Base
from app.core.state_machine import StateMachine

_STANDS = "('confirmed', 'communicated', 'appealed', 'upheld', 'annulled')"


class ConditionalityEvent(CaseRow, Base):
    """One failure of a person bound by conditionality, and what became of it."""

    __tablename__ = "conditionality_event"
    __table_args__ = (
        Index(None, "jobseeker_id", "failed_on"),
        Index(None, "did_id"),
        # The desk: explanations whose time is over, appeals to answer.
        Index(None, "centre_id", "state", "explain_by", "id"),
        # The same failure is held against a person once.
        Index(
            "uq_conditionality_event_duty_once",
            "duty_id",
            unique=True,
            postgresql_where=text("duty_id IS NOT NULL AND state <> 'withdrawn'"),
        ),
        Index(
            "uq_conditionality_event_failure_once",
            "jobseeker_id",
            "failure",
            "failed_on",
            unique=True,
            postgresql_where=text("state <> 'withdrawn'"),
        ),
        CheckConstraint("(explain_by IS NULL) = (told_at IS NULL)", name="told_with_term"),
        CheckConstraint(
            f"state NOT IN {_STANDS} OR (occurrence >= 1 AND consequence <> '' "
            "AND confirmed_on IS NOT NULL AND confirmed_by_id IS NOT NULL)",
            name="confirmed_by_somebody",
        ),
        # Nobody is sanctioned unheard.
        CheckConstraint(
            "confirmed_on IS NULL OR explained_at IS NOT NULL "
            "OR (explain_by IS NOT NULL AND confirmed_on > explain_by)",
            name="heard_before_confirmed",
        ),
        CheckConstraint(
            f"state NOT IN {_STANDS} OR NOT ends_status OR (second_by_id IS NOT NULL "
            "AND second_by_id <> confirmed_by_id)",
            name="forfeiture_needs_two",
        ),
        CheckConstraint(
            "state <> 'communicated' OR inps_reference <> ''", name="communicated_with_reference"
        ),
        CheckConstraint("state <> 'justified' OR reason <> ''", name="justified_has_reason"),
        CheckConstraint("(appealed_on IS NULL) = (appeal_text = '')", name="appeal_says_why"),
    )
    machine: ClassVar[StateMachine] = SANCTION

    state: Mapped[SanctionState]
    did_id: Mapped[int] = mapped_column(ForeignKey("did.id"))
    rule_set_id: Mapped[int]
    """The version whose ladder holds for this failure."""
    failure: Mapped[str] = mapped_column(String(32))
    failed_on: Mapped[date]
    duty_id: Mapped[int | None] = mapped_column(ForeignKey("duty.id"))
    facts: Mapped[str] = mapped_column(server_default="")
    """What happened, in the counsellor's words; the person reads it."""
    opened_at: Mapped[datetime] = mapped_column(default=now)
    opened_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    told_at: Mapped[datetime | None]
    explain_by: Mapped[date | None]
    """The last day on which the person may explain."""
    explanation: Mapped[str] = mapped_column(server_default="")
    explained_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(String(32), server_default="")
    """The legitimate reason accepted, of the rule set's list."""
    occurrence: Mapped[int | None]
    consequence: Mapped[str] = mapped_column(String(32), server_default="")
    ends_status: Mapped[bool] = mapped_column(server_default="false")
    confirmed_on: Mapped[date | None]
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    """Who confirmed, or proposed the forfeiture."""
    second_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    inps_reference: Mapped[str] = mapped_column(String(64), server_default="")
    communicated_on: Mapped[date | None]
    appeal_by: Mapped[date | None]
    appealed_on: Mapped[date | None]
    appeal_text: Mapped[str] = mapped_column(server_default="")
    answer: Mapped[str] = mapped_column(server_default="")
    answered_on: Mapped[date | None]

    case: Mapped[Jobseeker] = relationship(viewonly=True)
    opened_by: Mapped[User] = relationship(foreign_keys=opened_by_id)
    confirmed_by: Mapped[User | None] = relationship(foreign_keys=confirmed_by_id)
