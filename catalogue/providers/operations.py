"""The register of providers, and a provider's own people."""

from dataclasses import dataclass

from sqlalchemy import select

from app.accounts.models import Organisation, OrganisationKind, User
from app.accounts.operations import deactivate, invite, reactivate
from app.accounts.permissions import Role
from app.accounts.queries import user_by_email
from app.audit.operations import begin, record
from app.core.clock import today
from app.core.database import db
from app.core.errors import Refusal, RuleBroken
from app.core.language import N_
from app.core.places.models import Municipality
from app.core.tax_number import compact, form_error
from catalogue.providers.models import Provider, Site


@dataclass(frozen=True, kw_only=True)
class Application:
    """A body that asks to be accredited, with the person who will manage its account."""

    legal_name: str
    tax_number: str
    address: str
    municipality_code: str
    phone: str
    email: str
    manager_name: str
    manager_email: str


@dataclass(frozen=True, kw_only=True)
class SiteContent:
    """What is known of a site."""

    name: str
    address: str
    municipality_code: str
    phone: str
    email: str
    step_free: bool


def register_applicant(actor: User, application: Application) -> tuple[Provider, str]:
    """Enter an applicant in the register; returns it with its manager's activation code.

    Raises RuleBroken when the tax number is wrong or registered, or the address belongs to somebody.
    """
    number = compact(application.tax_number)
    reasons = [reason for reason in (form_error(number),) if reason]
    if db.session.scalar(select(Provider.id).where(Provider.tax_number == number)):
        message = N_("A provider with this tax number is already in the register.")
        reasons.append(Refusal("tax_number_taken", message, field="tax_number"))
    if user_by_email(application.manager_email):
        message = N_("This address already has an account.")
        reasons.append(Refusal("email_taken", message, field="manager_email"))
    if reasons:
        raise RuleBroken(reasons)
    body = Organisation(
        kind=OrganisationKind.PROVIDER,
        code=f"P{number}",
        name=application.legal_name,
        municipality_code=application.municipality_code,
        address=application.address,
        phone=application.phone,
        email=application.email,
    )
    db.session.add(body)
    db.session.flush()
    provider = Provider(
        id=body.id,
        organisation=body,
        legal_name=application.legal_name,
        tax_number=number,
        applied_on=today(),
        accreditations=[],
        sites=[],
    )
    db.session.add(provider)
    begin(actor, provider, event="provider:apply")
    _, code = invite_member(
        actor,
        provider,
        name=application.manager_name,
        email=application.manager_email,
        role=Role.PROVIDER_MANAGER,
    )
    return provider, code


def add_site(actor: User, provider: Provider, content: SiteContent) -> Site:
    """Enter a site; it stands in the middle of its municipality. Raises RuleBroken for a name twice."""
    if any(site.name.casefold() == content.name.casefold() for site in provider.sites):
        message = N_("There is already a site with this name. Give it another one.")
        raise RuleBroken([Refusal("site_name_taken", message, field="name")])
    site = Site(provider_id=provider.id)
    _fill_site(site, content)
    provider.sites.append(site)
    record(actor, "provider:add_site", site)
    return site


def change_site(actor: User, provider: Provider, site: Site, content: SiteContent) -> None:
    """Change a site. Raises RuleBroken for a name another site has."""
    others = [other for other in provider.sites if other.id != site.id]
    if any(other.name.casefold() == content.name.casefold() for other in others):
        message = N_("There is already a site with this name. Give it another one.")
        raise RuleBroken([Refusal("site_name_taken", message, field="name")])
    _fill_site(site, content)
    record(actor, "provider:change_site", site)


def invite_member(
    actor: User, provider: Provider, *, name: str, email: str, role: Role
) -> tuple[User, str]:
    """Give a colleague an account with the provider; returns it with its activation code.

    Raises RuleBroken when somebody already signs in with the address.
    """
    member, code = invite(name=name, email=email, role=role, organisation_id=provider.id)
    record(actor, "member:invite", member, role=role.value)
    return member, code


def deactivate_member(actor: User, member: User) -> None:
    """Close a colleague's account at once. Nobody closes their own."""
    if member.id == actor.id:
        message = N_("You cannot deactivate your own account. Ask a colleague or the region.")
        raise RuleBroken([Refusal("own_account", message)])
    deactivate(member)
    record(actor, "member:deactivate", member)


def give_new_code(actor: User, member: User) -> str:
    """A new activation code: for a closed account, or one whose first code was not used."""
    if member.active and member.password_hash is not None:
        message = N_("This account is in use. Deactivate it first.")
        raise RuleBroken([Refusal("account_in_use", message)])
    code = reactivate(member)
    record(actor, "member:invite", member, role=member.role.value)
    return code


def _fill_site(site: Site, content: SiteContent) -> None:
    place = db.session.get_one(Municipality, content.municipality_code)
    if site.municipality_code != place.code:
        site.municipality_code, site.municipality = place.code, place
        site.latitude, site.longitude = place.latitude, place.longitude
    site.name, site.address = content.name, content.address
    site.phone, site.email, site.step_free = content.phone, content.email, content.step_free
