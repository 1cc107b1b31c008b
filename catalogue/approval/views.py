"""The approval queue and the decisions on offers."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.accounts.guard import requires, signed_in
from app.accounts.permissions import Permission
from app.core.clock import today
from app.core.database import transaction
from app.core.errors import DomainError, RuleBroken
from app.core.forms import spoken
from app.programme.queries import rules_in_force
from app.web.exports import MOST_ROWS, export_list
from catalogue.approval import operations, queries
from catalogue.approval.forms import QueueFilters, ReasonForm
from catalogue.offers.models import Offer
from catalogue.offers.queries import facts_of
from catalogue.offers.rules import submission_refusals
from catalogue.offers.states import OFFER, OfferAction, OfferState

approval = Blueprint("approval", __name__, template_folder="templates")

MOST_AT_ONCE = 100
PATH = "/programme/offers/<int:offer_id>"


@approval.get("/programme/offers")
@requires(Permission.OFFER_APPROVE)
def queue() -> ResponseReturnValue:
    """Offers of the region; those that wait for approval first."""
    form = QueueFilters(request.args)
    state = form.chosen_state()
    found = queries.regional_offers(state, form.q.data or "")
    page = queries.offers_page(found, state, request.args.get("cursor"))
    return render_template(
        "approval/queue.html", page=page, form=form, state=state, counts=queries.state_counts()
    )


@approval.get("/programme/offers.<kind>")
@requires(Permission.OFFER_APPROVE)
def queue_export(kind: str) -> ResponseReturnValue:
    """The same list as a file."""
    form = QueueFilters(request.args)
    state = form.chosen_state()
    found = queries.regional_offers(state, form.q.data or "")
    rows = queries.offers_rows(found, state, MOST_ROWS)
    return export_list(kind, "offers", queries.REGIONAL_OFFERS, rows)


@approval.get(PATH)
@requires(Permission.OFFER_APPROVE)
def offer_page(offer_id: int) -> ResponseReturnValue:
    """One offer, as the public would see it, with what the rules say of it."""
    return _page(queries.load_offer(signed_in(), offer_id))


@approval.post(f"{PATH}/approve")
@requires(Permission.OFFER_APPROVE)
def offer_approve(offer_id: int) -> ResponseReturnValue:
    """Approve and publish."""
    offer = queries.load_offer(signed_in(), offer_id)
    try:
        with transaction():
            operations.approve_offer(signed_in(), offer)
        flash(_("“%(title)s” is published.", title=offer.title), "success")
        return redirect(url_for("approval.queue"))
    except RuleBroken as broken:
        return _page(offer, [spoken(reason) for reason in broken.reasons])


@approval.post("/programme/offers/approve")
@requires(Permission.OFFER_APPROVE)
def approve_many() -> ResponseReturnValue:
    """Approve the ticked offers; those that cannot be approved stay in the queue."""
    wanted = [int(text) for text in request.form.getlist("offer") if text.isdigit()][:MOST_AT_ONCE]
    approved, kept = 0, []
    for offer in queries.load_offers(signed_in(), wanted):
        try:
            with transaction():
                operations.approve_offer(signed_in(), offer)
            approved += 1
        except DomainError:
            kept.append(offer.title)
    _tell(approved, kept, bool(wanted))
    return redirect(url_for("approval.queue"))


@approval.route(f"{PATH}/return", methods=["GET", "POST"])
@requires(Permission.OFFER_APPROVE)
def offer_return(offer_id: int) -> ResponseReturnValue:
    """Send back with reasons."""
    return _with_reason(offer_id, OfferAction.RETURN)


@approval.route(f"{PATH}/suspend", methods=["GET", "POST"])
@requires(Permission.OFFER_APPROVE)
def offer_suspend(offer_id: int) -> ResponseReturnValue:
    """Take out of the catalogue for now."""
    return _with_reason(offer_id, OfferAction.SUSPEND)


@approval.post(f"{PATH}/resume")
@requires(Permission.OFFER_APPROVE)
def offer_resume(offer_id: int) -> ResponseReturnValue:
    """Show again."""
    offer = queries.load_offer(signed_in(), offer_id)
    with transaction():
        operations.resume_offer(signed_in(), offer)
    return redirect(url_for("approval.offer_page", offer_id=offer.id))


def _with_reason(offer_id: int, action: OfferAction) -> ResponseReturnValue:
    offer, form = queries.load_offer(signed_in(), offer_id), ReasonForm()
    row = OFFER.transition(offer.state, action)
    form.offer_reasons(row.reasons)
    decide = {
        OfferAction.RETURN: operations.return_offer,
        OfferAction.SUSPEND: operations.suspend_offer,
    }[action]
    if form.validate_on_submit():
        try:
            with transaction():
                decide(signed_in(), offer, form.reason.data, form.note.data or "")
            return redirect(url_for("approval.queue"))
        except RuleBroken as broken:
            form.take_refusals(broken.reasons)
    page = render_template("approval/reason.html", form=form, offer=offer, row=row)
    return page, 422 if form.errors else 200


def _page(offer: Offer, refused: list[str] | None = None) -> ResponseReturnValue:
    day, lacking = today(), []
    if offer.state is OfferState.SUBMITTED:
        found = submission_refusals(facts_of(offer), rules_in_force(day), day)
        lacking = [spoken(reason) for reason in found]
    page = render_template(
        "approval/offer.html",
        offer=offer,
        editions=[(edition, None) for edition in offer.editions],
        lacking=refused or lacking,
        actions={row.action.value for row in OFFER.actions_from(offer.state)},
    )
    return page, 422 if refused else 200


def _tell(approved: int, kept: list[str], any_ticked: bool) -> None:
    if not any_ticked:
        flash(_("Tick at least one offer first."), "warning")
    if approved:
        flash(
            ngettext("%(num)s offer is published.", "%(num)s offers are published.", approved),
            "success",
        )
    if kept:
        flash(
            _("Not approved, open them to see why: %(titles)s.", titles="; ".join(kept)), "warning"
        )
