"""Calls: kept by the programme's officers, read by everybody; words for service types and pathways."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from app.accounts.guard import public, requires, signed_in
from app.accounts.permissions import Permission
from app.core.clock import today
from app.core.database import transaction
from app.core.errors import RuleBroken
from app.core.forms import BaseForm
from app.core.money import Money
from app.programme.queries import all_versions, rules_in_force
from app.web.exports import MOST_ROWS, export_list
from app.web.formats import money
from catalogue.services import operations
from catalogue.services.forms import AmendForm, CallFilterForm, CallForm, CloseForm
from catalogue.services.models import Call
from catalogue.services.queries import (
    CALLS,
    amendments_of,
    calls_page,
    calls_rows,
    filtered_calls,
    load_call,
    load_public_call,
    money_of,
    public_calls,
    said,
)
from catalogue.services.rules import limits_of, publication_refusals
from catalogue.services.states import CALL, CallAction, CallState, Standing

services = Blueprint("services", __name__, template_folder="templates")

TONES = {
    Standing.DRAFT: "neutral",
    Standing.COMING: "info",
    Standing.OPEN: "success",
    Standing.NO_NEW_OFFERS: "warning",
    Standing.CLOSED: "neutral",
    Standing.DISCARDED: "neutral",
}
PATH = "/programme/calls/<int:call_id>"


def names_in_force() -> tuple[dict[str, str], dict[int, str]]:
    """Names of service types by code and of pathways by number, with one look at the rules."""
    rules, language = rules_in_force(today()), spoken_language()
    return (
        {item.code: item.name.spoken(language) for item in rules.service_types},
        {item.number: item.name.spoken(language) for item in rules.pathways},
    )


@services.app_template_global()
def service_names() -> dict[str, str]:
    """Name of each service type in the reader's language, by code."""
    return names_in_force()[0]


@services.app_template_global()
def pathway_names() -> dict[int, str]:
    """Name of each pathway in the reader's language, by number."""
    return names_in_force()[1]


@services.app_template_filter("standing_of_call")
def standing_tone(standing: Standing) -> str:
    """The colour of the tag that says where a call stands."""
    return TONES[standing]


@services.app_template_filter("cents")
def cents(amount: int) -> str:
    """An amount in cents as money, for sums made in a template."""
    return money(Money(amount))


def spoken_language() -> str:
    """The reader's language, `it` or `en`."""
    locale = get_locale()
    return locale.language if locale else "it"


@services.get("/calls")
@public
def open_calls() -> ResponseReturnValue:
    """The calls that are open or coming, for everybody; those that are over on request."""
    past = request.args.get("past") == "1"
    page = calls_page(public_calls(today(), past=past), request.args.get("cursor"))
    return render_template("services/open_calls.html", page=page, past=past, on=today())


@services.get("/calls/<int:call_id>")
@public
def public_call(call_id: int) -> ResponseReturnValue:
    """What a call says, its windows, unit costs and limits, and what was amended."""
    call = load_public_call(call_id)
    return render_template("services/public_call.html", call=call, **_about(call))


@services.get("/programme/calls")
@requires(Permission.CALL_MANAGE)
def call_list() -> ResponseReturnValue:
    """The calls, newest first, narrowed by what stands in the address; as a page or as a file."""
    form = CallFilterForm(request.args, pathway_names())
    found = filtered_calls(form.chosen(), today())
    if kind := request.args.get("format"):
        return export_list(kind, "calls", CALLS, calls_rows(found, MOST_ROWS))
    page = calls_page(found, request.args.get("cursor"))
    return render_template("services/calls.html", page=page, form=form, on=today())


@services.get(PATH)
@requires(Permission.CALL_MANAGE)
def call_page(call_id: int) -> ResponseReturnValue:
    """One call with its money, its limits, its history, and what can be done with it."""
    return _shown(load_call(call_id))


@services.route("/programme/calls/new", methods=["GET", "POST"])
@requires(Permission.CALL_MANAGE)
def call_new() -> ResponseReturnValue:
    """Draft a call."""
    form = _with_choices(CallForm())
    if form.validate_on_submit():
        try:
            with transaction():
                call = operations.draft_call(signed_in(), form.content())
            flash(_("Draft of the call %(code)s saved.", code=call.code), "success")
            return redirect(url_for("services.call_page", call_id=call.id))
        except RuleBroken as broken:
            form.take_refusals(broken.reasons)
    page = render_template("services/call_form.html", form=form, call=None)
    return page, 422 if form.is_submitted() else 200


@services.route(f"{PATH}/edit", methods=["GET", "POST"])
@requires(Permission.CALL_MANAGE)
def call_edit(call_id: int) -> ResponseReturnValue:
    """Change a draft."""
    call = load_call(call_id)
    if call.state is not CallState.DRAFT:
        abort(404)
    form = _with_choices(CallForm.saying(operations.content_of(call), call.revision))
    if form.validate_on_submit():
        try:
            with transaction():
                content = form.content()
                operations.change_call(signed_in(), call, content, revision=form.seen)
            flash(_("Draft of the call %(code)s saved.", code=call.code), "success")
            return redirect(url_for("services.call_page", call_id=call.id))
        except RuleBroken as broken:
            form.take_refusals(broken.reasons)
    page = render_template("services/call_form.html", form=form, call=call)
    return page, 422 if form.is_submitted() else 200


@services.route(f"{PATH}/amend", methods=["GET", "POST"])
@requires(Permission.CALL_MANAGE)
def call_amend(call_id: int) -> ResponseReturnValue:
    """Change a published call by an act; what it said stays readable."""
    call = load_call(call_id)
    if call.state is not CallState.PUBLISHED:
        abort(404)
    form = _with_choices(AmendForm.saying(operations.content_of(call), call.revision))
    if form.validate_on_submit():
        try:
            with transaction():
                operations.amend_call(
                    signed_in(),
                    call,
                    form.content(),
                    act=form.amending_act.data or "",
                    reason=form.reason.data or "",
                    revision=form.seen,
                )
            flash(_("The call has been amended. What it said before stays readable."), "success")
            return redirect(url_for("services.call_page", call_id=call.id))
        except RuleBroken as broken:
            form.take_refusals(broken.reasons)
    page = render_template("services/call_form.html", form=form, call=call)
    return page, 422 if form.is_submitted() else 200


@services.post(f"{PATH}/publish")
@requires(Permission.CALL_MANAGE)
def call_publish(call_id: int) -> ResponseReturnValue:
    """Make a draft public."""
    call = load_call(call_id)
    try:
        with transaction():
            operations.publish_call(signed_in(), call)
    except RuleBroken as broken:
        form = BaseForm()
        form.take_refusals(broken.reasons)
        return _shown(call, form), 422
    flash(_("Call %(code)s is public. Its dates open and close it.", code=call.code), "success")
    return redirect(url_for("services.call_page", call_id=call.id))


@services.post(f"{PATH}/discard")
@requires(Permission.CALL_MANAGE)
def call_discard(call_id: int) -> ResponseReturnValue:
    """Give a draft up."""
    call = load_call(call_id)
    with transaction():
        operations.discard_call(signed_in(), call)
    flash(_("The draft has been discarded."), "success")
    return redirect(url_for("services.call_list"))


@services.route(f"{PATH}/close", methods=["GET", "POST"])
@requires(Permission.CALL_MANAGE)
def call_close(call_id: int) -> ResponseReturnValue:
    """Close a published call before its last day, with a reason."""
    call, form = load_call(call_id), CloseForm()
    row = CALL.transition(call.state, CallAction.CLOSE)
    form.offer_reasons(row.reasons.items())
    if form.validate_on_submit():
        with transaction():
            operations.close_call(
                signed_in(), call, reason=form.reason.data, note=form.note.data or ""
            )
        flash(_("Call %(code)s is closed.", code=call.code), "success")
        return redirect(url_for("services.call_page", call_id=call.id))
    page = render_template("services/call_close.html", call=call, form=form)
    return page, 422 if form.is_submitted() else 200


def _shown(call: Call, form: BaseForm | None = None) -> str:
    lacking = []
    if call.state is CallState.DRAFT:
        content = operations.content_of(call)
        lacking = publication_refusals(content, rules_in_force(today()), today())
    return render_template(
        "services/call.html",
        call=call,
        form=form,
        lacking=lacking,
        money=money_of(call),
        **_about(call),
    )


def _about(call: Call) -> dict[str, object]:
    """What every page of a call shows: unit costs and limits of the rules, and the amendments."""
    rules = rules_in_force(today())
    own = {
        "max_offers": call.max_offers,
        "max_hours": call.max_hours,
        "max_euro": call.max_euro.cents if call.max_euro else None,
    }
    funded = [
        service
        for service in rules.service_types
        if (not call.service_types or service.code in call.service_types)
        and any(service.allowance(pathway) for pathway in call.pathways)
    ]
    amendments = [(amendment, said(amendment)) for amendment in amendments_of(call)]
    return {
        "rules": rules,
        "funded": funded,
        "limits": limits_of(own, rules),
        "amendments": amendments,
        "on": today(),
    }


def _with_choices(form: CallForm) -> CallForm:
    programmes = sorted({version.code for version in all_versions()})
    form.offer_choices(pathway_names(), service_names(), programmes)
    return form
