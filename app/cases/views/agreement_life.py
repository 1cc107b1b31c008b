"""What happens to an agreement in force: it rests, it ends; and its versions side by side."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.guard import requires, signed_in
from app.accounts.permissions import Permission
from app.accounts.queries import names_of
from app.cases.forms.agreement_life import EndingForm, SuspensionForm
from app.cases.models.steps import ServiceAgreement
from app.cases.operations.agreement import end_agreement
from app.cases.operations.suspending import resume_agreement, suspend_agreement
from app.cases.queries import load_case
from app.cases.queries.steps import agreements_of, binding_agreement
from app.cases.views.agreement import agreement_page, done, language, latest_of
from app.cases.views.agreement_forms import life_forms
from app.cases.views.variation_text import side_by_side
from app.core.database import transaction
from app.core.errors import NotFoundForYou, RuleBroken


@requires(Permission.AGREEMENT_DRAFT)
def suspend(case_id: int) -> ResponseReturnValue:
    """Let the agreement rest, for a reason of the list."""
    case = load_case(signed_in(), case_id, part="agreement")
    form = SuspensionForm(prefix="rest")
    forms = life_forms(case, suspension=form)
    if form.validate():
        try:
            with transaction():
                suspend_agreement(
                    signed_in(), binding_agreement(case) or latest_of(case), form.rest()
                )
            flash(_("The agreement rests; what was planned is called off."), "success")
            return redirect(url_for("cases.agreement", case_id=case.id))
        except RuleBroken as broken:
            form.take_refusals(broken.reasons)
    return agreement_page(case, life=forms), 422


@requires(Permission.AGREEMENT_DRAFT)
def resume(case_id: int) -> ResponseReturnValue:
    """Take a suspended agreement up again from today."""
    case = load_case(signed_in(), case_id, part="agreement")
    found = binding_agreement(case) or latest_of(case)
    return done(case, lambda: resume_agreement(signed_in(), found))


@requires(Permission.AGREEMENT_DRAFT)
def end(case_id: int) -> ResponseReturnValue:
    """End the agreement, for a reason of the list."""
    case = load_case(signed_in(), case_id, part="agreement")
    form = EndingForm(prefix="end")
    forms = life_forms(case, ending=form)
    found = binding_agreement(case) or latest_of(case)
    if form.validate():
        try:
            with transaction():
                end_agreement(
                    signed_in(),
                    case,
                    found,
                    reason=form.reason.data or "",
                    keeps_past=form.keeps_past,
                )
            return redirect(url_for("cases.agreement", case_id=case.id))
        except RuleBroken as broken:
            form.take_refusals(broken.reasons)
    return agreement_page(case, life=forms), 422


@requires(Permission.CASE_READ)
def compare(case_id: int) -> ResponseReturnValue:
    """Any two versions side by side; without a choice, the latest and the one before it."""
    case = load_case(signed_in(), case_id, part="agreement")
    versions = agreements_of(case)
    if len(versions) < 2:
        raise NotFoundForYou
    after = _chosen(versions, "after") or versions[0]
    before = _chosen(versions, "before") or next(
        (found for found in versions if found.id < after.id), versions[-1]
    )
    names = names_of([before.responsible_id, after.responsible_id])
    return render_template(
        "cases/agreement_compare.html",
        case=case,
        versions=versions,
        before=before,
        after=after,
        pairs=side_by_side(before, after, language(), names),
    )


def _chosen(versions: Sequence[ServiceAgreement], name: str) -> ServiceAgreement | None:
    key = request.args.get(name, "")
    return next((found for found in versions if str(found.id) == key), None)
