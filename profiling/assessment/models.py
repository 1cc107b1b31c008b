"""Quantitative profiles and assessments of a case."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.cases.models.jobseeker import CaseRow
from app.core.clock import now
from app.core.database import Base
from app.core.state_machine import StateMachine
from profiling.assessment.rules.profile import Contribution, by_weight
from profiling.assessment.states import (
    ASSESSMENT,
    PATHWAY_REQUEST,
    PROFILE,
    AssessmentState,
    Cause,
    OfficialSource,
    ProfileState,
    RequestState,
)


class QuantitativeProfile(CaseRow, Base):
    """One calculation of the index, with everything it was made of; it never changes."""

    __tablename__ = "quantitative_profile"
    __table_args__ = (
        Index(
            "uq_quantitative_profile_one_current",
            "jobseeker_id",
            unique=True,
            postgresql_where=text("state = 'current'"),
        ),
        Index(None, "jobseeker_id", "id"),
        Index(None, "centre_id", "calculated_on"),
        # The nightly job: those grown old, and those of earlier rules; the nightly check: by version.
        Index(
            "ix_quantitative_profile_grown_old",
            "calculated_on",
            "id",
            postgresql_where=text("state = 'current'"),
        ),
        Index(None, "rule_set_id", "id"),
        CheckConstraint("index BETWEEN 0 AND 1", name="index_is_probability"),
        CheckConstraint("profile_class BETWEEN 1 AND 3", name="class_known"),
    )
    machine: ClassVar[StateMachine] = PROFILE

    state: Mapped[ProfileState]
    inputs: Mapped[dict[str, Any]]
    """For each factor its `value`, `source` and the day it is `on`; what else is kept of it says
    `profiling.assessment.rules.origins`. Rows older than that have these three alone."""
    index: Mapped[Decimal]
    profile_class: Mapped[int]
    contributions: Mapped[list[Any]]
    rule_set_id: Mapped[int] = mapped_column(ForeignKey("rule_set_version.id"))
    cause: Mapped[Cause] = mapped_column(server_default="counsellor")
    calculated_on: Mapped[date]
    calculated_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    created_at: Mapped[datetime] = mapped_column(default=now)

    calculated_by: Mapped[User | None] = relationship()

    @property
    def values(self) -> dict[str, str | int]:
        """The bare inputs, as the rules take them."""
        return {factor: given["value"] for factor, given in self.inputs.items()}

    @property
    def parts(self) -> tuple[Contribution, ...]:
        """The stored contributions as the rules return them, the weightiest first."""
        return by_weight(
            Contribution(
                factor=part["factor"],
                category=part["category"],
                value=part["value"],
                coefficient=Decimal(part["coefficient"]),
                effect=Decimal(part["effect"]),
            )
            for part in self.contributions
        )


class ProfileRefresh(CaseRow, Base):
    """A profile that waits to be calculated again: for the nightly job, or for the person.

    One row for a case at most, gone with the next calculation; it is no trail.
    """

    __tablename__ = "profile_refresh"
    __table_args__ = (
        UniqueConstraint("jobseeker_id"),
        Index("ix_profile_refresh_untried", "id", postgresql_where=text("tried_on IS NULL")),
        # The desk: whom the centre has to ask, by deadline.
        Index(
            "ix_profile_refresh_needs_person",
            "centre_id",
            "due_on",
            "id",
            postgresql_where=text("tried_on IS NOT NULL"),
        ),
    )

    cause: Mapped[Cause]
    noted_at: Mapped[datetime] = mapped_column(default=now)
    due_on: Mapped[date]
    tried_on: Mapped[date | None]
    """When the job found that the person has to be asked; None while it has not looked."""
    missing: Mapped[list[Any]] = mapped_column(server_default="[]")
    """Codes of the factors to be asked."""


class OfficialProfile(CaseRow, Base):
    """A profile calculated by the ministry's service, as received; a correction is a new row."""

    __tablename__ = "official_profile"
    __table_args__ = (
        Index(
            "uq_official_profile_one_current",
            "jobseeker_id",
            unique=True,
            postgresql_where=text("superseded_at IS NULL"),
        ),
        Index(
            "uq_official_profile_code",
            "code",
            unique=True,
            postgresql_where=text("superseded_at IS NULL"),
        ),
        Index(None, "jobseeker_id", "id"),
        CheckConstraint("index BETWEEN 0 AND 1", name="index_is_probability"),
        CheckConstraint("profile_class BETWEEN 1 AND 3", name="class_known"),
        CheckConstraint("code <> ''", name="code_given"),
        CheckConstraint("received_on >= calculated_on", name="received_after_calculated"),
    )

    profile_class: Mapped[int]
    index: Mapped[Decimal | None]
    """Only where the answer of the service states it."""
    code: Mapped[str] = mapped_column(String(32))
    """The ministry's `codiceProfiling`."""
    calculated_on: Mapped[date]
    received_on: Mapped[date]
    source: Mapped[OfficialSource]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    recorded_at: Mapped[datetime] = mapped_column(default=now)
    superseded_at: Mapped[datetime | None]

    recorded_by: Mapped[User] = relationship()


class Assessment(CaseRow, Base):
    """One qualitative assessment; the database keeps it as it was once it is completed."""

    __tablename__ = "assessment"
    __table_args__ = (
        Index(
            "uq_assessment_one_draft",
            "jobseeker_id",
            unique=True,
            postgresql_where=text("state = 'draft'"),
        ),
        Index(
            "uq_assessment_one_completed",
            "jobseeker_id",
            unique=True,
            postgresql_where=text("state = 'completed'"),
        ),
        Index(None, "jobseeker_id", "id"),
        Index(None, "valid_until", postgresql_where=text("state = 'completed'")),
        # The nightly check: by version.
        Index(None, "rule_set_id", "id", postgresql_where=text("state <> 'draft'")),
        CheckConstraint("proposed BETWEEN 1 AND 5", name="pathway_known"),
        CheckConstraint(
            "jsonb_typeof(answers) = 'object' AND jsonb_typeof(points) = 'object'"
            " AND jsonb_typeof(saves) = 'object'",
            name="sections_are_objects",
        ),
        CheckConstraint(
            "state = 'draft' OR (proposed IS NOT NULL AND rule <> '' AND completed_at IS NOT NULL)",
            name="completed_has_result",
        ),
    )
    machine: ClassVar[StateMachine] = ASSESSMENT

    state: Mapped[AssessmentState]
    profile_id: Mapped[int] = mapped_column(ForeignKey("quantitative_profile.id"))
    official_profile_id: Mapped[int | None] = mapped_column(ForeignKey("official_profile.id"))
    """The ministry's profile known when it was completed, which may be the one that counts."""
    rule_set_id: Mapped[int] = mapped_column(ForeignKey("rule_set_version.id"))
    answers: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    """The codes chosen for each question code."""
    remarks: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    """Free text beside an answer, by question code."""
    points: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    """Points the operator added, by section code: `points`, coded `reason`, `note`."""
    section_notes: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    """The counsellor's evaluation of a section, by section code."""
    saves: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    """By section code: `version` of the draft's section, `at`, `by`, and the `tab` it came from."""
    carried: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    """What a re-assessment took over: `from` (its key), `kept` and `dropped` (question codes)."""
    evaluation: Mapped[str] = mapped_column(server_default="")
    """The counsellor's own words: the narrative employability profile."""
    scores: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    """Score of each assessed area, operator points included; kept up to date while in draft."""
    flags: Mapped[list[Any]] = mapped_column(server_default="[]")
    openings: Mapped[list[Any]] = mapped_column(server_default="[]")
    """Codes of the rules that opened further areas."""
    proposed: Mapped[int | None]
    rule: Mapped[str] = mapped_column(String(64), server_default="")
    trace: Mapped[list[Any]] = mapped_column(server_default="[]")
    started_on: Mapped[date]
    started_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    completed_at: Mapped[datetime | None]
    completed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    valid_until: Mapped[date | None]

    profile: Mapped[QuantitativeProfile] = relationship()
    official: Mapped[OfficialProfile | None] = relationship()
    completed_by: Mapped[User | None] = relationship(foreign_keys=completed_by_id)


class PathwayRequest(CaseRow, Base):
    """A decided pathway that waits for a second person; only a confirmation makes it the decision."""

    __tablename__ = "pathway_request"
    __table_args__ = (
        Index(
            "uq_pathway_request_one_open",
            "jobseeker_id",
            unique=True,
            postgresql_where=text("state = 'requested'"),
        ),
        Index(None, "jobseeker_id", "id"),
        # The manager's queue: what waits in the centre, by deadline.
        Index(None, "centre_id", "due_on", "id", postgresql_where=text("state = 'requested'")),
        CheckConstraint(
            "proposed BETWEEN 1 AND 5 AND decided BETWEEN 1 AND 5 AND proposed <> decided",
            name="departs",
        ),
        CheckConstraint("override_reason <> '' AND note <> ''", name="has_reason"),
        CheckConstraint(
            "state = 'requested' OR answered_at IS NOT NULL", name="answered_when_closed"
        ),
        CheckConstraint(
            "state NOT IN ('confirmed', 'refused') "
            "OR (answered_by_id IS NOT NULL AND answered_by_id <> asked_by_id)",
            name="answered_by_another",
        ),
        CheckConstraint(
            "state <> 'withdrawn' OR answered_by_id = asked_by_id", name="withdrawn_by_asker"
        ),
        CheckConstraint("state <> 'refused' OR answer <> ''", name="refusal_has_words"),
    )
    machine: ClassVar[StateMachine] = PATHWAY_REQUEST

    state: Mapped[RequestState]
    assessment_id: Mapped[int] = mapped_column(ForeignKey("assessment.id"))
    rule_set_id: Mapped[int] = mapped_column(ForeignKey("rule_set_version.id"))
    proposed: Mapped[int]
    decided: Mapped[int]
    override_reason: Mapped[str] = mapped_column(String(64))
    note: Mapped[str]
    grounds: Mapped[list[Any]] = mapped_column(server_default="[]")
    """Codes of the rules that ask for a second person."""
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    asked_at: Mapped[datetime] = mapped_column(default=now)
    due_on: Mapped[date]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    answered_at: Mapped[datetime | None]
    answer: Mapped[str] = mapped_column(server_default="")
    """The words of the second person, needed to refuse."""

    asked_by: Mapped[User] = relationship(foreign_keys=asked_by_id)
    answered_by: Mapped[User | None] = relationship(foreign_keys=answered_by_id)
