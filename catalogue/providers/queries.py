"""Reads of providers; a provider's own loaders open nothing before the platform agreement is signed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import selectinload

from app.accounts.models import User
from app.accounts.permissions import Permission, Role
from app.core.database import db
from app.core.errors import DomainError, NotFoundForYou
from app.core.language import N_
from app.core.listing import Column, Order, Page, fetch_page
from app.core.plain_text import searchable
from catalogue.providers.models import PlatformAgreement, Provider, Site
from catalogue.providers.rules import Accreditation, FieldPeriod, PublicFigures
from catalogue.providers.states import AccreditationState, ProviderState

BY_NAME = Order(
    columns=(Provider.name_key, Provider.id),
    keys=(lambda row: row.name_key, lambda row: row.id),
    descending=(False, False),
)
REGISTER: tuple[Column[Provider], ...] = (
    Column("name", N_("Provider"), lambda row: row.legal_name),
    Column("number", N_("Accreditation number"), lambda row: row.accreditation_number),
    Column("tax_number", N_("Tax number"), lambda row: row.tax_number),
    Column("state", N_("State"), lambda row: row.state),
    Column("until", N_("Accredited until"), lambda row: row.accredited_until),
    Column("fields", N_("Fields"), lambda row: len(row.fields)),
    Column("sites", N_("Sites"), lambda row: len(row.sites)),
    Column("source", N_("Source"), lambda row: row.organisation.source),
)


class PlatformAgreementMissing(DomainError):
    """The provider's area stays closed until its manager signs the platform agreement."""


@dataclass(frozen=True)
class DeskTask:
    """Something on the provider's desk: how many, of what, where to act on it."""

    title: str
    count: int
    endpoint: str
    arguments: dict[str, str]
    tone: str = "info"
    until: date | None = None


FiguresReader = Callable[[int], PublicFigures | None]
_figures: list[FiguresReader] = []


def furnish_figures(reader: FiguresReader) -> None:
    """Install who knows answer times and results; called once by wiring."""
    _figures[:] = [reader]


def public_figures_of(provider: Provider) -> PublicFigures | None:
    """What everybody may read of the provider's answer time and results; None before the first night."""
    return next((figures for reader in _figures if (figures := reader(provider.id))), None)


DeskPart = Callable[[Provider], Sequence[DeskTask]]

_desk_parts: list[tuple[Permission, DeskPart]] = []


def furnish_desk(parts: Sequence[tuple[Permission, DeskPart]]) -> None:
    """Install what the desk is made of, each part with the permission its pages ask for; called once
    by wiring, which knows the floors above.
    """
    _desk_parts[:] = parts


def desk_tasks(user: User, provider: Provider) -> list[DeskTask]:
    """What needs the user now, in the order of the table; nothing that leads to a closed door."""
    parts = [part for permission, part in _desk_parts if user.may(permission)]
    return [task for part in parts for task in part(provider) if task.count]


def platform_agreement_in_force(provider_id: int) -> PlatformAgreement | None:
    """The signed agreement of the provider, None when there is none."""
    return db.session.scalar(
        select(PlatformAgreement).where(
            PlatformAgreement.provider_id == provider_id, PlatformAgreement.ended_at.is_(None)
        )
    )


def load_own_provider(user: User) -> Provider:
    """The provider the user works for.

    Raises NotFoundForYou when there is none, PlatformAgreementMissing before the agreement is signed.
    Every loader of the provider's area begins here.
    """
    provider = load_own_provider_unsigned(user)
    if platform_agreement_in_force(provider.id) is None:
        raise PlatformAgreementMissing
    return provider


def load_own_provider_unsigned(user: User) -> Provider:
    """The provider the user works for, for the page that shows the agreement itself."""
    provider = db.session.get(Provider, user.provider_id) if user.provider_id else None
    if provider is None:
        raise NotFoundForYou
    return provider


def load_provider(user: User, provider_id: int) -> Provider:
    """Any provider, for the programme's officers, with fields and sites."""
    if user.role is not Role.PROGRAMME_OFFICER:
        raise NotFoundForYou
    statement = select(Provider).where(Provider.id == provider_id).options(*_WHOLE)
    provider = db.session.scalar(statement)
    if provider is None:
        raise NotFoundForYou
    return provider


def site_of(provider: Provider, site_id: int | None) -> Site:
    """A site of the provider. Raises NotFoundForYou for one that is not."""
    site = next((site for site in provider.sites if site.id == site_id), None)
    if site is None:
        raise NotFoundForYou
    return site


def load_public_provider(provider_id: int, on: date) -> Provider:
    """A provider as the public sees it: only while it is accredited."""
    statement = select(Provider).where(Provider.id == provider_id, *accredited(on))
    provider = db.session.scalar(statement.options(*_WHOLE))
    if provider is None:
        raise NotFoundForYou
    return provider


def accredited(on: date) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """The conditions on Provider of being accredited on that day."""
    return Provider.state == ProviderState.ACCREDITED, Provider.accredited_until >= on


_WHOLE = (selectinload(Provider.accreditations), selectinload(Provider.sites))


def register(words: str = "", state: ProviderState | None = None) -> Select[*tuple[Provider]]:
    """The register of providers, narrowed by words of the name or the number, and by state."""
    statement = select(Provider).options(*_WHOLE)
    if wanted := searchable(words):
        found = Provider.name_key.contains(wanted, autoescape=True)
        statement = statement.where(
            found
            | (Provider.tax_number == words.strip())
            | (Provider.accreditation_number == words.strip())
        )
    if state is not None:
        statement = statement.where(Provider.state == state)
    return statement


def register_page(statement: Select[*tuple[Provider]], cursor: str | None) -> Page[Provider]:
    """One page of the register, by name."""
    return fetch_page(db.session, statement, BY_NAME, cursor=cursor)


def register_rows(statement: Select[*tuple[Provider]], most: int) -> Sequence[Provider]:
    """The whole register for a file, by name."""
    return db.session.scalars(statement.order_by(*BY_NAME.columns).limit(most)).all()


def state_counts() -> dict[ProviderState, int]:
    """How many providers stand in each state."""
    rows = db.session.execute(select(Provider.state, func.count()).group_by(Provider.state))
    found = {state: number for state, number in rows}
    return {state: found[state] for state in ProviderState if state in found}


def providers_named(words: str, most: int = 50) -> Sequence[int]:
    """Keys of the providers whose name holds the words; none for no words."""
    if not (wanted := searchable(words)):
        return []
    statement = select(Provider.id).where(Provider.name_key.contains(wanted, autoescape=True))
    return db.session.scalars(statement.limit(most)).all()


def provider_names(keys: Sequence[int]) -> Sequence[str]:
    """Names of providers, in the order of the alphabet."""
    if not keys:
        return []
    statement = select(Provider.legal_name).where(Provider.id.in_(keys))
    return db.session.scalars(statement.order_by(Provider.legal_name)).all()


def accreditation_of(provider: Provider) -> Accreditation:
    """The register's entry as the rules read it."""
    return Accreditation(
        state=provider.state,
        accredited_until=provider.accredited_until,
        fields=tuple(
            FieldPeriod(
                field=row.field,
                valid_from=row.valid_from,
                valid_to=row.valid_to,
                site_id=row.site_id,
            )
            for row in provider.accreditations
            if row.state is AccreditationState.ACTIVE
        ),
    )


def members(provider_id: int) -> Sequence[User]:
    """Everybody who works for the provider, active ones first, by name."""
    statement = (
        select(User)
        .where(User.organisation_id == provider_id)
        .order_by(User.active.desc(), User.name, User.id)
    )
    return db.session.scalars(statement).all()


def load_member(user: User, member_id: int) -> User:
    """A colleague of the provider's manager."""
    provider = load_own_provider(user)
    member = db.session.get(User, member_id)
    if member is None or member.organisation_id != provider.id:
        raise NotFoundForYou
    return member
