"""The centre's pages: the vouchers of a case, issuing one, cancelling one."""

import secrets

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.guard import requires, signed_in
from app.accounts.permissions import Permission
from app.cases.models.jobseeker import Jobseeker
from app.cases.queries import load_case
from app.core.clock import today
from app.core.database import transaction
from app.core.errors import RuleBroken
from vouchers.issuing.forms import CancelForm, IssueForm
from vouchers.issuing.operations.close import cancel
from vouchers.issuing.operations.issue import issue_voucher
from vouchers.issuing.queries.facts import grounds_of
from vouchers.issuing.queries.vouchers import load_voucher, vouchers_of
from vouchers.issuing.rules.eligibility import checks
from vouchers.issuing.states import VoucherAction

PART = "vouchers"


@requires(Permission.CASE_READ)
def of_case(case_id: int) -> ResponseReturnValue:
    """The vouchers of the case, and the one that can be issued now with everything it rests on."""
    case = load_case(signed_in(), case_id, part=PART)
    return _page(case, IssueForm(data={"token": _fresh_token()}))


@requires(Permission.VOUCHER_ISSUE)
def issue(case_id: int) -> ResponseReturnValue:
    """Issue the voucher for what the person has chosen."""
    case, form = load_case(signed_in(), case_id, part=PART), IssueForm()
    if form.validate_on_submit():
        try:
            with transaction():
                voucher = issue_voucher(
                    case=case, counsellor=signed_in(), token=form.token.data or ""
                )
            return redirect(url_for("issuing.voucher", number=voucher.number, issued=1))
        except RuleBroken as broken:
            form.take_refusals(broken.reasons)
    form.token.data = _fresh_token()
    return _page(case, form), 422


@requires(Permission.VOUCHER_CANCEL)
def cancel_page(number: str) -> ResponseReturnValue:
    """Cancel a voucher that has not begun."""
    voucher, form = load_voucher(signed_in(), number), CancelForm()
    voucher.machine.transition(voucher.state, VoucherAction.CANCEL)
    if form.validate_on_submit():
        try:
            with transaction():
                cancel(
                    voucher=voucher,
                    reason=form.reason.data,
                    note=form.note.data or "",
                    actor=signed_in(),
                )
            flash(_("Voucher %(number)s has been cancelled.", number=number), "success")
            return redirect(url_for("issuing.of_case", case_id=voucher.jobseeker_id))
        except RuleBroken as broken:
            form.take_refusals(broken.reasons)
    page = render_template("issuing/cancel.html", voucher=voucher, form=form)
    return page, 422 if form.is_submitted() else 200


def _fresh_token() -> str:
    """What makes one page's button different from every other's."""
    return secrets.token_urlsafe(24)


def _page(case: Jobseeker, form: IssueForm) -> str:
    grounds = grounds_of(case, today())
    return render_template(
        "issuing/case.html",
        case=case,
        form=form,
        proposal=grounds.proposal,
        checks=checks(grounds.facts),
        vouchers=vouchers_of(case.id),
    )
