"""Trials of rule sets, their counts, and the cases that would change."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.cases.models.jobseeker import CaseRow, Jobseeker
from app.core.clock import now
from app.core.database import Base, Id
from app.core.jobs import JobProgress, JobState
from app.core.reach import Reach
from app.programme.models import RuleSetDraft, RuleSetVersion


class Trial(Base):
    """A rule set tried on the caseload of a day, with a copy of the rules as they were tried.

    Once it is finished, cancelled or failed the database keeps it as it is.
    """

    __tablename__ = "trial"
    __table_args__ = (
        CheckConstraint("num_nonnulls(draft_id, version_id) = 1", name="of_one_rule_set"),
        CheckConstraint("threshold >= 3", name="hides_small_numbers"),
        # One at a time: two would fight over the processor and say the same.
        Index(
            "uq_trial_one_open_of_draft",
            "draft_id",
            unique=True,
            postgresql_where=text("finished_at IS NULL"),
        ),
        Index(
            "uq_trial_one_open_of_version",
            "version_id",
            unique=True,
            postgresql_where=text("finished_at IS NULL"),
        ),
        Index(None, "draft_id", "id"),
        Index(None, "version_id", "id"),
    )

    id: Mapped[Id]
    draft_id: Mapped[int | None] = mapped_column(ForeignKey(RuleSetDraft.id))
    version_id: Mapped[int | None] = mapped_column(ForeignKey(RuleSetVersion.id))
    document: Mapped[dict[str, Any]]
    content_hash: Mapped[str] = mapped_column(String(64))
    """Of the document tried; a draft with another one has changed since."""
    on_day: Mapped[date]
    """The day ages and times out of work are reckoned on."""
    threshold: Mapped[int]
    """Numbers of people below it are hidden; of the rules in force when the trial began."""
    started_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    progress_id: Mapped[int] = mapped_column(ForeignKey("job_progress.id"))
    started_at: Mapped[datetime] = mapped_column(default=now)
    finished_at: Mapped[datetime | None]
    last_jobseeker_id: Mapped[int] = mapped_column(server_default="0", default=0)
    """How far it has come, in the order of the cases: where a killed job goes on."""
    attempts: Mapped[int] = mapped_column(server_default="0", default=0)

    draft: Mapped[RuleSetDraft | None] = relationship()
    version: Mapped[RuleSetVersion | None] = relationship()
    started_by: Mapped[User] = relationship()
    progress: Mapped[JobProgress] = relationship()

    @property
    def reach(self) -> Reach:
        """It is about nobody; the cases in it are rows of their own."""
        return Reach()

    @property
    def subject(self) -> RuleSetDraft | RuleSetVersion:
        """What was tried."""
        found = self.draft or self.version
        assert found is not None  # noqa: S101 - the table's constraint says so
        return found

    @property
    def is_done(self) -> bool:
        """Whether it came to its end and has a result."""
        return self.progress.state is JobState.DONE

    @property
    def is_stale(self) -> bool:
        """Whether the draft was changed after it was tried."""
        return self.content_hash != self.subject.content_hash


class TrialCount(Base):
    """How many people stand in one cell of one table of a trial."""

    __tablename__ = "trial_count"

    trial_id: Mapped[int] = mapped_column(ForeignKey(Trial.id), primary_key=True)
    breakdown: Mapped[str] = mapped_column(String(16), primary_key=True)
    row_key: Mapped[str] = mapped_column(String(96), primary_key=True)
    column_key: Mapped[str] = mapped_column(String(16), primary_key=True)
    people: Mapped[int]
    hidden: Mapped[bool] = mapped_column(server_default="false", default=False)
    """Too small to be shown, or hidden so that a small one cannot be computed back."""


class TrialCase(CaseRow, Base):
    """A case whose pathway or class would be another one."""

    __tablename__ = "trial_case"
    __table_args__ = (
        Index(None, "trial_id", "jobseeker_id", unique=True),
        Index(None, "trial_id", "centre_id", "jobseeker_id"),
        Index(None, "jobseeker_id"),
    )

    trial_id: Mapped[int] = mapped_column(ForeignKey(Trial.id))
    pathway_before: Mapped[int]
    pathway_after: Mapped[int | None]
    """None where only the class could be computed."""
    class_before: Mapped[int]
    class_after: Mapped[int]
    index_after: Mapped[Decimal]
    rule_before: Mapped[str] = mapped_column(String(64))
    rule_after: Mapped[str] = mapped_column(String(64), server_default="")
    scores_after: Mapped[dict[str, Any]] = mapped_column(server_default="{}")

    case: Mapped[Jobseeker] = relationship()
