"""The officers' side: the published texts, a new one, and who has signed which."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.guard import requires, signed_in
from app.accounts.permissions import Permission
from app.core.clock import today
from app.core.database import transaction
from app.core.errors import RuleBroken
from app.programme.queries import rules_in_force
from app.web.exports import MOST_ROWS, export_list
from catalogue.agreements import operations, queries
from catalogue.agreements.forms import SignatureFilters, TextForm
from catalogue.agreements.rules import Draft, Standing, publication_refusals, text_of
from catalogue.agreements.views.own import agreements
from catalogue.services.views import spoken_language


@agreements.get("/programme/agreements")
@requires(Permission.PLATFORM_AGREEMENT_PUBLISH)
def signatures() -> ResponseReturnValue:
    """Who has signed which text, in which tier, who is late."""
    form = SignatureFilters(request.args)
    page = queries.signatures_page(form.q.data or "", form.chosen(), request.args.get("cursor"))
    return render_template(
        "agreements/signatures.html",
        page=page,
        form=form,
        counts=queries.standing_counts(),
        versions=queries.versions(),
        language=spoken_language(),
    )


@agreements.get("/programme/agreements.<kind>")
@requires(Permission.PLATFORM_AGREEMENT_PUBLISH)
def signatures_export(kind: str) -> ResponseReturnValue:
    """The same list as a file, with the same filters."""
    form = SignatureFilters(request.args)
    rows = queries.signatures_rows(form.q.data or "", form.chosen(), MOST_ROWS)
    return export_list(kind, "agreements", queries.signature_columns(spoken_language()), rows)


@agreements.get("/programme/agreements/<int:number>")
@requires(Permission.PLATFORM_AGREEMENT_PUBLISH)
def published(number: int) -> ResponseReturnValue:
    """One published text."""
    found = queries.version_numbered(number)
    return render_template(
        "agreements/version.html",
        version=found,
        text=text_of(found.content),
        language=spoken_language(),
    )


@agreements.route("/programme/agreements/new", methods=["GET", "POST"])
@requires(Permission.PLATFORM_AGREEMENT_PUBLISH)
def new() -> ResponseReturnValue:
    """Write the next text from the present one; read it once more; publish it."""
    present = queries.present_version()
    form = TextForm() if request.method == "POST" else TextForm.filled(text_of(present.content))
    rules, day = rules_in_force(today()), today()
    if not form.validate_on_submit():
        return _form_page(form), 422 if form.errors else 200
    draft = form.content()
    reasons = form.mismatches() or publication_refusals(
        draft, present=text_of(present.content), notice_days=rules.platform_notice_days(), on=day
    )
    if reasons:
        form.take_refusals(reasons)
        return _form_page(form), 422
    if "publish" not in request.form:
        return _check_page(form, draft, present.number + 1)
    try:
        with transaction():
            version = operations.publish_agreement(signed_in(), draft)
        told = _("Version %(number)s is published; providers are told.", number=version.number)
        flash(told, "success")
        return redirect(url_for("agreements.signatures"))
    except RuleBroken as broken:
        form.take_refusals(broken.reasons)
        return _form_page(form), 422


def _form_page(form: TextForm) -> str:
    return render_template(
        "agreements/new.html", form=form, term=rules_in_force(today()).platform_notice_days()
    )


def _check_page(form: TextForm, draft: Draft, number: int) -> str:
    if "back" in request.form:
        return _form_page(form)
    to_sign = queries.standing_counts()
    return render_template(
        "agreements/check.html",
        form=form,
        draft=draft,
        number=number,
        providers=sum(to_sign.values()) - to_sign[Standing.MISSING],
        language=spoken_language(),
    )
