"""The budgets of the programme: where they stand, their targets and ledger, and granting."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.guard import requires, signed_in
from app.accounts.permissions import Permission
from app.core.clock import today
from app.core.database import transaction
from app.core.errors import RuleBroken
from app.core.language import N_
from app.core.listing import PAGE_SIZE, Column
from app.web.exports import MOST_ROWS, export_list
from vouchers.budgets.forms import BudgetFilterForm, GrantForm, TargetForm
from vouchers.budgets.models import BudgetEntry
from vouchers.budgets.operations import grant, set_target
from vouchers.budgets.queries import (
    BudgetLine,
    budgets,
    calls_by_code,
    entries_of,
    lines_of,
    load_budget,
    past_targets,
    providers_by_name,
    requests_of,
    totals,
    warning_percent,
)
from vouchers.budgets.rules import EntryKind

BUDGETS: tuple[Column[BudgetLine], ...] = (
    Column("call", N_("Call"), lambda row: row.budget.call.code),
    Column("provider", N_("Provider"), lambda row: row.budget.provider.name),
    Column("pathway", N_("Pathway"), lambda row: row.budget.pathway),
    Column("granted", N_("Granted"), lambda row: row.budget.granted),
    Column("committed", N_("Committed"), lambda row: row.budget.committed),
    Column("released", N_("Released"), lambda row: row.budget.released),
    Column("spent", N_("Spent"), lambda row: row.budget.spent),
    Column("balance", N_("Balance"), lambda row: row.budget.balance),
    Column("used", N_("Used, percent"), lambda row: row.budget.position.used_percent),
    Column("people", N_("People to reach"), lambda row: row.target and row.target.people),
    Column("taken_up", N_("People taken up"), lambda row: row.progress.taken_up),
    Column("starts", N_("Starts expected"), lambda row: row.target and row.target.starts),
    Column("started", N_("People started"), lambda row: row.progress.started),
)
LEDGER: tuple[Column[BudgetEntry], ...] = (
    Column("entered_at", N_("Entered"), lambda row: row.entered_at),
    Column("kind", N_("What it is"), lambda row: row.kind),
    Column("reference", N_("Act or voucher"), lambda row: row.reference),
    Column("amount", N_("Amount"), lambda row: row.amount),
    Column("entered_by", N_("Entered by"), lambda row: row.entered_by and row.entered_by.name),
    Column("note", N_("Note"), lambda row: row.note),
)


@requires(Permission.BUDGET_READ)
def listing() -> ResponseReturnValue:
    """Where every budget stands, and how far from its target; as a page or as a file."""
    form = BudgetFilterForm(request.args, calls_by_code())
    filters = form.chosen()
    if kind := request.args.get("format"):
        rows = lines_of(budgets(filters, None, MOST_ROWS).rows)
        return export_list(kind, "budgets", BUDGETS, rows)
    page = budgets(filters, request.args.get("cursor"), PAGE_SIZE)
    return render_template(
        "budgets/listing.html",
        form=form,
        page=page,
        lines=lines_of(page.rows),
        total=totals(filters),
        warning=warning_percent(today()),
    )


@requires(Permission.BUDGET_READ)
def ledger(budget_id: int) -> ResponseReturnValue:
    """One budget: its use, its target, its requests and its ledger; the ledger as a file too."""
    budget = load_budget(budget_id)
    if kind := request.args.get("format"):
        return export_list(kind, "ledger", LEDGER, entries_of(budget, None, MOST_ROWS).rows)
    page = entries_of(budget, request.args.get("cursor"), PAGE_SIZE)
    return render_template(
        "budgets/ledger.html",
        budget=budget,
        page=page,
        line=lines_of([budget])[0],
        targets=past_targets(budget),
        requests=requests_of(budget),
        warning=warning_percent(today()),
    )


@requires(Permission.BUDGET_GRANT)
def target(budget_id: int) -> ResponseReturnValue:
    """Say how many people are to be reached with the budget."""
    budget = load_budget(budget_id)
    (line,) = lines_of([budget])
    form = TargetForm(obj=line.target) if request.method == "GET" and line.target else TargetForm()
    if form.validate_on_submit():
        try:
            with transaction():
                set_target(
                    signed_in(),
                    budget,
                    people=form.people.data or 0,
                    starts=form.starts.data or 0,
                    act=form.act.data or "",
                )
            flash(_("The target is set. Older ones stay readable."), "success")
            return redirect(url_for("budgets.ledger", budget_id=budget.id))
        except RuleBroken as broken:
            form.take_refusals(broken.reasons)
    page = render_template("budgets/target.html", form=form, budget=budget)
    return page, 422 if form.is_submitted() else 200


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
