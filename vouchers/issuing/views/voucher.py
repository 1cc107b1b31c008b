"""The voucher itself, for whoever may see it: page and paper; and the person's own pages."""

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.guard import requires, signed_in
from app.accounts.permissions import Permission
from app.cases.queries import load_own_case
from app.core.database import transaction
from app.core.errors import RuleBroken
from vouchers.issuing.forms import RenounceForm
from vouchers.issuing.operations.close import renounce
from vouchers.issuing.queries.vouchers import load_voucher, vouchers_of
from vouchers.issuing.rules.numbers import written_number
from vouchers.issuing.states import VoucherAction
from vouchers.issuing.views.paper import voucher_pdf
from vouchers.issuing.views.person import person_shown
from vouchers.issuing.views.words import story_of


@requires(Permission.VOUCHER_READ)
def voucher(number: str) -> ResponseReturnValue:
    """One voucher; a number typed without hyphens or in small letters finds it too."""
    if (written := written_number(number)) != number:
        return redirect(url_for("issuing.voucher", number=written))
    found = load_voucher(signed_in(), number)
    return render_template(
        "issuing/voucher.html",
        voucher=found,
        story=story_of(found, signed_in()),
        just_issued="issued" in request.args,
    )


@requires(Permission.VOUCHER_READ)
def paper(number: str) -> ResponseReturnValue:
    """The voucher as a PDF, in the person's language."""
    found = load_voucher(signed_in(), number, part="voucher_pdf")
    headers = {"Content-Disposition": f'inline; filename="{found.number}.pdf"'}
    return Response(
        voucher_pdf(found, person_shown(found)), mimetype="application/pdf", headers=headers
    )


@requires(Permission.OWN_READ)
def own() -> ResponseReturnValue:
    """My vouchers: the open one in full, the others by name."""
    case = load_own_case(signed_in(), part="vouchers")
    vouchers = vouchers_of(case.id)
    present = next((item for item in vouchers if item.is_open), None)
    return render_template(
        "issuing/own.html",
        case=case,
        present=present,
        story=story_of(present, signed_in()) if present else [],
        past=[item for item in vouchers if item is not present],
    )


@requires(Permission.VOUCHER_RENOUNCE_OWN)
def renounce_page(number: str) -> ResponseReturnValue:
    """Give my voucher back."""
    found, form = load_voucher(signed_in(), number), RenounceForm()
    found.machine.transition(found.state, VoucherAction.RENOUNCE)
    if form.validate_on_submit():
        try:
            with transaction():
                renounce(
                    voucher=found,
                    reason=form.reason.data,
                    is_sure=bool(form.is_sure.data),
                    actor=signed_in(),
                )
            flash(_("The voucher has been given back. The centre will get in touch."), "success")
            return redirect(url_for("issuing.own"))
        except RuleBroken as broken:
            form.take_refusals(broken.reasons)
    page = render_template("issuing/renounce.html", voucher=found, form=form)
    return page, 422 if form.is_submitted() else 200
