"""The provider's pages: the inbox with its deadlines, taking up, declining."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.guard import requires, signed_in
from app.accounts.permissions import Permission
from app.audit.operations import record_export
from app.core.database import transaction
from app.core.errors import RuleBroken
from app.core.language import N_
from app.core.listing import PAGE_SIZE, Column
from app.web.exports import MOST_ROWS, export_list
from catalogue.agreements.rules import PersonField
from catalogue.providers.queries import load_own_provider
from vouchers.issuing.forms import DeclineForm, InboxForm, TakeUpForm
from vouchers.issuing.models import Voucher
from vouchers.issuing.operations.answer import decline, take_up
from vouchers.issuing.queries.vouchers import inbox, inbox_counts, load_voucher
from vouchers.issuing.states import VoucherAction
from vouchers.issuing.views.person import person_shown, seen_fields

INBOX: tuple[Column[Voucher], ...] = (
    Column("number", N_("Voucher"), lambda row: row.number),
    Column("state", N_("State"), lambda row: row.state),
    Column("person", N_("Person"), lambda row: person_of(row)),
    Column("measure", N_("Measure"), lambda row: row.offer.title),
    Column("edition", N_("Edition"), lambda row: row.edition.code),
    Column("starts_on", N_("Begins on"), lambda row: row.edition.starts_on),
    Column("hours", N_("Hours"), lambda row: row.hours),
    Column("value", N_("Value"), lambda row: row.value),
    Column("take_up_by", N_("Answer by"), lambda row: row.take_up_by),
    Column("valid_until", N_("To be used by"), lambda row: row.valid_until),
)


def person_of(voucher: Voucher) -> str:
    """The person's name while the provider holds the voucher and its tier shows it, and no longer."""
    return person_shown(voucher).name if voucher.provider_id else ""


@requires(Permission.PROVIDER_DESK)
def inbox_page() -> ResponseReturnValue:
    """The vouchers issued to the provider, those to answer first; as a page or as a file."""
    user = signed_in()
    load_own_provider(user)
    form = InboxForm(request.args)
    filters, finds = form.chosen(), PersonField.NAME in seen_fields()
    if kind := request.args.get("format"):
        rows = inbox(user, filters, None, MOST_ROWS, finds_names=finds).rows
        answer = export_list(kind, "vouchers", INBOX, rows)
        with transaction():
            record_export(user, "voucher", [row for row in rows if row.provider_id], format=kind)
        return answer
    page = inbox(user, filters, request.args.get("cursor"), PAGE_SIZE, finds_names=finds)
    counts = inbox_counts(user)
    return render_template(
        "issuing/inbox.html", form=form, page=page, counts=counts, state=filters.state
    )


@requires(Permission.VOUCHER_TAKE_UP)
def take_up_page(number: str) -> ResponseReturnValue:
    """Accept the person and set the first appointment."""
    voucher, form = load_voucher(signed_in(), number), TakeUpForm()
    voucher.machine.transition(voucher.state, VoucherAction.TAKE_UP)
    if form.validate_on_submit():
        try:
            with transaction():
                take_up(voucher=voucher, answer=form.answer(), actor=signed_in())
            flash(_("Voucher taken up. The person and the centre have been told."), "success")
            return redirect(url_for("issuing.voucher", number=number))
        except RuleBroken as broken:
            form.take_refusals(broken.reasons)
    page = render_template("issuing/take_up.html", voucher=voucher, form=form)
    return page, 422 if form.is_submitted() else 200


@requires(Permission.VOUCHER_DECLINE)
def decline_page(number: str) -> ResponseReturnValue:
    """Refuse the person with a coded reason."""
    voucher, form = load_voucher(signed_in(), number), DeclineForm()
    voucher.machine.transition(voucher.state, VoucherAction.DECLINE)
    if form.validate_on_submit():
        try:
            with transaction():
                decline(
                    voucher=voucher,
                    reason=form.reason.data,
                    note=form.note.data or "",
                    actor=signed_in(),
                )
            flash(_("Voucher %(number)s has been declined.", number=number), "success")
            return redirect(url_for("issuing.inbox_page"))
        except RuleBroken as broken:
            form.take_refusals(broken.reasons)
    page = render_template("issuing/decline.html", voucher=voucher, form=form)
    return page, 422 if form.is_submitted() else 200
