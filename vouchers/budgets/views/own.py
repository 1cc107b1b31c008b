"""A provider's own budgets: how far they reach, and asking for more."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.guard import requires, signed_in
from app.accounts.permissions import Permission
from app.core.clock import today
from app.core.database import transaction
from app.core.errors import RuleBroken
from app.core.listing import PAGE_SIZE
from app.programme.queries import rules_in_force
from app.web.exports import MOST_ROWS, export_list
from catalogue.providers.queries import load_own_provider
from vouchers.budgets.forms import AskingForm, RequestFilterForm
from vouchers.budgets.operations import request_replacement, withdraw_replacement
from vouchers.budgets.queries import (
    entries_of,
    lines_of,
    load_own_budget,
    load_request,
    own_budgets,
    request_facts,
    requests,
    requests_of,
    warning_percent,
)
from vouchers.budgets.rules import request_conditions
from vouchers.budgets.views.region import BUDGETS, LEDGER
from vouchers.budgets.views.requests import REQUESTS

OWN_LEDGER = tuple(column for column in LEDGER if column.key != "entered_by")
"""Who in the region entered a line is not the provider's affair."""


@requires(Permission.BUDGET_READ_OWN)
def own_listing() -> ResponseReturnValue:
    """The provider's budgets with their targets; as a page or as a file."""
    user = signed_in()
    if kind := request.args.get("format"):
        rows = lines_of(own_budgets(user, None, MOST_ROWS).rows)
        return export_list(kind, "budgets", BUDGETS, rows)
    page = own_budgets(user, request.args.get("cursor"), PAGE_SIZE)
    return render_template(
        "budgets/own_listing.html",
        page=page,
        lines=lines_of(page.rows),
        warning=warning_percent(today()),
    )


@requires(Permission.BUDGET_READ_OWN)
def own_budget(budget_id: int) -> ResponseReturnValue:
    """One budget of the provider: its use, its target, its requests, its ledger."""
    budget = load_own_budget(signed_in(), budget_id)
    if kind := request.args.get("format"):
        return export_list(kind, "ledger", OWN_LEDGER, entries_of(budget, None, MOST_ROWS).rows)
    page = entries_of(budget, request.args.get("cursor"), PAGE_SIZE)
    return render_template(
        "budgets/own_budget.html",
        budget=budget,
        page=page,
        line=lines_of([budget])[0],
        requests=requests_of(budget),
        conditions=request_conditions(request_facts(budget, today())),
        warning=warning_percent(today()),
    )


@requires(Permission.BUDGET_REQUEST)
def own_asking(budget_id: int) -> ResponseReturnValue:
    """Ask the region for replacement budget."""
    budget, form = load_own_budget(signed_in(), budget_id), AskingForm()
    if form.validate_on_submit():
        try:
            with transaction():
                asked = request_replacement(
                    signed_in(), budget, form.money(), form.reason.data or ""
                )
            flash(_("Request %(number)s has been sent.", number=asked.number), "success")
            return redirect(url_for("budgets.own_request", request_id=asked.id))
        except RuleBroken as broken:
            form.take_refusals(broken.reasons)
    page = render_template(
        "budgets/own_asking.html",
        form=form,
        budget=budget,
        conditions=request_conditions(request_facts(budget, today())),
        rules=rules_in_force(today()),
    )
    return page, 422 if form.is_submitted() else 200


@requires(Permission.BUDGET_READ_OWN)
def own_requests() -> ResponseReturnValue:
    """The provider's requests; as a page or as a file."""
    provider, form = load_own_provider(signed_in()), RequestFilterForm(request.args)
    del form.provider
    filters = form.chosen()
    if kind := request.args.get("format"):
        rows = requests(filters, None, MOST_ROWS, provider_id=provider.id).rows
        return export_list(kind, "replacement-requests", REQUESTS, rows)
    cursor = request.args.get("cursor")
    page = requests(filters, cursor, PAGE_SIZE, provider_id=provider.id)
    return render_template("budgets/own_requests.html", form=form, page=page)


@requires(Permission.BUDGET_READ_OWN)
def own_request(request_id: int) -> ResponseReturnValue:
    """One request of the provider, and what was decided."""
    asked = load_request(signed_in(), request_id)
    return render_template("budgets/own_request.html", asked=asked)


@requires(Permission.BUDGET_REQUEST)
def withdraw(request_id: int) -> ResponseReturnValue:
    """Take a request back."""
    asked = load_request(signed_in(), request_id)
    with transaction():
        withdraw_replacement(signed_in(), asked)
    flash(_("Request %(number)s has been withdrawn.", number=asked.number), "success")
    return redirect(url_for("budgets.own_request", request_id=asked.id))
