"""A provider's capacity: sites and offers paused and resumed, places and waiting lists."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.guard import requires, signed_in
from app.accounts.permissions import Permission
from app.core.database import transaction
from app.core.errors import RuleBroken
from app.core.forms import spoken
from app.web.exports import MOST_ROWS, export_list
from catalogue.capacity import operations, queries
from catalogue.capacity.forms import PauseForm
from catalogue.providers.models import Site
from catalogue.providers.queries import load_own_provider
from catalogue.providers.states import PauseReason

capacity = Blueprint("capacity", __name__, template_folder="templates")

TARGET = "/provider/capacity/<any(site, offer):kind>/<int:key>"


@capacity.app_template_filter("pause_reason")
def pause_reason(code: str) -> str:
    """Why something is paused, in words."""
    return str(_(PauseReason(code).label)) if code else ""


@capacity.get("/provider/capacity")
@requires(Permission.OFFER_EDIT)
def overview() -> ResponseReturnValue:
    """Our sites and paused offers; our editions to come with places and waiting lists."""
    own, only_full = load_own_provider(signed_in()), "full" in request.args
    return render_template(
        "capacity/overview.html",
        provider=own,
        paused=queries.paused_offers(own),
        page=queries.editions_page(own, only_full, request.args.get("cursor")),
        only_full=only_full,
    )


@capacity.get("/provider/capacity.<kind>")
@requires(Permission.OFFER_EDIT)
def export(kind: str) -> ResponseReturnValue:
    """Our editions with their places as a file."""
    own = load_own_provider(signed_in())
    rows = queries.editions_rows(own, "full" in request.args, MOST_ROWS)
    return export_list(kind, "capacity", queries.CAPACITY, rows)


@capacity.route(f"{TARGET}/pause", methods=["GET", "POST"])
@requires(Permission.OFFER_EDIT)
def pause(kind: str, key: int) -> ResponseReturnValue:
    """Take no new people for now."""
    target = queries.load_pausable(signed_in(), kind, key)
    present = {"reason": target.pause_reason or None, "until": target.paused_until}
    form = PauseForm(data=present)
    if form.validate_on_submit():
        try:
            with transaction():
                operations.pause(signed_in(), target, form.content())
            flash(_("Paused: nobody new is taken until you resume."), "success")
            return redirect(url_for("capacity.overview"))
        except RuleBroken as broken:
            form.take_refusals(broken.reasons)
    page = render_template("capacity/pause.html", form=form, target=target, name=_name(target))
    return page, 422 if form.errors else 200


@capacity.post(f"{TARGET}/resume")
@requires(Permission.OFFER_EDIT)
def resume(kind: str, key: int) -> ResponseReturnValue:
    """Take new people again."""
    target = queries.load_pausable(signed_in(), kind, key)
    try:
        with transaction():
            operations.resume(signed_in(), target)
        flash(_("New people are taken again; those on a waiting list come first."), "success")
    except RuleBroken as broken:
        flash(" ".join(spoken(reason) for reason in broken.reasons), "warning")
    return redirect(url_for("capacity.overview"))


def _name(target: operations.Pausable) -> str:
    return target.name if isinstance(target, Site) else target.title
