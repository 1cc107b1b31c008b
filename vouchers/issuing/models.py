"""The voucher."""

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index, Sequence, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Organisation, User
from app.cases.models.jobseeker import CaseRow, Jobseeker
from app.cases.models.steps import ServiceAgreement
from app.core.clock import now
from app.core.database import Base
from app.core.money import Money
from app.core.state_machine import StateMachine
from app.programme.models import RuleSetVersion
from catalogue.offers.models import Edition, Offer
from catalogue.services.models import Call
from profiling.matching.models import Choice
from vouchers.budgets.models import Budget
from vouchers.issuing.rules.value import Calculation, CalculationLine
from vouchers.issuing.states import OPEN, VOUCHER, VoucherState

NUMBERS = Sequence("voucher_number_seq", metadata=Base.metadata)
"""Draws the running part of the number; gaps are harmless, waiting for a lock is not."""


class Voucher(CaseRow, Base):
    """The right of one person to one measure at one provider, with the money that pays for it."""

    __tablename__ = "voucher"
    __table_args__ = (
        Index(
            "uq_voucher_one_open",
            "jobseeker_id",
            "service_type",
            unique=True,
            postgresql_where=text("state IN ('issued', 'taken_up', 'in_delivery')"),
        ),
        Index(None, "jobseeker_id", "id"),
        Index(None, "centre_id", "id"),
        Index(None, "provider_id", "id", postgresql_where=text("provider_id IS NOT NULL")),
        # The provider's inbox: newest first, or by state and deadline.
        Index(None, "issued_to_id", "id"),
        Index(None, "issued_to_id", "state", "take_up_by", "id"),
        Index(None, "edition_id", "state"),
        # The nightly deadlines.
        Index(
            "ix_voucher_unanswered", "take_up_by", "id", postgresql_where=text("state = 'issued'")
        ),
        # How many people a budget has reached.
        Index(None, "budget_id", "state", "jobseeker_id"),
        Index(
            "ix_voucher_not_started",
            "valid_until",
            "id",
            postgresql_where=text("state = 'taken_up'"),
        ),
        CheckConstraint("value >= 0 AND hours >= 0", name="worth_something"),
        CheckConstraint("valid_until >= take_up_by", name="valid_beyond_answer"),
        CheckConstraint(
            "(taken_up_at IS NULL) = (first_appointment_at IS NULL)", name="taken_up_with_date"
        ),
    )
    machine: ClassVar[StateMachine] = VOUCHER

    number: Mapped[str] = mapped_column(String(24), unique=True)
    state: Mapped[VoucherState]
    # CaseRow.provider_id is the reach of the provider: emptied when the voucher closes unused.
    issued_to_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    choice_id: Mapped[int] = mapped_column(ForeignKey(Choice.id), unique=True)
    agreement_id: Mapped[int] = mapped_column(ForeignKey(ServiceAgreement.id))
    call_id: Mapped[int] = mapped_column(ForeignKey(Call.id))
    offer_id: Mapped[int] = mapped_column(ForeignKey(Offer.id))
    edition_id: Mapped[int] = mapped_column(ForeignKey(Edition.id))
    budget_id: Mapped[int] = mapped_column(ForeignKey(Budget.id))
    service_type: Mapped[str] = mapped_column(String(32))
    pathway: Mapped[int]
    hours: Mapped[int]
    value: Mapped[Money]
    calculation: Mapped[list[Any]]
    """The lines the value is the sum of, as they were on the day of issue."""
    rule_set_id: Mapped[int] = mapped_column(ForeignKey(RuleSetVersion.id))

    issued_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    issued_on: Mapped[date]
    issued_at: Mapped[datetime] = mapped_column(default=now)
    take_up_by: Mapped[date]
    valid_until: Mapped[date]
    request_token: Mapped[str] = mapped_column(String(64), unique=True)
    """Of the page the button was on: pressing twice gives one voucher."""

    taken_up_at: Mapped[datetime | None]
    taken_up_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    first_appointment_at: Mapped[datetime | None]
    first_appointment_place: Mapped[str] = mapped_column(server_default="")
    closed_at: Mapped[datetime | None]

    jobseeker: Mapped[Jobseeker] = relationship()
    issued_to: Mapped[Organisation] = relationship(foreign_keys=issued_to_id)
    issued_by: Mapped[User] = relationship(foreign_keys=issued_by_id)
    taken_up_by: Mapped[User | None] = relationship(foreign_keys=taken_up_by_id)
    offer: Mapped[Offer] = relationship()
    edition: Mapped[Edition] = relationship()

    @property
    def is_open(self) -> bool:
        """Whether the voucher binds money and a seat of a measure still to be given or under way."""
        return self.state in OPEN

    @property
    def lines(self) -> Calculation:
        """How the value was calculated."""
        return Calculation(tuple(map(CalculationLine.from_stored, self.calculation)))
