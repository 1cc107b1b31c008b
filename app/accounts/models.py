"""Organisations and the people who sign in."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.permissions import Permission, Role, has_permission
from app.core.clock import now
from app.core.database import Base, Id
from app.core.language import N_, Labelled
from app.core.reach import Reach


class OrganisationKind(Labelled):
    """The bodies of the regional labour market."""

    REGION = "region", N_("Region")
    HUB = "hub", N_("Provincial hub")
    CENTRE = "centre", N_("Employment centre")
    PROVIDER = "provider", N_("Provider")


class Organisation(Base):
    """A body people belong to: the region, a hub, an employment centre or a provider.

    Every `centre_id` and `provider_id` of the platform points here, so that reach is one comparison.
    """

    __tablename__ = "organisation"
    __table_args__ = (Index(None, "kind", "name"),)

    id: Mapped[Id]
    kind: Mapped[OrganisationKind]
    code: Mapped[str] = mapped_column(String(32), unique=True)
    name: Mapped[str]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    municipality_code: Mapped[str | None] = mapped_column(String(6))
    address: Mapped[str] = mapped_column(server_default="")
    phone: Mapped[str] = mapped_column(String(40), server_default="")
    email: Mapped[str] = mapped_column(String(254), server_default="")
    source: Mapped[str] = mapped_column(server_default="")
    """Where the record comes from; invented and recalled ones say so here."""


class User(Base):
    """A person who signs in, with one role in one organisation (jobseekers belong to none)."""

    __tablename__ = "user_account"
    __table_args__ = (
        Index("uq_user_account_email_lower", text("lower(email)"), unique=True),
        CheckConstraint(
            "(organisation_id IS NULL) = (role IN ('jobseeker'))", name="organisation_by_role"
        ),
        Index(None, "organisation_id", "name", "id"),
    )

    id: Mapped[Id]
    email: Mapped[str] = mapped_column(String(254))
    name: Mapped[str]
    role: Mapped[Role]
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    password_hash: Mapped[str | None]
    language: Mapped[str | None] = mapped_column(String(2))
    active: Mapped[bool] = mapped_column(server_default=true())
    is_demo: Mapped[bool] = mapped_column(server_default="false")
    session_epoch: Mapped[int] = mapped_column(server_default="0")
    """Raised to end every session of the account at its next request."""
    activation_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    activation_until: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    signed_in_at: Mapped[datetime | None]

    organisation: Mapped[Organisation | None] = relationship(lazy="joined", innerjoin=False)

    # What flask-login asks of a user.
    is_authenticated = True
    is_anonymous = False

    @property
    def is_active(self) -> bool:
        """Whether the account may be used at all."""
        return self.active

    def get_id(self) -> str:
        """The session's text: a raised epoch makes older sessions void."""
        return f"{self.id}:{self.session_epoch}"

    def may(self, permission: Permission) -> bool:
        """Whether the person's role holds the permission."""
        return has_permission(self.role, permission)

    @property
    def reach(self) -> Reach:
        """An account is nobody's personal record in the sense of reach."""
        return Reach()

    @property
    def centre_id(self) -> int | None:
        """The employment centre the person works for, if any."""
        works_there = self.role in (Role.COUNSELLOR, Role.CENTRE_MANAGER)
        return self.organisation_id if works_there else None

    @property
    def provider_id(self) -> int | None:
        """The provider the person works for, if any."""
        works_there = self.role in (Role.PROVIDER_MANAGER, Role.PROVIDER_OPERATOR)
        return self.organisation_id if works_there else None


class SignInAttempt(Base):
    """One try at signing in, kept to slow down guessing; hashes only."""

    __tablename__ = "sign_in_attempt"
    __table_args__ = (Index(None, "account_hash", "attempted_at"),)

    id: Mapped[Id]
    account_hash: Mapped[str] = mapped_column(String(64))
    attempted_at: Mapped[datetime] = mapped_column(default=now)
    succeeded: Mapped[bool]


class SavedFilter(Base):
    """The filters a person last chose on a list, brought back when they open it bare."""

    __tablename__ = "saved_filter"
    __table_args__ = (UniqueConstraint("user_id", "page"),)

    id: Mapped[Id]
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    page: Mapped[str] = mapped_column(String(64))
    """The endpoint of the list."""
    chosen: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    """Codes by field; never a typed text, which may name a person."""
