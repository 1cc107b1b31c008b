"""Budgets and their ledger; the database keeps the figures, nobody writes them."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index, Sequence, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Organisation, User
from app.core.clock import now
from app.core.database import Base, Id
from app.core.money import Money
from app.core.reach import Reach
from app.core.state_machine import StateMachine
from catalogue.services.models import Call
from vouchers.budgets.rules import EntryKind, Position
from vouchers.budgets.states import REPLACEMENT, ReplacementState

REPLACEMENT_NUMBERS = Sequence("replacement_number_seq", metadata=Base.metadata)
"""Draws the running part of a request's number."""


class Budget(Base):
    """Money of one call for one provider and one pathway.

    The figures are kept by a trigger on the ledger; a second trigger refuses any other writing.
    """

    __tablename__ = "budget"
    __table_args__ = (
        UniqueConstraint("call_id", "provider_id", "pathway"),
        Index(None, "provider_id", "id"),
        CheckConstraint("pathway BETWEEN 1 AND 5", name="pathway_known"),
        CheckConstraint("balance >= 0", name="balance_not_negative"),
        CheckConstraint(
            "balance = granted - committed + released - spent AND released <= committed",
            name="figures_agree",
        ),
    )

    id: Mapped[Id]
    call_id: Mapped[int] = mapped_column(ForeignKey(Call.id))
    provider_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    pathway: Mapped[int]
    granted: Mapped[Money] = mapped_column(server_default="0")
    committed: Mapped[Money] = mapped_column(server_default="0")
    released: Mapped[Money] = mapped_column(server_default="0")
    spent: Mapped[Money] = mapped_column(server_default="0")
    balance: Mapped[Money] = mapped_column(server_default="0")
    created_at: Mapped[datetime] = mapped_column(default=now)

    call: Mapped[Call] = relationship()
    provider: Mapped[Organisation] = relationship()

    @property
    def reach(self) -> Reach:
        """A budget is about no person."""
        return Reach(provider_id=self.provider_id)

    @property
    def position(self) -> Position:
        """Where the budget stands."""
        return Position(self.granted, self.committed, self.released, self.spent)


class BudgetEntry(Base):
    """One line of the ledger; the database refuses to change or delete it."""

    __tablename__ = "budget_entry"
    __table_args__ = (
        Index(None, "budget_id", "id"),
        # A voucher is committed once and released once, whatever is pressed twice.
        Index(
            "uq_budget_entry_once",
            "reference",
            "kind",
            unique=True,
            postgresql_where=text("kind IN ('commitment', 'release')"),
        ),
        CheckConstraint(
            "CASE WHEN kind IN ('reduction', 'commitment', 'spending') THEN amount < 0 "
            "ELSE amount > 0 END",
            name="sign_by_kind",
        ),
        CheckConstraint(
            "kind NOT IN ('commitment', 'release', 'spending') OR reference <> ''",
            name="reference_given",
        ),
    )

    id: Mapped[Id]
    budget_id: Mapped[int] = mapped_column(ForeignKey("budget.id"))
    kind: Mapped[EntryKind]
    amount: Mapped[Money]
    """Signed: outgoing kinds are below zero, so that the balance is the plain sum."""
    reference: Mapped[str] = mapped_column(String(64), server_default="")
    """Number of the voucher, or of the act that grants."""
    note: Mapped[str] = mapped_column(server_default="")
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    """None is the system, acting on an announced default."""
    entered_at: Mapped[datetime] = mapped_column(default=now)

    entered_by: Mapped[User | None] = relationship()


class BudgetTarget(Base):
    """How many people the provider is to reach with a budget; the newest counts, older ones stay.

    Public sources give money and target together, per provider and pathway (Veneto, GOL FAQ).
    """

    __tablename__ = "budget_target"
    __table_args__ = (
        Index(None, "budget_id", "id"),
        CheckConstraint("people > 0 AND starts BETWEEN 0 AND people", name="numbers_agree"),
    )

    id: Mapped[Id]
    budget_id: Mapped[int] = mapped_column(ForeignKey("budget.id"))
    people: Mapped[int]
    """People to take up."""
    starts: Mapped[int]
    """Of them, those expected to begin a measure."""
    act: Mapped[str] = mapped_column(String(64))
    set_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    set_at: Mapped[datetime] = mapped_column(default=now)

    set_by: Mapped[User] = relationship()


class ReplacementRequest(Base):
    """A provider asks for more money in one of its budgets; the region grants, reduces or refuses."""

    __tablename__ = "replacement_request"
    __table_args__ = (
        Index(
            "uq_replacement_request_one_open",
            "budget_id",
            unique=True,
            postgresql_where=text("state = 'requested'"),
        ),
        Index(None, "provider_id", "id"),
        Index(None, "state", "id"),
        CheckConstraint("amount > 0", name="something_asked"),
        CheckConstraint(
            "CASE state WHEN 'granted' THEN amount_granted = amount "
            "WHEN 'reduced' THEN amount_granted > 0 AND amount_granted < amount "
            "WHEN 'requested' THEN true ELSE amount_granted IS NULL END",
            name="granted_by_state",
        ),
        CheckConstraint("(amount_granted IS NULL) = (entry_id IS NULL)", name="granted_is_booked"),
        CheckConstraint(
            "CASE state WHEN 'requested' THEN true WHEN 'withdrawn' THEN decided_by_id IS NULL "
            "ELSE decided_by_id IS NOT NULL AND decided_at IS NOT NULL END",
            name="decided_by_somebody",
        ),
        CheckConstraint("decided_by_id <> requested_by_id", name="two_persons"),
        CheckConstraint(
            "state NOT IN ('reduced', 'refused') OR decision <> ''", name="reason_given"
        ),
    )
    # While it is being decided amount and decision are written a moment before the state.
    machine: ClassVar[StateMachine] = REPLACEMENT

    id: Mapped[Id]
    number: Mapped[str] = mapped_column(String(24), unique=True)
    budget_id: Mapped[int] = mapped_column(ForeignKey("budget.id"))
    provider_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    state: Mapped[ReplacementState] = mapped_column(default=ReplacementState.REQUESTED)
    amount: Mapped[Money]
    reason: Mapped[str]
    used_percent: Mapped[int]
    """How much of the budget was committed or spent when it was asked."""
    people: Mapped[int]
    """How many people had been taken up then."""
    people_target: Mapped[int | None]
    requested_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    requested_at: Mapped[datetime] = mapped_column(default=now)
    amount_granted: Mapped[Money | None]
    act: Mapped[str] = mapped_column(String(64), server_default="", default="")
    decision: Mapped[str] = mapped_column(server_default="", default="")
    """Why it was decided so, for the provider to read."""
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    decided_at: Mapped[datetime | None]
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("budget_entry.id"), unique=True)
    """The line of the ledger that moved the money."""

    budget: Mapped[Budget] = relationship()
    provider: Mapped[Organisation] = relationship()
    requested_by: Mapped[User] = relationship(foreign_keys=requested_by_id)
    decided_by: Mapped[User | None] = relationship(foreign_keys=decided_by_id)

    @property
    def reach(self) -> Reach:
        """Seen by the provider's people; it is about no person."""
        return Reach(provider_id=self.provider_id)
