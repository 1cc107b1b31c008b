"""The approval queue and the decisions on offers."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.guard import requires, signed_in
from app.accounts.permissions import Permission
from app.core.clock import now, today
from app.core.database import transaction
from app.core.errors import NotFoundForYou, RuleBroken
from app.core.forms import spoken
from app.programme.queries import rules_in_force
from app.web.exports import MOST_ROWS, export_list
from catalogue.approval import operations, queries
from catalogue.approval.forms import QueueFilters, ReasonForm, ReturnForm
from catalogue.approval.rules import automatic_reasons
from catalogue.offers.models import Offer
from catalogue.offers.queries import facts_of
from catalogue.offers.rules import submission_refusals
from catalogue.offers.states import OFFER, RETURN_REASONS, OfferAction, OfferState
from catalogue.review.operations import accept_change, return_change
from catalogue.review.queries import history_of, open_amendment, remarks_of
from catalogue.review.rules import FIELD_LABELS, claim_holds
from catalogue.review.states import AmendmentState
from catalogue.services.views import service_names

approval = Blueprint("approval", __name__, template_folder="templates")

PATH = "/programme/offers/<int:offer_id>"


@approval.get("/programme/offers")
@requires(Permission.OFFER_APPROVE)
def queue() -> ResponseReturnValue:
    """Offers of the region; those that wait for approval first."""
    form = _filters()
    wish = form.wish(signed_in())
    found = queries.regional_offers(wish)
    page = queries.offers_page(found, wish.state, request.args.get("cursor"))
    return render_template(
        "approval/queue.html",
        page=page,
        form=form,
        state=wish.state,
        counts=queries.state_counts(),
        changes=queries.changes_waiting(),
        holds=lambda offer: claim_holds(offer.claimed_at, now()),
    )


@approval.get("/programme/offers.<kind>")
@requires(Permission.OFFER_APPROVE)
def queue_export(kind: str) -> ResponseReturnValue:
    """The same list as a file."""
    wish = _filters().wish(signed_in())
    rows = queries.offers_rows(queries.regional_offers(wish), wish.state, MOST_ROWS)
    return export_list(kind, "offers", queries.REGIONAL_OFFERS, rows)


@approval.get("/programme/offers/changes")
@requires(Permission.OFFER_APPROVE)
def change_list() -> ResponseReturnValue:
    """Changes of published offers that wait for approval."""
    page = queries.changes_page(request.args.get("cursor"))
    return render_template("approval/changes.html", page=page, labels=FIELD_LABELS)


@approval.get(PATH)
@requires(Permission.OFFER_APPROVE)
def offer_page(offer_id: int) -> ResponseReturnValue:
    """One offer, as the public would see it, with what the rules say of it."""
    return _page(queries.load_offer(signed_in(), offer_id))


@approval.get(f"{PATH}/history")
@requires(Permission.OFFER_APPROVE)
def offer_history(offer_id: int) -> ResponseReturnValue:
    """Everything that happened to the offer."""
    offer = queries.load_offer(signed_in(), offer_id)
    return render_template(
        "approval/history.html", offer=offer, entries=history_of(offer), remarks=remarks_of(offer)
    )


@approval.post(f"{PATH}/claim")
@requires(Permission.OFFER_APPROVE)
def offer_claim(offer_id: int) -> ResponseReturnValue:
    """Take it to look at; with `take_over` from a colleague."""
    offer = queries.load_offer(signed_in(), offer_id)
    try:
        with transaction():
            take_over = bool(request.form.get("take_over"))
            operations.claim_offer(signed_in(), offer, take_over=take_over)
        return redirect(url_for("approval.offer_page", offer_id=offer.id))
    except RuleBroken as broken:
        return _page(offer, [spoken(reason) for reason in broken.reasons])


@approval.post(f"{PATH}/release")
@requires(Permission.OFFER_APPROVE)
def offer_release(offer_id: int) -> ResponseReturnValue:
    """Give it back to the queue."""
    offer = queries.load_offer(signed_in(), offer_id)
    with transaction():
        operations.release_offer(signed_in(), offer)
    return redirect(url_for("approval.queue"))


@approval.post(f"{PATH}/approve")
@requires(Permission.OFFER_APPROVE)
def offer_approve(offer_id: int) -> ResponseReturnValue:
    """Approve and publish."""
    offer = queries.load_offer(signed_in(), offer_id)
    try:
        with transaction():
            operations.approve_offer(signed_in(), offer, seen=request.form.get("seen"))
        flash(_("“%(title)s” is published.", title=offer.title), "success")
        return redirect(url_for("approval.queue"))
    except RuleBroken as broken:
        return _page(offer, [spoken(reason) for reason in broken.reasons])


@approval.route(f"{PATH}/return", methods=["GET", "POST"])
@requires(Permission.OFFER_APPROVE)
def offer_return(offer_id: int) -> ResponseReturnValue:
    """Send back with a remark at every field to correct."""
    offer, form = queries.load_offer(signed_in(), offer_id), ReturnForm()
    OFFER.transition(offer.state, OfferAction.RETURN)
    form.offer_reasons(RETURN_REASONS)
    if form.validate_on_submit():
        try:
            with transaction():
                operations.return_offer(
                    signed_in(), offer, form.reason.data, form.remarks(), form.note.data or ""
                )
            flash(_("“%(title)s” is returned to its provider.", title=offer.title), "success")
            return redirect(url_for("approval.queue"))
        except RuleBroken as broken:
            form.take_remark_refusals(broken.reasons)
    return _return_page(form, offer, {})


@approval.route(f"{PATH}/suspend", methods=["GET", "POST"])
@requires(Permission.OFFER_APPROVE)
def offer_suspend(offer_id: int) -> ResponseReturnValue:
    """Take out of the catalogue for now."""
    offer, form = queries.load_offer(signed_in(), offer_id), ReasonForm()
    row = OFFER.transition(offer.state, OfferAction.SUSPEND)
    form.offer_reasons(row.reasons)
    if form.validate_on_submit():
        try:
            with transaction():
                operations.suspend_offer(signed_in(), offer, form.reason.data, form.note.data or "")
            return redirect(url_for("approval.offer_page", offer_id=offer.id))
        except RuleBroken as broken:
            form.take_refusals(broken.reasons)
    page = render_template("approval/reason.html", form=form, offer=offer, row=row)
    return page, 422 if form.errors or form.form_errors else 200


@approval.post(f"{PATH}/resume")
@requires(Permission.OFFER_APPROVE)
def offer_resume(offer_id: int) -> ResponseReturnValue:
    """Show again."""
    offer = queries.load_offer(signed_in(), offer_id)
    with transaction():
        operations.resume_offer(signed_in(), offer)
    return redirect(url_for("approval.offer_page", offer_id=offer.id))


@approval.post(f"{PATH}/change/accept")
@requires(Permission.OFFER_APPROVE)
def change_accept(offer_id: int) -> ResponseReturnValue:
    """Let the new words take the place of the published ones."""
    offer = queries.load_offer(signed_in(), offer_id)
    amendment = open_amendment(offer)
    if amendment is None:
        raise NotFoundForYou
    try:
        with transaction():
            accept_change(signed_in(), amendment, seen=request.form.get("seen"))
        flash(_("The change is in the catalogue."), "success")
        return redirect(url_for("approval.change_list"))
    except RuleBroken as broken:
        return _page(offer, [spoken(reason) for reason in broken.reasons])


@approval.route(f"{PATH}/change/return", methods=["GET", "POST"])
@requires(Permission.OFFER_APPROVE)
def change_return(offer_id: int) -> ResponseReturnValue:
    """Send a proposed change back; what is published stays."""
    offer, form = queries.load_offer(signed_in(), offer_id), ReturnForm()
    amendment = open_amendment(offer)
    if amendment is None:
        raise NotFoundForYou
    form.offer_reasons(RETURN_REASONS)
    if form.validate_on_submit():
        try:
            with transaction():
                return_change(signed_in(), amendment, form.remarks())
            flash(_("The change is returned; what is published stays."), "success")
            return redirect(url_for("approval.change_list"))
        except RuleBroken as broken:
            form.take_remark_refusals(broken.reasons)
    return _return_page(form, offer, amendment.values)


def _filters() -> QueueFilters:
    return QueueFilters(request.args, services=service_names())


def _return_page(
    form: ReturnForm, offer: Offer, proposed: dict[str, object]
) -> ResponseReturnValue:
    page = render_template(
        "approval/return.html", form=form, offer=offer, proposed=proposed, labels=FIELD_LABELS
    )
    return page, 422 if form.errors or form.form_errors else 200


def _page(offer: Offer, refused: list[str] | None = None) -> ResponseReturnValue:
    day, lacking, looked_at = today(), [], []
    rules = rules_in_force(day)
    if offer.state is OfferState.SUBMITTED:
        lacking = submission_refusals(facts_of(offer), rules, day)
        looked_at = automatic_reasons(queries.automatic_facts(offer, rules))
    amendment = open_amendment(offer)
    waits = amendment is not None and amendment.state is AmendmentState.WAITING
    page = render_template(
        "approval/offer.html",
        offer=offer,
        editions=[(edition, None) for edition in offer.editions],
        lacking=refused or [spoken(reason) for reason in lacking],
        refused=bool(refused),
        looked_at=[spoken(reason) for reason in looked_at],
        amendment=amendment if waits else None,
        remarks=[remark for remark in remarks_of(offer) if remark.round == offer.returns],
        claimed=claim_holds(offer.claimed_at, now()),
        me=signed_in(),
        actions={row.action.value for row in OFFER.actions_from(offer.state)},
    )
    return page, 422 if refused else 200
