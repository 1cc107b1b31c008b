"""Applications with their sites, documents and corrections; the history of accreditations."""

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.core.clock import now
from app.core.database import Base, Id
from app.core.reach import Reach
from app.core.state_machine import StateMachine
from catalogue.accreditation.states import APPLICATION, ApplicationState, EventKind, Section
from catalogue.providers.models import Accreditation, Provider, Site

_OPEN = "state IN ('draft', 'submitted', 'in_review', 'correction_requested')"


class Application(Base):
    """What a body asks to be accredited for; kept as it was when it was decided."""

    __tablename__ = "application"
    __table_args__ = (
        Index(
            "uq_application_one_open",
            "provider_id",
            unique=True,
            postgresql_where=text(_OPEN),
        ),
        Index(None, "provider_id", "id"),
        Index(None, "state", "waiting_since", "id"),
        Index(None, "begun_at"),
    )
    machine: ClassVar[StateMachine] = APPLICATION

    id: Mapped[Id]
    provider_id: Mapped[int] = mapped_column(ForeignKey("provider.id"))
    reference: Mapped[str] = mapped_column(String(16), unique=True)
    """What the applicant and the region call it; cannot be guessed."""
    state: Mapped[ApplicationState] = mapped_column(default=ApplicationState.DRAFT)
    answers: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    """What was typed, part by part; unfinished parts too."""
    begun_at: Mapped[datetime] = mapped_column(default=now)
    waiting_since: Mapped[datetime] = mapped_column(default=now)
    """When it came to its present state; the queue is in this order."""
    submitted_at: Mapped[datetime | None]
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    """Who examines it."""
    sender_hash: Mapped[str] = mapped_column(String(64), server_default="")
    """Whence it was begun, so that one sender cannot begin hundreds; says nothing else."""

    provider: Mapped[Provider] = relationship(lazy="joined", innerjoin=True)
    officer: Mapped[User | None] = relationship(lazy="joined")
    sites: Mapped[list["ApplicationSite"]] = relationship(order_by="ApplicationSite.id")
    corrections: Mapped[list["Correction"]] = relationship(order_by="Correction.id")
    documents: Mapped[list["ApplicationDocument"]] = relationship(
        order_by="ApplicationDocument.id",
        primaryjoin=(
            "and_(Application.id == ApplicationDocument.application_id, "
            "ApplicationDocument.removed_at.is_(None))"
        ),
    )

    @property
    def reach(self) -> Reach:
        """Seen by the applicant's people."""
        return Reach(provider_id=self.provider_id)


class ApplicationSite(Base):
    """A site of an application, with the fields asked for there."""

    __tablename__ = "application_site"
    __table_args__ = (Index(None, "application_id", "site_id", unique=True), Index(None, "site_id"))

    id: Mapped[Id]
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    fields: Mapped[list[str]] = mapped_column(ARRAY(String(32)))
    """Values of AccreditationField."""

    site: Mapped[Site] = relationship(lazy="joined", innerjoin=True)


class ApplicationDocument(Base):
    """A document of an application; the file itself is kept here, never under a name of the sender."""

    __tablename__ = "application_document"
    __table_args__ = (
        Index(
            "uq_application_document_same_once",
            "application_id",
            "kind",
            "content_hash",
            unique=True,
            postgresql_where=text("removed_at IS NULL"),
        ),
        CheckConstraint("octet_length(content) = size", name="size_true"),
    )

    id: Mapped[Id]
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    kind: Mapped[str] = mapped_column(String(32))
    name: Mapped[str] = mapped_column(String(120))
    """What the sender called it: shown, never used as a path."""
    size: Mapped[int]
    content_hash: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    uploaded_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    uploaded_at: Mapped[datetime] = mapped_column(default=now)
    removed_at: Mapped[datetime | None]

    application: Mapped[Application] = relationship(viewonly=True)

    @property
    def reach(self) -> Reach:
        """Seen by the applicant's people."""
        return Reach(provider_id=self.application.provider_id)


class Correction(Base):
    """A correction the region asked for, of one part, by a day."""

    __tablename__ = "application_correction"
    __table_args__ = (Index(None, "application_id", "id"),)

    id: Mapped[Id]
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    section: Mapped[Section]
    words: Mapped[str]
    due_on: Mapped[date]
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    asked_at: Mapped[datetime] = mapped_column(default=now)
    answered_at: Mapped[datetime | None]
    """When the application was submitted again."""


class AccreditationEvent(Base):
    """What happened to an accreditation, by which act; the reason and note are not for the public."""

    __tablename__ = "accreditation_event"
    __table_args__ = (Index(None, "accreditation_id", "id"), Index(None, "provider_id", "id"))

    id: Mapped[Id]
    accreditation_id: Mapped[int] = mapped_column(ForeignKey("accreditation.id"))
    provider_id: Mapped[int] = mapped_column(ForeignKey("provider.id"))
    kind: Mapped[EventKind]
    on_day: Mapped[date]
    act: Mapped[str] = mapped_column(server_default="")
    reason: Mapped[str] = mapped_column(String(64), server_default="")
    note: Mapped[str] = mapped_column(server_default="")
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    at: Mapped[datetime] = mapped_column(default=now)

    accreditation: Mapped[Accreditation] = relationship()
