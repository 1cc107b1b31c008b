"""What a suspension or revocation of an accreditation means for open vouchers."""

from collections.abc import Collection

from app.core.language import N_
from app.notices.operations import notify
from vouchers.issuing.operations.close import close_unused
from vouchers.issuing.queries.standing import open_cases_of, unstarted_of
from vouchers.issuing.states import VoucherAction

REASON = "provider_suspended"


def close_for_revocation(editions: Collection[int], act: str) -> int:
    """Cancel the vouchers of measures that have not begun: seat and money return, people choose again.

    How many. What has begun goes on; the centre sees to it with each person.
    """
    closed = unstarted_of(editions)
    for voucher in closed:
        close_unused(None, voucher, VoucherAction.CANCEL, reason=REASON, note=act)
    return len(closed)


def tell_counsellors(editions: Collection[int], act: str) -> int:
    """Tell the counsellors of the people whose measure is touched; how many cases."""
    told = 0
    message = N_("The accreditation of the provider of this measure has changed (act %(act)s).")
    for case_id, counsellor_id in open_cases_of(editions):
        if counsellor_id is not None:
            told += notify(
                [counsellor_id], message, {"act": act}, address=f"/cases/{case_id}/vouchers"
            )
    return told
