"""The commands on money and deadlines."""

from datetime import timedelta

from app.core.clock import frozen
from tests.factories.vouchers import issued
from vouchers.issuing.states import VoucherState


def test_reconciling_says_that_all_agree(app, session, counsellor):
    issued(counsellor)
    session.commit()
    told = app.test_cli_runner().invoke(args=["budgets", "reconcile"])
    assert (told.exit_code, told.output) == (0, "Budgets, seats and vouchers agree.\n")


def test_a_difference_is_named_and_ends_with_an_error(app, session, counsellor):
    voucher = issued(counsellor)
    voucher.edition.taken += 1
    session.commit()
    told = app.test_cli_runner().invoke(args=["budgets", "reconcile"])
    assert told.exit_code == 1
    assert f"edition {voucher.edition_id}: 2 places taken, 1 vouchers hold one" in told.output


def test_a_dry_run_of_the_deadlines_only_counts(app, session, counsellor):
    voucher = issued(counsellor)
    session.commit()
    runner = app.test_cli_runner()
    with frozen(voucher.take_up_by + timedelta(days=1)):
        told = runner.invoke(args=["vouchers", "deadlines", "--dry-run"])
        assert told.output == "1 refusals by silence and 0 lapses are due.\n"
        assert voucher.state is VoucherState.ISSUED
        told = runner.invoke(args=["vouchers", "deadlines"])
        assert told.output == "1 refusals by silence, 0 lapses.\n"
    session.refresh(voucher)
    assert voucher.state is VoucherState.DECLINED


def test_answer_times_are_worked_out_by_hand_as_by_night(app, session, counsellor):
    voucher = issued(counsellor)
    session.commit()
    with frozen(voucher.take_up_by + timedelta(days=1)):
        app.test_cli_runner().invoke(args=["vouchers", "deadlines"])
    with frozen(voucher.take_up_by + timedelta(days=100)):
        told = app.test_cli_runner().invoke(args=["vouchers", "performance"])
    assert told.output == "2 lines of answer times and results.\n"
