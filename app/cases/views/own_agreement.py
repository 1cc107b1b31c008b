"""The service agreement on the person's side: read it, make the declarations, sign it."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from app.accounts.guard import requires, signed_in
from app.accounts.permissions import Permission
from app.cases.forms.agreement import OwnSignatureForm
from app.cases.models.jobseeker import Jobseeker
from app.cases.models.steps import ServiceAgreement
from app.cases.operations.agreement import sign_own_agreement
from app.cases.queries import load_own_case
from app.cases.queries.steps import agreements_of, consents_of
from app.cases.states import AgreementState
from app.cases.views.agreement import document
from app.cases.views.agreement_text import agreement_text
from app.core.database import transaction
from app.core.errors import IllegalTransition, NotFoundForYou, RuleBroken
from app.programme.queries import rules_of_version


@requires(Permission.AGREEMENT_SIGN_OWN)
def own_agreement() -> ResponseReturnValue:
    """My agreement: what it says, and my signature when it waits for it."""
    case = load_own_case(signed_in(), part="agreement")
    mine = _shown_to_me(case)
    if mine is None:
        return render_template("cases/own/agreement.html", case=case, mine=None), 200
    form = OwnSignatureForm()
    form.offer(rules_of_version(mine.rule_set_id).agreement, _language())
    if request.method == "POST":
        if form.validate() and _signed(case, mine, form):
            return redirect(url_for("me.own_agreement"))
        return _page(case, mine, form), 422
    return _page(case, mine, form)


@requires(Permission.AGREEMENT_SIGN_OWN)
def own_document() -> ResponseReturnValue:
    """My agreement as a document."""
    case = load_own_case(signed_in(), part="agreement")
    mine = _shown_to_me(case)
    if mine is None:
        raise NotFoundForYou
    return document(case, mine)


def _shown_to_me(case: Jobseeker) -> ServiceAgreement | None:
    """The latest version that has been put before the person: a draft is not theirs to read yet."""
    versions = agreements_of(case)
    return next((found for found in versions if found.state is not AgreementState.DRAFT), None)


def _signed(case: Jobseeker, mine: ServiceAgreement, form: OwnSignatureForm) -> bool:
    if mine.state is not AgreementState.PROPOSED:
        raise IllegalTransition(mine.machine.name, mine.state.value, "sign")
    try:
        with transaction():
            sign_own_agreement(
                signed_in(), case, mine, password=form.password.data or "", ticked=form.ticked
            )
    except RuleBroken as broken:
        form.take_refusals(broken.reasons)
        return False
    flash(_("You have signed. Now the centre signs too; you need do nothing."), "success")
    return True


def _page(case: Jobseeker, mine: ServiceAgreement, form: OwnSignatureForm) -> str:
    return render_template(
        "cases/own/agreement.html",
        case=case,
        mine=mine,
        form=form,
        waits_for_me=mine.state is AgreementState.PROPOSED,
        text=agreement_text(mine, case, consents_of(case.id), _language()),
    )


def _language() -> str:
    return str(get_locale().language)
