"""The service agreement on the centre's side: write, propose, record the signature, countersign."""

from collections.abc import Callable

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from app.accounts.guard import requires, signed_in
from app.accounts.models import User
from app.accounts.permissions import Permission
from app.accounts.queries import colleagues, names_of
from app.cases.forms.agreement import AgreementForm, SignatureForm
from app.cases.forms.rows import set_rows
from app.cases.models.jobseeker import Jobseeker
from app.cases.models.steps import ServiceAgreement
from app.cases.operations.agreement import (
    countersign,
    draft_agreement,
    propose_agreement,
    record_signature,
    save_draft,
    take_back,
    terms_of,
)
from app.cases.queries import load_case
from app.cases.queries.duties import suspensions_of
from app.cases.queries.steps import agreements_of, consents_of, current_pathway
from app.cases.states import AgreementState
from app.cases.views.agreement_forms import LifeForms, life_forms
from app.cases.views.agreement_text import agreement_pdf, agreement_text
from app.cases.views.person_pages import EMPTY, vars_of
from app.cases.views.variation_text import pending_variation
from app.core.database import transaction
from app.core.errors import NotFoundForYou, RuleBroken
from app.programme.queries import rules_of_version

BINDING = frozenset({AgreementState.IN_FORCE, AgreementState.SUSPENDED})


@requires(Permission.CASE_READ)
def agreement(case_id: int) -> ResponseReturnValue:
    """The present agreement: the form of a draft, else its text and what can be done with it."""
    case = load_case(signed_in(), case_id, part="agreement")
    latest = next(iter(agreements_of(case)), None)
    may_write = latest is not None and _may_write(signed_in(), latest)
    return agreement_page(case, _edit_form(latest) if latest and may_write else None)


@requires(Permission.AGREEMENT_DRAFT)
def draft(case_id: int) -> ResponseReturnValue:
    """Begin an agreement, or the next version of the one in force."""
    case = load_case(signed_in(), case_id, part="agreement")
    return done(case, lambda: draft_agreement(signed_in(), case))


@requires(Permission.AGREEMENT_DRAFT)
def write(case_id: int) -> ResponseReturnValue:
    """Save the draft; propose it when that button was pressed."""
    case = load_case(signed_in(), case_id, part="agreement")
    latest, form = latest_of(case), AgreementForm()
    rows = [entry.data for entry in form.actions]
    gone = request.form.get("remove_actions", "")
    changes_rows = "add_action" in request.form or gone.isdecimal()
    if changes_rows:
        kept = [row for place, row in enumerate(rows) if str(place) != gone]
        set_rows(form.actions, (kept if gone else [*rows, None]) or EMPTY)
    _offer(form, latest)
    if changes_rows:
        return agreement_page(case, form)
    if form.validate() and _saved(case, latest, form):
        return redirect(url_for("cases.agreement", case_id=case.id))
    return agreement_page(case, form), 422


@requires(Permission.AGREEMENT_DRAFT)
def withdraw(case_id: int) -> ResponseReturnValue:
    """Take a proposed agreement back to draft."""
    case = load_case(signed_in(), case_id, part="agreement")
    return done(case, lambda: take_back(signed_in(), case, latest_of(case)))


@requires(Permission.AGREEMENT_DRAFT)
def record_desk_signature(case_id: int) -> ResponseReturnValue:
    """Record the signature the person gave on paper."""
    case = load_case(signed_in(), case_id, part="agreement")
    latest, form = latest_of(case), SignatureForm()
    form.offer(rules_of_version(latest.rule_set_id).agreement, language())
    try:
        with transaction():
            record_signature(signed_in(), case, latest, ticked=form.ticked)
    except RuleBroken as broken:
        form.take_refusals(broken.reasons)
        return agreement_page(case, signature=form), 422
    flash(_("The signature is recorded."), "success")
    return redirect(url_for("cases.agreement", case_id=case.id))


@requires(Permission.AGREEMENT_COUNTERSIGN)
def sign_for_centre(case_id: int) -> ResponseReturnValue:
    """Countersign: the agreement is in force."""
    case = load_case(signed_in(), case_id, part="agreement")
    return done(case, lambda: countersign(signed_in(), case, latest_of(case)))


@requires(Permission.CASE_READ)
def agreement_document(case_id: int) -> ResponseReturnValue:
    """The latest version as a document, in the person's language."""
    case = load_case(signed_in(), case_id, part="agreement")
    return document(case, latest_of(case))


def document(case: Jobseeker, found: ServiceAgreement) -> Response:
    """The document of an agreement, as an answer."""
    text = agreement_text(found, case, consents_of(case.id), case.language)
    name = f"{found.number}-{found.edition}.pdf"
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    return Response(agreement_pdf(text), mimetype="application/pdf", headers=headers)


def latest_of(case: Jobseeker) -> ServiceAgreement:
    found = next(iter(agreements_of(case)), None)
    if found is None:
        raise NotFoundForYou
    return found


def _may_write(user: User, found: ServiceAgreement) -> bool:
    return found.state is AgreementState.DRAFT and user.may(Permission.AGREEMENT_DRAFT)


def done(case: Jobseeker, act: Callable[[], object]) -> ResponseReturnValue:
    """Do it, or say why not; then the page again."""
    try:
        with transaction():
            act()
    except RuleBroken as broken:
        for reason in broken.reasons:
            flash(_(reason.message, **reason.params), "error")
    return redirect(url_for("cases.agreement", case_id=case.id))


def _saved(case: Jobseeker, latest: ServiceAgreement, form: AgreementForm) -> bool:
    try:
        with transaction():
            save_draft(signed_in(), latest, form.terms())
        if "propose" in request.form:
            with transaction():
                propose_agreement(signed_in(), case, latest)
    except RuleBroken as broken:
        form.take_refusals(broken.reasons)
        return False
    flash(_("Proposed: now it is up to the person.") if "propose" in request.form
          else _("The draft is saved."), "success")  # fmt: skip
    return True


def _edit_form(latest: ServiceAgreement) -> AgreementForm:
    form = AgreementForm(formdata=None, **_written(latest))
    rows = [vars_of(step, "code", "description", "due_on") for step in latest.actions]
    set_rows(form.actions, rows or EMPTY)
    _offer(form, latest)
    return form


def _offer(form: AgreementForm, latest: ServiceAgreement) -> None:
    staff = colleagues(latest.centre_id)
    form.offer(rules_of_version(latest.rule_set_id).agreement, staff, language())


def _written(latest: ServiceAgreement) -> dict[str, object]:
    terms = terms_of(latest)
    return {
        "responsible_id": str(terms.responsible_id),
        "profile": terms.profile,
        "contact_frequency": terms.contact_frequency,
        "search_proofs": list(terms.search_proofs),
        "ends_on": terms.ends_on,
    }


def language() -> str:
    return str(get_locale().language)


def agreement_page(
    case: Jobseeker,
    form: AgreementForm | None = None,
    *,
    signature: SignatureForm | None = None,
    life: LifeForms | None = None,
) -> str:
    """The page of the agreement, with the form that was sent in the place of a fresh one."""
    versions = agreements_of(case)
    latest = versions[0] if versions else None
    if latest and signature is None:
        signature = SignatureForm(formdata=None)
        signature.offer(rules_of_version(latest.rule_set_id).agreement, language())
    binding = next((found for found in versions if found.state in BINDING), None)
    differs = None
    if binding is not None and latest is not None and latest.state is AgreementState.DRAFT:
        names = names_of([binding.responsible_id, latest.responsible_id])
        differs = pending_variation(binding, latest, language(), names)
    return render_template(
        "cases/agreement.html",
        case=case,
        latest=latest,
        binding=binding,
        versions=versions,
        form=form,
        signature=signature,
        life=life or life_forms(case),
        rests=suspensions_of(case),
        differs=differs,
        text=latest and agreement_text(latest, case, consents_of(case.id), language()),
        pathway=current_pathway(case),
    )
