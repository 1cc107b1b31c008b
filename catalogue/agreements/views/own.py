"""The provider's side: read, sign, answer the security questions, the signed copy."""

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.guard import requires, signed_in
from app.accounts.permissions import Permission
from app.core.clock import today
from app.core.database import transaction
from app.core.errors import NotFoundForYou, RuleBroken
from app.programme.queries import rules_in_force, rules_of_version
from catalogue.agreements import operations, queries
from catalogue.agreements.forms import SignatureForm, security_form
from catalogue.agreements.models import SecurityAnswers
from catalogue.agreements.rules import PersonField, Standing, text_of, visible_fields
from catalogue.agreements.views.paper import signed_pdf
from catalogue.providers.models import Provider
from catalogue.providers.queries import load_own_provider_unsigned, platform_agreement_in_force
from catalogue.providers.states import ProviderState
from catalogue.services.views import spoken_language

agreements = Blueprint("agreements", __name__, template_folder="../templates")

TONES = {
    Standing.SIGNED: "success",
    Standing.TO_SIGN: "warning",
    Standing.OVERDUE: "danger",
    Standing.MISSING: "warning",
}


@agreements.app_template_filter("signing_tone")
def signing_tone(standing: Standing) -> str:
    """The colour of a standing's tag."""
    return TONES[standing]


@agreements.route("/provider/agreement", methods=["GET", "POST"])
@requires(Permission.PROVIDER_DESK)
def own() -> ResponseReturnValue:
    """The platform agreement: signed by the manager, read by everybody at the provider."""
    user = signed_in()
    provider = load_own_provider_unsigned(user)
    standing = queries.signing_of(provider.id, today()).standing
    present, form = queries.present_version(), SignatureForm()
    may_sign = (
        standing is not Standing.SIGNED
        and provider.state is not ProviderState.APPLICANT
        and user.may(Permission.PLATFORM_AGREEMENT_SIGN)
    )
    if may_sign and form.validate_on_submit():
        try:
            with transaction():
                operations.sign_platform_agreement(user, provider, present, form.content())
            flash(_("The agreement is signed. Your area is open."), "success")
            return redirect(
                url_for("agreements.own" if standing.value != "missing" else "provider.desk")
            )
        except RuleBroken as broken:
            form.take_refusals(broken.reasons)
    return _own_page(provider, form, may_sign)


@agreements.get("/provider/agreement/versions/<int:number>")
@requires(Permission.PROVIDER_DESK)
def version(number: int) -> ResponseReturnValue:
    """One published text, such as the one signed before."""
    load_own_provider_unsigned(signed_in())
    found = queries.version_numbered(number)
    return render_template(
        "agreements/version.html",
        version=found,
        text=text_of(found.content),
        language=spoken_language(),
    )


@agreements.get("/agreements/<int:agreement_id>.pdf")
@requires(Permission.PLATFORM_AGREEMENT_READ)
def signed_copy(agreement_id: int) -> ResponseReturnValue:
    """The signed copy, to print or keep."""
    signed = queries.load_signature(signed_in(), agreement_id)
    found = queries.version_numbered(int(signed.text_version))
    name = f"accordo-{signed.provider_id}-v{signed.text_version}.pdf"
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    document = signed_pdf(signed, found, spoken_language())
    return Response(document, mimetype="application/pdf", headers=headers)


@agreements.route("/provider/agreement/security", methods=["GET", "POST"])
@requires(Permission.PLATFORM_AGREEMENT_SIGN)
def security() -> ResponseReturnValue:
    """The security questions: they decide what we see of people."""
    provider = load_own_provider_unsigned(signed_in())
    rules = rules_in_force(today())
    if rules.provider_security is None:
        raise NotFoundForYou
    given = queries.security_answers(provider.id)
    form = security_form(rules.provider_security, spoken_language())(
        data=given.answers if given else None
    )
    if form.validate_on_submit():
        answers = {
            question.code: form[question.code].data
            for question in rules.provider_security.questions
        }
        try:
            with transaction():
                operations.answer_security_questions(signed_in(), provider, answers)
            flash(_("Your answers are kept. This page says what they mean."), "success")
            return redirect(url_for("agreements.own"))
        except RuleBroken as broken:
            form.take_refusals(broken.reasons)
    page = render_template(
        "agreements/security.html",
        form=form,
        rules=rules,
        security=rules.provider_security,
        given=given,
    )
    return page, 422 if form.errors else 200


def _own_page(provider: Provider, form: SignatureForm, may_sign: bool) -> ResponseReturnValue:
    signing, present = queries.signing_of(provider.id, today()), queries.present_version()
    tier, text = queries.tier_of_provider(provider.id, today()), text_of(present.content)
    for field in (form.data_role, form.privacy_contact, form.privacy_email):
        # Older texts do not ask for them.
        field.flags.required = bool(text.roles)
    given = queries.security_answers(provider.id)
    seen = visible_fields(tier)
    page = render_template(
        "agreements/own.html",
        form=form,
        provider=provider,
        standing=signing.standing,
        sign_by=signing.sign_by,
        present=present,
        text=text,
        signed=platform_agreement_in_force(provider.id),
        signatures=queries.signatures_of(provider.id),
        may_sign=may_sign,
        language=spoken_language(),
        tier=tier,
        given=given,
        category=_category(given),
        seen=[field for field in PersonField if field in seen],
        hidden=[field for field in PersonField if field not in seen],
    )
    return page, 422 if form.errors else 200


def _category(given: SecurityAnswers | None) -> str:
    """The category in the words of the rules the answers were given under."""
    if given is None:
        return ""
    security = rules_of_version(given.rule_set_id).provider_security
    found = [c for c in (security.categories if security else ()) if c.code == given.category]
    return found[0].text.spoken(spoken_language()) if found else given.category
