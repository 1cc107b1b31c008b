"""Remarks on fields of an offer, the trail of its changes, and changes that wait for approval."""

import hashlib
import json
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.core.clock import now
from app.core.database import Base, Id
from app.core.reach import Reach
from app.core.state_machine import StateMachine
from catalogue.offers.models import Offer
from catalogue.review.states import AMENDMENT, AmendmentState, Resolution


class OfferChange(Base):
    """Somebody changed fields of an offer or of one of its editions; the database keeps it as it is."""

    __tablename__ = "offer_change"
    __table_args__ = (Index(None, "offer_id", "id"),)

    id: Mapped[Id]
    offer_id: Mapped[int] = mapped_column(ForeignKey("offer.id"))
    edition_id: Mapped[int | None] = mapped_column(ForeignKey("edition.id"))
    provider_id: Mapped[int] = mapped_column(ForeignKey("provider.id"))
    at: Mapped[datetime] = mapped_column(default=now)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    changes: Mapped[dict[str, Any]]
    """By field: what it said before, and what it says since."""

    actor: Mapped[User | None] = relationship()

    @property
    def reach(self) -> Reach:
        """Seen by the provider's people and the officers."""
        return Reach(provider_id=self.provider_id)


class OfferRemark(Base):
    """What an officer asks to correct in one field, and how it was settled."""

    __tablename__ = "offer_remark"
    __table_args__ = (
        CheckConstraint("text <> ''", name="says_something"),
        CheckConstraint("(resolved_at IS NULL) = (resolution IS NULL)", name="settled_somehow"),
        CheckConstraint("resolution <> 'answered' OR answer <> ''", name="answer_given"),
        Index(
            "uq_offer_remark_open",
            "offer_id",
            "field",
            unique=True,
            postgresql_where=text("resolved_at IS NULL"),
        ),
        Index(None, "offer_id", "id"),
    )

    id: Mapped[Id]
    offer_id: Mapped[int] = mapped_column(ForeignKey("offer.id"))
    provider_id: Mapped[int] = mapped_column(ForeignKey("provider.id"))
    round: Mapped[int]
    """The how many-th return of the offer it belongs to."""
    field: Mapped[str] = mapped_column(String(32))
    text: Mapped[str]
    made_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    made_at: Mapped[datetime] = mapped_column(default=now)
    resolved_at: Mapped[datetime | None]
    resolution: Mapped[Resolution | None]
    answer: Mapped[str] = mapped_column(server_default="", default="")
    """The provider's words, where it leaves the field as it is."""

    @property
    def reach(self) -> Reach:
        """Seen by the provider's people and the officers."""
        return Reach(provider_id=self.provider_id)


class OfferAmendment(Base):
    """New words for a published offer; what is published stays until an officer accepts them."""

    __tablename__ = "offer_amendment"
    __table_args__ = (
        CheckConstraint("state = 'waiting' OR decided_at IS NOT NULL", name="decision_dated"),
        Index(
            "uq_offer_amendment_open",
            "offer_id",
            unique=True,
            postgresql_where=text("state IN ('waiting', 'returned')"),
        ),
        Index(
            "ix_offer_amendment_queue",
            "proposed_at",
            "id",
            postgresql_where=text("state = 'waiting'"),
        ),
        Index(None, "offer_id", "id"),
    )
    machine: ClassVar[StateMachine] = AMENDMENT

    id: Mapped[Id]
    offer_id: Mapped[int] = mapped_column(ForeignKey("offer.id"))
    provider_id: Mapped[int] = mapped_column(ForeignKey("provider.id"))
    values: Mapped[dict[str, Any]]
    """By field: what it shall say."""
    state: Mapped[AmendmentState] = mapped_column(default=AmendmentState.WAITING)
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    proposed_at: Mapped[datetime] = mapped_column(default=now)
    decided_at: Mapped[datetime | None]

    offer: Mapped[Offer] = relationship()

    @property
    def shown_as(self) -> str:
        """What an officer who decides has read: another text once other words are proposed."""
        return hashlib.sha256(json.dumps(self.values, sort_keys=True).encode()).hexdigest()[:16]

    @property
    def reach(self) -> Reach:
        """Seen by the provider's people and the officers."""
        return Reach(provider_id=self.provider_id)
