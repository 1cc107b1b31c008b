"""How many people the budgets have reached, for the floor below that knows no voucher."""

from collections.abc import Mapping, Sequence

from sqlalchemy import func, select

from app.core.database import db
from vouchers.budgets.rules import Progress
from vouchers.issuing.models import Voucher
from vouchers.issuing.states import VoucherState

STARTED = (VoucherState.IN_DELIVERY, VoucherState.COMPLETED, VoucherState.ENDED_EARLY)
TAKEN_UP = (VoucherState.TAKEN_UP, *STARTED)


def people_reached(budget_ids: Sequence[int]) -> Mapping[int, Progress]:
    """People taken up and people started with vouchers of each budget, each person once.

    Vouchers that were taken up and given back before the measure began reach nobody.
    """
    person = func.distinct(Voucher.jobseeker_id)
    rows = db.session.execute(
        select(
            Voucher.budget_id,
            func.count(person),
            func.count(person).filter(Voucher.state.in_(STARTED)),
        )
        .where(Voucher.budget_id.in_(budget_ids), Voucher.state.in_(TAKEN_UP))
        .group_by(Voucher.budget_id)
    )
    return {key: Progress(taken_up, started) for key, taken_up, started in rows}
