"""Which vouchers the nightly job has to act on."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select

from app.core.database import db
from vouchers.issuing.models import Voucher
from vouchers.issuing.states import VoucherState


def unanswered(on: date, limit: int) -> Sequence[int]:
    """Keys of vouchers whose deadline for the provider's answer has passed, the oldest first."""
    return db.session.scalars(
        select(Voucher.id)
        .where(Voucher.state == VoucherState.ISSUED, Voucher.take_up_by < on)
        .order_by(Voucher.take_up_by, Voucher.id)
        .limit(limit)
    ).all()


def not_started(on: date, limit: int) -> Sequence[int]:
    """Keys of vouchers taken up whose validity has passed before the measure began."""
    return db.session.scalars(
        select(Voucher.id)
        .where(Voucher.state == VoucherState.TAKEN_UP, Voucher.valid_until < on)
        .order_by(Voucher.valid_until, Voucher.id)
        .limit(limit)
    ).all()


def overdue_counts(on: date) -> tuple[int, int]:
    """How many vouchers wait for the announced default, and how many have lapsed, on that day."""
    silent = select(func.count()).where(
        Voucher.state == VoucherState.ISSUED, Voucher.take_up_by < on
    )
    lapsed = select(func.count()).where(
        Voucher.state == VoucherState.TAKEN_UP, Voucher.valid_until < on
    )
    return db.session.scalar(silent) or 0, db.session.scalar(lapsed) or 0
