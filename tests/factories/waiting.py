"""A full edition with people who wait for it."""

from typing import Any

from app.accounts.models import User
from app.cases.models.jobseeker import Jobseeker
from app.core.database import db
from catalogue.offers.models import Edition
from tests.factories.vouchers import Supply, issued, person, supply
from vouchers.issuing.models import Voucher
from vouchers.waiting.models import WaitingPlace
from vouchers.waiting.operations.answers import join


def full(counsellor: User, *, seats: int = 1, waiting_max: int = 5) -> tuple[Supply, list[Voucher]]:
    """An edition whose every seat is taken by a voucher, with a waiting list."""
    supplied = supply(seats=seats)
    supplied.edition.waiting_max = waiting_max
    db.session.flush()
    return supplied, [issued(counsellor, supplied) for _ in range(seats)]


def waiting(counsellor: User, edition: Edition, **values: Any) -> tuple[Jobseeker, WaitingPlace]:
    """A fresh person at the end of the edition's list."""
    case = person(counsellor, **values)
    return case, join(case=case, edition=edition, actor=counsellor)
