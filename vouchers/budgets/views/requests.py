"""Requests for replacement budget as the region sees and decides them."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.guard import requires, signed_in
from app.accounts.permissions import Permission
from app.core.database import transaction
from app.core.errors import RuleBroken
from app.core.language import N_
from app.core.listing import PAGE_SIZE, Column
from app.web.exports import MOST_ROWS, export_list
from vouchers.budgets.forms import DecisionForm, RequestFilterForm
from vouchers.budgets.models import ReplacementRequest
from vouchers.budgets.operations import decide_replacement
from vouchers.budgets.queries import lines_of, load_request, requests, requests_waiting
from vouchers.budgets.states import ReplacementState

REQUESTS: tuple[Column[ReplacementRequest], ...] = (
    Column("number", N_("Request"), lambda row: row.number),
    Column("provider", N_("Provider"), lambda row: row.provider.name),
    Column("call", N_("Call"), lambda row: row.budget.call.code),
    Column("pathway", N_("Pathway"), lambda row: row.budget.pathway),
    Column("requested_at", N_("Requested at"), lambda row: row.requested_at),
    Column("amount", N_("Amount asked for"), lambda row: row.amount),
    Column("used", N_("Used then, percent"), lambda row: row.used_percent),
    Column("state", N_("State"), lambda row: row.state),
    Column("granted", N_("Amount granted"), lambda row: row.amount_granted),
    Column("act", N_("Act"), lambda row: row.act),
    Column("decided_at", N_("Decided at"), lambda row: row.decided_at),
)
TONES = {
    ReplacementState.REQUESTED: "warning",
    ReplacementState.GRANTED: "success",
    ReplacementState.REDUCED: "info",
    ReplacementState.REFUSED: "danger",
    ReplacementState.WITHDRAWN: "neutral",
}


def request_tone(state: ReplacementState) -> str:
    """The colour of a request's state."""
    return TONES[state]


@requires(Permission.BUDGET_READ)
def request_list() -> ResponseReturnValue:
    """The requests of every provider; those that wait are shown first by their filter."""
    form = RequestFilterForm(request.args)
    filters = form.chosen()
    if kind := request.args.get("format"):
        rows = requests(filters, None, MOST_ROWS).rows
        return export_list(kind, "replacement-requests", REQUESTS, rows)
    page = requests(filters, request.args.get("cursor"), PAGE_SIZE)
    return render_template(
        "budgets/requests.html", form=form, page=page, waiting=requests_waiting()
    )


@requires(Permission.BUDGET_READ)
def request_page(request_id: int) -> ResponseReturnValue:
    """One request with what stands behind it; whoever decides finds the form here."""
    asked = load_request(signed_in(), request_id)
    return _page(asked, DecisionForm(data={"amount": asked.amount.amount}))


@requires(Permission.BUDGET_GRANT)
def decide(request_id: int) -> ResponseReturnValue:
    """Grant, grant in part, or refuse."""
    asked, form = load_request(signed_in(), request_id), DecisionForm()
    if form.validate_on_submit():
        try:
            with transaction():
                decide_replacement(
                    signed_in(),
                    asked,
                    given=form.given(),
                    act=form.act.data or "",
                    decision=form.decision.data or "",
                )
            flash(_("Decided. The provider has been told."), "success")
            return redirect(url_for("budgets.request_page", request_id=asked.id))
        except RuleBroken as broken:
            form.take_refusals(broken.reasons)
    return _page(asked, form), 422


def _page(asked: ReplacementRequest, form: DecisionForm) -> str:
    call = asked.budget.call
    left = None if call.total is None else call.total - call.granted
    return render_template(
        "budgets/request.html", asked=asked, form=form, line=lines_of([asked.budget])[0], left=left
    )
