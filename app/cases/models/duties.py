"""What a person has to do on a day, and the times during which an agreement rests."""

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, column, text
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.cases.models.jobseeker import CaseRow, Jobseeker
from app.cases.states import DUTY, DutyKind, DutyState, Meeting
from app.core.clock import now
from app.core.database import Base
from app.core.state_machine import StateMachine

_PLANNED = text("state = 'planned'")


class Duty(CaseRow, Base):
    """A dated duty: a contact, an appointment, an agreed action, a proof of the search."""

    __tablename__ = "duty"
    __table_args__ = (
        # The desk: what is planned for this counsellor, or for this centre, by day.
        Index(None, "counsellor_id", "due_on", "id", postgresql_where=_PLANNED),
        Index(None, "centre_id", "due_on", "id", postgresql_where=_PLANNED),
        # The few that wait for an answer among the many that are planned.
        Index(
            "ix_duty_cannot_come",
            "centre_id",
            "due_on",
            "id",
            postgresql_where=text("state = 'planned' AND cannot_come_at IS NOT NULL"),
        ),
        # The person's list; a case's duties of one state are few enough to be filtered.
        Index(None, "jobseeker_id", "due_on", "id"),
        # Making the contacts of an agreement twice makes them once.
        Index(
            "uq_duty_contact_once",
            "jobseeker_id",
            "rhythm_on",
            unique=True,
            postgresql_where=text("rhythm_on IS NOT NULL AND state <> 'cancelled'"),
        ),
        # One successor each: two counsellors cannot both move the same duty.
        Index(
            "uq_duty_moved_to_id",
            "moved_to_id",
            unique=True,
            postgresql_where=text("moved_to_id IS NOT NULL"),
        ),
        CheckConstraint(
            "kind <> 'appointment' OR (due_at IS NOT NULL AND meeting IS NOT NULL)",
            name="appointment_has_hour_and_place",
        ),
        CheckConstraint(
            "due_at IS NULL OR due_on = (due_at AT TIME ZONE 'Europe/Rome')::date",
            name="hour_lies_on_its_day",
        ),
        CheckConstraint("rhythm_on IS NULL OR kind = 'contact'", name="rhythm_is_of_contacts"),
        CheckConstraint("state <> 'moved' OR moved_to_id IS NOT NULL", name="moved_somewhere"),
        CheckConstraint(
            "state NOT IN ('missed', 'excused') OR reason <> ''", name="outcome_has_reason"
        ),
        CheckConstraint(
            "state NOT IN ('done', 'missed', 'excused') "
            "OR (recorded_at IS NOT NULL AND recorded_by_id IS NOT NULL)",
            name="outcome_is_somebodys_word",
        ),
        CheckConstraint(
            "(cannot_come_at IS NULL) = (cannot_come_reason = '')", name="request_has_reason"
        ),
    )
    machine: ClassVar[StateMachine] = DUTY

    kind: Mapped[DutyKind]
    state: Mapped[DutyState]
    agreement_id: Mapped[int | None] = mapped_column(ForeignKey("service_agreement.id"))
    """The version under which it was agreed; None for an appointment made outside one."""
    counsellor_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    """With whom, and on whose desk."""
    due_on: Mapped[date]
    due_at: Mapped[datetime | None]
    meeting: Mapped[Meeting | None]
    place: Mapped[str] = mapped_column(server_default="")
    """Room, number or address of the video call, where the mode alone does not say it."""
    code: Mapped[str] = mapped_column(String(32), server_default="")
    """Code of the agreed action or of the proof of the search, from the rule set."""
    description: Mapped[str] = mapped_column(server_default="")
    rhythm_on: Mapped[date | None]
    """The day on which the agreed rhythm falls, before it is moved to a working day."""
    moved_to_id: Mapped[int | None] = mapped_column(ForeignKey("duty.id"))
    """The duty in whose place another one stands."""
    reason: Mapped[str] = mapped_column(String(64), server_default="")
    note: Mapped[str] = mapped_column(server_default="")
    recorded_at: Mapped[datetime | None]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    cannot_come_at: Mapped[datetime | None]
    """When the person said beforehand that they cannot come."""
    cannot_come_reason: Mapped[str] = mapped_column(String(64), server_default="")
    cannot_come_note: Mapped[str] = mapped_column(server_default="")
    created_at: Mapped[datetime] = mapped_column(default=now)

    case: Mapped[Jobseeker] = relationship(viewonly=True)
    counsellor: Mapped[User | None] = relationship(foreign_keys=counsellor_id)


class AgreementSuspension(CaseRow, Base):
    """A time during which the agreement rests; the last day is unknown while it lasts."""

    __tablename__ = "agreement_suspension"
    __table_args__ = (
        ExcludeConstraint(
            (column("jobseeker_id"), "="),
            (text("daterange(from_on, until_on, '[]')"), "&&"),
            name="agreement_suspension_one_at_a_time",
            using="gist",
        ),
        Index(
            "uq_agreement_suspension_one_open",
            "jobseeker_id",
            unique=True,
            postgresql_where=text("resumed_at IS NULL"),
        ),
        Index(None, "jobseeker_id", "from_on"),
        Index(None, "until_on", postgresql_where=text("resumed_at IS NULL")),
        CheckConstraint("until_on >= from_on", name="ends_after_it_starts"),
        CheckConstraint("resumed_at IS NULL OR until_on IS NOT NULL", name="resumed_has_last_day"),
    )

    agreement_id: Mapped[int] = mapped_column(ForeignKey("service_agreement.id"))
    reason: Mapped[str] = mapped_column(String(64))
    note: Mapped[str] = mapped_column(server_default="")
    from_on: Mapped[date]
    until_on: Mapped[date | None]
    """The last day; foreseen while it lasts, true once resumed."""
    begun_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    begun_at: Mapped[datetime] = mapped_column(default=now)
    resumed_at: Mapped[datetime | None]
    resumed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
