"""Whether seats, money and vouchers still tell the same story; each list is empty when they do."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import BigInteger, case, cast, func, select

from app.core.database import db
from app.core.money import Money
from catalogue.offers.models import Edition
from vouchers.budgets.models import BudgetEntry
from vouchers.budgets.rules import EntryKind
from vouchers.issuing.models import Voucher
from vouchers.issuing.states import HOLDS_SEAT, OPEN


@dataclass(frozen=True)
class SeatDifference:
    """An edition whose count of places taken is not that of the vouchers holding one."""

    edition_id: int
    taken: int
    held: int


@dataclass(frozen=True)
class CommitmentDifference:
    """A voucher whose money in the ledger is not what its state says."""

    number: str
    bound: Money
    expected: Money


def seat_differences() -> Sequence[SeatDifference]:
    """Editions whose places taken differ from the vouchers that hold one."""
    held = (
        select(Voucher.edition_id, func.count().label("held"))
        .where(Voucher.state.in_(HOLDS_SEAT))
        .group_by(Voucher.edition_id)
        .subquery()
    )
    count = func.coalesce(held.c.held, 0)
    rows = db.session.execute(
        select(Edition.id, Edition.taken, count)
        .outerjoin(held, held.c.edition_id == Edition.id)
        .where(Edition.taken != count)
        .order_by(Edition.id)
    )
    return [SeatDifference(*row) for row in rows]


def commitment_differences() -> Sequence[CommitmentDifference]:
    """Vouchers whose bound money differs from their value while open, or from zero when unused.

    Measures that ended after they began are left out: what they leave bound is settled by payment.
    """
    moves = (EntryKind.COMMITMENT, EntryKind.RELEASE)
    bound = (
        select(
            BudgetEntry.reference, (-cast(func.sum(BudgetEntry.amount), BigInteger)).label("bound")
        )
        .where(BudgetEntry.kind.in_(moves))
        .group_by(BudgetEntry.reference)
        .subquery()
    )
    found = func.coalesce(bound.c.bound, 0)
    expected = case((Voucher.state.in_(OPEN), cast(Voucher.value, BigInteger)), else_=0)
    rows = db.session.execute(
        select(Voucher.number, found, expected)
        .outerjoin(bound, bound.c.reference == Voucher.number)
        .where(Voucher.state.in_(OPEN) | Voucher.state.not_in(HOLDS_SEAT), found != expected)
        .order_by(Voucher.number)
    )
    return [CommitmentDifference(number, Money(have), Money(want)) for number, have, want in rows]
