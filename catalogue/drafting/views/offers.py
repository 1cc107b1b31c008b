"""A provider's offers: list, writing, preview, submission."""

from babel import Locale
from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.guard import requires, signed_in
from app.accounts.permissions import Permission
from app.core.clock import today
from app.core.database import transaction
from app.core.errors import NotFoundForYou, RuleBroken
from app.core.forms import spoken
from app.programme.queries import rules_in_force
from app.web.exports import MOST_ROWS, export_list
from catalogue.drafting import operations, queries
from catalogue.drafting.forms import CopyForm, OfferFilters, OfferForm, WithdrawalForm
from catalogue.drafting.operations.standing import (
    confirm_offer,
    take_back_offer,
    withdraw_offer,
)
from catalogue.drafting.rules import remarks, weeks_to_move
from catalogue.drafting.views.routes import PATH, drafting, form_page
from catalogue.offers.models import Offer
from catalogue.offers.queries import ON_SHOW, editions_on_show, facts_of
from catalogue.offers.rules import submission_refusals
from catalogue.offers.states import OFFER, RETURN_REASONS, EditionState, OfferState
from catalogue.offers.views import public_parts
from catalogue.providers.models import Provider
from catalogue.providers.queries import load_own_provider
from catalogue.review.operations import answer_remark, drop_change
from catalogue.review.queries import (
    history_of,
    load_open_remark,
    open_amendment,
    open_remarks,
    remarks_of,
)
from catalogue.review.rules import FIELD_LABELS, NEEDS_APPROVAL
from catalogue.services.queries import calls, calls_rows
from catalogue.services.views import pathway_names, service_names, spoken_language

CALLS_OFFERED = 200
LIVE = (EditionState.PLANNED, *ON_SHOW)


@drafting.get("/provider/offers")
@requires(Permission.OFFER_EDIT)
def offer_list() -> ResponseReturnValue:
    """Our offers, filtered."""
    own, form = load_own_provider(signed_in()), _filters()
    found = queries.own_offers(own, form.wish())
    page = queries.own_offers_page(found, request.args.get("cursor"))
    counts = queries.state_counts(own)
    return render_template(
        "drafting/offers.html",
        page=page,
        form=form,
        counts=counts,
        left=queries.places_left,
        confirm_from=queries.confirm_from(today()),
    )


@drafting.get("/provider/offers.<kind>")
@requires(Permission.OFFER_EDIT)
def offer_export(kind: str) -> ResponseReturnValue:
    """Our offers as a file, with the same filters."""
    own = load_own_provider(signed_in())
    found = queries.own_offers(own, _filters().wish())
    rows = queries.own_offers_rows(found, MOST_ROWS)
    return export_list(kind, "offers", queries.OWN_OFFERS, rows)


@drafting.route("/provider/offers/new", methods=["GET", "POST"])
@requires(Permission.OFFER_EDIT)
def offer_new() -> ResponseReturnValue:
    """Write a new offer."""
    own = load_own_provider(signed_in())
    form = _offer_form(own)
    if form.is_adding():
        return _offer_form_page(form)
    if form.validate_on_submit():
        try:
            with transaction():
                offer = operations.create_offer(signed_in(), own, form.content())
            flash(_("The draft is kept. Add its editions next."), "success")
            return redirect(url_for("drafting.offer_page", offer_id=offer.id))
        except RuleBroken as broken:
            form.take_refusals(broken.reasons)
    return _offer_form_page(form)


@drafting.get(PATH)
@requires(Permission.OFFER_EDIT)
def offer_page(offer_id: int) -> ResponseReturnValue:
    """One of our offers: what it lacks, its editions, what can be done with it."""
    return _offer_page(queries.load_own_offer(signed_in(), offer_id))


@drafting.route(f"{PATH}/edit", methods=["GET", "POST"])
@requires(Permission.OFFER_EDIT)
def offer_edit(offer_id: int) -> ResponseReturnValue:
    """Change a draft."""
    offer = queries.load_own_offer(signed_in(), offer_id)
    form = _offer_form(offer.provider, offer)
    if form.is_adding():
        return _offer_form_page(form, offer)
    if form.validate_on_submit():
        try:
            with transaction():
                operations.change_offer(
                    signed_in(), offer, form.content(), revision=form.seen_revision()
                )
            flash(_kept(offer), "success")
            return redirect(url_for("drafting.offer_page", offer_id=offer.id))
        except RuleBroken as broken:
            form.take_refusals(broken.reasons)
    return _offer_form_page(form, offer)


@drafting.get(f"{PATH}/preview")
@requires(Permission.OFFER_EDIT)
def offer_preview(offer_id: int) -> ResponseReturnValue:
    """The offer as a jobseeker will see it."""
    offer = queries.load_own_offer(signed_in(), offer_id)
    alive = [item for item in offer.editions if item.state is not EditionState.CANCELLED]
    dated = editions_on_show(offer) or alive
    return render_template("drafting/preview.html", acts=(), **public_parts(offer, dated, None))


@drafting.route(f"{PATH}/copy", methods=["GET", "POST"])
@requires(Permission.OFFER_EDIT)
def offer_copy(offer_id: int) -> ResponseReturnValue:
    """A new draft with the same words, and with the editions chosen."""
    offer = queries.load_own_offer(signed_in(), offer_id)
    live = [item for item in offer.editions if item.state in LIVE]
    first = min((item.enrol_by for item in live), default=None)
    form = CopyForm(editions=[item.id for item in live], weeks=weeks_to_move(first, today()))
    form.offer_editions(offer.editions)
    if form.validate_on_submit():
        chosen = [item for item in offer.editions if item.id in (form.editions.data or ())]
        try:
            with transaction():
                copied = operations.copy_offer(
                    signed_in(), offer, chosen, weeks=form.weeks.data or 0
                )
            flash(
                _("This is the copy. Give it a code of your own and look at its dates."), "success"
            )
            return redirect(url_for("drafting.offer_edit", offer_id=copied.id))
        except RuleBroken as broken:
            form.take_refusals(broken.reasons)
    return form_page("drafting/copy.html", form, offer=offer)


@drafting.post(f"{PATH}/submit")
@requires(Permission.OFFER_EDIT)
def offer_submit(offer_id: int) -> ResponseReturnValue:
    """Submit for approval."""
    offer = queries.load_own_offer(signed_in(), offer_id)
    try:
        with transaction():
            operations.submit_offer(signed_in(), offer)
        if offer.state is OfferState.PUBLISHED:  # the rule its call allows has let it pass
            flash(_("“%(title)s” is published.", title=offer.title), "success")
        else:
            flash(_("Submitted. The region answers on this page and on your desk."), "success")
        return redirect(url_for("drafting.offer_page", offer_id=offer.id))
    except RuleBroken as broken:
        return _offer_page(offer, [spoken(reason) for reason in broken.reasons])


@drafting.post(f"{PATH}/take-back")
@requires(Permission.OFFER_EDIT)
def offer_take_back(offer_id: int) -> ResponseReturnValue:
    """Back to draft."""
    offer = queries.load_own_offer(signed_in(), offer_id)
    with transaction():
        take_back_offer(signed_in(), offer)
    flash(_("The offer is a draft again. Submit it when it is ready."), "success")
    return redirect(url_for("drafting.offer_page", offer_id=offer.id))


@drafting.post(f"{PATH}/confirm")
@requires(Permission.OFFER_EDIT)
def offer_confirm(offer_id: int) -> ResponseReturnValue:
    """It still holds."""
    offer = queries.load_own_offer(signed_in(), offer_id)
    with transaction():
        confirm_offer(signed_in(), offer)
    flash(_("Confirmed as of today."), "success")
    return redirect(url_for("drafting.offer_page", offer_id=offer.id))


@drafting.route(f"{PATH}/withdraw", methods=["GET", "POST"])
@requires(Permission.OFFER_EDIT)
def offer_withdraw(offer_id: int) -> ResponseReturnValue:
    """Withdraw for good, with a reason."""
    offer, form = queries.load_own_offer(signed_in(), offer_id), WithdrawalForm()
    if form.validate_on_submit():
        try:
            with transaction():
                withdraw_offer(signed_in(), offer, form.reason.data)
            return redirect(url_for("drafting.offer_page", offer_id=offer.id))
        except RuleBroken as broken:
            form.take_refusals(broken.reasons)
    return form_page("drafting/withdraw.html", form, offer=offer)


@drafting.get(f"{PATH}/history")
@requires(Permission.OFFER_EDIT)
def offer_history(offer_id: int) -> ResponseReturnValue:
    """Everything that happened to our offer."""
    offer = queries.load_own_offer(signed_in(), offer_id)
    return render_template("drafting/history.html", offer=offer, entries=history_of(offer))


@drafting.post(f"{PATH}/remarks/<int:remark_id>/answer")
@requires(Permission.OFFER_EDIT)
def remark_answer(offer_id: int, remark_id: int) -> ResponseReturnValue:
    """Leave the field as it is, and say why."""
    offer = queries.load_own_offer(signed_in(), offer_id)
    remark = load_open_remark(offer, remark_id)
    try:
        with transaction():
            answer_remark(signed_in(), remark, request.form.get("answer", ""))
        flash(_("The region will read your answer."), "success")
        return redirect(url_for("drafting.offer_page", offer_id=offer.id, _anchor="remarks"))
    except RuleBroken as broken:
        return _offer_page(offer, [spoken(reason) for reason in broken.reasons])


@drafting.post(f"{PATH}/change/drop")
@requires(Permission.OFFER_EDIT)
def change_drop(offer_id: int) -> ResponseReturnValue:
    """Take back what was proposed; what is published stays."""
    offer = queries.load_own_offer(signed_in(), offer_id)
    amendment = open_amendment(offer)
    if amendment is None:
        raise NotFoundForYou
    with transaction():
        drop_change(signed_in(), amendment)
    flash(_("The change is taken back; what is published stays."), "success")
    return redirect(url_for("drafting.offer_page", offer_id=offer.id))


def _filters() -> OfferFilters:
    return OfferFilters(request.args, services=service_names())


def _offer_form(own: Provider, offer: Offer | None = None) -> OfferForm:
    amendment = open_amendment(offer) if offer and offer.first_published_at else None
    shown = operations.content_of(offer, amendment.values if amendment else {}) if offer else None
    form = OfferForm(obj=shown, revision=str(offer.revision) if offer else "")
    known = list(calls_rows(calls(open_on=today()), CALLS_OFFERED))
    if offer and offer.call and offer.call not in known:
        known.append(offer.call)
    form.offer_choices(
        calls=known,
        sites=own.sites,
        services=service_names(),
        pathways=pathway_names(),
        languages=Locale(spoken_language()).languages,
        spoken=spoken_language(),
    )
    return form


def _offer_form_page(form: OfferForm, offer: Offer | None = None) -> ResponseReturnValue:
    remarks = open_remarks(offer) if offer else {}
    for name in remarks.keys() & form._fields.keys():
        form[name].remark = remarks[name].text
    return form_page(
        "drafting/offer_form.html",
        form,
        offer=offer,
        hours_table=_hours_table(),
        remarks=remarks,
        is_public=offer is not None and offer.state is OfferState.PUBLISHED,
        waits=[_(FIELD_LABELS[name]) for name in FIELD_LABELS if name in NEEDS_APPROVAL],
    )


def _kept(offer: Offer) -> str:
    amendment = open_amendment(offer) if offer.state is OfferState.PUBLISHED else None
    if amendment is None:
        return str(_("Your changes are kept."))
    return str(_("Proposed to the region. Until it accepts, the catalogue shows what it showed."))


def _hours_table() -> list[tuple[str, str]]:
    """Each service type with the hours the rules in force allow in each pathway."""
    language = spoken_language()
    return [
        (
            service.name.spoken(language),
            " · ".join(
                f"{item.pathway}: {item.hours_min}–{item.hours_max}" for item in service.pathways
            ),
        )
        for service in rules_in_force(today()).service_types
    ]


def _offer_page(offer: Offer, refused: list[str] | None = None) -> ResponseReturnValue:
    lacking = []
    if offer.state is OfferState.DRAFT:
        day = today()
        reasons = submission_refusals(facts_of(offer), rules_in_force(day), day)
        lacking = [spoken(reason) for reason in reasons]
    dated = [operations.edition_content_of(item) for item in offer.editions if item.state in LIVE]
    better = remarks(operations.content_of(offer), dated)
    page = render_template(
        "drafting/offer.html",
        better=[spoken(reason) for reason in better] if offer.state is OfferState.DRAFT else [],
        offer=offer,
        lacking=refused or lacking,
        refused=bool(refused),
        returned=queries.last_return(offer),
        remarks=remarks_of(offer) if offer.returns else (),
        amendment=open_amendment(offer),
        return_labels=RETURN_REASONS,
        actions={row.action.value for row in OFFER.actions_from(offer.state)},
    )
    return page, 422 if refused else 200
