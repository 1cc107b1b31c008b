"""Providers, what and where they are accredited for, and the platform agreement they sign."""

from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar

from sqlalchemy import (
    CheckConstraint,
    Computed,
    ForeignKey,
    Index,
    Numeric,
    String,
    column,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Organisation, User
from app.core.clock import now
from app.core.database import Base, Id
from app.core.places.models import Municipality
from app.core.reach import Reach
from app.core.state_machine import StateMachine
from catalogue.providers.states import (
    ACCREDITATION,
    PROVIDER,
    AccreditationField,
    AccreditationState,
    DataRole,
    ProviderState,
)

COORDINATE = Numeric(8, 5)
PAUSE_IN_ORDER = (
    "CASE WHEN paused_since IS NULL THEN paused_until IS NULL AND pause_reason = '' "
    "ELSE pause_reason <> '' AND (paused_until IS NULL OR paused_until >= paused_since) END"
)
"""A pause has a reason, and does not end before it begins; of sites and of offers."""


class Provider(Base):
    """A body that offers measures; its key is that of its organisation, so that reach is one column."""

    __tablename__ = "provider"
    __table_args__ = (
        CheckConstraint(
            "(state = 'applicant') OR accredited_until IS NOT NULL", name="expiry_known"
        ),
        Index(None, "name_key", "id"),
        Index(
            "ix_provider_name_trgm",
            "name_key",
            postgresql_using="gin",
            postgresql_ops={"name_key": "gin_trgm_ops"},
        ),
    )
    machine: ClassVar[StateMachine] = PROVIDER

    id: Mapped[int] = mapped_column(
        ForeignKey("organisation.id"), primary_key=True, autoincrement=False
    )
    legal_name: Mapped[str]
    name_key: Mapped[str] = mapped_column(Computed("folded(legal_name)", persisted=True))
    tax_number: Mapped[str] = mapped_column(String(11), unique=True)
    accreditation_number: Mapped[str] = mapped_column(String(32), server_default="")
    state: Mapped[ProviderState] = mapped_column(default=ProviderState.APPLICANT)
    accredited_until: Mapped[date | None]
    """The last day of its last accreditation, kept by the database; later days count as none."""
    applied_on: Mapped[date]
    presentation: Mapped[str] = mapped_column(server_default="")
    """What the provider says of itself in the public catalogue."""
    website: Mapped[str] = mapped_column(server_default="")

    organisation: Mapped[Organisation] = relationship(lazy="joined", innerjoin=True)
    accreditations: Mapped[list["Accreditation"]] = relationship(
        order_by="Accreditation.site_id, Accreditation.field, Accreditation.valid_from"
    )
    sites: Mapped[list["Site"]] = relationship(order_by="Site.name, Site.id")

    @property
    def reach(self) -> Reach:
        """Seen by its own people."""
        return Reach(provider_id=self.id)

    @property
    def fields(self) -> list[AccreditationField]:
        """The fields it is accredited for somewhere, each once."""
        held = {row.field for row in self.accreditations if row.state is AccreditationState.ACTIVE}
        return [field for field in AccreditationField if field in held]


class Site(Base):
    """A place where a provider works.

    `accredited_for` sums up its accreditations in force; the database keeps it true (0019).
    """

    __tablename__ = "site"
    __table_args__ = (
        Index(None, "provider_id", "name", unique=True),
        Index(None, "municipality_code"),
        CheckConstraint(PAUSE_IN_ORDER, name="pause_in_order"),
        Index(
            "ix_site_pause_ends",
            "paused_until",
            "id",
            postgresql_where=text("paused_until IS NOT NULL"),
        ),
    )

    id: Mapped[Id]
    provider_id: Mapped[int] = mapped_column(ForeignKey("provider.id"))
    name: Mapped[str]
    address: Mapped[str]
    municipality_code: Mapped[str] = mapped_column(ForeignKey("municipality.code"))
    latitude: Mapped[Decimal] = mapped_column(COORDINATE)
    longitude: Mapped[Decimal] = mapped_column(COORDINATE)
    phone: Mapped[str] = mapped_column(String(40), server_default="")
    email: Mapped[str] = mapped_column(String(254), server_default="")
    step_free: Mapped[bool] = mapped_column(server_default="false")
    accredited_for: Mapped[list[str]] = mapped_column(ARRAY(String(32)), server_default="{}")
    """Values of AccreditationField."""
    paused_since: Mapped[date | None]
    """Since when the site takes no new people; None while it does."""
    pause_reason: Mapped[str] = mapped_column(String(32), server_default="")
    """Code of a PauseReason."""
    paused_until: Mapped[date | None]
    """Last day of the pause, where it is known."""

    municipality: Mapped[Municipality] = relationship(lazy="joined", innerjoin=True)

    @property
    def reach(self) -> Reach:
        """Seen by the provider's people, and on the public pages."""
        return Reach(provider_id=self.provider_id)


class Accreditation(Base):
    """One field at one site, from a day to a day, by an act: what a provider may do, and where.

    Two of the same field at the same site never overlap; a revoked one leaves its days free.
    """

    __tablename__ = "accreditation"
    __table_args__ = (
        ExcludeConstraint(
            (column("provider_id"), "="),
            (column("site_id"), "="),
            (column("field"), "="),
            (text("daterange(valid_from, valid_to, '[]')"), "&&"),
            name="accreditation_one_at_a_time",
            using="gist",
            where=text("state <> 'revoked'"),
        ),
        CheckConstraint("valid_from <= valid_to", name="begins_before_it_ends"),
        Index(None, "provider_id", "site_id", "field"),
        Index(None, "site_id"),
        Index(
            "ix_accreditation_expiring",
            "valid_to",
            "id",
            postgresql_where=text("state IN ('active', 'suspended')"),
        ),
    )
    machine: ClassVar[StateMachine] = ACCREDITATION

    id: Mapped[Id]
    provider_id: Mapped[int] = mapped_column(ForeignKey("provider.id"))
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    field: Mapped[AccreditationField]
    number: Mapped[str] = mapped_column(String(32))
    act: Mapped[str] = mapped_column(server_default="")
    """The act that granted it; empty where the register did not say."""
    valid_from: Mapped[date]
    valid_to: Mapped[date]
    state: Mapped[AccreditationState] = mapped_column(default=AccreditationState.ACTIVE)

    site: Mapped[Site] = relationship()

    @property
    def reach(self) -> Reach:
        """Seen by the provider's people, and on the public pages."""
        return Reach(provider_id=self.provider_id)


class PlatformAgreement(Base):
    """The signed platform agreement: without one in force no page of the provider's area opens."""

    __tablename__ = "platform_agreement"
    __table_args__ = (
        Index(
            "uq_platform_agreement_in_force",
            "provider_id",
            unique=True,
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index(None, "provider_id", "id"),
    )

    id: Mapped[Id]
    provider_id: Mapped[int] = mapped_column(ForeignKey("provider.id"))
    text_version: Mapped[str] = mapped_column(String(16))
    text_hash: Mapped[str] = mapped_column(String(64), server_default="")
    """SHA-256 of the text in both languages as it was signed."""
    data_role: Mapped[DataRole | None]
    """What the provider is under data-protection law for what it does here; None before version 2."""
    privacy_contact: Mapped[str] = mapped_column(server_default="")
    privacy_email: Mapped[str] = mapped_column(String(254), server_default="")
    """Whom people and the region write to about data."""
    signed_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    signed_at: Mapped[datetime] = mapped_column(default=now)
    ended_at: Mapped[datetime | None]

    signed_by: Mapped[User] = relationship(lazy="joined", innerjoin=True)

    @property
    def reach(self) -> Reach:
        """Seen by the provider's people."""
        return Reach(provider_id=self.provider_id)
