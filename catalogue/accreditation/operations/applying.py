"""Begin an application, fill it in part by part, send it, withdraw it."""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from app.accounts.models import Organisation, OrganisationKind, User
from app.accounts.operations import invite
from app.accounts.permissions import Role
from app.accounts.queries import programme_officers, user_by_email
from app.audit.operations import begin, lock, perform, record
from app.core.clock import now, today
from app.core.database import db
from app.core.errors import NotFoundForYou, Refusal, RuleBroken
from app.core.language import N_
from app.core.tax_number import compact, form_error
from app.notices.operations import notify
from catalogue.accreditation import queries
from catalogue.accreditation.models import (
    Application,
    ApplicationDocument,
    ApplicationSite,
)
from catalogue.accreditation.rules import (
    MOST_BEGUN,
    MOST_BEGUN_BY_SENDER,
    document_kinds,
    document_refusals,
    faults_of,
    shown_name,
)
from catalogue.accreditation.states import EDITABLE, ApplicationAction, Section
from catalogue.providers.models import Provider, Site
from catalogue.providers.operations import SiteContent, add_site, change_site
from catalogue.providers.states import AccreditationField

BEGINNING = 7_301
"""Number of the advisory lock under which applications begin."""
_SIGNS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


@dataclass(frozen=True, kw_only=True)
class Start:
    """What is needed to begin: the body, and who will manage its account."""

    legal_name: str
    tax_number: str
    manager_name: str
    manager_email: str


def begin_in_public(start: Start, sender: str) -> tuple[Application, str]:
    """Begin an application without an account; returns it with the manager's activation code.

    Raises RuleBroken when the tax number is wrong or registered, the address cannot be used, or too
    many were begun within the hour, by this sender or by all.
    """
    number, sender_hash = compact(start.tax_number), hashlib.sha256(sender.encode()).hexdigest()
    if reasons := _start_refusals(start, number, sender_hash):
        raise RuleBroken(reasons)
    body = Organisation(kind=OrganisationKind.PROVIDER, code=f"P{number}", name=start.legal_name)
    db.session.add(body)
    db.session.flush()
    manager, code = invite(
        name=start.manager_name,
        email=start.manager_email,
        role=Role.PROVIDER_MANAGER,
        organisation_id=body.id,
    )
    provider = Provider(
        id=body.id,
        organisation=body,
        legal_name=start.legal_name,
        tax_number=number,
        applied_on=today(),
        accreditations=[],
        sites=[],
    )
    db.session.add(provider)
    begin(manager, provider, event="provider:apply")
    return _begun(manager, provider, sender_hash), code


def begin_application(actor: User, provider: Provider) -> Application:
    """Begin an application of a body that is in the register already, for more or for longer.

    Raises RuleBroken while another one is not decided.
    """
    lock(provider)
    if queries.open_application(provider.id) is not None:
        message = N_("There is already an application that has not been decided.")
        raise RuleBroken([Refusal("already_open", message)])
    return _begun(actor, provider, "")


def save_part(
    actor: User, application: Application, section: Section, values: Mapping[str, Any]
) -> None:
    """Keep what was typed in a part, complete or not: nothing typed is lost."""
    _open_for_change(application)
    application.answers = {**application.answers, section.value: dict(values)}
    record(actor, "application:save", application, section=section.value)


def save_site(
    actor: User,
    application: Application,
    content: SiteContent,
    fields: tuple[AccreditationField, ...],
    line: ApplicationSite | None = None,
) -> ApplicationSite:
    """Add a site with the fields asked for there, or change one.

    Raises RuleBroken for a name twice, and for other data of a site that is accredited already: where
    it stands was examined, so only the region changes it.
    """
    _open_for_change(application)
    provider = application.provider
    if line is None:
        site = add_site(actor, provider, content)
        line = ApplicationSite(site_id=site.id, site=site, fields=[])
        application.sites.append(line)
    elif queries.was_accredited(line.site_id):
        if _differs(line.site, content):
            message = N_("This site is accredited: ask the region to change its data.")
            raise RuleBroken([Refusal("site_accredited", message, field="name")])
    else:
        change_site(actor, provider, line.site, content)
    line.fields = [field.value for field in fields]
    record(actor, "application:save_site", application, site=content.name, fields=line.fields)
    return line


def include_site(
    actor: User, application: Application, site: Site, fields: tuple[AccreditationField, ...]
) -> None:
    """Ask for fields at a site the register knows already."""
    _open_for_change(application)
    application.sites.append(
        ApplicationSite(site_id=site.id, site=site, fields=[field.value for field in fields])
    )
    record(actor, "application:include_site", application, site=site.name)


def leave_site(actor: User, application: Application, line: ApplicationSite) -> None:
    """Take a site out of the application; the register keeps it, accredited for nothing new."""
    _open_for_change(application)
    record(actor, "application:leave_site", application, site=line.site.name)
    application.sites.remove(line)
    db.session.delete(line)


def add_document(
    actor: User, application: Application, *, kind: str, name: str, content: bytes
) -> ApplicationDocument:
    """Keep a document. Raises RuleBroken when the content is not what is taken, or is there already."""
    _open_for_change(application)
    if kind not in {known.code for known in document_kinds(today())}:
        raise NotFoundForYou
    reasons = document_refusals(
        content, len(application.documents), queries.documents_kept(application.id)
    )
    fingerprint = hashlib.sha256(content).hexdigest()
    if any((it.kind, it.content_hash) == (kind, fingerprint) for it in application.documents):
        message = N_("The same file is already here.")
        reasons.append(Refusal("same_file", message, field="file"))
    if reasons:
        raise RuleBroken(reasons)
    document = ApplicationDocument(
        application_id=application.id,
        kind=kind,
        name=shown_name(name),
        size=len(content),
        content_hash=fingerprint,
        content=content,
        uploaded_by_id=actor.id,
        application=application,
    )
    db.session.add(document)
    record(actor, "application:add_document", document, kind=kind, hash=fingerprint)
    db.session.expire(application, ["documents"])
    return document


def remove_document(actor: User, application: Application, document: ApplicationDocument) -> None:
    """Take a document out of the application; what was sent before stays kept."""
    _open_for_change(application)
    document.removed_at = now()
    record(actor, "application:remove_document", document, kind=document.kind)
    db.session.expire(application, ["documents"])


def submit(actor: User, application: Application, *, is_declared: bool) -> None:
    """Send the application, first or corrected. Raises RuleBroken with all that is still missing."""
    _open_for_change(application)
    faults = faults_of(queries.facts_of(application), today())
    reasons = [reason for found in faults.values() for reason in found]
    if not is_declared:
        message = N_("Confirm that what you declare is true.")
        reasons.append(Refusal("not_declared", message, field="declared"))
    if reasons:
        raise RuleBroken([Refusal(it.code, it.message, it.params) for it in reasons])
    for correction in application.corrections:
        correction.answered_at = correction.answered_at or now()
    _tell_organisation(application)
    perform(actor, application, ApplicationAction.SUBMIT)
    application.submitted_at = application.waiting_since = now()
    told = [application.officer_id] if application.officer_id else programme_officers()
    notify(
        told,
        N_("Application %(reference)s for accreditation has been submitted."),
        {"reference": application.reference},
        address=f"/programme/applications/{application.id}",
    )


def withdraw(actor: User, application: Application) -> None:
    """Withdraw the application; a new one can be begun."""
    perform(actor, application, ApplicationAction.WITHDRAW)
    application.waiting_since = now()


def _open_for_change(application: Application) -> None:
    lock(application)
    if application.state not in EDITABLE:
        message = N_("The application is with the region and cannot be changed now.")
        raise RuleBroken([Refusal("not_editable", message)])


def _begun(actor: User, provider: Provider, sender_hash: str) -> Application:
    token = "".join(secrets.choice(_SIGNS) for _ in range(6))
    application = Application(
        provider_id=provider.id,
        provider=provider,
        reference=f"ACC-{today():%y}-{token}",
        answers={},
        sender_hash=sender_hash,
        sites=[],
        corrections=[],
    )
    db.session.add(application)
    begin(actor, application, event="application:begin", reference=application.reference)
    return application


def _start_refusals(start: Start, number: str, sender_hash: str) -> list[Refusal]:
    # One at a time: counts and tax numbers of those who begin at the same moment would not be seen.
    db.session.execute(select(func.pg_advisory_xact_lock(BEGINNING)))
    by_sender, by_all = queries.begun_within_the_hour(sender_hash)
    if by_sender >= MOST_BEGUN_BY_SENDER or by_all >= MOST_BEGUN:
        message = N_("Too many applications were begun within an hour. Try again later.")
        return [Refusal("throttled", message)]
    reasons = [reason for reason in (form_error(number),) if reason]
    if not reasons and queries.is_registered(number):
        message = N_("A provider with this tax number is already in the register.")
        reasons.append(Refusal("tax_number_taken", message, field="tax_number"))
    if not reasons and user_by_email(start.manager_email) is not None:
        # The same words as for an address that cannot receive: who has an account is nobody's business.
        message = N_("This address cannot be used here. Enter another one.")
        reasons.append(Refusal("email_unusable", message, field="manager_email"))
    return reasons


def _differs(site: Site, content: SiteContent) -> bool:
    kept = site.name, site.address, site.municipality_code, site.phone, site.email, site.step_free
    return kept != (
        content.name,
        content.address,
        content.municipality_code,
        content.phone,
        content.email,
        content.step_free,
    )


def _tell_organisation(application: Application) -> None:
    """Whom letters go to is what the application says."""
    legal = application.answers.get(Section.LEGAL.value, {})
    body = application.provider.organisation
    body.address = str(legal.get("address", ""))
    body.email, body.phone = str(legal.get("email", "")), str(legal.get("phone", ""))
