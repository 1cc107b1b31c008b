"""What a case goes through: DID, pathway record, service agreement, consents, timeline."""

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.cases.models.jobseeker import CaseRow
from app.cases.states import AGREEMENT, DID, AgreementState, DidState
from app.core.clock import now
from app.core.database import Base
from app.core.state_machine import StateMachine


class Did(CaseRow, Base):
    """A declaration of immediate availability (DID)."""

    __tablename__ = "did"
    __table_args__ = (
        Index(
            "uq_did_one_open",
            "jobseeker_id",
            unique=True,
            postgresql_where=text("state IN ('declared', 'validated', 'suspended')"),
        ),
        Index(None, "jobseeker_id", "declared_on"),
    )
    machine: ClassVar[StateMachine] = DID

    state: Mapped[DidState]
    declared_on: Mapped[date]
    unemployed_since: Mapped[date]
    """From when months of unemployment are reckoned."""
    last_job_ended_on: Mapped[date | None]
    validated_on: Mapped[date | None]
    ended_on: Mapped[date | None]


class PathwayRecord(CaseRow, Base):
    """The pathway proposed by the rules and the one decided, kept apart."""

    __tablename__ = "pathway_record"
    __table_args__ = (
        Index(
            "uq_pathway_record_one_current",
            "jobseeker_id",
            unique=True,
            postgresql_where=text("superseded_at IS NULL"),
        ),
        CheckConstraint(
            "proposed BETWEEN 1 AND 5 AND decided BETWEEN 1 AND 5", name="pathways_known"
        ),
        CheckConstraint(
            "proposed = decided OR (override_reason <> '' AND note <> '')",
            name="override_has_reason",
        ),
        CheckConstraint("confirmed_by_id <> decided_by_id", name="confirmed_by_another"),
        # A case's history of decisions; the report of overrides reads a period, of a centre or all.
        Index(None, "jobseeker_id", "id"),
        Index(
            "ix_pathway_record_centre_id_decided_at",
            "centre_id",
            "decided_at",
            postgresql_include=[
                "jobseeker_id", "profile_class", "proposed", "decided", "override_reason", "decided_by_id",
                "confirmed_by_id",
            ],
        ),
    )  # fmt: skip

    assessment_id: Mapped[int]
    """The assessment it rests on; its table stands a floor above, hence no foreign key."""
    rule_set_id: Mapped[int]
    rule: Mapped[str] = mapped_column(String(64))
    """Code of the decision rule that fired."""
    profile_class: Mapped[int | None]
    """Of the quantitative profile the assessment rests on: reports read it here, without a join."""
    proposed: Mapped[int]
    decided: Mapped[int]
    override_reason: Mapped[str] = mapped_column(String(64), server_default="")
    note: Mapped[str] = mapped_column(server_default="")
    decided_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    decided_at: Mapped[datetime] = mapped_column(default=now)
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    """The second person, where the rules ask for one; never the one who decided."""
    superseded_at: Mapped[datetime | None]

    decided_by: Mapped[User] = relationship(foreign_keys=decided_by_id)
    confirmed_by: Mapped[User | None] = relationship(foreign_keys=confirmed_by_id)


class ServiceAgreement(CaseRow, Base):
    """A personalised service agreement (Patto di servizio personalizzato), one version of it."""

    __tablename__ = "service_agreement"
    __table_args__ = (
        Index(
            "uq_service_agreement_one_in_force",
            "jobseeker_id",
            unique=True,
            postgresql_where=text("state IN ('in_force', 'suspended')"),
        ),
        Index(
            "uq_service_agreement_one_in_preparation",
            "jobseeker_id",
            unique=True,
            postgresql_where=text("state IN ('draft', 'proposed', 'signed')"),
        ),
        UniqueConstraint("number", "edition"),
        Index(None, "jobseeker_id", "id"),
    )
    machine: ClassVar[StateMachine] = AGREEMENT

    number: Mapped[str] = mapped_column(String(32))
    edition: Mapped[int] = mapped_column(server_default="1")
    """Version of the same agreement; a variation is the next one."""
    state: Mapped[AgreementState]
    pathway: Mapped[int]
    rule_set_id: Mapped[int]
    responsible_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    content: Mapped[dict[str, Any]]
    """The mandatory contents of art. 20 as edited: profile, contact frequency, how the search is
    shown, availability declarations, consents; see `app.cases.rules`."""
    ends_on: Mapped[date]
    proposed_at: Mapped[datetime | None]
    signed_at: Mapped[datetime | None]
    signed_where: Mapped[str] = mapped_column(String(16), server_default="")
    """`own_area` or `desk`."""
    signature_recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    countersigned_at: Mapped[datetime | None]
    countersigned_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    created_at: Mapped[datetime] = mapped_column(default=now)

    responsible: Mapped[User] = relationship(foreign_keys=responsible_id)
    countersigned_by: Mapped[User | None] = relationship(foreign_keys=countersigned_by_id)
    actions: Mapped[list["AgreementStep"]] = relationship(
        order_by="AgreementStep.due_on, AgreementStep.id", cascade="all, delete-orphan"
    )


class AgreementStep(CaseRow, Base):
    """One action agreed in a service agreement, with its date."""

    __tablename__ = "agreement_step"
    __table_args__ = (Index(None, "agreement_id", "due_on"), Index(None, "jobseeker_id"))

    agreement_id: Mapped[int] = mapped_column(ForeignKey("service_agreement.id"))
    code: Mapped[str] = mapped_column(String(32))
    """Service type or duty of the rule set; `other` for one in words."""
    description: Mapped[str]
    due_on: Mapped[date]


class Consent(CaseRow, Base):
    """A consent of the person, for one purpose; a withdrawal closes the row, never deletes it."""

    __tablename__ = "consent"
    __table_args__ = (
        Index(
            "uq_consent_one_given",
            "jobseeker_id",
            "purpose",
            unique=True,
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
        # The person's history of consents, the withdrawn ones too.
        Index(None, "jobseeker_id", "id"),
    )

    purpose: Mapped[str] = mapped_column(String(32))
    given_at: Mapped[datetime] = mapped_column(default=now)
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    withdrawn_at: Mapped[datetime | None]


class TimelineEntry(CaseRow, Base):
    """One line of a case's story; each side reads it in its own words."""

    __tablename__ = "timeline_entry"
    __table_args__ = (Index(None, "jobseeker_id", "id"),)

    at: Mapped[datetime] = mapped_column(default=now)
    machine: Mapped[str] = mapped_column(String(32))
    """Name of the state machine (or `case`) whose table holds the words."""
    action: Mapped[str] = mapped_column(String(32))
    object_id: Mapped[int]
    reference: Mapped[str] = mapped_column(String(64), server_default="")
    """What people call the object, such as a voucher number."""
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    reason: Mapped[str | None] = mapped_column(String(64))

    actor: Mapped[User | None] = relationship()
