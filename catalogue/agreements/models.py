"""Published texts of the platform agreement, and a provider's answers about its security."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.core.clock import now
from app.core.database import Base, Id
from app.core.reach import Reach
from app.programme.models import RuleSetVersion
from catalogue.providers.models import Provider


class AgreementVersion(Base):
    """One published text of the platform agreement; the database refuses to change it."""

    __tablename__ = "agreement_version"
    __table_args__ = (
        CheckConstraint("number > 0", name="number_positive"),
        CheckConstraint("sign_by IS NULL OR sign_by >= effective_from", name="time_to_sign"),
    )

    id: Mapped[Id]
    number: Mapped[int] = mapped_column(unique=True)
    effective_from: Mapped[date]
    sign_by: Mapped[date | None]
    """Last day for those who signed an earlier one to sign this; None for the first."""
    content: Mapped[dict[str, Any]]
    """Title, clauses, and the duties of each data-protection role, in both languages."""
    content_hash: Mapped[str] = mapped_column(String(64))
    """SHA-256 of the content in its canonical form."""
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    """None for the text the platform ships with."""
    published_at: Mapped[datetime] = mapped_column(default=now)

    published_by: Mapped[User | None] = relationship()

    @property
    def reach(self) -> Reach:
        """About no person and no single provider."""
        return Reach()


class SecurityAnswers(Base):
    """A provider's answers to the security questionnaire, with the tier they gave on that day."""

    __tablename__ = "security_answers"
    __table_args__ = (
        Index(
            "uq_security_answers_present",
            "provider_id",
            unique=True,
            postgresql_where=text("replaced_at IS NULL"),
        ),
        Index(None, "provider_id", "id"),
        CheckConstraint("valid_until >= given_on", name="valid_after_given"),
    )

    id: Mapped[Id]
    provider_id: Mapped[int] = mapped_column(ForeignKey(Provider.id))
    answers: Mapped[dict[str, Any]]
    """Code of the answer by code of the question."""
    category: Mapped[str] = mapped_column(String(8))
    tier: Mapped[str] = mapped_column(String(16))
    rule_set_id: Mapped[int] = mapped_column(ForeignKey(RuleSetVersion.id))
    given_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    given_on: Mapped[date]
    given_at: Mapped[datetime] = mapped_column(default=now)
    valid_until: Mapped[date]
    """Last day on which the tier counts; afterwards the narrowest does."""
    replaced_at: Mapped[datetime | None]

    given_by: Mapped[User] = relationship()

    @property
    def reach(self) -> Reach:
        """Seen by the provider's people."""
        return Reach(provider_id=self.provider_id)
