"""Personal data of a case: read, correct, renew the activation of the person's account."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.guard import requires, signed_in
from app.accounts.permissions import Permission
from app.cases.forms.registration import CorrectionForm, PersonForm
from app.cases.models.jobseeker import Jobseeker
from app.cases.operations.caseload import assign_counsellor
from app.cases.operations.correction import (
    Correction,
    correct,
    renew_activation,
)
from app.cases.queries import load_case
from app.cases.views.person_pages import (
    activation_sheet,
    answers,
    changed_rows,
    fill_from,
    offer_choices,
)
from app.core.database import transaction
from app.core.errors import RuleBroken, StaleRecord


@requires(Permission.CASE_READ)
def personal_data(case_id: int) -> ResponseReturnValue:
    """Everything known about the person."""
    case = load_case(signed_in(), case_id, part="personal_data")
    form = PersonForm(formdata=None)
    fill_from(form, case)
    offer_choices(form)
    return render_template("cases/personal_data.html", case=case, sections=answers(form))


@requires(Permission.CASE_UPDATE)
def edit(case_id: int) -> ResponseReturnValue:
    """Correct what is known; a change made meanwhile by somebody else is shown, not overwritten."""
    case = load_case(signed_in(), case_id, part="personal_data")
    form = CorrectionForm()
    changes_rows = changed_rows(form)
    if request.method == "GET":
        fill_from(form, case)
    offer_choices(form)
    if request.method == "GET" or changes_rows:
        return render_template("cases/edit.html", case=case, form=form)
    if form.validate() and _saved(case, form):
        return redirect(url_for("cases.personal_data", case_id=case.id))
    return render_template("cases/edit.html", case=case, form=form), 422


@requires(Permission.CASE_UPDATE)
def account(case_id: int) -> ResponseReturnValue:
    """A fresh activation sheet for the person."""
    case = load_case(signed_in(), case_id, part="account")
    try:
        with transaction():
            code = renew_activation(signed_in(), case)
    except RuleBroken as broken:
        flash(" ".join(_(reason.message) for reason in broken.reasons), "error")
        return redirect(url_for("cases.personal_data", case_id=case.id))
    sheet = activation_sheet(case, code)
    return render_template(
        "cases/registered.html", case=case, sheet=sheet, is_own=True, is_new=False
    )


def _saved(case: Jobseeker, form: CorrectionForm) -> bool:
    asked = Correction(
        person=form.person(),
        languages=form.spoken_languages(),
        jobs=form.past_jobs(),
        version=form.version.data or 0,
    )
    try:
        with transaction():
            changed = correct(signed_in(), case, asked)
    except RuleBroken as broken:
        form.take_refusals(broken.reasons)
        return False
    except StaleRecord:
        form.take_conflict(case)
        return False
    flash(_("The data have been corrected.") if changed else _("Nothing was changed."), "success")
    return True


@requires(Permission.CASE_UPDATE)
def assign(case_id: int) -> ResponseReturnValue:
    """Give the case to a colleague of the centre, or take it."""
    case = load_case(signed_in(), case_id, part="overview")
    chosen = request.form.get("counsellor", "")
    try:
        with transaction():
            assign_counsellor(signed_in(), case, int(chosen) if chosen.isdecimal() else 0)
        flash(_("The case is now followed by %(name)s.", name=case.counsellor.name), "success")  # type: ignore[union-attr]
    except RuleBroken as broken:
        for reason in broken.reasons:
            flash(_(reason.message), "error")
    return redirect(url_for("cases.overview", case_id=case.id))
