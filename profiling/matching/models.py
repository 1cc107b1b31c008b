"""The choice a person makes."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.cases.models.jobseeker import CaseRow
from app.core.clock import now
from app.core.database import Base
from app.core.state_machine import StateMachine
from catalogue.offers.models import Edition, Offer
from profiling.matching.states import CHOICE, ChoiceState


class Choice(CaseRow, Base):
    """A measure, a provider and an edition chosen by a person, alone or with the counsellor."""

    __tablename__ = "choice"
    __table_args__ = (
        Index(
            "uq_choice_one_made",
            "jobseeker_id",
            unique=True,
            postgresql_where=text("state = 'made'"),
        ),
        Index(None, "jobseeker_id", "id"),
        Index(None, "centre_id", "id"),
        Index(None, "edition_id"),
        Index(None, "provider_id", "id", postgresql_where=text("provider_id IS NOT NULL")),
    )
    machine: ClassVar[StateMachine] = CHOICE

    state: Mapped[ChoiceState]
    service_type: Mapped[str] = mapped_column(String(32))
    """Code of the service type in the rule set."""
    offer_id: Mapped[int] = mapped_column(ForeignKey(Offer.id))
    edition_id: Mapped[int] = mapped_column(ForeignKey(Edition.id))
    provider_id_chosen: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    """Whom the person chose; the provider sees nothing before a voucher is issued."""
    made_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    made_at: Mapped[datetime] = mapped_column(default=now)

    made_by: Mapped[User] = relationship(foreign_keys=made_by_id)
