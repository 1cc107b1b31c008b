"""Publish a text of the platform agreement, sign it, answer the security questions, remind."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from app.accounts.models import User
from app.accounts.operations import is_own_password
from app.accounts.queries import provider_managers
from app.audit.operations import lock, record
from app.core.clock import now, today
from app.core.database import db
from app.core.errors import Refusal, RuleBroken
from app.core.language import N_
from app.notices.operations import notify
from app.programme.queries import rule_set_id_on, rules_in_force
from catalogue.agreements.models import AgreementVersion, SecurityAnswers
from catalogue.agreements.queries import (
    present_version,
    providers_without,
    security_answers,
    versions,
)
from catalogue.agreements.rules import (
    Draft,
    content_hash,
    publication_refusals,
    text_of,
)
from catalogue.agreements.schemas import shipped_texts
from catalogue.providers.models import PlatformAgreement, Provider
from catalogue.providers.queries import platform_agreement_in_force
from catalogue.providers.states import DataRole, ProviderState

PAGE = "/provider/agreement"


@dataclass(frozen=True, kw_only=True)
class Signature:
    """What the manager declares in signing."""

    password: str
    data_role: DataRole | None = None
    privacy_contact: str = ""
    privacy_email: str = ""


def load_shipped_agreements() -> int:
    """Keep the texts that come with the software and are not kept yet; how many."""
    known = set(db.session.scalars(db.select(AgreementVersion.number)))
    new = [shipped for shipped in shipped_texts() if shipped["number"] not in known]
    for shipped in new:
        content = shipped["text"].as_stored()
        db.session.add(
            AgreementVersion(
                number=shipped["number"],
                effective_from=shipped["effective_from"],
                content=content,
                content_hash=content_hash(shipped["number"], content),
            )
        )
    db.session.flush()
    return len(new)


def publish_agreement(actor: User, draft: Draft) -> AgreementVersion:
    """Publish the next text: every provider at work signs it by its deadline, and is told at once.

    Raises RuleBroken with everything the text lacks.
    """
    present, day = present_version(), today()
    lock(present)
    reasons = publication_refusals(
        draft,
        present=text_of(present.content),
        notice_days=rules_in_force(day).platform_notice_days(),
        on=day,
    )
    if reasons:
        raise RuleBroken(reasons)
    content = draft.text.as_stored()
    version = AgreementVersion(
        number=present.number + 1,
        effective_from=draft.effective_from,
        sign_by=draft.sign_by,
        content=content,
        content_hash=content_hash(present.number + 1, content),
        published_by_id=actor.id,
    )
    db.session.add(version)
    record(actor, "platform_agreement:publish", version, version=version.number)
    _tell(version, N_("The platform agreement has changed: sign it again by %(day)s."), "new")
    return version


def remind_of_signature() -> int:
    """Call each deadline to mind where it is near, and say where it has passed; how many were told.

    Each provider is told once before a deadline and once after it, however often this runs.
    """
    day, told = today(), 0
    reminder = timedelta(rules_in_force(day).platform_reminder_days())
    for version in versions():
        if version.sign_by is None or day < version.sign_by - reminder:
            continue
        if day > version.sign_by:
            message = N_("The platform agreement had to be signed by %(day)s: sign it to go on.")
            told += _tell(version, message, "late")
        else:
            message = N_("The platform agreement has to be signed by %(day)s.")
            told += _tell(version, message, "soon")
    return told


def sign_platform_agreement(
    actor: User, provider: Provider, version: AgreementVersion, signature: Signature
) -> PlatformAgreement:
    """Sign a text for the provider, with the signer's own password; what was signed before ends.

    Raises RuleBroken with every reason: another password, a text that is not the present one or is
    signed already, no data-protection role or contact where the text asks for them.
    """
    lock(provider)
    former = platform_agreement_in_force(provider.id)
    if provider.state is ProviderState.APPLICANT:
        message = N_("The agreement is signed once the provider is accredited.")
        raise RuleBroken([Refusal("not_accredited", message)])
    if reasons := _signature_refusals(actor, former, version, signature):
        raise RuleBroken(reasons)
    if former is not None:
        former.ended_at = now()
        db.session.flush()
    agreement = PlatformAgreement(
        provider_id=provider.id,
        text_version=str(version.number),
        text_hash=version.content_hash,
        data_role=signature.data_role,
        privacy_contact=signature.privacy_contact,
        privacy_email=signature.privacy_email,
        signed_by_id=actor.id,
        signed_at=now(),
    )
    db.session.add(agreement)
    role = signature.data_role.value if signature.data_role else None
    record(actor, "platform_agreement:sign", agreement, version=str(version.number), role=role)
    return agreement


def answer_security_questions(
    actor: User, provider: Provider, answers: Mapping[str, str]
) -> SecurityAnswers:
    """Keep the provider's answers with the category and tier they give; earlier ones are replaced.

    Raises RuleBroken when a question has no answer, or one the rules do not know.
    """
    lock(provider)
    day = today()
    security = rules_in_force(day).provider_security
    if security is None:
        message = N_("The rules in force ask no security questions.")
        raise RuleBroken([Refusal("no_questions", message)])
    missing = [
        Refusal("answer_missing", N_("Choose an answer."), field=question.code)
        for question in security.questions
        if answers.get(question.code) not in {answer.code for answer in question.answers}
    ]
    if missing:
        raise RuleBroken(missing)
    if (former := security_answers(provider.id)) is not None:
        former.replaced_at = now()
        db.session.flush()
    kept = {question.code: answers[question.code] for question in security.questions}
    category, tier = security.category(kept), security.tier(kept)
    given = SecurityAnswers(
        provider_id=provider.id,
        answers=kept,
        category=category.code,
        tier=tier.code,
        rule_set_id=rule_set_id_on(day),
        given_by_id=actor.id,
        given_on=day,
        valid_until=day + timedelta(security.valid_days),
    )
    db.session.add(given)
    record(actor, "platform_agreement:answer", given, category=category.code, tier=tier.code)
    return given


def _signature_refusals(
    actor: User,
    former: PlatformAgreement | None,
    version: AgreementVersion,
    signature: Signature,
) -> list[Refusal]:
    reasons = []
    if version.number != present_version().number:
        message = N_("A newer text has been published. Read it before you sign.")
        reasons.append(Refusal("not_present", message))
    if former is not None and int(former.text_version) >= version.number:
        reasons.append(Refusal("already_signed", N_("The agreement is already signed.")))
    if text_of(version.content).roles:
        if signature.data_role is None:
            message = N_("Say which role the provider has under data-protection law.")
            reasons.append(Refusal("role_missing", message, field="data_role"))
        if not (signature.privacy_contact and signature.privacy_email):
            message = N_("Say whom people write to about their data.")
            reasons.append(Refusal("contact_missing", message, field="privacy_contact"))
    if not is_own_password(actor, signature.password):
        message = N_("This is not your password. Signing needs your own.")
        reasons.append(Refusal("password_wrong", message, field="password"))
    return reasons


def _tell(version: AgreementVersion, message: str, what: str) -> int:
    told = 0
    for provider_id in providers_without(version.number):
        key = f"platform_agreement:{version.number}:{what}"
        params = {"day": version.sign_by}
        told += bool(notify(provider_managers(provider_id), message, params, address=PAGE, key=key))
    return told
