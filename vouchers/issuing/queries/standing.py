"""Open vouchers of editions whose provider's accreditation is being decided on."""

from collections.abc import Collection, Sequence

from sqlalchemy import func, select

from app.cases.models.jobseeker import Jobseeker
from app.core.database import db
from app.core.money import Money
from catalogue.accreditation.queries.effects import OpenVouchers
from vouchers.issuing.models import Voucher
from vouchers.issuing.states import OPEN, VoucherState


def open_vouchers_of(editions: Collection[int]) -> OpenVouchers:
    """How many open vouchers these editions have in each state, and what they bind."""
    statement = (
        select(Voucher.state, func.count(), func.sum(Voucher.value))
        .where(Voucher.edition_id.in_(editions), Voucher.state.in_(OPEN))
        .group_by(Voucher.state)
    )
    found = {state: (number, value) for state, number, value in db.session.execute(statement)}
    return OpenVouchers(
        issued=_number(found, VoucherState.ISSUED),
        taken_up=_number(found, VoucherState.TAKEN_UP),
        in_delivery=_number(found, VoucherState.IN_DELIVERY),
        committed=Money(sum(value.cents for _count, value in found.values())),
    )


def unstarted_of(editions: Collection[int]) -> Sequence[Voucher]:
    """Open vouchers of measures that have not begun, in order of their key."""
    states = (VoucherState.ISSUED, VoucherState.TAKEN_UP)
    statement = select(Voucher).where(Voucher.edition_id.in_(editions), Voucher.state.in_(states))
    return db.session.scalars(statement.order_by(Voucher.id)).all()


def open_cases_of(editions: Collection[int]) -> Sequence[tuple[int, int | None]]:
    """Cases with an open voucher of these editions, each with its counsellor."""
    statement = (
        select(Jobseeker.id, Jobseeker.counsellor_id)
        .join(Voucher, Voucher.jobseeker_id == Jobseeker.id)
        .where(Voucher.edition_id.in_(editions), Voucher.state.in_(OPEN))
        .distinct()
        .order_by(Jobseeker.id)
    )
    return [(key, counsellor) for key, counsellor in db.session.execute(statement)]


def _number(found: dict[VoucherState, tuple[int, Money]], state: VoucherState) -> int:
    return found[state][0] if state in found else 0
