"""Runs of the check, and the differences they found."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.cases.models.jobseeker import CaseRow
from app.core.clock import now
from app.core.database import Base, Id
from app.core.language import N_, Labelled


class Extent(Labelled):
    """How much a run looked at."""

    SAMPLE = "sample", N_("Sample")
    ALL = "all", N_("Everything")


class Checked(Labelled):
    """What was worked out again."""

    PROFILE = "profile", N_("Quantitative profile")
    ASSESSMENT = "assessment", N_("Assessment")


class RecomputationCheck(Base):
    """One finished run: how much was looked at, under which versions, how many differ."""

    __tablename__ = "recomputation_check"
    __table_args__ = (
        CheckConstraint("profiles >= 0 AND assessments >= 0 AND differing >= 0", name="counts"),
    )

    id: Mapped[Id]
    extent: Mapped[Extent]
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime] = mapped_column(default=now)
    profiles: Mapped[int]
    assessments: Mapped[int]
    differing: Mapped[int]
    """Rows that differ in at least one field."""
    versions: Mapped[list[Any]] = mapped_column(server_default="[]")
    """By version of the rules: `rule_set`, `profiles`, `assessments`, `differing`."""
    places: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    """Where the next sample goes on: the last key looked at, by kind and version."""

    @property
    def checked(self) -> int:
        """How many rows were worked out again."""
        return self.profiles + self.assessments


class RecomputationDifference(CaseRow, Base):
    """One field of one row that does not come out as it is stored."""

    __tablename__ = "recomputation_difference"
    __table_args__ = (Index(None, "jobseeker_id"), Index(None, "check_id", "id"))

    check_id: Mapped[int] = mapped_column(ForeignKey("recomputation_check.id"))
    kind: Mapped[Checked]
    object_id: Mapped[int]
    rule_set_id: Mapped[int] = mapped_column(ForeignKey("rule_set_version.id"))
    field: Mapped[str] = mapped_column(String(64))
    stored: Mapped[str]
    recomputed: Mapped[str]

    check: Mapped[RecomputationCheck] = relationship()
