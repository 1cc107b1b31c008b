"""Acts on many offers: the page that says what will happen, and the page that says what did."""

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from app.accounts.guard import requires, signed_in
from app.accounts.permissions import Permission
from app.core.database import transaction
from app.core.errors import RuleBroken
from app.core.forms import spoken
from catalogue.approval.forms import QueueFilters
from catalogue.approval.queries import regional_offers
from catalogue.batches import operations, queries
from catalogue.batches.forms import BatchForm
from catalogue.batches.states import BY_OFFICER, BY_PROVIDER, MEANS, BatchAct
from catalogue.drafting.forms import OfferFilters
from catalogue.drafting.queries import own_offers
from catalogue.providers.queries import load_own_provider
from catalogue.services.views import service_names

batches = Blueprint("batches", __name__, template_folder="templates")


@batches.route("/programme/offers/many/<act>", methods=["GET", "POST"])
@requires(Permission.OFFER_APPROVE)
def regional(act: str) -> ResponseReturnValue:
    """Approve, return or suspend many offers."""
    chosen = _act(act, BY_OFFICER)
    found = None
    if request.args.get("every"):
        found = queries.found_by(regional_offers(QueueFilters(request.args).wish(signed_in())))
    return _batch(chosen, found, "approval.queue")


@batches.route("/provider/offers/many/<act>", methods=["GET", "POST"])
@requires(Permission.OFFER_EDIT)
def own(act: str) -> ResponseReturnValue:
    """Confirm or withdraw many of our offers."""
    provider, chosen = load_own_provider(signed_in()), _act(act, BY_PROVIDER)
    found = None
    if request.args.get("every"):
        wish = OfferFilters(request.args, services=service_names()).wish()
        found = queries.found_by(own_offers(provider, wish))
    return _batch(chosen, found, "drafting.offer_list")


def _act(act: str, allowed: tuple[BatchAct, ...]) -> BatchAct:
    return next((item for item in allowed if item.value == act), None) or abort(404)


def _batch(act: BatchAct, found: list[int] | None, back: str) -> ResponseReturnValue:
    form = BatchForm()
    form.ask_for(act)
    ids = _ticked() if found is None or request.method == "POST" else found
    if form.validate_on_submit():
        decision = operations.decision_on(
            act, form.reason.data or None, form.field.data, form.note.data or ""
        )
        try:
            with transaction():
                done = operations.carry_out(signed_in(), act, ids, decision)
            return _shown("batches/done.html", act, done, form, back)
        except RuleBroken as broken:
            form.take_refusals(broken.reasons)
    planned = operations.outcomes(signed_in(), act, queries.whole(ids))
    page = _shown("batches/confirm.html", act, planned, form, back)
    return page, 422 if form.errors or form.form_errors else 200


def _shown(
    template: str, act: BatchAct, found: list[operations.Outcome], form: BatchForm, back: str
) -> str:
    return render_template(
        template,
        act=act,
        means=MEANS[act],
        able=[outcome for outcome in found if not outcome.reasons],
        unable=[outcome for outcome in found if outcome.reasons],
        form=form,
        back=back,
        most=queries.MOST_AT_ONCE,
        say=spoken,
    )


def _ticked() -> list[int]:
    texts = request.values.getlist("offer")[: queries.MOST_AT_ONCE]
    wanted = [int(text) for text in texts if text.isascii() and text.isdigit() and len(text) < 19]
    return queries.within_reach(signed_in(), wanted)
