"""The budgets of the programme: where they stand, their ledger, and granting."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.guard import requires, signed_in
from app.accounts.permissions import Permission
from app.core.database import transaction
from app.core.errors import RuleBroken
from app.core.language import N_
from app.core.listing import PAGE_SIZE, Column
from app.web.exports import MOST_ROWS, export_list
from vouchers.budgets.forms import BudgetFilterForm, GrantForm
from vouchers.budgets.models import Budget, BudgetEntry
from vouchers.budgets.operations import grant
from vouchers.budgets.queries import (
    budgets,
    calls_by_code,
    entries_of,
    load_budget,
    providers_by_name,
    totals,
)
from vouchers.budgets.rules import EntryKind

budgets_pages = Blueprint("budgets", __name__, template_folder="templates")

BUDGETS: tuple[Column[Budget], ...] = (
    Column("call", N_("Call"), lambda row: row.call.code),
    Column("provider", N_("Provider"), lambda row: row.provider.name),
    Column("pathway", N_("Pathway"), lambda row: row.pathway),
    Column("granted", N_("Granted"), lambda row: row.granted),
    Column("committed", N_("Committed"), lambda row: row.committed),
    Column("released", N_("Released"), lambda row: row.released),
    Column("spent", N_("Spent"), lambda row: row.spent),
    Column("balance", N_("Balance"), lambda row: row.balance),
)
LEDGER: tuple[Column[BudgetEntry], ...] = (
    Column("entered_at", N_("Entered"), lambda row: row.entered_at),
    Column("kind", N_("What it is"), lambda row: row.kind),
    Column("reference", N_("Act or voucher"), lambda row: row.reference),
    Column("amount", N_("Amount"), lambda row: row.amount),
    Column("entered_by", N_("Entered by"), lambda row: row.entered_by and row.entered_by.name),
    Column("note", N_("Note"), lambda row: row.note),
)


@budgets_pages.get("/programme/budgets")
@requires(Permission.BUDGET_READ)
def listing() -> ResponseReturnValue:
    """Where every budget stands; as a page or as a file."""
    form = BudgetFilterForm(request.args, calls_by_code())
    filters = form.chosen()
    if kind := request.args.get("format"):
        return export_list(kind, "budgets", BUDGETS, budgets(filters, None, MOST_ROWS).rows)
    page = budgets(filters, request.args.get("cursor"), PAGE_SIZE)
    return render_template("budgets/listing.html", form=form, page=page, total=totals(filters))


@budgets_pages.get("/programme/budgets/<int:budget_id>")
@requires(Permission.BUDGET_READ)
def ledger(budget_id: int) -> ResponseReturnValue:
    """The ledger of one budget; as a page or as a file."""
    budget = load_budget(budget_id)
    if kind := request.args.get("format"):
        return export_list(kind, "ledger", LEDGER, entries_of(budget, None, MOST_ROWS).rows)
    page = entries_of(budget, request.args.get("cursor"), PAGE_SIZE)
    return render_template("budgets/ledger.html", budget=budget, page=page)


@budgets_pages.route("/programme/budgets/grant", methods=["GET", "POST"])
@requires(Permission.BUDGET_GRANT)
def granting() -> ResponseReturnValue:
    """Grant money, or take back what is not committed."""
    form = GrantForm(data=request.args.to_dict()) if request.method == "GET" else GrantForm()
    form.offer(calls_by_code(), providers_by_name())
    if form.validate_on_submit():
        try:
            with transaction():
                budget = grant(
                    signed_in(),
                    to=form.place(),
                    kind=EntryKind(form.kind.data),
                    amount=form.money(),
                    act=form.act.data or "",
                    note=form.note.data or "",
                )
            flash(_("The entry is in the ledger."), "success")
            return redirect(url_for("budgets.ledger", budget_id=budget.id))
        except RuleBroken as broken:
            form.take_refusals(broken.reasons)
    page = render_template("budgets/grant.html", form=form)
    return page, 422 if form.is_submitted() else 200
