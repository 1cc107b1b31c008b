"""Budgets and their ledger; the database keeps the figures, nobody writes them."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Organisation, User
from app.core.clock import now
from app.core.database import Base, Id
from app.core.money import Money
from app.core.reach import Reach
from catalogue.services.models import Call
from vouchers.budgets.rules import EntryKind, Position


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
