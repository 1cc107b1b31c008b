"""The nightly job of answer times and results."""

from datetime import timedelta

from app.core.clock import frozen
from tests.factories.vouchers import issued
from vouchers.issuing.operations.answer import decline_by_silence
from vouchers.performance.queries import figures_of
from vouchers.performance.tasks import performance


def test_the_night_makes_figures_and_twice_makes_the_same(session, counsellor):
    voucher = issued(counsellor)
    with frozen(voucher.take_up_by + timedelta(days=1)):
        decline_by_silence(voucher)
    session.commit()
    with frozen(voucher.take_up_by + timedelta(days=100)):
        performance(timestamp=0)
        first = figures_of(voucher.issued_to_id)
        performance(timestamp=0)
        assert figures_of(voucher.issued_to_id) == first
    assert first.whole.is_empty
    assert [line.service_type for line in first.by_type] == [voucher.service_type]
