"""The history of the status of unemployment, and the periods of work that move it."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, column, text
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.cases.models.jobseeker import CaseRow
from app.cases.rules.status_history import StatusKind, StatusSource, WorkSource
from app.cases.rules.unemployment import ContractKind, Work
from app.core.clock import now
from app.core.database import Base

_GOES_ON = text("ended_on IS NULL AND annulled_at IS NULL")


class WorkPeriod(CaseRow, Base):
    """A period of work told after the declaration; one entered by error is annulled, never deleted."""

    __tablename__ = "work_period"
    __table_args__ = (
        # Two jobs may overlap; the same job told twice may not.
        ExcludeConstraint(
            (column("jobseeker_id"), "="),
            (text("lower(employer)"), "="),
            (text("daterange(started_on, ended_on, '[]')"), "&&"),
            name="work_period_same_job_once",
            using="gist",
            where=text("employer <> '' AND annulled_at IS NULL"),
        ),
        Index(None, "jobseeker_id", "started_on"),
        Index(None, "did_id"),
        # The desk: work that should be over, of which nobody has said so.
        Index(None, "centre_id", "expected_end_on", "id", postgresql_where=_GOES_ON),
        # The nightly job: work that may have lasted too long.
        Index("ix_work_period_going_on", "started_on", "id", postgresql_where=_GOES_ON),
        CheckConstraint("ended_on >= started_on", name="ends_after_start"),
        CheckConstraint("expected_end_on >= started_on", name="expected_after_start"),
        CheckConstraint("annual_income >= 0", name="income_not_negative"),
        CheckConstraint("(annulled_at IS NULL) = (annulled_by_id IS NULL)", name="annulled_by"),
    )

    did_id: Mapped[int] = mapped_column(ForeignKey("did.id"))
    employer: Mapped[str] = mapped_column(server_default="")
    kind: Mapped[ContractKind]
    started_on: Mapped[date]
    ended_on: Mapped[date | None]
    """The last day of work; None until somebody says that it is over."""
    expected_end_on: Mapped[date | None]
    annual_income: Mapped[int | None]
    """Euros expected in a year; None when not told."""
    source: Mapped[WorkSource]
    recorded_at: Mapped[datetime] = mapped_column(default=now)
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    annulled_at: Mapped[datetime | None]
    annulled_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    @property
    def work(self) -> Work:
        """The period as the rules know it."""
        return Work(
            first=self.started_on,
            last=self.ended_on,
            kind=self.kind,
            annual_income=self.annual_income,
        )


class StatusEvent(CaseRow, Base):
    """One event in the history of a declaration; a wrong one is annulled by another, never edited."""

    __tablename__ = "status_event"
    __table_args__ = (
        Index(None, "jobseeker_id", "id"),
        Index(None, "did_id", "id"),
        Index(
            "uq_status_event_superseded_once",
            "supersedes_id",
            unique=True,
            postgresql_where=text("supersedes_id IS NOT NULL"),
        ),
        Index(
            "uq_status_event_declared_once",
            "did_id",
            unique=True,
            postgresql_where=text("kind = 'declared'"),
        ),
        CheckConstraint(
            "kind NOT IN ('annulled', 'restored') OR supersedes_id IS NOT NULL",
            name="annuls_something",
        ),
        CheckConstraint("days_counted >= 0 AND months_counted >= 0", name="counts_not_negative"),
    )

    did_id: Mapped[int] = mapped_column(ForeignKey("did.id"))
    kind: Mapped[StatusKind]
    happened_on: Mapped[date]
    """The day of the fact, such as the last day of a job."""
    effective_on: Mapped[date]
    """From which day the status is the new one."""
    recorded_at: Mapped[datetime] = mapped_column(default=now)
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    """None when the nightly job recorded what the law does by itself."""
    reason: Mapped[str] = mapped_column(String(64), server_default="")
    source: Mapped[StatusSource]
    work_period_id: Mapped[int | None] = mapped_column(ForeignKey("work_period.id"))
    days_counted: Mapped[int] = mapped_column(server_default="0")
    months_counted: Mapped[int] = mapped_column(server_default="0")
    """Days and months of unemployment up to the day before the effect."""
    note: Mapped[str] = mapped_column(server_default="")
    supersedes_id: Mapped[int | None] = mapped_column(ForeignKey("status_event.id"))

    recorded_by: Mapped[User | None] = relationship(foreign_keys=recorded_by_id)
    work_period: Mapped[WorkPeriod | None] = relationship()
